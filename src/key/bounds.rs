//! Ranges of keys: what a key condition selects.

use std::ops::Bound;

use super::{
    encoding::{KeyBytes, push_escaped, push_raw, push_terminated},
    hash_line::HashRange,
    stored_key::{StoredKey, partition_prefix},
};
use crate::value::AttributeValue;

/// A range of a tree.
pub(crate) type Bounds = (Bound<StoredKey>, Bound<StoredKey>);

/// A condition other than equality on the last sort-key attribute that a key condition has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SortCondition<'v> {
    /// `< value`
    Less(&'v AttributeValue),
    /// `<= value`
    LessOrEqual(&'v AttributeValue),
    /// `> value`
    Greater(&'v AttributeValue),
    /// `>= value`
    GreaterOrEqual(&'v AttributeValue),
    /// `BETWEEN low AND high`, both included
    Between(&'v AttributeValue, &'v AttributeValue),
    /// `begins_with(attribute, value)`
    BeginsWith(&'v AttributeValue),
}

impl HashRange {
    /// The keys whose partition keys hash into the range.
    pub(crate) fn bounds(&self) -> Bounds {
        let end = self
            .last
            .checked_add(1)
            .map_or(Bound::Unbounded, |end| Bound::Excluded(StoredKey::first_at(end)));
        (Bound::Included(StoredKey::first_at(self.first)), end)
    }
}

impl<'v> SortCondition<'v> {
    /// The values of the comparison.
    pub(crate) fn values(self) -> impl Iterator<Item = &'v AttributeValue> {
        let (one, other) = match self {
            Self::Between(low, high) => (low, Some(high)),
            Self::Less(value)
            | Self::LessOrEqual(value)
            | Self::Greater(value)
            | Self::GreaterOrEqual(value)
            | Self::BeginsWith(value) => (value, None),
        };
        [one].into_iter().chain(other)
    }
}

/// The keys of one partition key whose sort key satisfies the condition. In an index (`ended`), more key bytes follow
/// the sort key; in a table, the sort key is the last part.
pub(crate) fn collection_bounds(
    partition: &[&AttributeValue],
    equal: &[&AttributeValue],
    last: Option<SortCondition<'_>>,
    ended: bool,
) -> Bounds {
    let mut prefix = partition_prefix(partition);
    for value in equal {
        push(&mut prefix.bytes, value, ended);
    }
    let with = |value: &AttributeValue| {
        let mut key = prefix.clone();
        push(&mut key.bytes, value, ended);
        key
    };
    // After every key that starts with the value's bytes; if nothing follows them, after the value itself.
    let after = |key: StoredKey| if ended { Bound::Excluded(successor(key)) } else { Bound::Included(key) };
    let not_before =
        |key: StoredKey| if ended { Bound::Included(successor(key)) } else { Bound::Excluded(key) };
    let start = || Bound::Included(prefix.clone());
    let end = || {
        // The equal values can be the whole key of a table.
        Bound::Excluded(successor(prefix.clone()))
    };
    match last {
        None if !ended && !equal.is_empty() => (start(), Bound::Included(prefix.clone())),
        None => (start(), end()),
        Some(SortCondition::Less(value)) => (start(), Bound::Excluded(with(value))),
        Some(SortCondition::LessOrEqual(value)) => (start(), after(with(value))),
        Some(SortCondition::Greater(value)) => (not_before(with(value)), end()),
        Some(SortCondition::GreaterOrEqual(value)) => (Bound::Included(with(value)), end()),
        Some(SortCondition::Between(low, high)) => (Bound::Included(with(low)), after(with(high))),
        Some(SortCondition::BeginsWith(value)) => {
            let mut key = prefix.clone();
            if ended {
                push_escaped(&mut key.bytes, value);
            } else {
                push_raw(&mut key.bytes, value);
            }
            (Bound::Included(key.clone()), Bound::Excluded(successor(key)))
        }
    }
}

fn push(bytes: &mut KeyBytes, value: &AttributeValue, ended: bool) {
    if ended {
        push_terminated(bytes, value);
    } else {
        push_raw(bytes, value);
    }
}

/// The first key after all that start with `key`. It exists, because the partition key's length comes first and its
/// high byte is never `FF`.
pub(super) fn successor(mut key: StoredKey) -> StoredKey {
    while let Some(last) = key.bytes.pop() {
        if last < 0xFF {
            key.bytes.push(last + 1);
            return key;
        }
    }
    debug_assert!(false, "the length of a partition key never begins with FF");
    key
}
