//! ExecuteTransaction: up to 100 statements that each read or write one item, as one transaction.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{
    access::authorize_statement,
    clauses::{self, StatementList, StatementMembers},
    item_read::{ItemRead, Within},
    write::Write,
};
use crate::{
    codec::{Constraint, Member, WriteJson, structure},
    engine::{Engine, PartFaults, RequestHash},
    error::{Error, Result},
    limits::TRANSACTION_ACTIONS,
    operation::{
        answer::{
            capacity::{Consumed, report_transaction},
            consumed_capacity::{ConsumedCapacity, Direction},
            items::ItemResponse,
        },
        authorization::decision::{Authorizer, meet_faults},
        request::{
            enums::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
            found::Found,
            input::Request,
            operation::Operation,
            values::ValueCheck,
        },
        transaction::{
            client_request_token::{self, check_token},
            fault::Fault,
            limits::check_size,
            preparation::{Preparation, Prepared},
        },
    },
    partiql::{BoundStatement, Statement},
    storage::{Stored, Table},
    texts,
    value::AttributeValue,
    work::Work,
};

structure! {
    /// One statement of a transaction. (API reference: `ParameterizedStatement`)
    pub struct ParameterizedStatement at most Model(TRANSACTION_ACTIONS) {
        /// The statement.
        statement: String = "Statement",
        /// The values for its question marks, in their order.
        parameters: Option<Vec<AttributeValue>> = "Parameters",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// The input of ExecuteTransaction. (API reference: ExecuteTransaction)
    pub struct ExecuteTransactionInput {
        /// The statements, 1 to 100, no two on one item: all of them read, or all of them write or are `EXISTS`.
        transact_statements: Vec<ParameterizedStatement> = "TransactStatements",
        /// The token by which a repeated write within ten minutes is recognized.
        client_request_token: Option<String> = "ClientRequestToken",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
    }
}

structure! {
    /// What ExecuteTransaction answers.
    #[non_exhaustive]
    pub struct ExecuteTransactionOutput {
        /// One response for each read, in their order; none for writes.
        responses: Vec<ItemResponse> = "Responses",
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
    }
}

/// The operation that its SELECTs belong to.
const WITHIN: Within = Within { operation: ExecuteTransactionInput::OPERATION, is_transaction: true };

const STATEMENTS: StatementList = StatementList {
    list: ExecuteTransactionInput::MEMBERS.transact_statements,
    members: StatementMembers {
        statement: ParameterizedStatement::MEMBERS.statement,
        parameters: ParameterizedStatement::MEMBERS.parameters,
    },
};

impl ExecuteTransactionInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        STATEMENTS.check_values(
            check,
            self.transact_statements.iter().map(|request| request.parameters.as_deref()),
        );
    }
}

/// Carries the statements out.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ExecuteTransactionInput>,
) -> Result<ExecuteTransactionOutput> {
    let Request { input, mut found } = request;
    check_constraints(&mut found, &input);
    found.check(&[
        ExecuteTransactionInput::MEMBERS.client_request_token,
        ExecuteTransactionInput::MEMBERS.return_consumed_capacity,
        ExecuteTransactionInput::MEMBERS.transact_statements,
    ])?;
    for number in 0..input.transact_statements.len() {
        clauses::check_parameters(&found, (&STATEMENTS.place(number), STATEMENTS.members))?;
    }
    let statements = each(&input.transact_statements, |request| {
        clauses::parsed(engine, &request.statement).map_err(Fault::Refuse)
    })?;
    check_kinds(&statements)?;
    let requests: Vec<_> = input.transact_statements.iter().zip(&statements).collect();
    let mut bound = each(&requests, |(request, statement)| {
        let bound = statement.bind(request.parameters.as_deref().unwrap_or_default())?;
        match bound.returning() {
            None => Ok(bound),
            Some(_) => {
                const RETURNING: &str = "RETURNING clause is not supported in ExecuteTransaction.";
                Err(Fault::Refuse(Error::validation(RETURNING)))
            }
        }
    })?;
    let authorizer = Authorizer::if_needed(engine);
    for statement in &bound {
        authorize_statement(authorizer.as_ref(), statement, Some(ExecuteTransactionInput::OPERATION))?;
    }
    let faults = meet_faults(authorizer.as_ref())?;
    if matches!(bound.first(), Some(BoundStatement::Select(_))) {
        read(engine, &input, &bound, faults)
    } else {
        write(engine, &input, &mut bound, faults)
    }
}

