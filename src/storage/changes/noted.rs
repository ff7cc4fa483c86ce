//! What is told to the journal of a database on disk when the shards of a change log change.

use super::{
    log::ChangeLog,
    recovery::RecoveryWindow,
    saved::{SavedLog, SavedShard},
    sequence::SequenceNumber,
    shard::{Shard, ShardId},
};
use crate::storage::{
    journal::{Journal, NotedLog},
    table::Table,
};

/// A change of a log's shards.
#[derive(Debug)]
pub(super) struct Changed {
    /// Somebody is to be told.
    is_noted: bool,
    /// Numbers or window are others.
    is_head: bool,
    shards: Vec<SavedShard>,
    gone: Vec<ShardId>,
}

impl Changed {
    /// Nothing yet, and nothing ever where nobody is to be told.
    pub(super) fn new(is_noted: bool) -> Self {
        Self { is_noted, is_head: false, shards: Vec::new(), gone: Vec::new() }
    }

    /// Numbers or window are others.
    pub(super) fn head(&mut self) {
        self.is_head = self.is_noted;
    }

    /// The shard is new, or was changed.
    pub(super) fn shard(&mut self, shard: &Shard) {
        if self.is_noted {
            self.shards.push(SavedShard::without_records(&shard.info, shard.records.trimmed()));
        }
    }

    /// The shard is gone.
    pub(super) fn gone(&mut self, id: ShardId) {
        if self.is_noted {
            self.gone.push(id);
        }
    }

    /// What is to be noted, of a log with these numbers; `None` if nothing is.
    pub(super) fn noted(
        self,
        table: u64,
        (next, next_shard): (SequenceNumber, u32),
        window: Option<RecoveryWindow>,
        hidden: Option<SequenceNumber>,
    ) -> Option<NotedLog> {
        let Self { is_head, shards, gone, .. } = self;
        if !is_head && shards.is_empty() && gone.is_empty() {
            return None;
        }
        let log = SavedLog { next, next_shard, window, hidden, shards };
        Some(NotedLog { table, log, gone })
    }
}

impl Table {
    /// Notes the whole change log of a table that nobody else knows yet.
    pub(crate) fn note_changes(&self, journal: &dyn Journal) {
        let Some(mut log) = self.saved_changes() else { return };
        let records: Vec<_> =
            log.shards.iter_mut().map(|shard| (shard.id, std::mem::take(&mut shard.records))).collect();
        journal.note_log(&NotedLog { table: self.sequence(), log, gone: Vec::new() });
        for (shard, records) in &records {
            for record in records {
                journal.note_recorded(self.sequence(), None, *shard, record);
            }
        }
    }
}

impl ChangeLog {
    /// Notes that records of an open shard were trimmed, under the lock of its partition.
    pub(super) fn note_trimmed(&self, shard: &Shard) {
        self.change(|_, changed| changed.shard(shard));
    }

    /// The log with those of its closed shards that are wanted, without their records.
    #[cfg(feature = "disk")]
    pub(super) fn noted(&self, is_wanted: impl Fn(&Shard) -> bool) -> SavedLog {
        let closed = self.closed();
        let wanted = closed.iter().filter(|shard| is_wanted(shard));
        let shards =
            wanted.map(|shard| SavedShard::without_records(&shard.info, shard.records.trimmed())).collect();
        SavedLog {
            next: self.next_to_give(),
            next_shard: self.next_shard(),
            window: self.window(),
            hidden: self.hidden(),
            shards,
        }
    }

    /// Notes numbers and window as they are.
    pub(super) fn note_head(&self) {
        self.change(|_, changed| changed.head());
    }
}
