//! Where a Query goes on: its `ExclusiveStartKey`.

use super::super::page::start_place;
use crate::{
    error::{Error, Result},
    expression::KeyRange,
    key::{Bounds, StoredKey, collection_bounds, partition_values},
    storage::{ReadTarget, Table},
    value::Item,
};

/// Where a query goes on: behind this key, which the query could have come to.
pub(super) fn checked_start(
    table: &Table,
    target: &ReadTarget,
    start: &Item,
    range: &KeyRange<'_>,
) -> Result<StoredKey> {
    if is_of_one_item(table, target) {
        return Err(Error::validation(
            "The provided exclusive start key is invalid: ExclusiveStartKey cannot be used where the partition key \
             alone identifies an item",
        ));
    }
    let place = start_place(table, target, start)?;
    let schema = target.index().map_or(table.schema(), |index| index.schema());
    let partition = partition_values(schema, start);
    // The condition on the sort key is looked at first, wherever the key lies.
    let bounds = collection_bounds(&partition, &range.equal, range.sort, target.index().is_some());
    if !contains(&bounds, &place) {
        return Err(Error::validation("The provided starting key does not match the range key predicate"));
    }
    if partition == range.partition {
        return Ok(place);
    }
    Err(Error::validation(if range.equal.is_empty() && range.sort.is_none() {
        "The provided starting key is outside query boundaries based on provided conditions"
    } else {
        "The query can return at most one row and cannot be restarted"
    }))
}

/// Whether a query has one item at most, whatever is asked of the key.
pub(super) fn is_of_one_item(table: &Table, target: &ReadTarget) -> bool {
    matches!(target, ReadTarget::Table) && table.schema().sort_key.is_empty()
}

fn contains((low, high): &Bounds, key: &StoredKey) -> bool {
    use std::ops::RangeBounds;
    (low.as_ref(), high.as_ref()).contains(key)
}
