//! What becomes of a table's change log when the table is deleted.

use super::{deleted::DeletedTable, saved::SavedLog};
use crate::storage::{
    kinesis::KinesisDestination, settings::StreamSettings, table::Table, transition::Transition,
};

impl DeletedTable {
    /// Closes the shards of a table that is being deleted, and keeps what can be read; `None` if that is
    /// nothing.
    pub(crate) fn of(table: &Table, now_ms: u64) -> Option<Self> {
        debug_assert!(table.is_dropped(), "a stream is not switched on any more");
        let settings = table.settings();
        let readable = settings.streams().filter(|stream| stream.is_readable(now_ms));
        let mut streams: Vec<StreamSettings> = readable.cloned().collect();
        let kinesis_destinations = settings.kinesis_destinations.clone();
        drop(settings);
        if streams.is_empty() && kinesis_destinations.iter().all(|one| one.periods.is_empty()) {
            return None;
        }
        table.record_nothing(now_ms);
        for stream in &mut streams {
            stream.disable(now_ms);
            stream.transition = Transition::default();
            // The policy is deleted with the table.
            stream.resource_policy = None;
        }
        Some(Self {
            sequence: table.sequence(),
            schema: table.schema().clone(),
            streams,
            kinesis_destinations,
            deleted_ms: now_ms,
            changes: table.changes().fork(),
        })
    }

    /// What is left of a table that had these streams and this log when it was deleted, and these destinations.
    ///
    /// # Errors
    /// The log is inconsistent, or does not fit the destinations.
    pub(crate) fn restored(
        table: &Table,
        log: SavedLog,
        kinesis_destinations: Vec<KinesisDestination>,
        deleted_ms: u64,
    ) -> Result<Self, String> {
        table.restore_changes(log, deleted_ms)?;
        if let Some(fault) = table.changes().period_faults(&kinesis_destinations).pop() {
            return Err(fault);
        }
        Ok(Self {
            sequence: table.sequence(),
            schema: table.schema().clone(),
            streams: table.settings().streams().cloned().collect(),
            kinesis_destinations,
            deleted_ms,
            changes: table.changes().fork(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::{HashRange, KeyAttribute, KeySchema, ScalarAttributeType},
        storage::{
            changes::shard::Needs,
            settings::{StreamViewType, TableSettings},
            table_definition::TableDefinition,
            transition::Transition,
        },
    };

    #[test]
    fn verification_finds_what_is_wrong_in_the_log_of_a_deleted_table() {
        let stream = StreamSettings {
            label: "label".to_owned(),
            view_type: StreamViewType::KeysOnly,
            enabled: true,
            disabled_ms: None,
            transition: Transition::default(),
            resource_policy: None,
        };
        let id = KeyAttribute { name: "id".into(), attribute_type: ScalarAttributeType::N };
        let definition = TableDefinition {
            name: "users".to_owned(),
            schema: KeySchema { partition_key: vec![id], sort_key: Vec::new() },
            local_indexes: Vec::new(),
            global_indexes: Vec::new(),
            vector_indexes: Vec::new(),
            partitions: 2,
            settings: TableSettings { stream: Some(stream), ..TableSettings::plain() },
        };
        let table = Table::new(definition, 0);
        table.record_needs(1);
        table.set_dropped();
        let deleted = DeletedTable::of(&table, 2).unwrap();
        assert_eq!(deleted.change_faults(), Vec::<String>::new());
        let needs = Needs { stream: Some("label".to_owned()), ..Needs::default() };
        drop(deleted.changes.open(HashRange::WHOLE, &needs, 3));
        assert_eq!(deleted.change_faults().len(), 1);
    }
}
