//! A table's change log: its shards, and the numbers of its changes.

use std::{
    collections::BTreeSet,
    ops::Bound::{Excluded, Unbounded},
    sync::Arc,
};

use super::{
    bound::{Bound, FREED_ASIDE_BYTES},
    entry::Entry,
    garbage::Garbage,
    noted::{Changed, LogJournal},
    number::ChangeNumber,
    recovery::RecoveryWindow,
    shard::{Shard, ShardId, ShardInfo, ShardsOf},
    state::State,
    waiters::Waiters,
};
use crate::{
    key::HashPoint,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
        drop_aside,
    },
};

/// A table's shards, and the counter that numbers its changes. The records of open shards are in their partitions; the
/// log has the records of closed shards, and the metadata of all.
#[derive(Debug, Default)]
pub(crate) struct ChangeLog {
    /// The next number.
    next: AtomicU64,
    /// Locked while a partition lock is held; no other lock is taken under it.
    /// Shared with copies of the table until one of them changes its shards.
    pub(super) state: RwLock<Arc<State>>,
    waiters: Waiters,
    bound: Bound,
    garbage: Garbage,
    /// Somebody will trim the log later.
    will_be_trimmed: AtomicBool,
    /// Where changes of the shards are noted, and the table's sequence, in a database that is kept on disk.
    journal: Option<(Arc<dyn LogJournal>, u64)>,
    /// Changes of the shards are not noted any more: what is left of them is noted with the table's deletion.
    is_ending: AtomicBool,
}

impl ChangeLog {
    /// The same for a copy of the table. Called under the locks of its partitions.
    pub(in crate::storage) fn fork(&self) -> Self {
        // Under the lock of the state as well, so that the records and their counted size agree.
        let state = self.state.read();
        let next = AtomicU64::new(self.next.load(Ordering::Relaxed));
        let bound = self.bound.fork();
        Self { next, state: RwLock::new(Arc::clone(&state)), bound, ..Self::default() }
    }

    /// Has changes of the shards noted from now on, for the table with this sequence.
    pub(in crate::storage) fn set_journal(&mut self, journal: Arc<dyn LogJournal>, table: u64) {
        self.journal = Some((journal, table));
    }

    /// Changes of the shards are not noted from now on, because the table is being deleted.
    pub(super) fn end_notes(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
    }