fn check_constraints(found: &mut Found, input: &ExecuteTransactionInput) {
    const MEMBER: Member = ExecuteTransactionInput::MEMBERS.transact_statements;
    check_token(
        found,
        ExecuteTransactionInput::MEMBERS.client_request_token,
        input.client_request_token.as_deref(),
    );
    let statements = &input.transact_statements;
    if statements.is_empty() && !found.has_violation_at(&MEMBER.into()) {
        found.violation(MEMBER, Some("[]".to_owned()), Constraint::MinLength(1), false);
    } else if statements.len() > TRANSACTION_ACTIONS {
        found.violation(MEMBER, None, Constraint::MaxLength(TRANSACTION_ACTIONS), true);
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

/// Refuses a mix of statements that read and statements that write. EXISTS counts as a write.
fn check_kinds(statements: &[Arc<Statement>]) -> Result<()> {
    let mut kinds = statements.iter().map(|statement| statement.is_select());
    let first = kinds.next();
    if kinds.all(|kind| Some(kind) == first) {
        return Ok(());
    }
    Err(Error::validation(
        "ExecuteTransaction API does not support both read and write operations in the same request.",
    ))
}

/// Runs `work` on each statement of the request; a refusal has the number of its statement.
fn each<'r, S, R>(statements: &'r [S], work: impl Fn(&'r S) -> Result<R, Fault>) -> Result<Vec<R>> {
    let numbered = |(number, statement)| work(statement).map_err(|fault| refusal(number, fault));
    statements.iter().enumerate().map(numbered).collect()
}

/// The refusal of a request because of one statement.
fn refusal(number: usize, fault: Fault) -> Error {
    match fault.into() {
        Error::Validation(message) => {
            Error::validation(texts::transaction::statement_refused(number, &message))
        }
        other => other,
    }
}

/// A plan for each statement, or the error of one that cannot be carried out.
struct Plans<P>(Vec<Result<P>>);

impl<P> Plans<P> {
    fn of<S>(
        statements: impl Iterator<Item = S>,
        plan: impl Fn(S) -> Result<Option<P>, Fault>,
    ) -> Result<Self> {
        let mut plans = Vec::new();
        for (number, statement) in statements.enumerate() {
            match plan(statement) {
                Ok(plan) => plans.extend(plan.map(Ok)),
                Err(Fault::Cancel(error)) => plans.push(Err(error)),
                Err(fault) => return Err(refusal(number, fault)),
            }
        }
        Ok(Self(plans))
    }

    /// The transaction of the plans. A statement that cannot be carried out, or that meets a fault, cancels it.
    fn prepared<'p>(
        &'p self,
        engine: &Engine,
        faults: PartFaults,
        place: impl Fn(&'p P) -> (&'p Table, crate::key::StoredKey),
    ) -> Result<Prepared<'p>> {
        let mut preparation = Preparation::new(self.0.len());
        for plan in &self.0 {
            match plan {
                Ok(plan) => {
                    let (table, key) = place(plan);
                    preparation.add(table, Ok(key), || Ok(()))?;
                }
                Err(error) => preparation.add_failed(error.clone()),
            }
        }
        preparation.finish(engine, faults)
    }

    /// The tables of the plans.
    fn tables(&self, table: impl Fn(&P) -> &Arc<Table>) -> Vec<Arc<Table>> {
        self.0.iter().flatten().map(|plan| Arc::clone(table(plan))).collect()
    }
}

fn read(
    engine: &Engine,
    input: &ExecuteTransactionInput,
    bound: &[BoundStatement<'_>],
    faults: PartFaults,
) -> Result<ExecuteTransactionOutput> {
    let plans = Plans::of(bound.iter(), |bound| match bound {
        BoundStatement::Select(select) => ItemRead::of(engine, select, WITHIN).map(Some),
        _ => {
            debug_assert!(false, "reads and writes do not mix");
            Ok(None)
        }
    })?;
    let tables = plans.tables(|read| &read.table);
    let items = plans.prepared(engine, faults, |read| (&read.table, read.key.clone()))?.read()?;
    check_size(items.iter().flatten().map(Stored::size).sum())?;
    let consumed =
        items.iter().map(|stored| Consumed::transactional_read(stored.as_ref().map_or(0, Stored::size)));
    let asked = input.return_consumed_capacity;
    let consumed_capacity = report_transaction(asked, Direction::Read, names(&tables), &tables, consumed);
    let responses = plans.0.iter().flatten().zip(items).map(|(read, stored)| {
        let item = stored.map(|stored| read.shown(stored.into_item())).filter(|item| !item.is_empty());
        ItemResponse { item }
    });
    Ok(ExecuteTransactionOutput { responses: responses.collect(), consumed_capacity })
}

fn write(
    engine: &Engine,
    input: &ExecuteTransactionInput,
    bound: &mut [BoundStatement<'_>],
    faults: PartFaults,
) -> Result<ExecuteTransactionOutput> {
    let plans = Plans::of(bound.iter_mut().zip(&input.transact_statements), |(bound, request)| {
        let write = Write::of(engine, bound, request.return_values_on_condition_check_failure)?;
        write.check_in_transaction()?;
        Ok(Some(write))
    })?;
    let tables = plans.tables(|write| &write.table);
    let prepared = plans.prepared(engine, faults, |write| (&write.table, write.key.clone()))?;
    let token = input.client_request_token.as_deref();
    let token = token.map(|token| (token, request_hash(&input.transact_statements)));
    let mut work = Work::of_request();
    let places = prepared.metered_places();
    let outcome = client_request_token::once(engine, token, &places, |note| {
        prepared.write(
            plans.0.iter().flatten(),
            |write, current| write.decide_in_transaction(current.item(), &mut work),
            note,
        )
    })?;
    Ok(ExecuteTransactionOutput {
        consumed_capacity: outcome.consumed_capacity(input.return_consumed_capacity, names(&tables), &tables),
        ..ExecuteTransactionOutput::default()
    })
}

fn names(tables: &[Arc<Table>]) -> impl Iterator<Item = &str> {
    tables.iter().map(|table| table.name())
}

/// The hash of a request's statements, by which a repeat is recognized.
fn request_hash(statements: &[ParameterizedStatement]) -> RequestHash {
    let mut bytes = Vec::with_capacity(256 * statements.len());
    for statement in statements {
        statement.write_json(&mut bytes);
    }
    Sha256::digest(&bytes).into()
}
