//! Adding a global or vector index to a table with items, and removing one.
//!
//! A new index first enters the table's list, so that the commit adds the entries of all later writes. Then a walk adds
//! the entries of the items that were there before. It works in pieces, under the read locks of the partitions, so
//! reads need not wait for it. Commit and walk write the same entry under the same key, so the order of the two does
//! not matter: the index has each item once.

use std::sync::Arc;

use super::{
    index::{
        definition::IndexDefinition,
        global::GlobalIndex,
        vector::{definition::VectorIndexDefinition, vector_index::VectorIndex},
    },
    table::Table,
    walk::Walk,
};
use crate::sync::drop_aside;

impl Table {
    /// Adds an index without entries for the existing items. The index then has to be
    /// [filled](Self::fill_global_index); it can be read once its state says so. The caller holds the lock for
    /// [changes](Self::changing) of the table.
    pub(crate) fn add_global_index(
        &self,
        definition: IndexDefinition,
        partitions: usize,
    ) -> Arc<GlobalIndex> {
        debug_assert!(
            self.indexes().iter().all(|index| index.name() != definition.name()),
            "names are unique"
        );
        let index = Arc::new(GlobalIndex::to_fill(definition, partitions));
        self.global_index_list().add(Arc::clone(&index));
        self.note_definition();
        index
    }

    /// Adds the entries of the existing items to a new index. Items that do not fit its key are skipped.
    pub(crate) fn fill_global_index(&self, index: &GlobalIndex) {
        let mut walk = Walk::new();
        while self.layout().read_piece(&mut walk, |data, keys| self.fill(data, &keys, index)) {}
        index.set_filled();
        self.restart_lag();
    }

    /// Adds a vector index, as [`add_global_index`](Self::add_global_index) does.
    pub(crate) fn add_vector_index(&self, definition: VectorIndexDefinition) -> Arc<VectorIndex> {
        debug_assert!(self.vector_index(&definition.name).is_none(), "names are unique");
        let index = Arc::new(VectorIndex::to_fill(definition));
        self.vector_index_list().add(Arc::clone(&index));
        self.note_definition();
        index
    }

    /// Adds the entries of the existing items to a new vector index. Items whose vectors do not fit are skipped.
    pub(crate) fn fill_vector_index(&self, index: &VectorIndex) {
        let mut walk = Walk::new();
        while self.layout().read_piece(&mut walk, |data, keys| self.fill_vectors(data, &keys, index)) {}
        index.set_filled();
        self.restart_lag();
    }

    /// Removes a vector index. The caller holds the lock for [changes](Self::changing) of the table.
    pub(crate) fn remove_vector_index(&self, name: &str) {
        if let Some(index) = self.vector_index_list().remove(name) {
            self.restart_lag();
            drop_aside(index);
        }
    }

    /// Removes an index. The caller holds the lock for [changes](Self::changing) of the table.
    pub(crate) fn remove_global_index(&self, name: &str) {
        if let Some(index) = self.global_index_list().remove(name) {
            self.restart_lag();
            drop_aside(index);
        }
    }
}
