//! What is left of a table that was deleted: its streams, and what was sent to Kinesis data streams. Both can be read
//! for 24 hours.

use super::{
    log::ChangeLog,
    saved::SavedLog,
    shard::{RETENTION_MS, is_gone},
};
use crate::{
    key::KeySchema,
    storage::{
        journal::Journal, kinesis::KinesisDestination, settings::StreamSettings, table::Table,
        transition::Transition,
    },
};

/// What is left of a table that was deleted.
#[derive(Debug)]
pub(crate) struct DeletedTable {
    sequence: u64,
    schema: KeySchema,
    streams: Vec<StreamSettings>,
    kinesis_destinations: Vec<KinesisDestination>,
    deleted_ms: u64,
    pub(super) changes: ChangeLog,
}

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

    /// Its change log.
    pub(crate) fn saved_changes(&self) -> SavedLog {
        self.changes.saved(&[], |_| true)
    }

    /// The same with this place in the order of creation.
    pub(crate) fn with_sequence(&self, sequence: u64) -> Self {
        Self {
            sequence,
            schema: self.schema.clone(),
            streams: self.streams.clone(),
            kinesis_destinations: self.kinesis_destinations.clone(),
            deleted_ms: self.deleted_ms,
            changes: self.changes.fork(),
        }
    }

    /// Notes what is left of a table of this name that the journal does not know.
    pub(crate) fn note(&self, name: &str, journal: &dyn Journal) {
        journal.note_left_table(name, self);
        for shard in self.changes.closed() {
            for record in shard.records.iter() {
                journal.note_recorded(self.sequence, None, shard.info.id, record);
            }
        }
    }

    /// Its change log without the records, as a journal notes it: the shards of which something can be read.
    #[cfg(feature = "disk")]
    pub(crate) fn noted_log(&self) -> SavedLog {
        let is_known = |label: &String| self.streams.iter().any(|stream| stream.label == *label);
        self.changes.noted(|shard| shard.info.is_sent || shard.info.stream.as_ref().is_some_and(is_known))
    }

    /// When the table was deleted, in milliseconds since 1970.
    pub(crate) fn deleted_ms(&self) -> u64 {
        self.deleted_ms
    }

    /// When the retention of all its streams is over, in milliseconds since 1970.
    pub(crate) fn gone_ms(&self) -> u64 {
        self.deleted_ms.saturating_add(RETENTION_MS)
    }

    /// The table's place in the order of creation.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The table's key schema.
    pub(crate) fn schema(&self) -> &KeySchema {
        &self.schema
    }

    /// Its streams, the oldest first.
    pub(crate) fn streams(&self) -> &[StreamSettings] {
        &self.streams
    }

    /// The Kinesis data streams that its changes were sent to.
    pub(crate) fn kinesis_destinations(&self) -> &[KinesisDestination] {
        &self.kinesis_destinations
    }

    /// Whether the retention of all its streams is over.
    pub(crate) fn is_gone(&self, now_ms: u64) -> bool {
        is_gone(self.deleted_ms, now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::{HashRange, KeyAttribute, ScalarAttributeType},
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
