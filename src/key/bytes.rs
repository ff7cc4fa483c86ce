//! Keys as bytes: one comparison of bytes orders items as DynamoDB does.
//!
//! A stored key is the place of its partition key on the hash line (the first 64 bits of the SHA-256), then the
//! partition key's length and bytes, then the sort key's bytes. So an item collection is contiguous, and two
//! partition keys never share a place, even where their 64 bits are the same.

use sha2::{Digest, Sha256};
use smallvec::SmallVec;

use super::{KeyAttribute, KeyFault, KeySchema, check_lengths};
use crate::value::{AttributeValue, Item};

/// Key bytes; the common short ones lie beside the hash in the tree's node, so that a search follows no pointer.
pub(crate) type KeyBytes = SmallVec<[u8; 32]>;

/// A place on the hash line: the first 64 of its 256 bits.
pub(crate) type HashPoint = u64;

/// Where an item lies in a tree: ordered by hash, partition key, sort key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct StoredKey {
    pub(crate) hash: HashPoint,
    pub(crate) bytes: KeyBytes,
}

impl Clone for StoredKey {
    fn clone(&self) -> Self {
        // Its own clone goes byte by byte.
        Self { hash: self.hash, bytes: KeyBytes::from_slice(&self.bytes) }
    }
}

impl StoredKey {
    /// The first key that a place on the hash line can have.
    pub(crate) fn first_at(hash: HashPoint) -> Self {
        Self { hash, bytes: KeyBytes::new() }
    }

    /// The part that all keys of the item collection begin with, in the table and in local indexes.
    pub(crate) fn collection(&self) -> Self {
        let length = match self.bytes.as_slice() {
            [high, low, ..] => 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => 0,
        };
        let bytes = self.bytes.get(..length).unwrap_or(&self.bytes);
        Self { hash: self.hash, bytes: KeyBytes::from_slice(bytes) }
    }
}

/// The SHA-256 of a partition key's value: of a string's UTF-8, a binary's bytes, a number's canonical text.
/// Several values are hashed one after the other, each ended as in [`push_terminated`].
pub(crate) fn sha256(values: &[&AttributeValue]) -> [u8; 32] {
    let (number, joined);
    let bytes = match values {
        [AttributeValue::S(text)] => text.as_bytes(),
        [AttributeValue::B(bytes)] => bytes,
        [AttributeValue::N(value)] => {
            number = value.to_text();
            number.as_bytes()
        }
        _ => {
            let mut bytes = KeyBytes::new();
            values.iter().for_each(|value| push_terminated(&mut bytes, value));
            joined = bytes;
            joined.as_slice()
        }
    };
    Sha256::digest(bytes).into()
}

