//! ExecuteStatement: one statement of PartiQL.

use std::{borrow::Borrow, sync::Arc};

use super::{
    access::authorize_statement,
    clauses::{self, StatementMembers},
    select::{SelectOptions, read_page},
    write::Write,
};
use crate::{
    codec::{Constraint, Place, structure},
    engine::Engine,
    error::{Error, Result},
    limits::NEXT_TOKEN_CHARACTERS,
    operation::{
        answer::{capacity, consumed_capacity::ConsumedCapacity},
        authorization::decision::{Authorizer, meet_faults},
        request::{
            enums::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
            found::Found,
            input::Request,
            values::ValueCheck,
        },
    },
    partiql::BoundStatement,
    texts,
    value::{AttributeValue, Item},
    work::Work,
};

structure! {
    /// The input of ExecuteStatement. (API reference: ExecuteStatement)
    pub struct ExecuteStatementInput {
        /// The statement.
        statement: String = "Statement",
        /// The values for its question marks, in their order.
        parameters: Option<Vec<AttributeValue>> = "Parameters",
        /// Whether a read must see all writes before it; not on global indexes; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// Where to start: the last page's token, of the same statement with the same parameters.
        next_token: Option<String> = "NextToken",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// How many items to look at, at most.
        limit: Option<i32> = "Limit",
        /// Whether a failed condition's error carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// What ExecuteStatement answers.
    #[non_exhaustive]
    pub struct ExecuteStatementOutput {
        /// The items of a SELECT, or what RETURNING asked for.
        items: Vec<Arc<Item>> = "Items",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The key of the last item looked at; absent on the last page.
        last_evaluated_key: Option<Item> = "LastEvaluatedKey",
    }
}

const MEMBERS: StatementMembers = StatementMembers {
    statement: ExecuteStatementInput::MEMBERS.statement,
    parameters: ExecuteStatementInput::MEMBERS.parameters,
};

impl ExecuteStatementInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check.parameters(self.parameters.as_deref(), || Self::MEMBERS.parameters.into());
    }
}

/// Carries the statement out.
pub(crate) fn run(
    engine: &Engine,
    request: Request<impl Borrow<ExecuteStatementInput>>,
) -> Result<ExecuteStatementOutput> {
    let Request { input, mut found } = request;
    let input: &ExecuteStatementInput = input.borrow();
    check_constraints(&mut found, input);
    found.check(&[
        ExecuteStatementInput::MEMBERS.return_consumed_capacity,
        ExecuteStatementInput::MEMBERS.statement,
        ExecuteStatementInput::MEMBERS.parameters,
        ExecuteStatementInput::MEMBERS.next_token,
        ExecuteStatementInput::MEMBERS.limit,
    ])?;
    clauses::check_parameters(&found, (&Place::default(), MEMBERS))?;
    let statement = clauses::parsed(engine, &input.statement)?;
    let parameters = input.parameters.as_deref().unwrap_or_default();
    let mut bound = statement.bind(parameters)?;
    let authorizer = Authorizer::if_needed(engine);
    authorize_statement(authorizer.as_ref(), &bound, None)?;
    // Its only part is the whole call.
    meet_faults(authorizer.as_ref())?;
    match &bound {
        BoundStatement::Select(select) => {
            let page = read_page(
                engine,
                select,
                &SelectOptions {
                    text: &input.statement,
                    parameters,
                    consistent: input.consistent_read.unwrap_or(false),
                    limit: input.limit.and_then(|limit| usize::try_from(limit).ok()),
                    next_token: input.next_token.as_deref(),
                    return_consumed_capacity: input.return_consumed_capacity,
                },
            )?;
            return Ok(ExecuteStatementOutput {
                items: page.items,
                next_token: page.next_token,
                consumed_capacity: page.consumed_capacity,
                last_evaluated_key: page.last_evaluated_key,
            });
        }
        BoundStatement::Exists(_) => return Err(Error::validation(texts::transaction::EXISTS_ALONE)),
        _ => {}
    }
    let on_failure = input.return_values_on_condition_check_failure;
    let write = Write::of(engine, &mut bound, on_failure)?;
    let written = write.run(engine, &mut Work::of_request()).map_err(|failed| failed.error)?;
    Ok(ExecuteStatementOutput {
        consumed_capacity: capacity::report_write(
            &written,
            &write.table,
            write.table.name(),
            input.return_consumed_capacity,
        ),
        items: write.returned(written).into_iter().collect(),
        ..ExecuteStatementOutput::default()
    })
}

fn check_constraints(found: &mut Found, input: &ExecuteStatementInput) {
    clauses::check_lengths(
        found,
        (&Place::default(), MEMBERS),
        &input.statement,
        input.parameters.as_deref(),
    );
    if let Some(token) = &input.next_token {
        let constraint = match token.chars().count() {
            0 => Some(Constraint::MinLength(1)),
            length if length > NEXT_TOKEN_CHARACTERS => Some(Constraint::MaxLength(NEXT_TOKEN_CHARACTERS)),
            _ => None,
        };
        if let Some(constraint) = constraint {
            found.violation(
                ExecuteStatementInput::MEMBERS.next_token,
                Some(token.clone()),
                constraint,
                false,
            );
        }
    }
    if let Some(limit) = input.limit.filter(|limit| *limit < 1) {
        found.violation(
            ExecuteStatementInput::MEMBERS.limit,
            Some(limit.to_string()),
            Constraint::MinValue(1),
            false,
        );
    }
}
