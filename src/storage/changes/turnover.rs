//! How the shards of a change log are opened and closed, and dropped when nobody needs them.

use std::sync::Arc;

use super::{
    log::ChangeLog,
    noted::Changed,
    number::ChangeNumber,
    records::Records,
    recovery::RecoveryWindow,
    shard::{Needs, SHARD_MS, Shard, ShardEnd, ShardId, ShardInfo},
    state::State,
};
use crate::{key::HashRange, limits::STREAM_RETENTION_SECONDS};

/// How many generations of shards the retention time of streams spans.
const GENERATIONS: u64 = STREAM_RETENTION_SECONDS * 1000 / SHARD_MS + 1;

/// How many shards a call drops at most. Each call adds one at most, so they get fewer.
pub(super) const DROPPED_AT_ONCE: usize = 16;

impl ChangeLog {
    /// Opens a shard of a stream, or of none, for a part of the hash line.
    pub(super) fn open(&self, range: HashRange, needs: &Needs, opened_ms: u64) -> Box<Shard> {
        let of = (needs.stream.clone(), needs.kinesis);
        self.change(|state, changed| self.add_open((state, changed), None, range, of, opened_ms))
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
        sequence: ChangeNumber,
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
        let gone = state.take_gone(now_ms, most, self.bound());
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
        self.waiters().wake();
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
            self.waiters().wake();
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
        self.waiters().wake();
        halves
    }

    /// Removes the records up to this number from the closed shards, and returns them.
    pub(super) fn trim_closed(&self, up_to: ChangeNumber) -> Vec<Records> {
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
            self.bound().take(taken.iter().map(Records::bytes).sum());
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

    fn free(&self, gone: Vec<Arc<Shard>>) {
        // Shards that a copy needs stay.
        let gone = gone.into_iter().filter_map(Arc::into_inner).map(|shard| shard.records);
        let mut gone = gone.filter(|records| !records.is_empty()).peekable();
        if gone.peek().is_some() {
            self.garbage().add(gone);
        }
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
}
