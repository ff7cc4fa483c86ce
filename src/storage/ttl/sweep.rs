//! The sweep of a table: it deletes items that are due, through the commit like all other changes.

use std::sync::Arc;

use super::expiry::Expiry;
use crate::storage::{changes::record::Origin, table::Table, time::Timed, walk::Walk};

/// How many items are deleted under one lock of a partition, which takes about a tenth of a millisecond. Tests have
/// small pieces.
const PIECE: usize = if cfg!(test) { 2 } else { 64 };

impl Table {
    /// Sets the time of the table, by which items are due. If nothing depends on the time, it costs an atomic load.
    ///
    /// From then on, requests by key see no item that is due, whether it was swept or not. Only one piece of the due
    /// items is swept here, so that a request by key never waits for all. The next look or [sweep](Self::sweep_due)
    /// continues.
    ///
    /// `true` where the caller is to [trim](Self::trim_changes) the change log later, because nobody else will.
    #[inline]
    pub(crate) fn look(&self, now_us: impl FnOnce() -> u64) -> bool {
        self.time().is_needed() && self.look_at(now_us())
    }

    /// The same for work that goes on after its request: what is to be trimmed later is left to the next request.
    pub(crate) fn look_meanwhile(&self, now_us: impl FnOnce() -> u64) {
        if self.look(now_us) {
            self.changes().leave_trimming();
        }
    }

    fn look_at(&self, now_us: u64) -> bool {
        let now_ms = self.time().look_us(now_us);
        if self.time().is_needed_by(Timed::Replication) {
            self.receive(now_ms);
        }
        if self.time().is_needed_by(Timed::Lag) {
            // Where reads are late, a deletion has its place among the changes of its partition by its time.
            self.sweep_due();
        } else if self.time().is_needed_by(Timed::Expiry) {
            self.ttl().try_sweep(now_ms, || self.delete_due(now_ms, 1));
        }
        self.time().is_needed_by(Timed::ChangeLog) && self.tend_changes()
    }

    /// Deletes all items that are due by the last look: for requests that depend on the order of items, on index
    /// entries, or on counts and sizes. If items do not expire, it costs an atomic load.
    #[inline]
    pub(crate) fn sweep_due(&self) {
        if self.time().is_needed_by(Timed::Expiry) {
            let now_ms = self.time().looked_ms();
            self.ttl().sweep(now_ms, || self.delete_due(now_ms, usize::MAX));
        }
    }

    /// Switches the expiry of items on or off. The caller holds the lock for [changes](Self::changing) of the table.
    ///
    /// A walk in pieces adds the existing items to the order of times, so that no lock is held for long. The commit
    /// adds those that are written during the walk.
    pub(crate) fn set_expiry(&self, expiry: Option<Expiry>, now_ms: u64) {
        let now_ms = self.time().look(now_ms);
        // What expired until now is deleted, even if nobody looked at the table meanwhile.
        self.sweep_due();
        let expiry = expiry.map(Arc::new);
        let mut gone = Vec::new();
        self.layout().write_each(|data| gone.push(data.expire_by(expiry.clone())));
        self.time().set_needed_by(Timed::Expiry, expiry.is_some());
        if expiry.is_none() {
            return;
        }
        let mut walk = Walk::new();
        while self.layout().write_piece(&mut walk, |data, keys| {
            keys.into_iter().for_each(|key| data.add_to_expiry_order(key, self.ttl(), now_ms));
        }) {}
    }

    /// Deletes at most this many pieces of the items that are due by now. Returns the time at which an item is due
    /// next, or `None` if items that are due are left.
    fn delete_due(&self, now_ms: u64, mut pieces: usize) -> Option<u64> {
        let (mut next_ms, mut is_left) = (u64::MAX, false);
        self.layout().visit_each(
            |data| match data.first_due_ms() {
                Some(due_ms) if due_ms <= now_ms => {
                    let has_turn = pieces > 0;
                    pieces = pieces.saturating_sub(1);
                    is_left |= !has_turn;
                    has_turn
                }
                first => {
                    next_ms = next_ms.min(first.unwrap_or(u64::MAX));
                    false
                }
            },
            |data| {
                // Read under the partition's lock: times of its changes do not descend.
                let at_us = self.time().looked_us();
                let due = data.due(now_ms, PIECE).into_iter();
                due.for_each(|(unseen_ms, key)| self.expire(data, key, Origin::expired(unseen_ms, at_us)));
            },
        );
        (!is_left).then_some(next_ms)
    }
}
