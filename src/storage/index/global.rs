//! The partitions of a global index.

use std::sync::Arc;

use super::{
    super::{layout::Layout, stored::Stored},
    definition::IndexDefinition,
};
use crate::{key::StoredKey, sync::atomic::AtomicBool};

/// A global secondary index: hash partitions of its own, ordered by its own key.
#[derive(Debug)]
pub(crate) struct GlobalIndex {
    pub(in super::super) definition: Arc<IndexDefinition>,
    pub(in super::super) layout: Layout,
    /// Items that were there before the index are still being put in.
    pub(in super::super) is_filling: AtomicBool,
}

impl GlobalIndex {
    /// The index as it was defined.
    pub(crate) fn definition(&self) -> &Arc<IndexDefinition> {
        &self.definition
    }

    /// The index's partitions.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// An index with these partitions.
    pub(in super::super) fn of(definition: Arc<IndexDefinition>, layout: Layout) -> Self {
        Self { definition, layout, is_filling: AtomicBool::new(false) }
    }

    /// An empty index with this many partitions.
    pub(crate) fn new(definition: IndexDefinition, partitions: usize) -> Self {
        Self::of(Arc::new(definition), Layout::new(partitions, 0))
    }

    /// Puts an entry in, or takes it out, and gives back what was there. Called by the commit and by the walk
    /// that fills a new index, under the base partition's lock.
    pub(in super::super) fn set(&self, key: StoredKey, entry: Option<Stored>) -> Option<Stored> {
        self.layout.write(key.hash, |data| data.items.set(key, entry))
    }
}
