//! BatchExecuteStatement: up to 25 statements. Each reads or writes one item, and fails independently of the others.

use std::sync::Arc;

use super::{
    access::authorize_statement,
    clauses::{self, StatementList, StatementMembers},
    item_read::{ItemRead, Within},
    write::Write,
};
use crate::{
    codec::{Constraint, structure},
    engine::Engine,
    error::{Error, Result},
    key::StoredKey,
    limits::BATCH_STATEMENTS,
    operation::{
        access::keys::check_distinct,
        answer::{
            capacity::{Consumed, ConsumedByTable},
            consumed_capacity::ConsumedCapacity,
        },
        authorization::decision::{Authorizer, meet_faults},
        request::{
            enums::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
            found::Found,
            input::Request,
            operation::Operation,
            values::ValueCheck,
        },
    },
    partiql::{BoundStatement, Statement},
    storage::Table,
    texts,
    value::{AttributeValue, Item},
    work::Work,
};

structure! {
    /// One statement of a batch. (API reference: `BatchStatementRequest`)
    pub struct BatchStatementRequest at most Model(BATCH_STATEMENTS) {
        /// The statement.
        statement: String = "Statement",
        /// The values for its question marks, in their order.
        parameters: Option<Vec<AttributeValue>> = "Parameters",
        /// Whether a read must see all writes before it; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// Accepted, but without effect: a batch never returns the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// The input of BatchExecuteStatement. (API reference: BatchExecuteStatement)
    pub struct BatchExecuteStatementInput {
        /// The statements, 1 to 25, no two on one item: all of them read, or all of them write.
        statements: Vec<BatchStatementRequest> = "Statements",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
    }
}

structure! {
    /// The result of one statement. (API reference: `BatchStatementResponse`)
    #[non_exhaustive]
    pub struct BatchStatementResponse {
        /// Why it failed; absent if it succeeded.
        error: Option<BatchStatementError> = "Error",
        /// Its table, if it was run.
        table_name: Option<String> = "TableName",
        /// The item that was read, or that RETURNING asked for.
        item: Option<Arc<Item>> = "Item",
    }
}

structure! {
    /// Why a statement of a batch failed. (API reference: `BatchStatementError`)
    #[non_exhaustive]
    pub struct BatchStatementError {
        /// The exception's short name, such as `ConditionalCheckFailed`.
        code: String = "Code",
        /// The exception's text.
        message: String = "Message",
        /// The item that failed its condition; never there, in the service neither.
        item: Option<Arc<Item>> = "Item",
    }
}

structure! {
    /// What BatchExecuteStatement answers.
    #[non_exhaustive]
    pub struct BatchExecuteStatementOutput {
        /// The result of each statement, in the order of the request.
        responses: Vec<BatchStatementResponse> = "Responses",
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
    }
}

/// The operation that its SELECTs belong to.
const WITHIN: Within = Within { operation: BatchExecuteStatementInput::OPERATION, is_transaction: false };

const STATEMENTS: StatementList = StatementList {
    list: BatchExecuteStatementInput::MEMBERS.statements,
    members: StatementMembers {
        statement: BatchStatementRequest::MEMBERS.statement,
        parameters: BatchStatementRequest::MEMBERS.parameters,
    },
};

impl BatchExecuteStatementInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        STATEMENTS.check_values(check, self.statements.iter().map(|request| request.parameters.as_deref()));
    }
}

/// Carries the statements out, one after the other, if no two are on one item.
pub(crate) fn run(
    engine: &Engine,
    request: Request<BatchExecuteStatementInput>,
) -> Result<BatchExecuteStatementOutput> {
    let Request { input, mut found } = request;
    check_constraints(&mut found, &input);
    found.check(&[
        BatchExecuteStatementInput::MEMBERS.return_consumed_capacity,
        BatchExecuteStatementInput::MEMBERS.statements,
    ])?;
    let parsed: Vec<Result<Arc<Statement>>> = input
        .statements
        .iter()
        .enumerate()
        .map(|(number, request)| {
            clauses::check_parameters(&found, (&STATEMENTS.place(number), STATEMENTS.members))?;
            clauses::parsed(engine, &request.statement)
        })
        .collect();
    check_kinds(&parsed)?;
    let authorizer = Authorizer::if_needed(engine);
    let bound = input.statements.iter().zip(&parsed).enumerate().map(|(number, (request, statement))| {
        let statement = statement.as_ref().map_err(Error::clone)?;
        let bound = statement.bind(request.parameters.as_deref().unwrap_or_default())?;
        if let Some(authorizer) = &authorizer {
            authorizer.begin_part(number);
        }
        authorize_statement(authorizer.as_ref(), &bound, None)?;
        Ok(bound)
    });
    let mut bound: Vec<Result<BoundStatement<'_>>> = bound.collect();
    let faults = meet_faults(authorizer.as_ref())?;
    let planned =
        bound.iter_mut().map(|bound| Planned::of(engine, bound.as_mut().map_err(|error| error.clone())?));
    let planned: Vec<Result<Planned<'_>>> = planned.collect();
    // No two statements may be on one item, not even reads.
    check_distinct(planned.iter().flatten().map(Planned::item))?;
    let (mut work, mut consumed) = (Work::of_request(), ConsumedByTable::default());
    let requests = input.statements.iter().zip(&planned).enumerate();
    let responses = requests.map(|(number, (request, planned))| match planned {
        Ok(planned) => match faults.get(&number) {
            Some(fault) => {
                BatchStatementResponse { error: Some(statement_error(fault)), ..ran(planned.table()) }
            }
            None => planned.run(engine, request, &mut work, &mut consumed),
        },
        Err(error) => BatchStatementResponse {
            error: Some(statement_error(error)),
            ..BatchStatementResponse::default()
        },
    });
    let responses = responses.collect();
    Ok(BatchExecuteStatementOutput {
        responses,
        consumed_capacity: consumed.report(input.return_consumed_capacity),
    })
}

