//! EXISTS: a condition on an item that a transaction does not change.

use super::clauses::{OneItem, refused, selected};
use crate::{
    engine::Engine,
    expression::Condition,
    operation::{
        access::{change::check_condition, keys::stored_key, scalar_keys},
        request::enums::ReturnValuesOnConditionCheckFailure,
        transaction::{fault::Fault, keys::transaction_key},
    },
    partiql::{BoundValue, KeyNames, Select},
    storage::{Change, Stored},
    work::Work,
};

/// The check that the statement asks for. It is on one item, and has a condition beyond the existence of the item.
pub(super) fn plan<'s>(
    engine: &Engine,
    select: &'s Select<BoundValue<'_>>,
) -> Result<OneItem<Condition<'s>>, Fault> {
    const NOT_ONE_ITEM: &str = "EXISTS() must contain a single item read with additional condition";
    let (table, condition) = selected(engine, select)?;
    let names = KeyNames::of(table.schema())?;
    let whole = select.condition.as_ref().and_then(|predicate| predicate.whole_key(names));
    let (Some(condition), Some(whole), None) = (condition, whole.filter(|key| !key.is_alone), &select.index)
    else {
        return Err(refused(NOT_ONE_ITEM));
    };
    let key = transaction_key(table.schema(), &names.item(&whole), stored_key)?;
    scalar_keys::check_projection(&table, select.to_projection().as_ref())?;
    scalar_keys::check_condition(&table, Some(&condition))?;
    Ok(OneItem { table, key, action: condition })
}

/// Leaves the current item as it is, if the condition holds for it.
pub(super) fn decide(
    condition: &Condition<'_>,
    current: Option<&Stored>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
    work: &mut Work,
) -> Result<Change<'static>, Fault> {
    check_condition::<Fault>(Some(condition), current, on_failure, work)?;
    Ok(Change::Check)
}
