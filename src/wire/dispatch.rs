//! From an operation's name to its code.

use super::{operations::not_here, response::Answer};
use crate::{
    error::{Error, Result},
    operation::{
        self, Request, Structure, Tables, TransactWriteItemsInput, WriteJson,
        execute_statement::ExecuteStatementInput, read_request,
    },
    steps,
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
        unknown => Answer::failure(&Error::UnknownOperation(not_here(unknown))),
    }
}

/// The answer to DescribeEndpoints of a server that its clients reach under this address.
#[cfg(feature = "server")]
pub(crate) fn describe_endpoints(store: &Store, body: &[u8], address: &str) -> Answer {
    run(store, body, |_, _: Request<operation::DescribeEndpointsInput>| {
        Ok(operation::describe_endpoints::reached_under(address.to_owned()))
    })
}

fn run<I: Structure, O: WriteJson>(
    store: &Store,
    body: &[u8],
    operation: impl FnOnce(&Store, Request<I>) -> Result<O>,
) -> Answer {
    // Input and output stay where they are made: moving them was a third of the code that a request ran through here.
    let mut request = Request::<I>::default();
    if let Err(error) = read_request(body, &mut request) {
        return Answer::failure(&error);
    }
    let answer = match &operation(store, request) {
        Ok(output) => Answer::success(output),
        Err(error) => Answer::failure(error),
    };
    steps::take(answer.body.len());
    answer
}
