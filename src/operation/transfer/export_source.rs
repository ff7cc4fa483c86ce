//! What an export reads: copies, which nothing else changes.

use crate::{
    engine::{Engine, ExportExtent},
    error::{Error, Result},
    operation::access::{not_found::no_table_to_back_up, recovery::RestorableTimes},
    storage::{ChangedItems, Table, changes_between, copy_as_of},
    texts,
};

/// What an export reads.
#[derive(Debug)]
pub(super) enum ExportSource {
    /// The table as it was at a moment.
    Items(Box<Table>),
    /// What changed between two moments.
    Changes(ChangedItems),
}

impl ExportSource {
    /// What an export of a table reads, and about how many bytes that is. `extent` returns the moments for those that
    /// the table can be exported at.
    ///
    /// # Errors
    /// Point-in-time recovery is off, or as `extent`; the table was deleted.
    pub(super) fn of(
        engine: &Engine,
        table: &Table,
        extent: impl FnOnce(RestorableTimes) -> Result<ExportExtent>,
    ) -> Result<(ExportExtent, Self, u64)> {
        let _unchanging = table.changing();
        if table.is_dropped() {
            return Err(no_table_to_back_up(engine, table.name()));
        }
        engine.look(table);
        let times = RestorableTimes::required_of(engine, table)?;
        let extent = extent(times)?;
        let source = match extent {
            ExportExtent::Full { at_ms } => copy_as_of(table, at_ms).map(|copy| Self::Items(Box::new(copy))),
            // The first moment is exported and the last is not, unless that is now.
            ExportExtent::Incremental { from_ms, to_ms, .. } => {
                let to_ms = if to_ms == times.latest_ms { to_ms } else { to_ms.saturating_sub(1) };
                changes_between(table, from_ms, to_ms).map(Self::Changes)
            }
        };
        let outside = |_| Error::InvalidExportTime(texts::transfer::OUTSIDE_OF_WINDOW.to_owned());
        let source = source.map_err(outside)?;
        let bytes = match &source {
            Self::Items(copy) => copy.totals().size_bytes,
            Self::Changes(_) => table.totals().size_bytes,
        };
        Ok((extent, source, bytes))
    }
}
