//! The key of a table or index, as the planner uses it.

use std::cmp::Ordering;

use smallvec::smallvec;

use crate::{
    expression::KeyRange,
    key::{KeyAttribute, KeySchema},
    partiql::error::PartiqlError,
    texts,
    value::{AttributeType, AttributeValue, Item},
};

/// The names and types of the attributes of a table's or index's key.
#[derive(Debug, Clone, Copy)]
pub struct KeyNames<'s> {
    /// The partition key.
    pub hash: (&'s str, AttributeType),
    /// The sort key.
    pub range: Option<(&'s str, AttributeType)>,
}

impl<'s> KeyNames<'s> {
    /// The names of a key.
    ///
    /// # Errors
    /// A key with several partition-key or sort-key attributes, which PartiQL does not support.
    pub fn of(key: &'s KeySchema) -> Result<Self, PartiqlError> {
        let named = |attribute: &'s KeyAttribute| {
            (attribute.name.as_str(), attribute.attribute_type.attribute_type())
        };
        match (key.partition_key.as_slice(), key.sort_key.as_slice()) {
            ([hash], []) => Ok(Self { hash: named(hash), range: None }),
            ([hash], [range]) => Ok(Self { hash: named(hash), range: Some(named(range)) }),
            _ => Err(PartiqlError::new(
                "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or \
                 multi-attribute RANGE keys.",
            )),
        }
    }

    /// The key with these values, as an item.
    pub(crate) fn item(&self, key: &WholeKey<'_>) -> Item {
        let mut item = Item::new();
        item.insert(self.hash.0, key.partition.clone());
        if let (Some((name, _)), Some(value)) = (self.range, key.sort) {
            item.insert(name, value.clone());
        }
        item
    }

    pub(super) fn is_hash(&self, name: &str) -> bool {
        self.hash.0 == name
    }

    pub(super) fn is_range(&self, name: &str) -> bool {
        self.range.is_some_and(|(range, _)| range == name)
    }
}

/// The key of the one item that a condition names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WholeKey<'r> {
    /// The partition key's value.
    pub partition: &'r AttributeValue,
    /// The sort key's value, where there is one.
    pub sort: Option<&'r AttributeValue>,
    /// Whether the WHERE clause has no other condition.
    pub is_alone: bool,
}

impl<'r> WholeKey<'r> {
    /// The range that reads this one item from a table or index with this key.
    ///
    /// # Errors
    /// A value whose type is not that of its key attribute.
    pub(super) fn range(&self, key: KeyNames<'_>) -> Result<KeyRange<'r>, PartiqlError> {
        check_type(self.partition, key.hash.1)?;
        if let (Some(value), Some((_, sort_type))) = (self.sort, key.range) {
            check_type(value, sort_type)?;
        }
        let equal = self.sort.into_iter().collect();
        Ok(KeyRange { partition: smallvec![self.partition], equal, sort: None })
    }
}

/// The order of two values that may be keys; values of different types have none.
pub(super) fn order(one: &AttributeValue, two: &AttributeValue) -> Ordering {
    match (one, two) {
        (AttributeValue::S(one), AttributeValue::S(two)) => one.cmp(two),
        (AttributeValue::N(one), AttributeValue::N(two)) => one.cmp(two),
        (AttributeValue::B(one), AttributeValue::B(two)) => one.cmp(two),
        _ => Ordering::Equal,
    }
}

/// Refuses a value whose type is not that of its key attribute.
pub(super) fn check_type(value: &AttributeValue, kind: AttributeType) -> Result<(), PartiqlError> {
    if value.attribute_type() == kind {
        return Ok(());
    }
    Err(PartiqlError::new(texts::key_condition::OTHER_TYPE))
}
