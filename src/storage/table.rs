//! A table: its definition, its partitions and its indexes.

use std::{fmt, sync::Arc};

use super::{
    index::{GlobalIndex, IndexDefinition},
    layout::Layout,
    stored::Stored,
    table_about::TableAbout,
    tree::Totals,
};
use crate::{
    key::{KeySchema, StoredKey, partition_prefix, partition_values},
    limits::ITEM_COLLECTION_SIZE_BYTES,
    sync::{RwLock, atomic::AtomicBool},
    value::Item,
};

/// What a table is made from.
#[derive(Debug, Clone)]
pub(crate) struct TableDefinition {
    pub(crate) name: String,
    pub(crate) schema: KeySchema,
    pub(crate) local_indexes: Vec<IndexDefinition>,
    /// The global indexes, each with its number of partitions.
    pub(crate) global_indexes: Vec<(IndexDefinition, usize)>,
    pub(crate) partitions: usize,
    pub(crate) about: TableAbout,
}

/// A table.
pub(crate) struct Table {
    pub(crate) name: String,
    /// Settings and state. The lock is held to read or change them and while no other lock is taken.
    pub(crate) about: RwLock<TableAbout>,
    /// Tables are locked in the order in which they were made.
    pub(crate) sequence: u64,
    pub(crate) schema: KeySchema,
    pub(crate) local_indexes: Vec<Arc<IndexDefinition>>,
    pub(crate) global_indexes: Vec<Arc<GlobalIndex>>,
    pub(crate) layout: Layout,
    /// The size that an item collection may have, in bytes.
    pub(crate) collection_limit_bytes: u64,
    /// The table was deleted; those who hold it look its name up again.
    pub(crate) dropped: AtomicBool,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where a read looks.
#[derive(Debug, Clone)]
pub(crate) enum ReadTarget {
    /// The table itself.
    Table,
    /// The local index at this place of the table's definition.
    Local(usize, Arc<IndexDefinition>),
    /// A global index.
    Global(Arc<GlobalIndex>),
}

impl Table {
    /// An empty table.
    pub(crate) fn new(definition: TableDefinition, sequence: u64) -> Self {
        let TableDefinition { name, schema, local_indexes, global_indexes, partitions, about } = definition;
        let global_indexes: Vec<_> = global_indexes
            .into_iter()
            .map(|(index, partitions)| Arc::new(GlobalIndex::new(index, partitions)))
            .collect();
        Self {
            name,
            about: RwLock::new(about),
            sequence,
            schema,
            collection_limit_bytes: ITEM_COLLECTION_SIZE_BYTES,
            dropped: AtomicBool::new(false),
            layout: Layout::new(partitions, local_indexes.len()),
            local_indexes: local_indexes.into_iter().map(Arc::new).collect(),
            global_indexes,
        }
    }

    /// The item with this key.
    pub(crate) fn get(&self, key: &StoredKey) -> Option<Stored> {
        self.layout.read(key.hash, |data| data.items.get(key).cloned())
    }

    /// The index of this name.
    pub(crate) fn index(&self, name: &str) -> Option<ReadTarget> {
        if let Some(place) = self.local_indexes.iter().position(|index| index.name == name) {
            return self.local_indexes.get(place).map(|index| ReadTarget::Local(place, Arc::clone(index)));
        }
        let index = self.global_indexes.iter().find(|index| index.definition.name == name)?;
        Some(ReadTarget::Global(Arc::clone(index)))
    }

    /// The definitions of all indexes, local ones first.
    pub(crate) fn indexes(&self) -> Vec<Arc<IndexDefinition>> {
        self.local_indexes
            .iter()
            .cloned()
            .chain(self.global_indexes.iter().map(|index| Arc::clone(&index.definition)))
            .collect()
    }

    /// Whether there is any index at all.
    pub(crate) fn has_indexes(&self) -> bool {
        !self.local_indexes.is_empty() || !self.global_indexes.is_empty()
    }

    /// The size of an item collection with its entries in local indexes, in bytes; kept only where there are
    /// local indexes.
    pub(crate) fn collection_size_bytes(&self, key: &Item) -> u64 {
        let collection = partition_prefix(&partition_values(&self.schema, key));
        self.layout.read(collection.hash, |data| data.collection_size(&collection))
    }

    /// How many items there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        self.layout.totals()
    }

    /// How many entries each local index has, and their size, in the order of the definitions.
    pub(crate) fn local_index_totals(&self) -> Vec<Totals> {
        let mut totals = vec![Totals::default(); self.local_indexes.len()];
        if !totals.is_empty() {
            for (_, data) in self.layout.contents() {
                totals.iter_mut().zip(&data.local_indexes).for_each(|(total, tree)| *total += tree.totals());
            }
        }
        totals
    }
}

impl ReadTarget {
    /// The index that is read, if it is one.
    pub(crate) fn index(&self) -> Option<&IndexDefinition> {
        match self {
            Self::Table => None,
            Self::Local(_, index) => Some(index),
            Self::Global(index) => Some(&index.definition),
        }
    }

    /// Whether a global index is read.
    pub(crate) fn is_global(&self) -> bool {
        matches!(self, Self::Global(_))
    }
}
