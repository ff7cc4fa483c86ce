//! The check of operations that are no access to items, by the names in their requests.

use super::{decision::Authorizer, request::Target};
use crate::{
    engine::{Engine, OF_ITEMS},
    error::Result,
    operation::request::operation::Operation,
};

/// Checks an operation that is no access to items, by the names and ARNs of tables in its request.
///
/// # Errors
/// AccessDeniedException.
pub(crate) fn authorize_request<I: Operation>(engine: &Engine, input: &I) -> Result<()> {
    match engine.enforces_policies() && !OF_ITEMS.contains(&I::OPERATION) {
        true => authorize_named(engine, I::OPERATION, &input.named_tables(), input.named_index()),
        false => Ok(()),
    }
}

/// Checks an operation on what this ARN stands for.
///
/// # Errors
/// AccessDeniedException.
pub(crate) fn authorize_part(engine: &Engine, operation: &'static str, arn: &str) -> Result<()> {
    match Authorizer::if_enforced(engine) {
        Some(authorizer) => authorizer.check(Target::Part { arn }, operation, None),
        None => Ok(()),
    }
}

/// Checks actions on a table of this engine's region, which is a part of an operation on another region's.
///
/// # Errors
/// AccessDeniedException.
pub(crate) fn authorize_actions(engine: &Engine, table_name: &str, actions: &[&'static str]) -> Result<()> {
    let Some(authorizer) = Authorizer::if_enforced(engine) else { return Ok(()) };
    let target = Target::Table { named: table_name, index: None };
    actions.iter().try_for_each(|action| authorizer.check(target, action, None))
}

fn authorize_named(
    engine: &Engine,
    operation: &'static str,
    names: &[String],
    index: Option<&str>,
) -> Result<()> {
    // Everybody may ask for the address of the service.
    if operation == "DescribeEndpoints" {
        return Ok(());
    }
    let authorizer = Authorizer::new(engine);
    if names.is_empty() || OF_ACCOUNT.contains(&operation) {
        return authorizer.check_account(operation);
    }
    names.iter().try_for_each(|name| {
        let target = match operation {
            _ if OF_PARTS.contains(&operation) => Target::Part { arn: name },
            _ if OF_GLOBAL_TABLES.contains(&operation) => Target::GlobalTable { name },
            _ => Target::Table { named: name, index },
        };
        authorizer.check(target, operation, None)
    })
}

/// The operations on no resource, also where their requests name a table. (Service authorization reference: Actions
/// defined by Amazon DynamoDB)
const OF_ACCOUNT: [&str; 3] = ["ListBackups", "ListContributorInsights", "ListStreams"];

/// The operations on global tables of version 2017.11.29, which have no policies. Those that change the replicas check
/// each replica in its region.
const OF_GLOBAL_TABLES: [&str; 5] = [
    "CreateGlobalTable",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
];

/// The operations whose requests name a table, or a part of one, by an ARN.
const OF_PARTS: [&str; 15] = [
    "TagResource",
    "UntagResource",
    "ListTagsOfResource",
    "PutResourcePolicy",
    "GetResourcePolicy",
    "DeleteResourcePolicy",
    "DescribeStream",
    "GetShardIterator",
    "GetRecords",
    "DescribeBackup",
    "DeleteBackup",
    "DescribeExport",
    "DescribeImport",
    "DescribeBulkOperation",
    "CancelBulkOperation",
];
