//! UPDATE: changes attributes of an existing item.

use std::sync::Arc;

use super::clauses::{OneItem, condition_of, mandatory_key, named_table};
use crate::{
    engine::Engine,
    error::Result,
    expression::{self, Condition},
    operation::{
        access::{
            change::{check_condition, check_keys_stay, updated},
            keys, scalar_keys,
        },
        answer::items,
        request::enums::{ReturnValue, ReturnValuesOnConditionCheckFailure},
        transaction::{
            fault::Fault,
            keys::{check_set_indexes, transaction_key},
        },
    },
    partiql::{self, BoundValue, Returning},
    storage::{Change, Stored, Table, Written},
    value::Item,
    work::Work,
};

/// An update, ready to be applied.
#[derive(Debug)]
pub(super) struct Update<'s> {
    key: Item,
    update: expression::Update<'s>,
    /// The whole WHERE. It names the key, so it fails for a missing item.
    condition: Option<Condition<'s>>,
    returning: Option<Returning>,
}

/// The write that the statement asks for.
pub(super) fn plan<'s>(
    engine: &Engine,
    statement: &'s partiql::Update<BoundValue<'_>>,
) -> Result<OneItem<Update<'s>>, Fault> {
    let condition = condition_of(statement.condition.as_ref())?;
    let update = statement.to_update()?;
    let table = named_table(engine, &statement.table)?;
    let key = mandatory_key(&table, statement.condition.as_ref())?;
    let stored_key = transaction_key(table.schema(), &key, keys::stored_key)?;
    scalar_keys::check_update(&table, Some(&update))?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    check_keys_stay(table.schema(), &update)?;
    let update = Update { key, update, condition, returning: statement.returning };
    Ok(OneItem { table, key: stored_key, action: update })
}

impl Update<'_> {
    /// Checks what a transaction checks before it reads the item.
    pub(super) fn check_in_transaction(&self, table: &Table) -> Result<(), Fault> {
        check_set_indexes(table, &self.update)
    }

    /// The change of the current item; the new item must pass `check_item`.
    pub(super) fn decide(
        &self,
        current: Option<&Stored>,
        on_failure: Option<ReturnValuesOnConditionCheckFailure>,
        work: &mut Work,
        check_item: impl FnOnce(&Item) -> Result<(), Fault>,
    ) -> Result<Change<'static>, Fault> {
        check_condition::<Fault>(self.condition.as_ref(), current, on_failure, work)?;
        updated(current, &self.key, Some(&self.update), check_item)
    }

    /// The size in bytes of the item that the update would make, whatever its condition; 0 if the update cannot be
    /// applied.
    pub(super) fn attempted_bytes(&self, current: Option<&Stored>) -> usize {
        match updated::<Fault>(current, &self.key, Some(&self.update), |_| Ok(())) {
            Ok(Change::Put(stored)) => stored.size(),
            _ => 0,
        }
    }

    /// What RETURNING asks for.
    pub(super) fn returned(&self, written: Written) -> Option<Arc<Item>> {
        let asked = match self.returning? {
            Returning::AllOld => ReturnValue::AllOld,
            Returning::ModifiedOld => ReturnValue::UpdatedOld,
            Returning::AllNew => ReturnValue::AllNew,
            Returning::ModifiedNew => ReturnValue::UpdatedNew,
        };
        items::returned(written, Some(&self.update), Some(asked))
    }
}
