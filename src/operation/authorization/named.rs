//! The check of operations that are no access to items, by the names in their requests.

use super::{decision::Authorizer, request::Target};
use crate::{engine::Engine, error::Result};

/// Checks an operation that is no access to items, by the names and ARNs of tables in its request.
///
/// # Errors
/// AccessDeniedException.
pub(crate) fn authorize_named(
    engine: &Engine,
    operation: &'static str,
    names: impl FnOnce() -> Vec<String>,
) -> Result<()> {
    // Everybody may ask for the address of the service.
    if !engine.enforces_policies() || OF_ITEMS.contains(&operation) || operation == "DescribeEndpoints" {
        return Ok(());
    }
    let names = names();
    let authorizer = Authorizer::new(engine);
    if names.is_empty() {
        return authorizer.check_account(operation);
    }
    names.iter().try_for_each(|name| {
        let target = match OF_PARTS.contains(&operation) {
            true => Target::Part { arn: name },
            false => Target::Table { named: name, index: None },
        };
        authorizer.check(target, operation, None)
    })
}

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

/// The operations on items, which are checked when their expressions are bound.
const OF_ITEMS: [&str; 14] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "SearchVectors",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
];
