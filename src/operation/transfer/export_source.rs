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
            Self::Changes(_) => table.changes_bytes(),
        };
        Ok((extent, source, bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::{Clock, Database, ScalarAttributeType::S, engine::ExportViewType, item};

    #[test]
    fn an_export_of_changes_is_as_large_as_its_changes() {
        let clock = Clock::manual(UNIX_EPOCH);
        let db = Database::builder().clock(clock.clone()).build();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users.enable_point_in_time_recovery().run().unwrap();
        for n in 0..2_000 {
            users.put(item! { "id": "haeri05", "n": n, "text": "x".repeat(1_000) }).run().unwrap();
        }
        clock.advance(Duration::from_secs(60 * 60)).unwrap();
        let table = db.engine().catalog().table("users").unwrap();
        let bytes = |extent: fn(RestorableTimes) -> ExportExtent| {
            ExportSource::of(db.engine(), &table, |times| Ok(extent(times))).unwrap().2
        };
        assert!(bytes(|times| ExportExtent::Full { at_ms: times.latest_ms }) < 2_000);
        let changes = bytes(|RestorableTimes { earliest_ms: from_ms, latest_ms: to_ms }| {
            ExportExtent::Incremental { from_ms, to_ms, view: ExportViewType::NewImage }
        });
        assert!(changes > 2_000_000, "{changes}");
    }
}
