//! `ExclusiveStartKey`: where a read continues.

use super::target::key_schema;
use crate::{
    error::{Error, Result},
    expression::KeyRange,
    key::{
        Bounds, KeyFault, StoredKey, collection_bounds, index_key, local_index_key, partition_values,
        table_key,
    },
    operation::access::keys::key_error,
    storage::{ReadTarget, Table},
    texts,
    value::Item,
};

/// The stored key of an `ExclusiveStartKey`, which has the key attributes of table and index and no others.
pub(crate) fn start_key(table: &Table, target: &ReadTarget, start: &Item) -> Result<StoredKey> {
    let invalid = || Error::validation(texts::read::INVALID_START);
    let index = target.index().map(|index| index.schema());
    let extra = index.map_or(0, |index| {
        index.attributes().filter(|attribute| !table.schema().contains(&attribute.name)).count()
    });
    if start.len() != table.schema().len() + extra {
        return Err(invalid());
    }
    for schema in std::iter::once(table.schema()).chain(index) {
        schema.check(start).map_err(|fault| match fault {
            KeyFault::Missing { .. } | KeyFault::Type { .. } => invalid(),
            other => key_error(other),
        })?;
    }
    Ok(match target {
        ReadTarget::Table => table_key(table.schema(), start),
        ReadTarget::Local(_, index) => local_index_key(table.schema(), index.schema(), start),
        ReadTarget::Global(index) => index_key(table.schema(), index.definition().schema(), start),
    })
}

/// The stored key after which a query starts. It must be one that the query could have read.
pub(super) fn query_start(
    table: &Table,
    target: &ReadTarget,
    start: &Item,
    range: &KeyRange<'_>,
) -> Result<StoredKey> {
    if is_of_one_item(table, target) {
        return Err(Error::validation(texts::read::START_WITHOUT_SORT_KEY));
    }
    let place = start_key(table, target, start)?;
    let schema = key_schema(table, target);
    let partition = partition_values(schema, start);
    // The condition on the sort key is checked first, whatever the key is.
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

/// Whether a query has at most one item, whatever its key condition is.
pub(super) fn is_of_one_item(table: &Table, target: &ReadTarget) -> bool {
    matches!(target, ReadTarget::Table) && table.schema().sort_key.is_empty()
}

pub(crate) fn contains((low, high): &Bounds, key: &StoredKey) -> bool {
    use std::ops::RangeBounds;
    (low.as_ref(), high.as_ref()).contains(key)
}
