//! How a write changes the current item: its condition, its size, its keys, the change itself.

use std::sync::Arc;

use super::{
    index_keys::{check_index_keys, check_local_index_keys},
    keys::stored_key_of_item,
};
use crate::{
    codec::dynamodb_json::Faults,
    error::{Error, Result},
    expression::{Condition, ExpressionError, Update},
    key::{KeySchema, StoredKey},
    limits::ITEM_SIZE_BYTES,
    operation::request::{enums::ReturnValuesOnConditionCheckFailure, wording::Wording},
    size::value_size_bytes,
    storage::{Change, Edit, Stored, Table},
    texts,
    value::Item,
    work::{Work, WorkExceeded},
};

/// Fails if the condition does not hold for the current item.
///
/// # Errors
/// A failed condition, or one that needs more than the rest of the request's `work`. The latter refuses the whole
/// request.
pub(crate) fn check_condition<E: From<Error> + From<WorkExceeded>>(
    condition: Option<&Condition<'_>>,
    current: Option<&Stored>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
    work: &mut Work,
) -> Result<(), E> {
    let Some(condition) = condition else { return Ok(()) };
    static NOTHING: Item = Item::new();
    if condition.holds_within(current.map_or(&NOTHING, |stored| stored.item()), work)? {
        return Ok(());
    }
    let asked = on_failure == Some(ReturnValuesOnConditionCheckFailure::AllOld);
    Err(Error::condition_failed(current.filter(|_| asked).map(|stored| Arc::clone(stored.item()))).into())
}

/// Refuses an item of more than 400 KB.
pub(crate) fn check_item_size(size_bytes: usize) -> Result<()> {
    if size_bytes > ITEM_SIZE_BYTES {
        return Err(Error::validation(texts::item::TOO_LARGE));
    }
    Ok(())
}

/// The key of an item to put, if the item fits the keys of its table and of the indexes.
pub(crate) fn key_of_put(table: &Table, item: &Item) -> Result<StoredKey> {
    let key = stored_key_of_item(table.schema(), item)?;
    check_index_keys(table, item)?;
    Ok(key)
}

/// The key of an item whose values have no faults, if PutItem would store the item.
pub(crate) fn checked_put(table: &Table, stored: &Stored) -> Result<StoredKey> {
    debug_assert!(Faults::of_item(stored.item()).is_none(), "values were checked");
    Wording::Enveloped.check_names(stored.item())?;
    check_item_size(stored.size())?;
    key_of_put(table, stored.item())
}

/// The same for an item of a restored table, which may not fit the key of a global index that was added later.
pub(crate) fn checked_restored(table: &Table, stored: &Stored) -> Result<StoredKey> {
    debug_assert!(Faults::of_item(stored.item()).is_none(), "values were checked");
    Wording::Enveloped.check_names(stored.item())?;
    check_item_size(stored.size())?;
    let key = stored_key_of_item(table.schema(), stored.item())?;
    check_local_index_keys(table, stored.item())?;
    Ok(key)
}

/// Refuses an update of the key's attributes.
pub(crate) fn check_keys_stay(schema: &KeySchema, update: &Update<'_>) -> Result<()> {
    match update.attribute_names().find(|name| schema.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::validation(texts::key::cannot_update(name))),
    }
}

/// The bytes that an update expression is charged for. They may not exceed the limit of an item, whatever the size of
/// the updated item is.
pub(crate) fn check_charge(update: &Update<'_>) -> Result<usize> {
    let charge_bytes = update.charge_bytes(value_size_bytes);
    if charge_bytes > ITEM_SIZE_BYTES { Err(too_large()) } else { Ok(charge_bytes) }
}

/// The change that an update makes to the current item, or to the key alone if there is none. The new item must pass
/// `check_item`.
pub(crate) fn updated<E: From<Error>>(
    current: Option<&Stored>,
    key: &Item,
    update: Option<&Update<'_>>,
    check_item: impl FnOnce(&Item) -> Result<(), E>,
) -> Result<Change<'static>, E> {
    let new = match (update, current) {
        (Some(update), Some(stored)) => update.apply(stored.item()).map_err(refused)?,
        (Some(update), None) => match update.make(key).map_err(refused)? {
            Some(made) => made,
            None => return Ok(Change::Keep),
        },
        (None, Some(_)) => return Ok(Change::Keep),
        (None, None) => key.clone(),
    };
    check_item(&new)?;
    let stored = Stored::new(new);
    if stored.size() > ITEM_SIZE_BYTES {
        return Err(too_large().into());
    }
    Ok(Change::Put(stored))
}

/// The same as an edit in place, for an item that cannot exceed its limit and has no index. Most updates change one
/// attribute of several; an edit copies none.
pub(crate) fn edited<'u>(stored: &Stored, update: &'u Update<'_>) -> Result<Change<'u>> {
    let prepared = update.prepare(stored.item()).map_err(refused)?;
    Ok(Change::Edit(Edit::new(prepared)))
}

fn refused(error: ExpressionError) -> Error {
    Error::validation(error.as_str())
}

fn too_large() -> Error {
    Error::validation(texts::item::UPDATE_TOO_LARGE)
}
