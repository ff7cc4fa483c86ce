//! Brings the change logs of a database that was opened up to what its tables need, and removes what nobody needs.

use std::collections::BTreeSet;

use super::{changes::Values, record::number_of, values::of_kind};
use crate::{engine::EngineHandle, storage::ValueKind};

/// Has all logs follow the settings of their tables: the states that had begun before have ended. Then ends the deletion
/// of tables with these numbers.
pub(super) fn follow_logs(database: &EngineHandle, values: &Values, deleting: &[u64]) {
    for (region, engine) in (0..).zip(database.engines()) {
        let tables = engine.catalog().all_tables();
        if let Some(journal) = engine.journal() {
            let left = engine.catalog().all_deleted().into_iter().map(|(_, table)| table.sequence());
            let known: BTreeSet<u64> = tables.iter().map(|table| table.sequence()).chain(left).collect();
            let logs = of_kind(values, number_of(region, None), ValueKind::Log);
            let logs = logs.filter_map(|(key, _)| key.try_into().ok()).map(u64::from_be_bytes);
            // Their time is over, or a crash came before the table was there.
            let forgotten = logs.filter(|table| !known.contains(table));
            forgotten.for_each(|table| journal.note_forgotten_table(table));
        }
        let is_deleting =
            |sequence| deleting.iter().any(|number| *number == number_of(region, Some(sequence)));
        for table in &tables {
            match is_deleting(table.sequence()) {
                true => engine.end_deletion(table),
                false if table.records_needs() => {}
                false => table.record_needs(engine.clock().now_ms()),
            }
        }
    }
}
