//! Statements of PartiQL, carried out: what ExecuteStatement, BatchExecuteStatement and ExecuteTransaction share.
//! There is one file for each kind of statement.

pub(crate) mod batch_execute_statement;
mod delete;
pub(crate) mod execute_statement;
pub(crate) mod execute_transaction;
mod exists;
mod insert;
mod next_token;
mod select;
mod update;

use std::sync::Arc;

use crate::{
    codec::Constraint,
    engine::Engine,
    error::{Error, Result},
    expression::Condition,
    key::StoredKey,
    limits::STATEMENT_CHARACTERS,
    operation::{
        access::{index_keys::check_updated_index_keys, tables::find_table},
        request::{enums::ReturnValuesOnConditionCheckFailure, found::Found},
        transaction::preparation::{Fault, check_updated_indexes},
    },
    partiql::{
        BoundStatement, BoundValue, KeyNames, PartiqlError, Predicate, Select, Statement, parameter_refusal,
    },
    storage::{Change, Stored, Table, Written},
    value::{AttributeValue, Item},
    work::Work,
};

/// Notes what is wrong with the lengths of a statement and its parameters at a place, such as
/// `statements.1.member.`.
pub(crate) fn check_lengths(
    found: &mut Found,
    place: &str,
    statement: &str,
    parameters: Option<&[AttributeValue]>,
) {
    if statement.is_empty() {
        let member = format!("{place}statement");
        // A statement that was left out altogether is noted already.
        if !found.violations().iter().any(|violation| violation.member == member) {
            found.violation(member, Some(String::new()), Constraint::MinLength(1), false);
        }
    } else if statement.len() > STATEMENT_CHARACTERS && statement.chars().count() > STATEMENT_CHARACTERS {
        let constraint = Constraint::MaxLength(STATEMENT_CHARACTERS);
        found.violation(format!("{place}statement"), Some(statement.to_owned()), constraint, false);
    }
    if parameters.is_some_and(<[_]>::is_empty) {
        let member = format!("{place}parameters");
        found.violation(member, Some("[]".to_owned()), Constraint::MinLength(1), false);
    }
}

/// Fails with the first fault among the parameters at a place.
pub(crate) fn check_parameters(found: &Found, place: &str) -> Result<()> {
    let is_here = |whole: &str| whole.strip_prefix(place).is_some_and(|rest| rest.starts_with("parameters"));
    match found.faults().iter().find(|found| is_here(&found.place)) {
        Some(found) => Err(parameter_refusal(&found.faults).into()),
        None => Ok(()),
    }
}

/// The statement of a text.
pub(crate) fn parsed(engine: &Engine, text: &str) -> Result<Arc<Statement>> {
    Ok(engine.caches().statement(text)?)
}

/// A statement that changes one item, or asks something of it, ready to be carried out.
#[derive(Debug)]
pub(crate) struct Write<'s> {
    pub(crate) table: Arc<Table>,
    pub(crate) place: StoredKey,
    action: Action<'s>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// Why a write that was looked at beside its item did nothing.
#[derive(Debug)]
pub(crate) struct FailedWrite {
    pub(crate) error: Error,
    /// The size in bytes that a failed condition is charged for: the larger of the item that is there and what was to
    /// be written. (Developer guide: DynamoDB read and write operations, write operation consumption)
    pub(crate) charged_bytes: Option<usize>,
}

