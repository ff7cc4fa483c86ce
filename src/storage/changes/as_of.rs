//! A table as it was: a copy in which the changes behind a moment are undone.

use std::sync::Arc;

use super::between::ChangedItems;
use crate::storage::{fork::copy_with_changes, table::Table};

/// A moment to which the change log does not lead back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change log does not lead back to this moment")]
pub(crate) struct OutOfWindow {
    /// The earliest moment to which it does, in milliseconds since 1970; `None` if point-in-time recovery is off.
    pub(crate) earliest_ms: Option<u64>,
}

/// A copy of a table with the items that requests saw at the end of a moment, in milliseconds since 1970. Its
/// definition, indexes and settings are those of the table now. Like a backup, it has no change log.
///
/// No lock is held while changes are undone. The time grows with the changes since that moment, not with the items.
/// A moment in the future gives the table as it is. The caller holds the table's lock for [changes](Table::changing).
///
/// # Errors
/// Point-in-time recovery is off, or the moment is before its window.
pub(crate) fn copy_as_of(table: &Table, moment_ms: u64) -> Result<Table, OutOfWindow> {
    // What expired by now is recorded when it is swept.
    table.sweep_due();
    let copy = copy_with_changes(table);
    copy.check_window(moment_ms)?;
    let undone = copy.changed(moment_ms, u64::MAX);
    copy.forget_changes();
    for item in undone {
        copy.set_back(item.key, item.old);
    }
    Ok(copy)
}

/// The items that are not the same before the one moment and at the end of the other, in milliseconds since 1970: the
/// difference of two [copies](copy_as_of). From the first moment of the window on, that is what was changed since it
/// began. It holds no lock, and the table can be used and changed meanwhile. The caller holds the table's lock for
/// [changes](Table::changing) during the call.
///
/// # Errors
/// Point-in-time recovery is off, or the first moment is before its window.
pub(crate) fn changes_between(table: &Table, from_ms: u64, to_ms: u64) -> Result<ChangedItems, OutOfWindow> {
    table.sweep_due();
    let copy = copy_with_changes(table);
    copy.check_window(from_ms)?;
    Ok(copy.changed(from_ms.saturating_sub(1), to_ms))
}

impl Table {
    /// Refuses a moment that is not in the window of a table that is not in use.
    fn check_window(&self, moment_ms: u64) -> Result<(), OutOfWindow> {
        let earliest_ms = self.changes().window().map(|window| window.earliest_ms(self.time().looked_ms()));
        match earliest_ms.is_some_and(|earliest_ms| earliest_ms <= moment_ms) {
            true => Ok(()),
            false => Err(OutOfWindow { earliest_ms }),
        }
    }

    /// What changed between the ends of two moments in a table that is not in use.
    fn changed(&self, from_ms: u64, to_ms: u64) -> ChangedItems {
        let contents = self.layout().contents();
        let open = contents.iter().filter_map(|(_, data)| data.shard()).map(|shard| Arc::new(shard.clone()));
        let closed = self.changes().closed().into_iter();
        let closed = closed.filter(|shard| shard.info.closed_ms() > Some(from_ms));
        let mut shards: Vec<_> = closed.chain(open).collect();
        shards.sort_by_key(|shard| shard.info.id);
        let ranges = contents.iter().map(|(partition, _)| partition.range()).collect();
        ChangedItems::new(self.schema().clone(), shards, ranges, (from_ms, to_ms))
    }
}

#[cfg(test)]
mod tests;
