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
    records::Records,
    recovery::RecoveryWindow,
    sequence::SequenceNumber,
    shard::{Needs, SHARD_MS, Shard, ShardEnd, ShardId, ShardInfo, ShardsOf},
    state::State,
    waiters::Waiters,
};
use crate::{
    key::{HashPoint, HashRange},
    limits::STREAM_RETENTION_SECONDS,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
        drop_aside,
    },
};

/// How many generations of shards the retention time of streams spans.
const GENERATIONS: u64 = STREAM_RETENTION_SECONDS * 1000 / SHARD_MS + 1;

/// How many shards a call drops at most. Each call adds one at most, so they get fewer.
const DROPPED_AT_ONCE: usize = 16;

/// A table's shards, and the counter that numbers its changes. The records of open shards are in their partitions; the
/// log has the records of closed shards, and the metadata of all.
#[derive(Debug, Default)]
pub(crate) struct ChangeLog {
    /// The next number.
    next: AtomicU64,
    /// Locked while a partition lock is held; no other lock is taken under it.
    /// Shared with copies of the table until one of them changes its shards.
    state: RwLock<Arc<State>>,
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
    pub(super) fn next_number(&self) -> SequenceNumber {
        SequenceNumber::new(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// Opens a shard of a stream, or of none, for a part of the hash line.
    pub(super) fn open(&self, range: HashRange, needs: &Needs, opened_ms: u64) -> Box<Shard> {
        let of = (needs.stream.clone(), needs.kinesis);
        self.change(|state, changed| self.add_open((state, changed), None, range, of, opened_ms))
    }

    /// Changes the shards under their lock, under which it is noted too: so notes of a shard are in the order of its
    /// changes.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut State, &mut Changed) -> R) -> R {
        let mut state = self.state.write();
        let journal = self.journal.as_ref().filter(|_| !self.is_ending.load(Ordering::Relaxed));
        let mut changed = Changed::new(journal.is_some());
        let result = change(Arc::make_mut(&mut state), &mut changed);
        if let Some((journal, table)) = journal {
            let next = (self.next_to_give(), state.next_shard);
            if let Some(noted) = changed.noted(*table, next, state.window, state.hidden()) {
                journal.note_log(&noted);
            }
        }
        result
    }

    /// Opens a shard.
    fn add_open(
        &self,
        (state, changed): (&mut State, &mut Changed),
        parent: Option<ShardId>,
        range: HashRange,
        (stream, is_sent): (Option<String>, bool),
        opened_ms: u64,
    ) -> Box<Shard> {
        let id = ShardId { opened_ms, number: state.next_shard };
        state.next_shard = state.next_shard.wrapping_add(1);
        let info = ShardInfo { id, parent, stream, is_sent, range, first: self.next_number(), end: None };
        state.add_open(&info);
        let shard = Box::new(Shard { info, records: Records::default() });
        changed.shard(&shard);
        shard
    }

    /// Closes a shard, and returns some of the shards that nobody needs.
    fn add_end(
        &self,
        (state, changed): (&mut State, &mut Changed),
        mut shard: Box<Shard>,
        sequence: SequenceNumber,
        closed_ms: u64,
    ) -> Vec<Arc<Shard>> {
        debug_assert!(shard.info.end.is_none(), "a shard is closed once");
        debug_assert!(
            shard.records.last().is_none_or(|last| last.sequence < sequence),
            "a shard's end is behind its records"
        );
        let closed_ms = closed_ms.max(shard.info.id.opened_ms);
        shard.info.end = Some(ShardEnd { sequence, closed_ms });
        match shard.is_needed_closed() {
            true => {
                changed.shard(&shard);
                state.add_closed(closed_ms, Arc::from(shard));
            }
            false => {
                changed.gone(shard.info.id);
                state.remove_open(shard.info.id);
            }
        }
        self.take_gone((state, changed), closed_ms, DROPPED_AT_ONCE)
    }

    /// Takes out shards that nobody needs.
    fn take_gone(
        &self,
        (state, changed): (&mut State, &mut Changed),
        now_ms: u64,
        most: usize,
    ) -> Vec<Arc<Shard>> {
        let gone = state.take_gone(now_ms, most, &self.bound);
        gone.iter().for_each(|shard| changed.gone(shard.info.id));
        gone
    }

    /// Notes that an open shard has records that are sent, under the lock of its partition.
    pub(super) fn set_sent(&self, shard: &mut Shard) {
        shard.info.is_sent = true;
        self.change(|state, changed| {
            state.set_sent(shard.info.id);
            changed.shard(shard);
        });
    }

    /// Closes a shard, under the lock of its partition, and drops some of the shards that nobody needs.
    pub(super) fn close(&self, shard: Box<Shard>, closed_ms: u64) {
        let end = self.next_number();
        let gone = self.change(|state, changed| self.add_end((state, changed), shard, end, closed_ms));
        self.free(gone);
        self.waiters.wake();
    }

    /// Closes an open shard whose time is over, and opens its successors up to now. Generations whose retention would
    /// already be over are skipped.
    pub(super) fn rotate(&self, shard: &mut Box<Shard>, now_ms: u64) {
        while shard.info.is_due(now_ms) {
            let closed_ms = shard.info.due_ms();
            let generations = (now_ms - closed_ms) / SHARD_MS;
            let opened_ms = closed_ms + generations.saturating_sub(GENERATIONS) * SHARD_MS;
            let end = self.next_number();
            let ShardInfo { id, range, ref stream, is_sent, .. } = shard.info;
            let of = (stream.clone(), is_sent);
            let gone = self.change(|state, changed| {
                let child = self.add_open((state, changed), Some(id), range, of, opened_ms);
                let parent = std::mem::replace(shard, child);
                self.add_end((state, changed), parent, end, closed_ms)
            });
            self.free(gone);
            self.waiters.wake();
        }
    }

    /// Closes the shard of a partition that is split, and opens one for each half.
    pub(super) fn split(&self, parent: Box<Shard>, halves: [HashRange; 2], now_ms: u64) -> [Box<Shard>; 2] {
        let ShardInfo { id, stream, is_sent, .. } = parent.info.clone();
        let end = self.next_number();
        let (gone, halves) = self.change(|state, changed| {
            let gone = self.add_end((state, changed), parent, end, now_ms);
            let opened_ms = now_ms.max(id.opened_ms);
            let open = |half| {
                let of = (stream.clone(), is_sent);
                self.add_open((state, changed), Some(id), half, of, opened_ms)
            };
            (gone, halves.map(open))
        });
        self.free(gone);
        self.waiters.wake();
        halves
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
    pub(super) fn last_gone(&self, now_ms: u64) -> Option<SequenceNumber> {
        self.state.read().last_gone(now_ms)
    }

    /// The number that the next change will get.
    pub(super) fn next_to_give(&self) -> SequenceNumber {
        SequenceNumber::new(self.next.load(Ordering::Relaxed))
    }

    /// All closed shards, in the order in which they were opened.
    pub(super) fn closed(&self) -> Vec<Arc<Shard>> {
        self.state.read().closed()
    }

    /// The greatest number of a record in a closed shard.
    pub(super) fn last_closed(&self) -> Option<SequenceNumber> {
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
    pub(super) fn hidden(&self) -> Option<SequenceNumber> {
        self.state.read().hidden()
    }

    /// Sets the numbers of the next change and the next shard, and that of the last hidden record.
    pub(super) fn go_on(&self, next: SequenceNumber, next_shard: u32, hidden: Option<SequenceNumber>) {
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

    /// Sets the window. Without one, shards that only recovery needs are dropped.
    pub(super) fn set_window(&self, window: Option<RecoveryWindow>, now_ms: u64) {
        if self.window() != window {
            let most = if window.is_none() { usize::MAX } else { DROPPED_AT_ONCE };
            self.free(self.change(|state, changed| {
                state.window = window;
                changed.head();
                self.take_gone((state, changed), now_ms, most)
            }));
        }
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

    /// Removes the records up to this number from the closed shards, and returns them.
    pub(super) fn trim_closed(&self, up_to: SequenceNumber) -> Vec<Records> {
        self.change(|state, changed| {
            let closed = state.closed_mut();
            let with_oldest =
                closed.filter(|shard| shard.records.first_number().is_some_and(|first| first <= up_to));
            let trimmed = with_oldest.map(|shard| {
                let taken = Arc::make_mut(shard).records.trim(up_to);
                changed.shard(shard);
                taken
            });
            let taken: Vec<Records> = trimmed.collect();
            self.bound.take(taken.iter().map(Records::bytes).sum());
            taken
        })
    }

    /// Drops some of the shards that nobody needs any more, and tells whether there are others.
    pub(super) fn trim(&self, now_ms: u64) -> bool {
        if !self.state.read().has_gone(now_ms) {
            return false;
        }
        let (gone, is_left) = self.change(|state, changed| {
            let gone = self.take_gone((state, changed), now_ms, DROPPED_AT_ONCE);
            (gone, state.has_gone(now_ms))
        });
        self.free(gone);
        is_left
    }

    /// Records that are to be freed.
    pub(super) fn garbage(&self) -> &Garbage {
        &self.garbage
    }

    fn free(&self, gone: Vec<Arc<Shard>>) {
        // Shards that a copy needs stay.
        let gone = gone.into_iter().filter_map(Arc::into_inner).map(|shard| shard.records);
        let mut gone = gone.filter(|records| !records.is_empty()).peekable();
        if gone.peek().is_some() {
            self.garbage.add(gone);
        }
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
