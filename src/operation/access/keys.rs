//! Converts keys and items to stored keys, and refuses values that cannot be keys.

use std::{collections::HashSet, hash::Hash};

use super::not_found::{no_key_attribute, other_key};
use crate::{
    error::{Error, Result},
    expression::KeyRange,
    key::{
        KeyFault, KeySchema, ScalarAttributeType, StoredKey, check_lengths, checked_table_key, key_of_values,
    },
    storage::ReadTarget,
    texts,
    value::{AttributeValue, Item},
};

/// The stored key of a key, which has the schema's attributes, of its types, and no others.
#[inline]
pub(crate) fn stored_key(schema: &KeySchema, key: &Item) -> Result<StoredKey> {
    let given = || key.iter().map(|(name, value)| (Some(name.as_str()), value.attribute_type()));
    if key.len() != schema.len() {
        return Err(other_key(schema, given(), Error::validation(texts::key::NOT_IN_SCHEMA)));
    }
    checked_table_key(schema, key).map_err(|fault| match fault {
        KeyFault::Missing { .. } | KeyFault::Type { .. } => other_key(schema, given(), key_error(fault)),
        other => key_error(other),
    })
}

/// The same for a key given by its values, in the schema's order.
pub(crate) fn stored_key_of_values(schema: &KeySchema, values: &[&AttributeValue]) -> Result<StoredKey> {
    let given = || values.iter().map(|value| (None, value.attribute_type()));
    if values.len() != schema.len() {
        return Err(other_key(schema, given(), Error::validation(texts::key::NOT_IN_SCHEMA)));
    }
    key_of_values(schema, values).map_err(|fault| match fault {
        KeyFault::Type { .. } => other_key(schema, given(), key_error(fault)),
        other => key_error(other),
    })
}

/// The stored key of an item to put. Faults of its key have special messages.
#[inline]
pub(crate) fn stored_key_of_item(schema: &KeySchema, item: &Item) -> Result<StoredKey> {
    checked_table_key(schema, item).map_err(|fault| item_error(item, fault))
}

/// The error for a key that does not fit its schema.
pub(crate) fn key_error(fault: KeyFault) -> Error {
    match fault {
        KeyFault::Missing { .. } | KeyFault::Type { .. } => Error::validation(texts::key::NOT_IN_SCHEMA),
        KeyFault::Empty { name, attribute_type } => {
            Error::validation(texts::key::empty(kind(attribute_type), &name))
        }
        KeyFault::PartitionKeyTooLong => Error::validation(texts::key::PARTITION_KEY_TOO_LONG),
        KeyFault::SortKeyTooLong => Error::validation(texts::key::SORT_KEY_TOO_LONG),
    }
}

#[cold]
fn item_error(item: &Item, fault: KeyFault) -> Error {
    match fault {
        KeyFault::Missing { name } => {
            let message = texts::key::missing(&name);
            no_key_attribute(&name, item, Error::validation(message))
        }
        KeyFault::Type { name, expected, actual } => {
            Error::validation(texts::key::other_type(&name, expected.as_str(), actual.as_str()))
        }
        other => key_error(other),
    }
}

/// `string` or `binary`, as in messages about empty key values.
pub(crate) const fn kind(attribute_type: ScalarAttributeType) -> &'static str {
    match attribute_type {
        ScalarAttributeType::B => "binary",
        _ => "string",
    }
}

/// Refuses key values that are empty or too long.
pub(crate) fn check_range_values(
    schema: &KeySchema,
    target: &ReadTarget,
    range: &KeyRange<'_>,
) -> Result<()> {
    let partition = schema.partition_key.iter().zip(range.partition.iter().copied());
    let equal = schema.sort_key.iter().zip(range.equal.iter().copied());
    let last = schema.sort_key.iter().skip(range.equal.len());
    let last =
        last.zip(range.sort).flat_map(|(attribute, sort)| sort.values().map(move |value| (attribute, value)));
    for (attribute, value) in partition.chain(equal).chain(last) {
        if let Err(fault) = attribute.check(value) {
            return Err(match (fault, target.index()) {
                (KeyFault::Empty { name, attribute_type }, Some(index)) => {
                    Error::validation(texts::key::empty_index_key(kind(attribute_type), index.name(), &name))
                }
                (fault, _) => key_error(fault),
            });
        }
    }
    check_lengths(&range.partition, &[]).map_err(key_error)
}

/// Refuses stored keys that contain a duplicate.
pub(crate) fn check_distinct<K: Eq + Hash>(mut keys: impl Iterator<Item = K>) -> Result<()> {
    let mut seen = HashSet::with_capacity(keys.size_hint().0);
    if keys.all(|key| seen.insert(key)) { Ok(()) } else { Err(duplicate_keys()) }
}

/// The refusal of a request that names an item twice.
pub(crate) fn duplicate_keys() -> Error {
    Error::validation(texts::request::DUPLICATE_KEYS)
}