fn check_constraints(found: &mut Found, input: &BatchExecuteStatementInput) {
    let statements = &input.statements;
    if statements.is_empty()
        && !found.has_violation_at(&BatchExecuteStatementInput::MEMBERS.statements.into())
    {
        found.violation(
            BatchExecuteStatementInput::MEMBERS.statements,
            Some("[]".to_owned()),
            Constraint::MinLength(1),
            false,
        );
    } else if statements.len() > BATCH_STATEMENTS {
        found.violation(
            BatchExecuteStatementInput::MEMBERS.statements,
            None,
            Constraint::MaxLength(BATCH_STATEMENTS),
            true,
        );
    }
    for (number, request) in statements.iter().enumerate() {
        clauses::check_lengths(
            found,
            (&STATEMENTS.place(number), STATEMENTS.members),
            &request.statement,
            request.parameters.as_deref(),
        );
    }
}

/// Refuses a mix of statements that read and statements that write.
fn check_kinds(parsed: &[Result<Arc<Statement>>]) -> Result<()> {
    let mut kinds = parsed.iter().flatten().map(|statement| statement.is_read());
    let first = kinds.next();
    if kinds.all(|kind| Some(kind) == first) {
        return Ok(());
    }
    Err(Error::validation("Read and write requests together in the same batch is not supported."))
}

/// A valid statement, with its item.
#[derive(Debug)]
enum Planned<'s> {
    Read(ItemRead<'s>),
    Write(Write<'s>),
}

impl<'s> Planned<'s> {
    fn of(engine: &Engine, bound: &'s mut BoundStatement<'_>) -> Result<Self> {
        match bound {
            BoundStatement::Select(select) => Ok(Self::Read(ItemRead::of(engine, select, WITHIN)?)),
            BoundStatement::Exists(_) => Err(Error::validation(texts::transaction::EXISTS_ALONE)),
            write => Ok(Self::Write(Write::of(engine, write, None)?)),
        }
    }

    /// The item's table.
    fn table(&self) -> &Table {
        match self {
            Self::Read(read) => &read.table,
            Self::Write(write) => &write.table,
        }
    }

    /// The item: its table's sequence and its key.
    fn item(&self) -> (u64, &StoredKey) {
        let (table, key) = match self {
            Self::Read(read) => (&read.table, &read.key),
            Self::Write(write) => (&write.table, &write.key),
        };
        (table.sequence(), key)
    }

    fn run<'p>(
        &'p self,
        engine: &Engine,
        request: &BatchStatementRequest,
        work: &mut Work,
        consumed: &mut ConsumedByTable<'p>,
    ) -> BatchStatementResponse {
        match self {
            Self::Read(read) => match read.run(request.consistent_read.unwrap_or(false)) {
                Ok((item, read_consumed)) => {
                    consumed.add(&read.table, read.table.name(), &read_consumed);
                    BatchStatementResponse { item, ..ran(&read.table) }
                }
                Err(error) => {
                    BatchStatementResponse { error: Some(statement_error(&error)), ..ran(&read.table) }
                }
            },
            Self::Write(write) => match write.run(engine, work) {
                Ok(written) => {
                    consumed.add(&write.table, write.table.name(), &Consumed::write(&written));
                    BatchStatementResponse { item: write.returned(written), ..ran(&write.table) }
                }
                Err(failed) => {
                    if let Some(charged_bytes) = failed.charged_bytes {
                        consumed.add_failed_write(&write.table, write.table.name(), charged_bytes);
                    }
                    BatchStatementResponse {
                        error: Some(statement_error(&failed.error)),
                        ..ran(&write.table)
                    }
                }
            },
        }
    }
}

fn ran(table: &Table) -> BatchStatementResponse {
    BatchStatementResponse { table_name: Some(table.name().to_owned()), ..BatchStatementResponse::default() }
}

fn statement_error(error: &Error) -> BatchStatementError {
    let (code, message) = (error.short_code().to_owned(), error.message().into_owned());
    BatchStatementError { code, message, item: None }
}
