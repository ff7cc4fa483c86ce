//! A table becomes late, or is late no more.

use std::sync::Arc;

use super::{
    follower::{IndexCopies, TableCopy},
    followers::{Followers, LagSettings},
    queue::LateChange,
    seed::LagSeed,
    settings::Lag,
};
use crate::{
    key::table_key,
    storage::{
        change::Written,
        changes::record::Origin,
        fork::copy_while_unchanged,
        table::Table,
        table_definition::TableDefinition,
        time::{Timed, US_OF_MS},
    },
};

impl Table {
    /// Sets how late the table is, with a seed of the database. It is up to date first. The caller holds the lock for
    /// [changes](Self::changing) of the table, or nobody else has the table yet.
    pub(crate) fn set_lag(&self, lag: Option<(Lag, LagSeed)>) {
        // Each table has its own delays.
        let settings = lag.map(|(lag, seed)| LagSettings { lag, seed: seed.of(self.sequence()) });
        self.make_followers(settings);
    }

    /// Makes the followers again, as copies of the table as it is now: in a copy of a table, or where indexes came or went.
    /// The caller holds the lock for [changes](Self::changing) of the table.
    pub(crate) fn restart_lag(&self) {
        if let Some(settings) = self.lag().settings() {
            self.make_followers(Some(settings));
        }
    }

    /// Makes reads of a table that nobody else has not late, until its lag is [started again](Self::restart_lag).
    pub(in crate::storage) fn suspend_lag(&self) {
        self.time().set_needed_by(Timed::Lag, false);
        self.lag().set(self.lag().settings(), None);
    }

    fn make_followers(&self, settings: Option<LagSettings>) {
        self.time().set_needed_by(Timed::Lag, settings.is_some());
        let before = match settings {
            Some(settings) => copy_while_unchanged(self, |copy| {
                let bare = copy.without_global_indexes();
                let followers =
                    Followers::new(settings.clone(), || bare.table_copy(), || copy.index_copies());
                self.lag().set(Some(settings), Some(followers))
            }),
            None => self.lag().set(None, None),
        };
        before.into_iter().for_each(|before| self.drop_contents(before));
    }

    /// Has all changes arrive in all replicas now.
    pub(crate) fn converge(&self) {
        self.sweep_due();
        if let Some(followers) = self.lag().followers() {
            followers.converge();
        }
    }

    /// Has a change of an item, with this number in the journal, arrive later where reads are late. The caller holds the lock of its partition.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn follow_late(&self, written: &Written, origin: Origin, noted: u64) {
        let (old, new) = (written.old_item(), written.new_item());
        let (Some(stored), Some(followers)) = (new.or(old), self.lag().followers()) else { return };
        let key = table_key(self.schema(), stored.item());
        let partition = self.layout().range_at(key.hash);
        let now_us = origin.at_us();
        // Requests may have noticed before that an item had expired.
        let at_us = now_us.saturating_sub(u64::from(origin.late_ms).saturating_mul(US_OF_MS));
        followers.add(
            LateChange { key, old: old.cloned(), new: new.cloned(), noted },
            partition,
            at_us,
            now_us,
        );
    }

    /// This copy with its local indexes alone. Nothing expires in it, and it records nothing.
    fn without_global_indexes(&self) -> Self {
        self.restored(TableDefinition {
            name: self.name().to_owned(),
            schema: self.schema().clone(),
            local_indexes: self.local_indexes().iter().map(|index| (**index).clone()).collect(),
            global_indexes: Vec::new(),
            vector_indexes: Vec::new(),
            partitions: 1,
            settings: self.settings().clone(),
        })
    }

    /// A copy of the items of this copy and of its local indexes.
    fn table_copy(&self) -> TableCopy {
        let layout = self.layout().uncounted_copy();
        TableCopy { schema: self.schema().clone(), local_indexes: self.local_indexes().to_vec(), layout }
    }

    /// Copies of this copy's global and vector indexes.
    fn index_copies(&self) -> IndexCopies {
        let global = self.global_indexes();
        let global = global.iter().map(|index| index.with_layout(index.layout().uncounted_copy()));
        let vector = self.vector_indexes();
        IndexCopies {
            table_schema: self.schema().clone(),
            global: global.map(Arc::new).collect(),
            vector: vector.iter().map(|index| Arc::new(index.copy())).collect(),
        }
    }
}
