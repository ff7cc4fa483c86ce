//! The shards of a change log, and which of them somebody needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    bound::Bound,
    entry::Entry,
    number::ChangeNumber,
    recovery::RecoveryWindow,
    shard::{RETENTION_MS, SHARD_MS, Shard, ShardId, ShardInfo, is_gone},
};
use crate::key::HashPoint;

/// The shards of a log. A closed shard is in one place: where its readers find it, or where recovery needs it.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// The open shards, and the closed ones that somebody reads as shards: a stream or a Kinesis destination.
    pub(super) shards: BTreeMap<ShardId, Entry>,
    /// The open shards.
    open: BTreeSet<ShardId>,
    /// The closed shards that somebody reads, by the time when they were closed.
    shown: BTreeSet<(u64, ShardId)>,
    /// The closed shards that nobody reads as shards, by the time when they were closed.
    kept: BTreeMap<(u64, ShardId), Arc<Shard>>,
    /// The moments that the log can lead back to, if recovery is on.
    pub(super) window: Option<RecoveryWindow>,
    pub(super) next_shard: u32,
    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    trimmed: Option<ChangeNumber>,
}

impl State {
    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    pub(super) fn hidden(&self) -> Option<ChangeNumber> {
        self.trimmed
    }

    /// Sets it.
    pub(super) fn set_hidden(&mut self, number: Option<ChangeNumber>) {
        self.trimmed = number;
    }

    /// Adds a shard that is open.
    pub(super) fn add_open(&mut self, info: &ShardInfo) {
        let before = self.shards.insert(info.id, Entry::Open(info.clone()));
        debug_assert!(before.is_none(), "no two shards have one id");
        self.open.insert(info.id);
    }

    /// Notes that an open shard has records that are sent.
    pub(super) fn set_sent(&mut self, id: ShardId) {
        if let Some(Entry::Open(info)) = self.shards.get_mut(&id) {
            info.is_sent = true;
        }
    }

    /// Removes an open shard.
    pub(super) fn remove_open(&mut self, id: ShardId) {
        let was_open = self.open.remove(&id);
        debug_assert!(was_open, "it was opened");
        self.shards.remove(&id);
    }

    /// Adds a shard that is closed, in place of the open one if there was one.
    pub(super) fn add_closed(&mut self, closed_ms: u64, shard: Arc<Shard>) {
        let id = shard.info.id;
        self.open.remove(&id);
        if shard.info.is_shown() {
            self.shards.insert(id, Entry::Closed(shard));
            self.shown.insert((closed_ms, id));
        } else {
            self.shards.remove(&id);
            self.kept.insert((closed_ms, id), shard);
        }
    }

    /// Removes shards that nobody needs any more, and returns them. At most this many shards are looked at.
    pub(super) fn take_gone(&mut self, now_ms: u64, most: usize, bound: &Bound) -> Vec<Arc<Shard>> {
        let mut gone = Vec::new();
        let mut left = most;
        while left > 0
            && let Some((closed_ms, id)) = self.shown.first().copied()
            && is_gone(closed_ms, now_ms)
        {
            left -= 1;
            self.shown.remove(&(closed_ms, id));
            if let Some(Entry::Closed(shard)) = self.shards.remove(&id) {
                self.trimmed = self.trimmed.max(shard.records.last_number());
                self.kept.insert((closed_ms, id), shard);
            }
        }
        let earliest_ms = self.window.map(|window| window.earliest_ms(now_ms));
        let is_gone = |closed_ms: u64| earliest_ms.is_none_or(|earliest_ms| closed_ms <= earliest_ms);
        while gone.len() < most
            && let Some(first) = self.kept.first_entry()
            && is_gone(first.key().0)
        {
            gone.push(first.remove());
        }
        bound.take(gone.iter().map(|shard| shard.records.bytes()).sum());
        gone
    }

    /// Whether there are shards that nobody needs any more.
    pub(super) fn has_gone(&self, now_ms: u64) -> bool {
        let is_not_shown = self.shown.first().is_some_and(|(closed_ms, _)| is_gone(*closed_ms, now_ms));
        let earliest_ms = self.window.map(|window| window.earliest_ms(now_ms));
        let is_out_of_window =
            |closed_ms: u64| earliest_ms.is_none_or(|earliest_ms| closed_ms <= earliest_ms);
        is_not_shown
            || self.kept.first_key_value().is_some_and(|((closed_ms, _), _)| is_out_of_window(*closed_ms))
    }

    /// The open shards whose time is over, each with a place on the hash line that it owns.
    pub(super) fn due(&self, now_ms: u64) -> Vec<HashPoint> {
        let is_due = |id: &ShardId| id.opened_ms.saturating_add(SHARD_MS) <= now_ms;
        let due = self.open.iter().take_while(|id| is_due(id));
        due.filter_map(|id| self.shards.get(id)).map(|entry| entry.info().range.first).collect()
    }

    /// When a shard is to be closed or dropped next.
    pub(super) fn next_due_ms(&self) -> Option<u64> {
        let closing = self.open.first().map(|id| id.opened_ms.saturating_add(SHARD_MS));
        let hiding = self.shown.first().map(|(closed_ms, _)| closed_ms.saturating_add(RETENTION_MS));
        let period_ms = self.window.map_or(0, |window| window.period_ms);
        let dropping =
            self.kept.first_key_value().map(|((closed_ms, _), _)| closed_ms.saturating_add(period_ms));
        [closing, hiding, dropping].into_iter().flatten().min()
    }

    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    pub(super) fn last_gone(&self, now_ms: u64) -> Option<ChangeNumber> {
        let gone = self.shown.iter().take_while(|(closed_ms, _)| is_gone(*closed_ms, now_ms));
        let gone = gone.filter_map(|(_, id)| self.shards.get(id)?.last_number());
        gone.max().max(self.trimmed)
    }

    /// The greatest number of a record in a closed shard.
    pub(super) fn last_closed(&self) -> Option<ChangeNumber> {
        let shown = self.shown.iter().filter_map(|(_, id)| self.shards.get(id)?.last_number());
        let kept = self.kept.values().filter_map(|shard| shard.records.last_number());
        shown.chain(kept).max()
    }

    /// The open shards.
    pub(super) fn open(&self) -> &BTreeSet<ShardId> {
        &self.open
    }

    /// All closed shards, in the order in which they were opened.
    pub(super) fn closed(&self) -> Vec<Arc<Shard>> {
        let shown = self.shards.values().filter_map(|entry| match entry {
            Entry::Open(_) => None,
            Entry::Closed(shard) => Some(shard),
        });
        let mut closed: Vec<Arc<Shard>> = shown.chain(self.kept.values()).cloned().collect();
        closed.sort_by_key(|shard| shard.info.id);
        closed
    }

    /// All closed shards, mutable.
    pub(super) fn closed_mut(&mut self) -> impl Iterator<Item = &mut Arc<Shard>> {
        let shown = self.shards.values_mut().filter_map(|entry| match entry {
            Entry::Closed(shard) => Some(shard),
            Entry::Open(_) => None,
        });
        shown.chain(self.kept.values_mut())
    }

    /// The records in closed shards, in bytes.
    pub(super) fn closed_bytes(&self) -> u64 {
        self.shards
            .values()
            .map(Entry::bytes)
            .chain(self.kept.values().map(|shard| shard.records.bytes()))
            .sum()
    }
}
