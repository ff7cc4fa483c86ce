//! From an operation's name to its code.

use super::response::Answer;
use crate::{
    error::{Error, Result},
    json,
    operation::{
        self, Request, Structure, Tables, TransactWriteItemsInput, WriteJson,
        execute_statement::ExecuteStatementInput, read_request,
    },
    storage::Store,
};

/// Carries out an operation.
pub(crate) fn answer(store: &Store, operation: &str, body: &[u8]) -> Answer {
    match operation {
        "BatchExecuteStatement" => run(store, body, operation::batch_execute_statement::run),
        "BatchGetItem" => run(store, body, operation::batch_get_item::run),
        "BatchWriteItem" => run(store, body, operation::batch_write_item::run),
        "CreateTable" => run(store, body, operation::create_table::run),
        "DeleteItem" => {
            run(store, body, |store, request| operation::delete_item::run(Tables::of(store), request))
        }
        "DeleteTable" => run(store, body, operation::delete_table::run),
        "DescribeEndpoints" => run(store, body, operation::describe_endpoints::run),
        "DescribeLimits" => run(store, body, operation::describe_limits::run),
        "DescribeTable" => run(store, body, operation::describe_table::run),
        "ExecuteStatement" => run::<ExecuteStatementInput, _>(store, body, operation::execute_statement::run),
        "ExecuteTransaction" => run(store, body, operation::execute_transaction::run),
        "GetItem" => run(store, body, |store, request| operation::get_item::run(Tables::of(store), request)),
        "ListTables" => run(store, body, operation::list_tables::run),
        "PutItem" => run(store, body, |store, request| operation::put_item::run(Tables::of(store), request)),
        "Query" => run(store, body, |store, request| operation::query::run(Tables::of(store), request)),
        "Scan" => run(store, body, |store, request| operation::scan::run(Tables::of(store), request)),
        "TransactGetItems" => run(store, body, operation::transact_get_items::run),
        "TransactWriteItems" => {
            run::<TransactWriteItemsInput, _>(store, body, operation::transact_write_items::run)
        }
        "UpdateItem" => {
            run(store, body, |store, request| operation::update_item::run(Tables::of(store), request))
        }
        _ => Answer::failure(&Error::UnknownOperation(String::new())),
    }
}

fn run<I: Structure, O: WriteJson>(
    store: &Store,
    body: &[u8],
    operation: impl FnOnce(&Store, Request<I>) -> Result<O>,
) -> Answer {
    // Input and output stay where they are made: moving them was a third of the code that a request ran through here.
    let mut request = Request::<I>::default();
    if let Err(error) = read(body, &mut |text| read_request(text, &mut request)) {
        return Answer::failure(&error);
    }
    match &operation(store, request) {
        Ok(output) => Answer::success(output),
        Err(error) => Answer::failure(error),
    }
}

// Not made part of the code for each operation.
#[inline(never)]
fn read(body: &[u8], read: &mut dyn FnMut(&str) -> json::Result<()>) -> Result<()> {
    let (text, whole) = text(body)?;
    match read(text) {
        Ok(()) if whole => Ok(()),
        Ok(()) => Err(Error::Serialization(String::new())),
        Err(error) => Err(Error::Serialization(error.into_message())),
    }
}

/// The body as text, and whether that is all of it: what comes before a byte that is no UTF-8 can be wrong in its types,
/// and is told first.
fn text(body: &[u8]) -> Result<(&str, bool)> {
    // Some clients send nothing for an input without members.
    let body = if body.is_empty() { b"{}" } else { body };
    // A list is no structure, and the service has no words for it.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Error::Serialization(String::new()));
    }
    Ok(match std::str::from_utf8(body) {
        Ok(text) => (text, true),
        Err(error) => {
            let sound = body.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(sound).unwrap_or_default(), false)
        }
    })
}
