//! Global indexes of a table that is there: made with the entries of its items, and taken away.
//!
//! A new index is first in the table's list, so that whatever is written from then on is in it by the commit; then the
//! items are walked over in pieces, under the locks of their partitions, and put in. Both put the same entry under the
//! same key, so that an item is in the index once whichever comes first.

use std::sync::Arc;

use super::{
    index::{definition::IndexDefinition, global::GlobalIndex},
    layout::Walk,
    table::Table,
};
use crate::{
    key::index_key,
    sync::{atomic::Ordering, drop_aside},
};

/// How many items are put into the index for each time that a partition is locked.
const PIECE: usize = 64;

impl Table {
    /// Adds an index, still without entries of the items that are there. It is read once it is
    /// [filled](Self::fill_global_index). Called by who has the right to [change](Self::changing) the table.
    pub(crate) fn add_global_index(
        &self,
        definition: IndexDefinition,
        partitions: usize,
    ) -> Arc<GlobalIndex> {
        debug_assert!(self.indexes().iter().all(|index| index.name != definition.name), "names are unique");
        let index = GlobalIndex::new(definition, partitions);
        index.is_filling.store(true, Ordering::Relaxed);
        let index = Arc::new(index);
        self.global_indexes.add(Arc::clone(&index));
        index
    }

    /// Puts the items that are there into a new index. Those that do not fit its key are passed over.
    pub(crate) fn fill_global_index(&self, index: &GlobalIndex) {
        let definition = &index.definition;
        let mut walk = Walk::new(PIECE);
        while self.layout.write_piece(&mut walk, |data, keys| {
            for stored in keys.iter().filter_map(|key| data.items.get(key)) {
                if definition.has(&stored.item) {
                    let key = index_key(&self.schema, &definition.schema, &stored.item);
                    index.set(key, Some(definition.project(&self.schema, stored)));
                }
            }
        }) {}
        index.is_filling.store(false, Ordering::Relaxed);
    }

    /// Takes an index away. Called by who has the right to [change](Self::changing) the table.
    pub(crate) fn remove_global_index(&self, name: &str) {
        if let Some(index) = self.global_indexes.remove(name) {
            drop_aside(index);
        }
    }
}
