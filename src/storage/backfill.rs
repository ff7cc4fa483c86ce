//! Global indexes of a table that is there: added with the entries of its items, and removed.
//!
//! A new index is first in the table's list, so that the commit puts in whatever is written from then on. Then the items
//! are walked over in pieces, under the locks of their partitions, and put in. Both put the same entry under the same
//! key, so the index has an item once whichever comes first.

use std::sync::Arc;

use super::{
    index::{definition::IndexDefinition, global::GlobalIndex},
    table::Table,
    walk::Walk,
};
use crate::sync::drop_aside;

/// How many items are put into the index for each time that a partition is locked.
const PIECE: usize = 64;

impl Table {
    /// Adds an index, still without entries of the items that are there. It can be read once it is
    /// [filled](Self::fill_global_index). Called by who has the right to [change](Self::changing) the table.
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
        index
    }

    /// Puts the items that are there into a new index. Those that do not fit its key are passed over.
    pub(crate) fn fill_global_index(&self, index: &GlobalIndex) {
        let mut walk = Walk::new(PIECE);
        while self.layout().write_piece(&mut walk, |data, keys| self.fill(data, &keys, index)) {}
        index.set_filled();
    }

    /// Removes an index. Called by who has the right to [change](Self::changing) the table.
    pub(crate) fn remove_global_index(&self, name: &str) {
        if let Some(index) = self.global_index_list().remove(name) {
            drop_aside(index);
        }
    }
}
