//! The keys of records as items.

use super::{
    parts::IntoParts,
    record::KeyedRecord,
    schema::{KeyAttribute, RecordSchema, distinct},
};
use crate::{
    error::{Error, Result},
    value::{AttributeValue, Item},
};

/// The values of the fields of a key, each at its number; the others are `Null`.
pub(super) fn values<K>(
    parts: &[KeyAttribute],
    behind: &[KeyAttribute],
    schema: &RecordSchema,
    key: impl IntoParts<K>,
) -> Result<Vec<AttributeValue>> {
    let mut values = schema.no_values();
    let first = distinct(parts, &[]);
    let rest = distinct(behind, &first);
    for (number, value) in first.iter().chain(&rest).zip(key.into_values()?) {
        if let Some(slot) = values.get_mut(*number) {
            *slot = value;
        }
    }
    Ok(values)
}

/// The values of the fields in a record's key.
pub(super) fn key_values<R: KeyedRecord>(key: impl IntoParts<R::Key>) -> Result<Vec<AttributeValue>> {
    values(R::SCHEMA.partition_key, R::SCHEMA.sort_key, R::SCHEMA, key)
}

/// A record's key as an item.
pub(super) fn key_item<R: KeyedRecord>(key: impl IntoParts<R::Key>) -> Result<Item> {
    of_values(R::SCHEMA, &key_values::<R>(key)?)
}

/// The key of these fields as an item.
pub(super) fn of_values(schema: &RecordSchema, values: &[AttributeValue]) -> Result<Item> {
    let mut item = Item::with_capacity(2);
    for part in schema.key() {
        let value =
            part.value(schema, values)?.ok_or_else(|| Error::validation("A part of the key is missing"))?;
        item.insert(part.name, value);
    }
    Ok(item)
}
