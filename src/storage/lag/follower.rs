//! A copy that follows its table.

use std::{convert::Infallible, sync::Arc};

use super::queue::{LateChange, Moment, Queue};
use crate::{
    key::KeySchema,
    storage::{
        change::Change,
        index::{definition::IndexDefinition, global::GlobalIndex, vector::vector_index::VectorIndex},
        layout::Layout,
        partition_data::ChangedTable,
        ttl::state::TtlState,
    },
    sync::Mutex,
};

/// How many changes are carried out under one lock, for which writes wait. Tests have small pieces.
const PIECE: usize = if cfg!(test) { 2 } else { 64 };

/// How many changes of those that have arrived a write carries out, beside its own. More than one, so that they become
/// fewer where nobody reads.
const BESIDE_A_WRITE: usize = 2;

/// A copy that follows its table.
#[derive(Debug)]
pub(in crate::storage) struct Follower<C> {
    copy: C,
    /// Held while changes are carried out. Only locks of the copy are taken meanwhile.
    queue: Mutex<Queue>,
}

/// A copy of a table, or of indexes.
pub(in crate::storage) trait Follows {
    /// Carries out a change. Changes of an item come in the order in which they were made.
    fn carry_out(&self, change: &LateChange);
}

impl<C: Follows> Follower<C> {
    /// A follower that is up to date.
    pub(super) fn new(copy: C) -> Self {
        Self { copy, queue: Mutex::default() }
    }

    /// The copy.
    pub(super) fn copy(&self) -> &C {
        &self.copy
    }

    /// Puts a change into the queue. The caller holds the lock of the partition that the change was made in.
    pub(super) fn add(&self, change: &Arc<LateChange>, moment: Moment, now_us: u64) {
        let mut queue = self.queue.lock();
        queue.add(Arc::clone(change), moment);
        for _ in 0..BESIDE_A_WRITE {
            let Some(change) = queue.take_due(now_us) else { break };
            self.copy.carry_out(&change);
        }
        while let Some(change) = queue.take_excess() {
            self.copy.carry_out(&change);
        }
    }

    /// Carries out all changes that have arrived by now.
    pub(super) fn catch_up(&self, now_us: u64) {
        loop {
            let mut queue = self.queue.lock();
            for _ in 0..PIECE {
                let Some(change) = queue.take_due(now_us) else { return };
                self.copy.carry_out(&change);
            }
        }
    }

    /// Carries out all changes, whether they have arrived or not.
    pub(super) fn converge(&self) {
        // Under one lock: what others write meanwhile is for the next.
        let mut queue = self.queue.lock();
        while let Some(change) = queue.take_due(u64::MAX) {
            self.copy.carry_out(&change);
        }
    }
}

/// A copy of a table's items and of the entries of its local indexes. Nothing expires in it, and it records nothing.
#[derive(Debug)]
pub(in crate::storage) struct TableCopy {
    pub(super) schema: KeySchema,
    pub(super) local_indexes: Vec<Arc<IndexDefinition>>,
    pub(super) layout: Layout,
}

impl Follows for TableCopy {
    fn carry_out(&self, change: &LateChange) {
        let table = ChangedTable {
            schema: &self.schema,
            local_indexes: &self.local_indexes,
            ttl: &TtlState::default(),
            now_ms: 0,
            needs_old: false,
        };
        let to = change.new.clone().map_or(Change::Delete, Change::Put);
        self.layout.peek_mut(change.key.hash, |data| {
            debug_assert!(data.shard().is_none() && data.expiry_order().is_none(), "only items are copied");
            let Ok(_) = data.change_item(&table, change.key.clone(), |_| Ok::<_, Infallible>(to));
            data.set_last_change(change.noted);
        });
    }
}

/// Copies of a table's global and vector indexes.
#[derive(Debug)]
pub(in crate::storage) struct IndexCopies {
    pub(super) table_schema: KeySchema,
    pub(super) global: Vec<Arc<GlobalIndex>>,
    pub(super) vector: Vec<Arc<VectorIndex>>,
}

impl IndexCopies {
    pub(super) fn is_empty(&self) -> bool {
        self.global.is_empty() && self.vector.is_empty()
    }
}

impl Follows for IndexCopies {
    fn carry_out(&self, change: &LateChange) {
        let (schema, old, new) = (&self.table_schema, change.old.as_ref(), change.new.as_ref());
        for index in &self.global {
            index.follow_item(schema, old, new, change.noted);
        }
        for index in &self.vector {
            index.follow_item(schema, old, new);
        }
    }
}
