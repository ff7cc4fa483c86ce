//! The indexes of a table.

use std::sync::Arc;

use super::Table;
use crate::storage::{
    index::{
        definition::IndexDefinition,
        global::GlobalIndex,
        list::{GlobalIndexes, VectorIndexes},
        vector::vector_index::VectorIndex,
    },
    read_target::ReadTarget,
    settings::IndexStatus,
    tree::totals::Totals,
};

impl Table {
    /// The local indexes, in the order of their definitions.
    pub(crate) fn local_indexes(&self) -> &[Arc<IndexDefinition>] {
        &self.local_indexes
    }

    /// The global indexes, in the order of their definitions.
    pub(crate) fn global_indexes(&self) -> Arc<Vec<Arc<GlobalIndex>>> {
        self.global_indexes.load()
    }

    /// The vector indexes, in the order of their definitions.
    pub(crate) fn vector_indexes(&self) -> Arc<Vec<Arc<VectorIndex>>> {
        self.vector_indexes.load()
    }

    /// The vector index of this name, whether its entries are complete or not.
    pub(crate) fn vector_index(&self, name: &str) -> Option<Arc<VectorIndex>> {
        if !self.has_vector_indexes() {
            return None;
        }
        self.vector_indexes.load().iter().find(|index| index.definition().name == name).map(Arc::clone)
    }

    /// The index of this name, if it can be read.
    pub(crate) fn index(&self, name: &str) -> Option<ReadTarget> {
        if let Some(place) = self.local_indexes.iter().position(|index| index.name() == name) {
            return self.local_indexes.get(place).map(|index| ReadTarget::Local(place, Arc::clone(index)));
        }
        self.global_index(name).filter(|index| index.is_readable()).map(ReadTarget::Global)
    }

    /// The global index of this name.
    pub(crate) fn global_index(&self, name: &str) -> Option<Arc<GlobalIndex>> {
        self.global_indexes.load().iter().find(|index| index.definition().name() == name).cloned()
    }

    /// Whether there is a global index of this name that is still being filled and cannot be read yet.
    pub(crate) fn is_backfilling(&self, name: &str) -> bool {
        self.settings().global_indexes.get(name).is_some_and(|index| index.status == IndexStatus::Creating)
    }

    /// The definitions of all indexes with a key, local ones first.
    pub(crate) fn indexes(&self) -> Vec<Arc<IndexDefinition>> {
        self.local_indexes
            .iter()
            .cloned()
            .chain(self.global_indexes.load().iter().map(|index| Arc::clone(index.definition())))
            .collect()
    }

    /// Whether there is any index at all.
    pub(crate) fn has_indexes(&self) -> bool {
        !self.local_indexes.is_empty() || self.has_global_indexes() || self.has_vector_indexes()
    }

    /// Whether there is a global index. It costs an atomic load.
    pub(in crate::storage) fn has_global_indexes(&self) -> bool {
        !self.global_indexes.is_empty()
    }

    /// Whether there is a vector index. It costs an atomic load.
    pub(crate) fn has_vector_indexes(&self) -> bool {
        !self.vector_indexes.is_empty()
    }

    /// The list of vector indexes. It is changed under the lock for [changes](Self::changing) of the table.
    pub(in crate::storage) fn vector_index_list(&self) -> &VectorIndexes {
        &self.vector_indexes
    }

    /// The list of global indexes. It is changed under the lock for [changes](Self::changing) of the table.
    pub(in crate::storage) fn global_index_list(&self) -> &GlobalIndexes {
        &self.global_indexes
    }

    /// How many entries each local index has, and their size, in the order of the definitions.
    pub(crate) fn local_index_totals(&self) -> Vec<Totals> {
        let mut totals = vec![Totals::default(); self.local_indexes.len()];
        if !totals.is_empty() {
            for (_, data) in self.layout.contents() {
                totals.iter_mut().zip(data.local_indexes()).for_each(|(total, tree)| *total += tree.totals());
            }
        }
        totals
    }
}
