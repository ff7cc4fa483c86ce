//! Keys as bytes: one comparison of bytes orders items as DynamoDB does.
//!
//! A stored key has three parts: the partition key's point on the hash line (the first 64 bits of the SHA-256), the
//! partition key's length and bytes, and the sort key's bytes. So an item collection is contiguous, and two partition
//! keys never have the same stored key, even if their 64 bits are equal.

use smallvec::SmallVec;

use super::{
    encoding::{KeyBytes, joined, push_raw, push_terminated, raw},
    hash_line::{HashPoint, hash_point, hash_point_of_bytes},
    schema::{KeyAttribute, KeyFault, KeySchema, ScalarAttributeType},
};
use crate::{
    limits::{PARTITION_KEY_BYTES, SORT_KEY_BYTES},
    value::{AttributeValue, Item, Number},
};

/// The stored key of an item in a tree: ordered by hash, partition key, sort key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct StoredKey {
    pub(crate) hash: HashPoint,
    pub(crate) bytes: KeyBytes,
}

impl Clone for StoredKey {
    fn clone(&self) -> Self {
        // The derived clone would copy byte by byte.
        Self { hash: self.hash, bytes: KeyBytes::from_slice(&self.bytes) }
    }
}

impl StoredKey {
    /// The first key that a point on the hash line can have.
    pub(crate) fn first_at(hash: HashPoint) -> Self {
        Self { hash, bytes: KeyBytes::new() }
    }

    /// Appends the key as a disk keeps it: its place on the hash line, then its bytes.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.hash.to_be_bytes());
        out.extend_from_slice(&self.bytes);
    }

    /// How many bytes [`write`](Self::write) appends.
    #[cfg(feature = "disk")]
    pub(crate) fn written_bytes(&self) -> usize {
        size_of::<HashPoint>() + self.bytes.len()
    }

    /// The key that [`write`](Self::write) wrote; `None` if the bytes are too few.
    #[cfg(feature = "disk")]
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (hash, bytes) = bytes.split_first_chunk()?;
        Some(Self { hash: HashPoint::from_be_bytes(*hash), bytes: KeyBytes::from_slice(bytes) })
    }

    /// The prefix that all keys of the item collection have, in the table and in local indexes.
    pub(crate) fn collection(&self) -> Self {
        debug_assert!(self.bytes.len() >= 2, "a stored key begins with the length of its partition key");
        let length = match self.bytes.as_slice() {
            [high, low, ..] => 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => 0,
        };
        debug_assert!(length <= self.bytes.len(), "a stored key has its partition key whole");
        let bytes = self.bytes.get(..length).unwrap_or(&self.bytes);
        Self { hash: self.hash, bytes: KeyBytes::from_slice(bytes) }
    }
}

/// The prefix that all keys of one partition key have.
pub(crate) fn partition_prefix(values: &[&AttributeValue]) -> StoredKey {
    debug_assert!(!values.is_empty(), "a partition key has a value");
    let mut bytes = KeyBytes::from_slice(&[0, 0]);
    match values {
        [value] => push_raw(&mut bytes, value),
        _ => values.iter().for_each(|value| push_terminated(&mut bytes, value)),
    }
    if let Some((place, values)) = bytes.split_first_chunk_mut() {
        *place = length_bytes(values);
    }
    StoredKey { hash: hash_point(values), bytes }
}

/// The length of a partition key's bytes. It fits 16 bits: at most four values of 2,048 bytes, doubled by escapes.
fn length_bytes(partition: &[u8]) -> [u8; 2] {
    debug_assert!(partition.len() < 0xFF00, "16 bits hold it, and the first of their bytes is not FF");
    u16::try_from(partition.len()).unwrap_or(u16::MAX).to_be_bytes()
}

/// The values of a schema's partition key in an item that has them.
pub(crate) fn partition_values<'i>(schema: &KeySchema, item: &'i Item) -> SmallVec<[&'i AttributeValue; 4]> {
    schema.partition_key.iter().filter_map(|attribute| item.get(&attribute.name)).collect()
}

/// The stored key of an item in its table. The item must have a valid key.
pub(crate) fn table_key(schema: &KeySchema, item: &Item) -> StoredKey {
    debug_assert!(schema.is_complete_in(item), "an item has its key");
    let mut key = partition_prefix(&partition_values(schema, item));
    push_table_sort(&mut key.bytes, &schema.sort_key, item);
    key
}

/// The stored key of an item in its table, or the fault of its key: [`KeySchema::check`] and [`table_key`] in one pass
/// over the item.
#[inline]
pub(crate) fn checked_table_key(schema: &KeySchema, item: &Item) -> Result<StoredKey, KeyFault> {
    // A table's key has one attribute, or one of each kind.
    let value =
        |attributes: &[KeyAttribute]| attributes.first().map(|attribute| attribute.of(item)).transpose();
    let partition = value(&schema.partition_key)?;
    let sort = value(&schema.sort_key)?;
    two_part_key(partition, sort)
}

/// The stored key of the item whose key has these values, one for each attribute, or their fault.
pub(crate) fn key_of_values(schema: &KeySchema, values: &[&AttributeValue]) -> Result<StoredKey, KeyFault> {
    let (partition, sort) = schema.split(values);
    for (attributes, values) in [(&schema.partition_key, partition), (&schema.sort_key, sort)] {
        attributes.iter().zip(values).try_for_each(|(attribute, value)| attribute.check(value))?;
    }
    two_part_key(partition.first().copied(), sort.first().copied())
}

