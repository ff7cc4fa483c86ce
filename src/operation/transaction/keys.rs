//! Keys of a transaction's items: an empty key value refuses the request, any other fault of a key cancels the
//! transaction.

use super::fault::Fault;
use crate::{
    error::Result,
    expression::Update,
    key::{KeyFault, KeySchema, StoredKey},
    operation::access::index_keys::{
        check_index_keys, check_updated_index_keys, check_vectors, index_key_fault,
    },
    storage::Table,
    value::{AttributeName, Item},
};

/// The stored key of a key or an item, made by `stored`.
pub(crate) fn transaction_key(
    schema: &KeySchema,
    item: &Item,
    stored: impl FnOnce(&KeySchema, &Item) -> Result<StoredKey>,
) -> Result<StoredKey, Fault> {
    stored(schema, item).map_err(|error| match schema.check(item) {
        Err(KeyFault::Empty { .. }) => Fault::Refuse(error),
        _ => Fault::Cancel(error),
    })
}

/// Checks that the values of an item to put fit the indexes that they are keys of.
pub(crate) fn check_put_indexes(table: &Table, item: &Item) -> Result<(), Fault> {
    check_indexes(table, item, check_index_keys)
}

/// The same for what an update made of an item.
pub(crate) fn check_updated_indexes(table: &Table, item: &Item) -> Result<(), Fault> {
    check_indexes(table, item, check_updated_index_keys)
}

/// The same for the values that an update sets, which can be seen without the item.
pub(crate) fn check_set_indexes(table: &Table, update: &Update<'_>) -> Result<(), Fault> {
    if !table.has_indexes() {
        return Ok(());
    }
    let set = update.values_set().map(|(name, value)| (AttributeName::from(name), value.clone()));
    check_updated_indexes(table, &set.collect())
}

/// An empty value of an index's key refuses the request, with the message of `refuse`. Any other fault cancels the
/// transaction, with the message of a put.
fn check_indexes(table: &Table, item: &Item, refuse: fn(&Table, &Item) -> Result<()>) -> Result<(), Fault> {
    match index_key_fault(table, item) {
        None => check_vectors(table, item).map_err(Fault::Cancel),
        Some((_, _, KeyFault::Empty { .. })) => refuse(table, item).map_err(Fault::Refuse),
        Some(_) => check_index_keys(table, item).map_err(Fault::Cancel),
    }
}
