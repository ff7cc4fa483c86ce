//! What is left of a table that was deleted: its streams, and what was sent to Kinesis data streams. Both can be read
//! for 24 hours.

use super::{
    log::ChangeLog,
    saved::SavedLog,
    shard::{RETENTION_MS, is_gone},
};
use crate::{
    key::KeySchema,
    storage::{kinesis::KinesisDestination, settings::StreamSettings},
};

/// What is left of a table that was deleted.
#[derive(Debug)]
pub(crate) struct DeletedTable {
    pub(super) sequence: u64,
    pub(super) schema: KeySchema,
    pub(super) streams: Vec<StreamSettings>,
    pub(super) kinesis_destinations: Vec<KinesisDestination>,
    pub(super) deleted_ms: u64,
    pub(super) changes: ChangeLog,
}

impl DeletedTable {
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
