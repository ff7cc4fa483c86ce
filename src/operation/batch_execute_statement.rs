//! BatchExecuteStatement: up to 25 statements, each of which reads or writes one item and fails for itself.

use std::sync::Arc;

use super::{
    capacity::{Consumed, ConsumedCapacity},
    enums::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
    execute_statement::EXISTS_ALONE,
    input::structure,
    output::output,
    statement::{self, ItemRead, Within, Write},
    validation::{Constraint, Found, Request, ValueCheck},
};
use crate::{
    error::{Error, Result},
    limits::BATCH_STATEMENTS,
    partiql::{BoundStatement, Statement},
    storage::{Store, Table},
    value::{AttributeValue, Item},
};

structure! {
    /// One statement of a batch. (API reference: `BatchStatementRequest`)
    pub struct BatchStatementRequest {
        /// The statement.
        statement: String = "Statement",
        /// The values for its question marks, in their order.
        parameters: Option<Vec<AttributeValue>> = "Parameters",
        /// Whether a read must see all writes before it; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// Taken, but without effect: a batch never gives the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// What BatchExecuteStatement takes. (API reference: BatchExecuteStatement)
    pub struct BatchExecuteStatementInput {
        /// The statements, 1 to 25: all of them read, or all of them write.
        statements: Vec<BatchStatementRequest> = "Statements",
        /// How much of the consumed capacity to tell.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
    }
}

output! {
    /// What became of one statement. (API reference: `BatchStatementResponse`)
    pub struct BatchStatementResponse {
        /// Why it failed; none where it did not.
        error: Option<BatchStatementError> = "Error",
        /// Its table, where it came to run.
        table_name: Option<String> = "TableName",
        /// The item that was read, or that RETURNING asked for.
        item: Option<Arc<Item>> = "Item",
    }
}

output! {
    /// Why a statement of a batch failed. (API reference: `BatchStatementError`)
    pub struct BatchStatementError {
        /// The exception's name in short, such as `ConditionalCheckFailed`.
        code: String = "Code",
        /// The exception's text.
        message: String = "Message",
    }
}

output! {
    /// What BatchExecuteStatement answers.
    pub struct BatchExecuteStatementOutput {
        /// What became of each statement, in the order of the request.
        responses: Vec<BatchStatementResponse> = "Responses",
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
    }
}

impl BatchExecuteStatementInput {
    /// Looks at the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for (number, request) in self.statements.iter().enumerate() {
            check.parameters(&place(number), request.parameters.as_deref());
        }
    }
}

/// Where a statement's members stand in the request.
fn place(number: usize) -> String {
    format!("statements.{}.member.", number + 1)
}

/// Carries the statements out, one after the other.
pub(crate) fn run(
    store: &Store,
    request: Request<BatchExecuteStatementInput>,
) -> Result<BatchExecuteStatementOutput> {
    let Request { input, mut found } = request;
    check_constraints(&mut found, &input);
    found.check(&["returnConsumedCapacity", "statements"])?;
    let parsed: Vec<Result<Arc<Statement>>> = input
        .statements
        .iter()
        .enumerate()
        .map(|(number, request)| {
            statement::check_parameters(&found, &place(number))?;
            statement::parsed(store, &request.statement)
        })
        .collect();
    check_kinds(&parsed)?;
    let mut spent = Spent::default();
    let responses = input
        .statements
        .iter()
        .zip(parsed)
        .map(|(request, statement)| {
            statement.and_then(|statement| execute(store, request, &statement, &mut spent)).unwrap_or_else(
                |error| BatchStatementResponse {
                    error: Some(told(&error)),
                    ..BatchStatementResponse::default()
                },
            )
        })
        .collect();
    Ok(BatchExecuteStatementOutput {
        responses,
        consumed_capacity: spent.told(input.return_consumed_capacity),
    })
}

fn check_constraints(found: &mut Found, input: &BatchExecuteStatementInput) {
    let statements = &input.statements;
    if statements.is_empty() && !found.violations().iter().any(|violation| violation.member == "statements") {
        found.violation("statements", Some("[]".to_owned()), Constraint::MinLength(1), false);
    } else if statements.len() > BATCH_STATEMENTS {
        found.violation("statements", None, Constraint::MaxLength(BATCH_STATEMENTS), true);
    }
    for (number, request) in statements.iter().enumerate() {
        statement::check_lengths(found, &place(number), &request.statement, request.parameters.as_deref());
    }
}

/// Refuses statements that read beside statements that write.
fn check_kinds(parsed: &[Result<Arc<Statement>>]) -> Result<()> {
    let mut kinds = parsed.iter().flatten().map(|statement| statement.is_read());
    let first = kinds.next();
    if kinds.all(|kind| Some(kind) == first) {
        return Ok(());
    }
    Err(Error::validation("Read and write requests together in the same batch is not supported."))
}

/// Carries one statement out. What fails before it runs is an error; what fails then, a response.
fn execute(
    store: &Store,
    request: &BatchStatementRequest,
    statement: &Statement,
    spent: &mut Spent,
) -> Result<BatchStatementResponse> {
    let mut bound = statement.bind(request.parameters.as_deref().unwrap_or_default())?;
    match &bound {
        BoundStatement::Select(select) => {
            let read = ItemRead::of(store, select, Within::Batch)?;
            let (item, consumed) = read.run(request.consistent_read.unwrap_or(false));
            spent.add(&read.table, &consumed);
            return Ok(BatchStatementResponse { item, ..ran(&read.table) });
        }
        BoundStatement::Exists(_) => return Err(Error::validation(EXISTS_ALONE)),
        _ => {}
    }
    let Some(write) = Write::of(store, &mut bound, None)? else {
        return Ok(BatchStatementResponse::default());
    };
    Ok(match write.run() {
        Ok(written) => {
            spent.add(&write.table, &Consumed::write(&written));
            BatchStatementResponse { item: write.returned(written), ..ran(&write.table) }
        }
        Err(error) => BatchStatementResponse { error: Some(told(&error)), ..ran(&write.table) },
    })
}

fn ran(table: &Table) -> BatchStatementResponse {
    BatchStatementResponse { table_name: Some(table.name.clone()), ..BatchStatementResponse::default() }
}

fn told(error: &Error) -> BatchStatementError {
    BatchStatementError { code: error.short_code().to_owned(), message: error.message().into_owned() }
}

/// What the statements consumed, by table, in the order in which the tables came up.
#[derive(Debug, Default)]
struct Spent(Vec<(Arc<Table>, Consumed)>);

impl Spent {
    fn add(&mut self, table: &Arc<Table>, consumed: &Consumed) {
        match self.0.iter_mut().find(|(other, _)| Arc::ptr_eq(other, table)) {
            Some((_, sum)) => sum.add(consumed),
            None => self.0.push((Arc::clone(table), consumed.clone())),
        }
    }

    fn told(self, how_much: Option<ReturnConsumedCapacity>) -> Option<Vec<ConsumedCapacity>> {
        how_much.filter(|how_much| *how_much != ReturnConsumedCapacity::None)?;
        Some(self.0.into_iter().filter_map(|(table, consumed)| consumed.told(&table, how_much)).collect())
    }
}
