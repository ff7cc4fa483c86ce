//! A statement that changes one item, or checks a condition on it.

use std::sync::Arc;

use super::{
    clauses::{OneItem, refused},
    delete, exists, insert, update,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    expression::Condition,
    key::StoredKey,
    operation::{
        access::{index_keys::check_updated_index_keys, strong::begin_write},
        request::enums::ReturnValuesOnConditionCheckFailure,
        transaction::{fault::Fault, keys::check_updated_indexes},
    },
    partiql::BoundStatement,
    storage::{Change, Stored, Table, Written, throughput::note_attempt},
    value::Item,
    work::Work,
};

/// A statement that changes one item or checks a condition on it, ready to be carried out.
#[derive(Debug)]
pub(super) struct Write<'s> {
    pub(super) table: Arc<Table>,
    pub(super) key: StoredKey,
    action: Action<'s>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// A write that failed because of the current item.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(super) struct FailedWrite {
    #[source]
    pub(super) error: Error,
    /// The size in bytes that a failed condition is charged for: the larger of the current item and the one that was to
    /// be written. (Developer guide: DynamoDB read and write operations, write operation consumption)
    pub(super) charged_bytes: Option<usize>,
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
    /// The write that a statement, which is no SELECT, asks for. The item is moved out of an INSERT.
    pub(super) fn of(
        engine: &Engine,
        body: &'s mut BoundStatement<'_>,
        on_failure: Option<ReturnValuesOnConditionCheckFailure>,
    ) -> Result<Self, Fault> {
        let OneItem { table, key, action } = match body {
            BoundStatement::Select(_) => {
                debug_assert!(false, "a SELECT is carried out as a read");
                return Err(refused("A SELECT writes nothing"));
            }
            BoundStatement::Exists(select) => exists::plan(engine, select)?.map(Action::Exists),
            BoundStatement::Insert(insert) => insert::plan(engine, insert)?.map(Action::Insert),
            BoundStatement::Update(update) => update::plan(engine, update)?.map(Action::Update),
            BoundStatement::Delete(delete) => delete::plan(engine, delete)?.map(Action::Delete),
        };
        Ok(Self { table, key, action, on_failure })
    }

    /// The change of the current item. The item that an update makes must pass `check_updated`.
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

    /// Carries the write out, within the rest of the request's work.
    pub(super) fn run(&self, engine: &Engine, work: &mut Work) -> Result<Written, FailedWrite> {
        let mut charged_bytes = None;
        let strong = begin_write(engine, &self.table, &self.key);
        let _strong = strong.map_err(|error| FailedWrite { error, charged_bytes: None })?;
        let written = self.table.write(self.key.clone(), |current| {
            let check_updated = |table: &Table, item: &Item| Ok(check_updated_index_keys(table, item)?);
            self.decide(current, work, check_updated).map_err(|fault| {
                let error = Error::from(fault);
                if matches!(error, Error::ConditionalCheckFailed { .. } | Error::DuplicateItem(_)) {
                    note_attempt(self.attempted_bytes(current));
                    charged_bytes = Some(self.attempted_bytes(current).max(current.map_or(0, Stored::size)));
                }
                error
            })
        });
        written.map_err(|error| FailedWrite { error, charged_bytes })
    }

    /// The size in bytes of the item that the write would store.
    fn attempted_bytes(&self, current: Option<&Stored>) -> usize {
        match &self.action {
            Action::Insert(stored) => stored.size(),
            Action::Update(update) => update.attempted_bytes(current),
            Action::Delete(_) | Action::Exists(_) => 0,
        }
    }

    /// Checks what a transaction checks before it reads items.
    pub(super) fn check_in_transaction(&self) -> Result<(), Fault> {
        match &self.action {
            Action::Update(update) => update.check_in_transaction(&self.table),
            Action::Insert(_) | Action::Delete(_) | Action::Exists(_) => Ok(()),
        }
    }

    /// The change of the current item in a transaction.
    pub(super) fn decide_in_transaction(
        &self,
        current: Option<&Stored>,
        work: &mut Work,
    ) -> Result<Change<'static>, Fault> {
        self.decide(current, work, check_updated_indexes)
    }

    /// What RETURNING asks for; `None` without such attributes.
    pub(super) fn returned(&self, written: Written) -> Option<Arc<Item>> {
        match &self.action {
            Action::Insert(_) | Action::Exists(_) => None,
            Action::Update(update) => update.returned(written),
            Action::Delete(delete) => delete.returned(written),
        }
    }
}
