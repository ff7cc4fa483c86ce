//! The global indexes of a table, which are added and removed while the table is used.

use std::{mem, sync::Arc};

use super::global::GlobalIndex;
use crate::sync::{
    ArcSwap,
    atomic::{AtomicUsize, Ordering},
};

/// A table's global indexes, in the order in which they were made.
pub(in crate::storage) struct GlobalIndexes {
    /// How many there are. Most tables have none; their writes read only this.
    count: AtomicUsize,
    list: ArcSwap<Vec<Arc<GlobalIndex>>>,
}

impl GlobalIndexes {
    pub(in crate::storage) fn new(indexes: Vec<Arc<GlobalIndex>>) -> Self {
        Self { count: AtomicUsize::new(indexes.len()), list: ArcSwap::from_pointee(indexes) }
    }

    /// Whether there are none. A commit that reads this under its partition's lock sees an index whose walk has visited
    /// the partition.
    #[inline]
    pub(in crate::storage) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    /// All of them.
    pub(in crate::storage) fn load(&self) -> Arc<Vec<Arc<GlobalIndex>>> {
        self.list.load_full()
    }

    /// Adds an index. One thread changes the list at a time.
    pub(in crate::storage) fn add(&self, index: Arc<GlobalIndex>) {
        let mut indexes = self.load().as_ref().clone();
        indexes.push(index);
        self.store(indexes);
    }

    /// Takes the index of this name out.
    pub(in crate::storage) fn remove(&self, name: &str) -> Option<Arc<GlobalIndex>> {
        let mut indexes = self.load().as_ref().clone();
        let place = indexes.iter().position(|index| index.definition().name() == name)?;
        let removed = indexes.remove(place);
        self.store(indexes);
        Some(removed)
    }

    /// Takes all of them out of a table that is dropped.
    pub(in crate::storage) fn take(&mut self) -> Arc<Vec<Arc<GlobalIndex>>> {
        mem::replace(self, Self::new(Vec::new())).load()
    }

    fn store(&self, indexes: Vec<Arc<GlobalIndex>>) {
        // The list is stored first: a reader of the new number finds the new list. A commit that reads the old number
        // holds a partition that the walk has yet to visit.
        let count = indexes.len();
        self.list.store(Arc::new(indexes));
        self.count.store(count, Ordering::Release);
    }
}
