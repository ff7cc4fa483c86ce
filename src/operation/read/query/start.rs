//! Where a Query goes on: its `ExclusiveStartKey`.

use super::super::page::start_place;
use crate::{
    error::{Error, Result},
    expression::KeyRange,
    key::{Bounds, StoredKey, collection_bounds, partition_values},
    storage::{ReadTarget, Table},
    texts,
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
        return Err(Error::validation(texts::read::START_WITHOUT_SORT_KEY));
    }
    let place = start_place(table, target, start)?;
    let schema = target.index().map_or(table.schema(), |index| index.schema());
    let partition = partition_values(schema, start);
    // The condition on the sort key is looked at first, wherever the key lies.
    let bounds = collection_bounds(&partition, &range.equal, range.sort, target.index().is_some());
    if !contains(&bounds, &place) {
        return Err(Error::validation(texts::read::START_OUTSIDE_SORT_KEYS));
    }
    if partition == range.partition {
        return Ok(place);
    }
    Err(Error::validation(if range.equal.is_empty() && range.sort.is_none() {
        texts::read::START_OUTSIDE
    } else {
        texts::read::START_OF_ONE_ROW
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
