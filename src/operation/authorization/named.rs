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
    names.iter().try_for_each(|name| authorizer.check(Target { named: name, index: None }, operation, None))
}

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
