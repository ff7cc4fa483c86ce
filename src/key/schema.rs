//! The attributes of a key.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{
    enumeration::{WireEnum, words},
    limits::{PARTITION_KEY_BYTES, SORT_KEY_BYTES},
    value::{AttributeName, AttributeType, AttributeValue, Item},
};

/// The types that a key attribute can have. (API reference: `AttributeDefinition`)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarAttributeType {
    /// String, ordered by its UTF-8 bytes.
    S,
    /// Number, ordered by value.
    N,
    /// Binary, ordered as unsigned bytes.
    B,
}

impl ScalarAttributeType {
    /// The API's spelling: `S`, `N` or `B`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }

    /// The attribute type of values of this kind.
    pub const fn attribute_type(self) -> AttributeType {
        match self {
            Self::S => AttributeType::S,
            Self::N => AttributeType::N,
            Self::B => AttributeType::B,
        }
    }
}

words!(ScalarAttributeType);

impl WireEnum for ScalarAttributeType {
    const VALUE_SET: &'static str = "[B, N, S]";

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "S" => Some(Self::S),
            "N" => Some(Self::N),
            "B" => Some(Self::B),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        self.as_str()
    }
}

impl fmt::Display for ScalarAttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One attribute of a key, with the type that its values must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAttribute {
    /// The attribute's name.
    pub name: AttributeName,
    /// The type of its values.
    pub attribute_type: ScalarAttributeType,
}

/// The key of a table or an index: its partition key and, if it has one, its sort key.
///
/// A table and a local secondary index have one attribute for each; a global secondary index up to four for
/// each. (Developer guide: Global secondary indexes, multi-attribute keys)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySchema {
    /// The attributes whose hash selects the partition of an item.
    pub partition_key: Vec<KeyAttribute>,
    /// The attributes that order the items of one partition key; empty if the key is the partition key alone.
    pub sort_key: Vec<KeyAttribute>,
}

/// The fault of a key value; operations have different texts for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyFault {
    /// The attribute is missing.
    #[error("the key attribute {name} is missing")]
    Missing { name: AttributeName },
    /// The value's type is not the schema's.
    #[error("the key attribute {name} is of type {actual}, not {expected}")]
    Type { name: AttributeName, expected: ScalarAttributeType, actual: AttributeType },
    /// An empty string or binary.
    #[error("the key attribute {name}, of type {attribute_type}, is empty")]
    Empty { name: AttributeName, attribute_type: ScalarAttributeType },
    /// A partition key longer than 2,048 bytes.
    #[error("the partition key has more than {PARTITION_KEY_BYTES} bytes")]
    PartitionKeyTooLong,
    /// Sort keys longer than 1,024 bytes together.
    #[error("the sort key has more than {SORT_KEY_BYTES} bytes")]
    SortKeyTooLong,
}

/// The values of a key's attributes: one or two in a table, up to eight in a global index.
pub(crate) type KeyValues<'i> = SmallVec<[&'i AttributeValue; 4]>;

impl KeySchema {
    /// The attributes of the partition key, then those of the sort key.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> + Clone {
        self.partition_key.iter().chain(&self.sort_key)
    }

    /// How many attributes the key has.
    pub fn len(&self) -> usize {
        self.partition_key.len() + self.sort_key.len()
    }

    /// Always false: a key has at least its partition key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the key has an attribute of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.attributes().any(|attribute| attribute.name == name)
    }

    /// Whether an item has every attribute of the key: only such items are in an index.
    pub(crate) fn is_complete_in(&self, item: &Item) -> bool {
        self.attributes().all(|attribute| item.contains(&attribute.name))
    }

    /// Checks that `item` has a valid value for each attribute of the key.
    pub(crate) fn check(&self, item: &Item) -> Result<(), KeyFault> {
        self.checked_values(item).map(drop)
    }

    /// The values of the key's attributes in an item, if all are valid.
    pub(crate) fn checked_values<'i>(&self, item: &'i Item) -> Result<KeyValues<'i>, KeyFault> {
        let mut values = KeyValues::new();
        for attribute in self.attributes() {
            values.push(attribute.of(item)?);
        }
        let (partition, sort) = self.split(&values);
        check_lengths(partition, sort)?;
        Ok(values)
    }

    /// Splits the values of the whole key into those of the partition key and those of the sort key.
    pub(super) fn split<'a, V>(&self, values: &'a [V]) -> (&'a [V], &'a [V]) {
        values.split_at_checked(self.partition_key.len()).unwrap_or((values, &[]))
    }

    /// Checks the lengths of the key's values, which are of the right types.
    pub(crate) fn check_lengths(&self, item: &Item) -> Result<(), KeyFault> {
        let values = |attributes: &[KeyAttribute]| -> KeyValues<'_> {
            attributes.iter().filter_map(|attribute| item.get(&attribute.name)).collect()
        };
        check_lengths(&values(&self.partition_key), &values(&self.sort_key))
    }

    /// The key's attributes of an item that has them.
    pub(crate) fn of(&self, item: &Item) -> Item {
        let mut key = Item::with_capacity(self.len());
        for attribute in self.attributes() {
            if let Some(value) = item.get(&attribute.name) {
                key.insert(attribute.name.clone(), value.clone());
            }
        }
        key
    }
}

impl KeyAttribute {
    /// The attribute's value in an item, if it is valid.
    pub(crate) fn of<'i>(&self, item: &'i Item) -> Result<&'i AttributeValue, KeyFault> {
        let value = item.get(&self.name).ok_or_else(|| KeyFault::Missing { name: self.name.clone() })?;
        self.check(value)?;
        Ok(value)
    }

    /// Checks a value's type and that it is not empty.
    pub(crate) fn check(&self, value: &AttributeValue) -> Result<(), KeyFault> {
        let empty = match (self.attribute_type, value) {
            (ScalarAttributeType::S, AttributeValue::S(text)) => text.is_empty(),
            (ScalarAttributeType::B, AttributeValue::B(bytes)) => bytes.is_empty(),
            (ScalarAttributeType::N, AttributeValue::N(_)) => false,
            _ => {
                return Err(KeyFault::Type {
                    name: self.name.clone(),
                    expected: self.attribute_type,
                    actual: value.attribute_type(),
                });
            }
        };
        if empty {
            return Err(KeyFault::Empty { name: self.name.clone(), attribute_type: self.attribute_type });
        }
        Ok(())
    }
}

/// Checks the lengths of a key's values.
pub(crate) fn check_lengths(partition: &[&AttributeValue], sort: &[&AttributeValue]) -> Result<(), KeyFault> {
    let length = |values: &[&AttributeValue]| -> usize { values.iter().copied().map(key_value_length).sum() };
    if length(partition) > PARTITION_KEY_BYTES {
        return Err(KeyFault::PartitionKeyTooLong);
    }
    if length(sort) > SORT_KEY_BYTES {
        return Err(KeyFault::SortKeyTooLong);
    }
    Ok(())
}

fn key_value_length(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        _ => 0,
    }
}
