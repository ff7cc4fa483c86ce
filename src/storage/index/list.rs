//! The global indexes of a table, which come and go while others use it.

use std::{mem, sync::Arc};

use super::global::GlobalIndex;
use crate::sync::{
    ArcSwap,
    atomic::{AtomicUsize, Ordering},
};

/// A table's global indexes, in the order in which they were made.
pub(in crate::storage) struct GlobalIndexes {
    /// How many there are: most tables have none, and no write should pay for those.
    count: AtomicUsize,
    list: ArcSwap<Vec<Arc<GlobalIndex>>>,
}

impl GlobalIndexes {
    pub(in crate::storage) fn new(indexes: Vec<Arc<GlobalIndex>>) -> Self {
        Self { count: AtomicUsize::new(indexes.len()), list: ArcSwap::from_pointee(indexes) }
    }

    /// Whether there are none. What a commit reads here under its partition's lock is at least as new as the last walk
    /// over that partition.
    #[inline]
    pub(in crate::storage) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    /// All of them.
    pub(in crate::storage) fn load(&self) -> Arc<Vec<Arc<GlobalIndex>>> {
        self.list.load_full()
    }

    /// Adds an index. Indexes are changed by one at a time.
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

    /// Takes all of them out of a table that goes.
    pub(in crate::storage) fn take(&mut self) -> Arc<Vec<Arc<GlobalIndex>>> {
        mem::replace(self, Self::new(Vec::new())).load()
    }

    fn store(&self, indexes: Vec<Arc<GlobalIndex>>) {
        // Whoever sees the new number finds the new list, or has looked before and is walked over later.
        let count = indexes.len();
        self.list.store(Arc::new(indexes));
        self.count.store(count, Ordering::Release);
    }
}
