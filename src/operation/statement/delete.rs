//! DELETE: deletes an item.

use std::sync::Arc;

use super::clauses::{OneItem, condition_of, mandatory_key, named_table};
use crate::{
    engine::Engine,
    expression::Condition,
    operation::{
        access::{change::check_condition, keys, scalar_keys},
        request::enums::ReturnValuesOnConditionCheckFailure,
        transaction::{fault::Fault, keys::transaction_key},
    },
    partiql::{self, BoundValue, Returning},
    storage::{Change, Stored, Written},
    value::Item,
    work::Work,
};

/// A deletion, ready to be carried out.
#[derive(Debug)]
pub(super) struct Delete<'s> {
    condition: Option<Condition<'s>>,
    returning: Option<Returning>,
}

/// The write that the statement asks for.
pub(super) fn plan<'s>(
    engine: &Engine,
    statement: &'s partiql::Delete<BoundValue<'_>>,
) -> Result<OneItem<Delete<'s>>, Fault> {
    let condition = condition_of(statement.condition.as_ref())?;
    let table = named_table(engine, &statement.table)?;
    let key = mandatory_key(&table, statement.condition.as_ref())?;
    let stored_key = transaction_key(table.schema(), &key, keys::stored_key)?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    Ok(OneItem { table, key: stored_key, action: Delete { condition, returning: statement.returning } })
}

impl Delete<'_> {
    /// The change of the current item. If there is none, the condition is not evaluated.
    pub(super) fn decide(
        &self,
        current: Option<&Stored>,
        on_failure: Option<ReturnValuesOnConditionCheckFailure>,
        work: &mut Work,
    ) -> Result<Change<'static>, Fault> {
        if current.is_none() {
            return Ok(Change::Keep);
        }
        check_condition::<Fault>(self.condition.as_ref(), current, on_failure, work)?;
        Ok(Change::Delete)
    }

    /// What RETURNING asks for: it can only be the deleted item.
    pub(super) fn returned(&self, written: Written) -> Option<Arc<Item>> {
        self.returning?;
        written.into_old_item().map(Stored::into_item)
    }
}
