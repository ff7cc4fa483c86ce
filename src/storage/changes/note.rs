//! How a change log is noted in the journal of a database on disk.

#[cfg(feature = "disk")]
use super::saved::{SavedLog, SavedShard};
use super::{
    deleted::DeletedTable,
    log::ChangeLog,
    noted::{Changed, NotedLog},
    shard::Shard,
};
use crate::storage::{journal::Journal, table::Table};

impl DeletedTable {
    /// Notes what is left of a table of this name that the journal does not know.
    pub(crate) fn note(&self, name: &str, journal: &dyn Journal) {
        journal.note_left_table(name, self);
        for shard in self.changes.closed() {
            for record in shard.records.iter() {
                journal.note_recorded(self.sequence, None, shard.info.id, record);
            }
        }
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
        self.note(|changed| changed.shard(shard));
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
        self.note(Changed::head);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_copy_goes_on_to_share_the_shards_where_nothing_is_noted() {
        let log = ChangeLog::default();
        let copy = log.fork();
        log.note_head();
        assert!(Arc::ptr_eq(&log.state.read(), &copy.state.read()));
    }
}
