//! Secondary indexes: what is in them, and the partitions of the global ones.

use std::sync::Arc;

use super::{
    layout::Layout,
    partition::{PartitionData, Stored},
};
use crate::{
    key::{KeySchema, StoredKey},
    value::{AttributeName, Item},
};

/// Which attributes an index holds besides its key and the table's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum IndexProjection {
    /// All of them.
    All,
    /// None.
    KeysOnly,
    /// These.
    Include(Vec<AttributeName>),
}

/// A secondary index as it was defined.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct IndexDefinition {
    pub(crate) name: String,
    pub(crate) schema: KeySchema,
    pub(crate) projection: IndexProjection,
}

impl IndexDefinition {
    /// Whether the index holds an attribute of this name.
    pub(crate) fn holds(&self, table: &KeySchema, name: &str) -> bool {
        match &self.projection {
            IndexProjection::All => true,
            _ if self.schema.contains(name) || table.contains(name) => true,
            IndexProjection::KeysOnly => false,
            IndexProjection::Include(names) => names.iter().any(|included| included == name),
        }
    }

    /// The index's copy of an item: the item itself where the index holds everything.
    pub(crate) fn project(&self, table: &KeySchema, stored: &Stored) -> Stored {
        if self.projection == IndexProjection::All {
            return stored.clone();
        }
        let copy: Item = stored
            .item
            .iter()
            .filter(|(name, _)| self.holds(table, name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Stored::new(copy)
    }
}

/// A global secondary index: hash partitions of its own, ordered by its own key.
#[derive(Debug)]
pub(crate) struct GlobalIndex {
    pub(crate) definition: Arc<IndexDefinition>,
    pub(crate) layout: Layout,
}

impl GlobalIndex {
    /// An empty index with this many partitions.
    pub(crate) fn new(definition: IndexDefinition, partitions: usize) -> Self {
        Self { definition: Arc::new(definition), layout: Layout::new(partitions, 0) }
    }

    /// Puts an entry in, or takes it out.
    pub(crate) fn set(&self, key: StoredKey, entry: Option<Stored>) {
        self.layout.write(key.hash, |data| set_entry(data, key, entry));
    }
}

fn set_entry(data: &mut PartitionData, key: StoredKey, entry: Option<Stored>) {
    let added = entry.as_ref().map_or(0, |entry| u64::from(entry.size_bytes));
    let old = match entry {
        Some(entry) => data.items.insert(key, entry),
        None => data.items.remove(&key),
    };
    let freed = old.map_or(0, |old| u64::from(old.size_bytes));
    data.size_bytes = data.size_bytes.saturating_add(added).saturating_sub(freed);
}
