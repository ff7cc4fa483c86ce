//! What is left of a table that was deleted: its streams, and what was sent to Kinesis data streams. Both can be read
//! for 24 hours.

use super::{log::ChangeLog, shard::is_gone};
use crate::{
    key::KeySchema,
    storage::{kinesis::KinesisDestination, settings::StreamSettings, table::Table, transition::Transition},
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