    /// Takes the next change's number, under the lock of the partition, so that numbers ascend within a partition.
    pub(super) fn next_number(&self) -> ChangeNumber {
        ChangeNumber::new(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// Changes the shards under their lock, under which it is noted too: so notes of a shard are in the order of its
    /// changes.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut State, &mut Changed) -> R) -> R {
        let mut state = self.state.write();
        let mut changed = Changed::new(self.noting().is_some());
        let result = change(Arc::make_mut(&mut state), &mut changed);
        self.note_changed(&state, changed);
        result
    }

    /// Notes what lies beside the shards that copies share, under the same lock. Without a journal nothing is done.
    pub(super) fn note(&self, note: impl FnOnce(&mut Changed)) {
        if self.noting().is_none() {
            return;
        }
        let state = self.state.write();
        let mut changed = Changed::new(true);
        note(&mut changed);
        self.note_changed(&state, changed);
    }

    /// The journal with the table's sequence, as long as it notes the log.
    fn noting(&self) -> Option<&(Arc<dyn LogJournal>, u64)> {
        self.journal.as_ref().filter(|_| !self.is_ending.load(Ordering::Relaxed))
    }

    fn note_changed(&self, state: &State, changed: Changed) {
        let Some((journal, table)) = self.noting() else { return };
        let next = (self.next_to_give(), state.next_shard);
        if let Some(noted) = changed.noted(*table, next, state.window, state.hidden()) {
            journal.note_log(&noted);
        }
    }

    /// The open shards whose time is over, each with a place on the hash line that it owns.
    pub(super) fn due(&self, now_ms: u64) -> Vec<HashPoint> {
        self.state.read().due(now_ms)
    }

    /// Whether the caller is the one who is to trim the log later.
    #[inline]
    pub(super) fn take_trimming(&self) -> bool {
        !self.will_be_trimmed.load(Ordering::Relaxed) && !self.will_be_trimmed.swap(true, Ordering::Relaxed)
    }

    /// Nobody is to trim the log later.
    pub(in crate::storage) fn leave_trimming(&self) {
        self.will_be_trimmed.store(false, Ordering::Relaxed);
    }

    /// When a shard is to be closed or dropped next.
    pub(super) fn next_due_ms(&self) -> Option<u64> {
        self.state.read().next_due_ms()
    }

    /// The waiters for the next change of an item, or for the closing of a shard.
    pub(super) fn waiters(&self) -> &Waiters {
        &self.waiters
    }

    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    pub(super) fn last_gone(&self, now_ms: u64) -> Option<ChangeNumber> {
        self.state.read().last_gone(now_ms)
    }

    /// The number that the next change will get.
    pub(super) fn next_to_give(&self) -> ChangeNumber {
        ChangeNumber::new(self.next.load(Ordering::Relaxed))
    }

    /// All closed shards, in the order in which they were opened.
    pub(super) fn closed(&self) -> Vec<Arc<Shard>> {
        self.state.read().closed()
    }

    /// The greatest number of a record in a closed shard.
    pub(super) fn last_closed(&self) -> Option<ChangeNumber> {
        self.state.read().last_closed()
    }

    /// The open shards.
    pub(super) fn open_shards(&self) -> BTreeSet<ShardId> {
        self.state.read().open().clone()
    }

    /// The number that the next shard will get.
    pub(super) fn next_shard(&self) -> u32 {
        self.state.read().next_shard
    }

    /// The greatest number of a record that a stream showed in a shard that it does not show any more, whatever the time is.
    pub(super) fn hidden(&self) -> Option<ChangeNumber> {
        self.state.read().hidden()
    }

    /// Sets the numbers of the next change and the next shard, and that of the last hidden record.
    pub(super) fn go_on(&self, next: ChangeNumber, next_shard: u32, hidden: Option<ChangeNumber>) {
        self.next.store(next.place(), Ordering::Relaxed);
        self.change(|state, _| {
            state.next_shard = next_shard;
            state.set_hidden(hidden);
        });
    }

    /// Adds a shard of another log.
    pub(super) fn add(&self, shard: &Arc<Shard>) {
        self.bound.add(shard.records.bytes());
        self.change(|state, _| match shard.info.closed_ms() {
            Some(closed_ms) => state.add_closed(closed_ms, Arc::clone(shard)),
            None => state.add_open(&shard.info),
        });
    }

    /// The moments that the log can lead back to, if recovery is on.
    pub(super) fn window(&self) -> Option<RecoveryWindow> {
        self.state.read().window
    }

    /// Moves the window's beginning forward, before records up to this moment are taken out.
    pub(super) fn begin_window_behind(&self, trimmed_ms: u64) {
        self.change(|state, changed| {
            state.window = state.window.map(|window| window.behind(trimmed_ms));
            changed.head();
        });
    }

    /// Drops all shards.
    pub(super) fn clear(&self) {
        let cleared = std::mem::take(&mut *self.state.write());
        self.bound.take(self.bound.kept_bytes());
        if let Some(cleared) = Arc::into_inner(cleared)
            && cleared.closed_bytes() >= FREED_ASIDE_BYTES
        {
            drop_aside(cleared);
        }
    }

    /// The bound on the records, and their size.
    pub(super) fn bound(&self) -> &Bound {
        &self.bound
    }

    /// Records that are to be freed.
    pub(super) fn garbage(&self) -> &Garbage {
        &self.garbage
    }

    /// Passes the shards of a stream within retention to `read`, in the order in which they were opened: those behind
    /// `after`, or all.
    pub(super) fn with_shards<R>(
        &self,
        of: ShardsOf<'_>,
        after: Option<ShardId>,
        now_ms: u64,
        read: impl FnOnce(&mut dyn Iterator<Item = &ShardInfo>) -> R,
    ) -> R {
        let state = self.state.read();
        let behind = state.shards.range((after.map_or(Unbounded, Excluded), Unbounded));
        let infos = behind.map(|(_, entry)| entry.info());
        read(&mut infos.filter(|info| info.is_of(of) && !info.is_gone(now_ms)))
    }

    /// A shard of a stream, if it is within retention.
    pub(super) fn shard_of(&self, of: ShardsOf<'_>, id: ShardId, now_ms: u64) -> Option<Entry> {
        let state = self.state.read();
        let entry = state.shards.get(&id)?;
        let info = entry.info();
        (info.is_of(of) && !info.is_gone(now_ms)).then(|| entry.clone())
    }
}

#[cfg(test)]
mod tests;
