//! The partitions of a global index.

use std::sync::Arc;

use super::{definition::IndexDefinition, entry::follow};
use crate::{
    key::{KeySchema, StoredKey, index_key},
    storage::{
        change::EntryChange, contributors::Contributors, layout::Layout, stored::Stored,
        throughput::limits::TableUnits,
    },
    sync::atomic::{AtomicBool, Ordering},
};

/// A global secondary index. It has its own hash partitions, ordered by its own key.
#[derive(Debug)]
pub(crate) struct GlobalIndex {
    definition: Arc<IndexDefinition>,
    layout: Layout,
    /// The items that existed before the index are still being added.
    is_filling: AtomicBool,
    /// Reads find the index: it is neither being created nor deleted.
    is_readable: AtomicBool,
    /// The keys that are accessed most.
    contributors: Contributors,
    /// What it has left of its throughput, beside its partitions.
    units: TableUnits,
}

impl GlobalIndex {
    /// An empty index with this many partitions, of a table without items.
    pub(in crate::storage) fn new(definition: IndexDefinition, partitions: usize) -> Self {
        Self {
            definition: Arc::new(definition),
            layout: Layout::new(partitions, 0),
            is_filling: AtomicBool::new(false),
            is_readable: AtomicBool::new(true),
            contributors: Contributors::default(),
            units: TableUnits::default(),
        }
    }

    /// An empty index with this many partitions, for a table that may have items.
    pub(in crate::storage) fn to_fill(definition: IndexDefinition, partitions: usize) -> Self {
        let (is_filling, is_readable) = (AtomicBool::new(true), AtomicBool::new(false));
        Self { is_filling, is_readable, ..Self::new(definition, partitions) }
    }

    /// The same index with these partitions, which are filled.
    pub(in crate::storage) fn with_layout(&self, layout: Layout) -> Self {
        Self {
            definition: Arc::clone(&self.definition),
            layout,
            is_filling: AtomicBool::new(false),
            is_readable: AtomicBool::new(self.is_readable()),
            contributors: self.contributors.fork(),
            units: self.units.fork(),
        }
    }

    /// The index as it was defined.
    pub(crate) fn definition(&self) -> &Arc<IndexDefinition> {
        &self.definition
    }

    /// The index's partitions.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The keys that are accessed most.
    pub(crate) fn contributors(&self) -> &Contributors {
        &self.contributors
    }

    /// What it has left of its throughput, beside its partitions.
    pub(in crate::storage) fn units(&self) -> &TableUnits {
        &self.units
    }

    /// Whether the items that existed before the index are still being added.
    pub(in crate::storage) fn is_filling(&self) -> bool {
        self.is_filling.load(Ordering::Relaxed)
    }

    /// Marks the index filled: all items that existed before it were added.
    pub(in crate::storage) fn set_filled(&self) {
        self.is_filling.store(false, Ordering::Relaxed);
    }

    /// Whether reads find the index: it is neither being created nor deleted.
    pub(in crate::storage) fn is_readable(&self) -> bool {
        self.is_readable.load(Ordering::Relaxed)
    }

    /// Makes the index visible to reads, or hides it.
    pub(crate) fn set_readable(&self, is_readable: bool) {
        self.is_readable.store(is_readable, Ordering::Relaxed);
    }

    /// Updates the index after a change of an item from `old` to `new`, which has this number in the journal. Only the
    /// commit calls this, under the lock of the item's partition.
    pub(in crate::storage) fn follow_item(
        &self,
        table: &KeySchema,
        old: Option<&Stored>,
        new: Option<&Stored>,
        number: u64,
    ) -> Option<EntryChange> {
        let index = &self.definition;
        let key = |item: &_| index_key(table, index.schema(), item);
        follow(index, table, (old, new), key, self.is_filling(), |key, entry| self.set(key, entry, number))
    }

    fn set(&self, key: StoredKey, entry: Option<Stored>, number: u64) -> Option<Stored> {
        self.layout.write(key.hash, |data| data.set_entry(key, entry, number))
    }
}
