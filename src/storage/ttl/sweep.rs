//! The sweep of a table: its items that are due are deleted, by the commit as all others.

use std::{convert::Infallible, sync::Arc};

use super::expiry::Expiry;
use crate::storage::{change::Change, partition_data::PartitionData, table::Table, walk::Walk};

/// How many items are looked at for each time that a partition is locked.
const PIECE: usize = 64;

impl Table {
    /// Deletes the items that are due by now. Where items do not expire it costs an atomic load.
    #[inline]
    pub(crate) fn look(&self, now_ms: impl FnOnce() -> u64) {
        if self.ttl().is_on() {
            self.sweep(now_ms());
        }
    }

    /// Has items expire by an attribute from now on, or no longer. Called by who has the right to
    /// [change](Self::changing) the table.
    ///
    /// Items that are there are gone over in pieces, so that no lock is held for long; what is written meanwhile is
    /// noted by the commit.
    pub(crate) fn set_expiry(&self, expiry: Option<Expiry>, now_ms: u64) {
        self.ttl().set_looked(now_ms);
        let expiry = expiry.map(Arc::new);
        let mut gone = Vec::new();
        self.layout().write_each(|data| gone.push(data.expire_by(expiry.clone())));
        self.ttl().switch(expiry.is_some());
        if expiry.is_none() {
            return;
        }
        let mut walk = Walk::new();
        while self.layout().write_piece(&mut walk, |data, keys| {
            keys.into_iter().for_each(|key| data.add_to_expiry_order(key, self.ttl()));
        }) {}
    }

    fn sweep(&self, now_ms: u64) {
        self.ttl().set_looked(now_ms);
        self.ttl().sweep(now_ms, || {
            let mut next_ms = u64::MAX;
            self.layout().visit_each(
                |data| match data.first_due_ms() {
                    Some(due_ms) if due_ms <= now_ms => true,
                    first => {
                        next_ms = next_ms.min(first.unwrap_or(u64::MAX));
                        false
                    }
                },
                |data| self.sweep_piece(data, now_ms),
            );
            next_ms
        });
    }

    /// Deletes the first items of a partition that are due.
    fn sweep_piece(&self, data: &mut PartitionData, now_ms: u64) {
        for key in data.due(now_ms, PIECE) {
            let Ok(_) = self.commit(data, key, |_| Ok::<_, Infallible>(Change::Delete));
        }
    }
}