/// The key of these values, built in one step.
fn two_part_key(
    partition: Option<&AttributeValue>,
    sort: Option<&AttributeValue>,
) -> Result<StoredKey, KeyFault> {
    // The bytes of numbers are never too long.
    let (mut partition_number, mut sort_number) = (Vec::new(), Vec::new());
    let partition_bytes = partition.map(|value| raw(value, &mut partition_number)).unwrap_or_default();
    if partition_bytes.len() > PARTITION_KEY_BYTES {
        return Err(KeyFault::PartitionKeyTooLong);
    }
    let sort_bytes = sort.map(|value| raw(value, &mut sort_number)).unwrap_or_default();
    if sort_bytes.len() > SORT_KEY_BYTES {
        return Err(KeyFault::SortKeyTooLong);
    }
    let hash = match partition {
        Some(number @ AttributeValue::N(_)) => hash_point(&[number]),
        _ => hash_point_of_bytes(partition_bytes),
    };
    Ok(StoredKey { hash, bytes: joined([&length_bytes(partition_bytes), partition_bytes, sort_bytes]) })
}

/// The key that a stored key of a table encodes: the reverse of [`table_key`]. `None` if no such table has this stored
/// key.
pub(crate) fn key_item(schema: &KeySchema, place: &StoredKey) -> Option<Item> {
    let (length, bytes) = place.bytes.split_first_chunk()?;
    let (partition, sort) = bytes.split_at_checked(u16::from_be_bytes(*length).into())?;
    let attributes = schema.partition_key.iter().zip([partition]).chain(schema.sort_key.iter().zip([sort]));
    attributes
        .map(|(attribute, raw)| {
            let value = match attribute.attribute_type {
                ScalarAttributeType::S => std::str::from_utf8(raw).ok()?.into(),
                ScalarAttributeType::N => Number::decode_key(raw)?.0.into(),
                ScalarAttributeType::B => AttributeValue::from(raw),
            };
            Some((attribute.name.clone(), value))
        })
        .collect()
}

/// The stored key of an item's entry in a local secondary index. The item must have valid keys for table and index.
pub(crate) fn local_index_key(table: &KeySchema, index: &KeySchema, item: &Item) -> StoredKey {
    debug_assert!(index.is_complete_in(item), "only an item that has an index's key is in it");
    let mut key = partition_prefix(&partition_values(index, item));
    push_index_sort(&mut key.bytes, index, item);
    push_table_sort(&mut key.bytes, &table.sort_key, item);
    key
}

/// The stored key of an item's entry in a global secondary index. The table's key after the index's distinguishes items
/// with the same index key. The item must have valid keys for table and index.
pub(crate) fn index_key(table: &KeySchema, index: &KeySchema, item: &Item) -> StoredKey {
    debug_assert!(index.is_complete_in(item), "only an item that has an index's key is in it");
    let mut key = partition_prefix(&partition_values(index, item));
    push_index_sort(&mut key.bytes, index, item);
    for value in partition_values(table, item) {
        push_terminated(&mut key.bytes, value);
    }
    push_table_sort(&mut key.bytes, &table.sort_key, item);
    key
}

fn push_index_sort(bytes: &mut KeyBytes, index: &KeySchema, item: &Item) {
    for value in index.sort_key.iter().filter_map(|attribute| item.get(&attribute.name)) {
        push_terminated(bytes, value);
    }
}

fn push_table_sort(bytes: &mut KeyBytes, sort_key: &[KeyAttribute], item: &Item) {
    for value in sort_key.iter().filter_map(|attribute| item.get(&attribute.name)) {
        push_raw(bytes, value);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = (ScalarAttributeType, AttributeValue)> {
        use ScalarAttributeType::{B, N, S};
        prop_oneof![
            "[a-z소]{1,40}".prop_map(|text| (S, AttributeValue::from(text))),
            any::<i64>().prop_map(|number| (N, AttributeValue::N(Number::from(number)))),
            prop::collection::vec(any::<u8>(), 1..80).prop_map(|bytes| (B, AttributeValue::B(bytes))),
        ]
    }

    proptest! {
        #[test]
        fn a_key_is_the_same_whether_it_is_put_together_in_one_go_or_part_by_part(
            partition in value(), sort in prop::option::of(value())
        ) {
            let attribute = |name: &str, attribute_type| KeyAttribute { name: name.into(), attribute_type };
            let schema = KeySchema {
                partition_key: vec![attribute("pk", partition.0)],
                sort_key: sort.iter().map(|(kind, _)| attribute("sk", *kind)).collect(),
            };
            let values: Vec<_> = std::iter::once(&partition.1).chain(sort.as_ref().map(|(_, value)| value)).collect();
            let item: Item = ["pk", "sk"].into_iter().zip(values.iter().copied().cloned()).collect();
            let key = table_key(&schema, &item);
            prop_assert_eq!(key_of_values(&schema, &values), Ok(key.clone()));
            prop_assert_eq!(key_item(&schema, &key), Some(item.clone()));
            prop_assert_eq!(checked_table_key(&schema, &item), Ok(key));
        }
    }
}