/// The place of a hash on the line.
pub(crate) fn hash_point(hash: &[u8; 32]) -> HashPoint {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The start that all keys of one partition key have.
pub(crate) fn partition_prefix(values: &[&AttributeValue]) -> StoredKey {
    let mut bytes = KeyBytes::from_slice(&[0, 0]);
    match values {
        [value] => push_raw(&mut bytes, value),
        _ => values.iter().for_each(|value| push_terminated(&mut bytes, value)),
    }
    // At most four values of 2,048 bytes, doubled by escapes: 16 bits hold the length.
    let length = u16::try_from(bytes.len().saturating_sub(2)).unwrap_or(u16::MAX).to_be_bytes();
    if let Some(place) = bytes.get_mut(..2) {
        place.copy_from_slice(&length);
    }
    StoredKey { hash: hash_point(&sha256(values)), bytes }
}

/// The bytes of a value as they are, for the last part of a key.
pub(crate) fn push_raw(bytes: &mut KeyBytes, value: &AttributeValue) {
    match value {
        AttributeValue::S(text) => bytes.extend_from_slice(text.as_bytes()),
        AttributeValue::B(binary) => bytes.extend_from_slice(binary),
        AttributeValue::N(number) => {
            let mut encoded = Vec::with_capacity(24);
            number.encode_key(&mut encoded);
            bytes.extend_from_slice(&encoded);
        }
        // Other types are refused before a key is made of them.
        _ => {}
    }
}

/// The bytes of a value with an end, so that more can follow and the order stays: a zero byte becomes `00 FF`,
/// and `00 00` ends the value. Number bytes have an end of their own.
pub(crate) fn push_terminated(bytes: &mut KeyBytes, value: &AttributeValue) {
    push_escaped(bytes, value);
    if !matches!(value, AttributeValue::N(_)) {
        bytes.extend_from_slice(&[0, 0]);
    }
}

/// The bytes of a value as in [`push_terminated`], without the end: what all longer values begin with.
pub(crate) fn push_escaped(bytes: &mut KeyBytes, value: &AttributeValue) {
    let raw: &[u8] = match value {
        AttributeValue::S(text) => text.as_bytes(),
        AttributeValue::B(binary) => binary,
        _ => return push_raw(bytes, value),
    };
    for part in raw.split_inclusive(|byte| *byte == 0) {
        bytes.extend_from_slice(part);
        if part.last() == Some(&0) {
            bytes.push(0xFF);
        }
    }
}

/// The values of a schema's partition key in an item that has them.
pub(crate) fn partition_values<'i>(schema: &KeySchema, item: &'i Item) -> SmallVec<[&'i AttributeValue; 4]> {
    schema.partition_key.iter().filter_map(|attribute| item.get(&attribute.name)).collect()
}

/// Where an item lies in its table. The item has a fit key.
pub(crate) fn table_key(schema: &KeySchema, item: &Item) -> StoredKey {
    let mut key = partition_prefix(&partition_values(schema, item));
    push_table_sort(&mut key.bytes, &schema.sort_key, item);
    key
}

/// Where an item lies in its table, or why its key does not fit: [`KeySchema::check`] and [`table_key`] in one look
/// at the item.
pub(crate) fn checked_table_key(schema: &KeySchema, item: &Item) -> Result<StoredKey, KeyFault> {
    // A table's key has one attribute, or one of each kind.
    let value =
        |attributes: &[KeyAttribute]| attributes.first().map(|attribute| attribute.of(item)).transpose();
    let partition = value(&schema.partition_key)?;
    let sort = value(&schema.sort_key)?;
    checked_lengths(partition.as_slice(), sort.as_slice())
}

/// Where the item lies whose key has these values, one for each attribute, or why they do not fit.
pub(crate) fn key_of_values(schema: &KeySchema, values: &[&AttributeValue]) -> Result<StoredKey, KeyFault> {
    let (partition, sort) = schema.split(values);
    for (attributes, values) in [(&schema.partition_key, partition), (&schema.sort_key, sort)] {
        attributes.iter().zip(values).try_for_each(|(attribute, value)| attribute.check(value))?;
    }
    checked_lengths(partition, sort)
}

fn checked_lengths(partition: &[&AttributeValue], sort: &[&AttributeValue]) -> Result<StoredKey, KeyFault> {
    check_lengths(partition, sort)?;
    let mut key = partition_prefix(partition);
    sort.iter().for_each(|value| push_raw(&mut key.bytes, value));
    Ok(key)
}

/// Where an item's entry lies in a local secondary index. The item has a fit key for table and index.
pub(crate) fn local_index_key(table: &KeySchema, index: &KeySchema, item: &Item) -> StoredKey {
    let mut key = partition_prefix(&partition_values(index, item));
    push_index_sort(&mut key.bytes, index, item);
    push_table_sort(&mut key.bytes, &table.sort_key, item);
    key
}

/// Where an item's entry lies in a global secondary index; the table's key behind the index's tells apart the
/// items that share it. The item has a fit key for table and index.
pub(crate) fn index_key(table: &KeySchema, index: &KeySchema, item: &Item) -> StoredKey {
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