/// What a write does.
#[derive(Debug)]
enum Action<'s> {
    Insert(Stored),
    Update(update::Update<'s>),
    Delete(delete::Delete<'s>),
    Exists(Condition<'s>),
}

impl<'s> Write<'s> {
    /// The write that a statement asks for, which is no SELECT. The item of an INSERT is taken out of it.
    pub(crate) fn of(
        engine: &Engine,
        body: &'s mut BoundStatement<'_>,
        on_failure: Option<ReturnValuesOnConditionCheckFailure>,
    ) -> Result<Self, Fault> {
        let (table, place, action) = match body {
            BoundStatement::Select(_) => {
                debug_assert!(false, "a SELECT is carried out as a read");
                return Err(refused("A SELECT writes nothing"));
            }
            BoundStatement::Exists(select) => exists::plan(engine, select)?,
            BoundStatement::Insert(insert) => insert::plan(engine, insert)?,
            BoundStatement::Update(update) => update::plan(engine, update)?,
            BoundStatement::Delete(delete) => delete::plan(engine, delete)?,
        };
        Ok(Self { table, place, action, on_failure })
    }

    /// What becomes of the item that is there. What an update makes of it must pass `check_updated`.
    fn decide(
        &self,
        current: Option<&Stored>,
        work: &mut Work,
        check_updated: impl FnOnce(&Table, &Item) -> Result<(), Fault>,
    ) -> Result<Change<'static>, Fault> {
        match &self.action {
            Action::Insert(stored) => Ok(insert::decide(stored, current)?),
            Action::Update(update) => {
                update.decide(current, self.on_failure, work, |item| check_updated(&self.table, item))
            }
            Action::Delete(delete) => delete.decide(current, self.on_failure, work),
            Action::Exists(condition) => exists::decide(condition, current, self.on_failure, work),
        }
    }

    /// Carries it out, with what is left of the request's work.
    pub(crate) fn run(&self, work: &mut Work) -> Result<Written, FailedWrite> {
        let mut charged_bytes = None;
        let written = self.table.write(self.place.clone(), |current| {
            let check_updated = |table: &Table, item: &Item| Ok(check_updated_index_keys(table, item)?);
            self.decide(current, work, check_updated).map_err(|fault| {
                let error = Error::from(fault);
                if matches!(error, Error::ConditionalCheckFailed { .. } | Error::DuplicateItem(_)) {
                    charged_bytes = Some(self.attempted_bytes(current).max(current.map_or(0, Stored::size)));
                }
                error
            })
        });
        written.map_err(|error| FailedWrite { error, charged_bytes })
    }

    /// The size in bytes of the item that the write would leave behind.
    fn attempted_bytes(&self, current: Option<&Stored>) -> usize {
        match &self.action {
            Action::Insert(stored) => stored.size(),
            Action::Update(update) => update.attempted_bytes(current),
            Action::Delete(_) | Action::Exists(_) => 0,
        }
    }

    /// Checks what a transaction looks at before it looks at items.
    pub(crate) fn check_in_transaction(&self) -> Result<(), Fault> {
        match &self.action {
            Action::Update(update) => update.check_in_transaction(&self.table),
            Action::Insert(_) | Action::Delete(_) | Action::Exists(_) => Ok(()),
        }
    }

    /// What a transaction makes of the item that is there.
    pub(crate) fn decide_in_transaction(
        &self,
        current: Option<&Stored>,
        work: &mut Work,
    ) -> Result<Change<'static>, Fault> {
        self.decide(current, work, check_updated_indexes)
    }

    /// What RETURNING asks for; nothing where there are no such attributes.
    pub(crate) fn returned(&self, written: Written) -> Option<Arc<Item>> {
        match &self.action {
            Action::Insert(_) | Action::Exists(_) => None,
            Action::Update(update) => update.returned(written),
            Action::Delete(delete) => delete.returned(written),
        }
    }
}

/// The condition of a WHERE, where there is one.
fn condition_of<'s>(
    predicate: Option<&'s Predicate<BoundValue<'_>>>,
) -> Result<Option<Condition<'s>>, PartiqlError> {
    predicate.map(Predicate::to_condition).transpose()
}

/// The table that a statement names.
fn named_table(engine: &Engine, name: &str) -> Result<Arc<Table>, Fault> {
    find_table(engine, name).map_err(Fault::Refuse)
}

/// The table of a SELECT, which was looked for, and its condition. A table or index whose key has several attributes of
/// a kind is told before all that is wrong with the condition, a table that is not there after it. Where the condition is
/// the key of one item, whoever reads that item has nothing to test, and gets none.
fn selected<'s>(
    table: Result<Arc<Table>, Fault>,
    select: &'s Select<BoundValue<'_>>,
) -> Result<(Arc<Table>, Option<Condition<'s>>), Fault> {
    let mut is_one_item = false;
    if let Ok(table) = &table {
        let names = KeyNames::of(table.schema())?;
        let whole = select.condition.as_ref().and_then(|condition| condition.whole_key(names));
        is_one_item = select.index.is_none() && whole.is_some_and(|key| key.is_alone);
        if let Some(target) = select.index.as_ref().and_then(|index| table.index(index))
            && let Some(index) = target.index()
        {
            KeyNames::of(index.schema())?;
        }
    }
    let condition = if is_one_item { None } else { condition_of(select.condition.as_ref())? };
    Ok((table?, condition))
}

/// The key of the one item that the WHERE of a write names.
fn mandatory_key(table: &Table, predicate: Option<&Predicate<BoundValue<'_>>>) -> Result<Item, PartiqlError> {
    let names = KeyNames::of(table.schema())?;
    let key = Predicate::mandatory_key(predicate, names)?;
    Ok(names.item(&key))
}

/// A refusal in these words.
fn refused(message: impl Into<String>) -> Fault {
    Fault::Refuse(Error::validation(message))
}

#[cfg(test)]
mod tests;
