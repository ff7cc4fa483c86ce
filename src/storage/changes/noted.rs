//! What is told to the journal of a database on disk when the shards of a change log change.

use std::fmt;

use super::{
    number::ChangeNumber,
    recovery::RecoveryWindow,
    saved::{SavedLog, SavedShard},
    shard::{Shard, ShardId},
};

/// Where changes of a log's shards are noted.
pub(crate) trait LogJournal: fmt::Debug + Send + Sync {
    /// Notes what has changed in the shards of a table's change log. It is a change of its own, and no part of a group:
    /// records of changes follow the shard that has them.
    fn note_log(&self, log: &NotedLog);
}

/// What a journal notes of a table's change log: shards without their records.
#[derive(Debug)]
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk reads it"))]
pub(crate) struct NotedLog {
    /// The table's sequence.
    pub(crate) table: u64,
    /// The log's numbers and window, and those shards that were changed. Records up to the number that a shard has as
    /// the last trimmed one are gone.
    pub(crate) log: SavedLog,
    /// Shards that are gone with all their records.
    pub(crate) gone: Vec<ShardId>,
}

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
        (next, next_shard): (ChangeNumber, u32),
        window: Option<RecoveryWindow>,
        hidden: Option<ChangeNumber>,
    ) -> Option<NotedLog> {
        let Self { is_head, shards, gone, .. } = self;
        if !is_head && shards.is_empty() && gone.is_empty() {
            return None;
        }
        let log = SavedLog { next, next_shard, window, hidden, shards };
        Some(NotedLog { table, log, gone })
    }
}
