//! The part of a table or index that a key condition selects, in one item collection.

use std::ops::Bound;

use super::target::key_schema;
use crate::{
    error::Result,
    expression::KeyRange,
    key::{Bounds, HashRange, collection_bounds},
    operation::access::keys::check_range_values,
    storage::{ReadTarget, Table},
};

/// The bounds of a range of keys whose values can be keys, with their point on the hash line.
pub(crate) fn checked_bounds(
    table: &Table,
    target: &ReadTarget,
    range: &KeyRange<'_>,
) -> Result<(Bounds, HashRange)> {
    check_range_values(key_schema(table, target), target, range)?;
    let bounds = collection_bounds(&range.partition, &range.equal, range.sort, target.index().is_some());
    let hash = match &bounds.0 {
        Bound::Included(key) | Bound::Excluded(key) => key.hash,
        Bound::Unbounded => {
            debug_assert!(false, "an item collection has a first key");
            0
        }
    };
    Ok((bounds, HashRange { first: hash, last: hash }))
}
