//! Indexes of a table that are added and removed while the table is used.

use std::{mem, sync::Arc};

use super::{global::GlobalIndex, vector::vector_index::VectorIndex};
use crate::sync::{
    ArcSwap,
    atomic::{AtomicUsize, Ordering},
};

/// A table's indexes of one kind, in the order in which they were added.
pub(in crate::storage) struct IndexList<I> {
    /// The number of indexes. Writes to a table without any read only this.
    count: AtomicUsize,
    list: ArcSwap<Vec<Arc<I>>>,
}

/// A table's global indexes.
pub(in crate::storage) type GlobalIndexes = IndexList<GlobalIndex>;

/// A table's vector indexes.
pub(in crate::storage) type VectorIndexes = IndexList<VectorIndex>;

/// An index has a name, unique in its table.
pub(in crate::storage) trait Named {
    fn name(&self) -> &str;
}

impl Named for GlobalIndex {
    fn name(&self) -> &str {
        self.definition().name()
    }
}

impl Named for VectorIndex {
    fn name(&self) -> &str {
        &self.definition().name
    }
}

impl<I: Named> IndexList<I> {
    pub(in crate::storage) fn new(indexes: Vec<Arc<I>>) -> Self {
        Self { count: AtomicUsize::new(indexes.len()), list: ArcSwap::from_pointee(indexes) }
    }

    /// Whether there are no indexes. A commit that reads this under its partition's lock sees every index whose walk
    /// has visited the partition.
    #[inline]
    pub(in crate::storage) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    /// All of them.
    pub(in crate::storage) fn load(&self) -> Arc<Vec<Arc<I>>> {
        self.list.load_full()
    }

    /// Adds an index. One thread changes the list at a time.
    pub(in crate::storage) fn add(&self, index: Arc<I>) {
        let mut indexes = self.load().as_ref().clone();
        indexes.push(index);
        self.store(indexes);
    }

    /// Removes the index of this name.
    pub(in crate::storage) fn remove(&self, name: &str) -> Option<Arc<I>> {
        let mut indexes = self.load().as_ref().clone();
        let place = indexes.iter().position(|index| index.name() == name)?;
        let removed = indexes.remove(place);
        self.store(indexes);
        Some(removed)
    }

    /// Removes all indexes from a table that is dropped.
    pub(in crate::storage) fn take(&mut self) -> Arc<Vec<Arc<I>>> {
        mem::replace(self, Self::new(Vec::new())).load()
    }

    fn store(&self, indexes: Vec<Arc<I>>) {
        // The list is stored first: a reader of the new number finds the new list. A commit that reads the old number
        // holds the lock of a partition that the walk has not visited yet.
        let count = indexes.len();
        self.list.store(Arc::new(indexes));
        self.count.store(count, Ordering::Release);
    }
}
