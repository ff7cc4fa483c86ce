//! How the items of one table differ from those of another that may share them, as a fork does.

use std::sync::Arc;

use super::{stored::Stored, table::Table, tree::differences::differences};
use crate::value::Item;

/// An item that is not the same in two tables.
#[derive(Debug, Clone)]
pub(crate) struct ItemVersions {
    /// In the other table.
    pub(crate) old: Option<Arc<Item>>,
    /// In this table.
    pub(crate) new: Option<Arc<Item>>,
}

impl Table {
    /// The items that differ from those of `other`, in the order of their places. Pieces of partitions that both share
    /// are skipped, so this takes time for what was written since they were copied from each other.
    pub(crate) fn items_unlike(&self, other: &Self) -> Vec<ItemVersions> {
        let item = |stored: &Stored| Arc::clone(stored.item());
        let (ours, theirs) = (self.layout().contents(), other.layout().contents());
        if self.schema() != other.schema() {
            // No key of one is a key of the other.
            let old = theirs.iter().flat_map(|(_, data)| data.items().values());
            let new = ours.iter().flat_map(|(_, data)| data.items().values());
            let old = old.map(|stored| ItemVersions { old: Some(item(stored)), new: None });
            return old
                .chain(new.map(|stored| ItemVersions { old: None, new: Some(item(stored)) }))
                .collect();
        }
        let same = |one: &Stored, other: &Stored| {
            Arc::ptr_eq(one.item(), other.item()) || one.item() == other.item()
        };
        let trees = |contents| -> Vec<_> {
            let contents: &Vec<(_, Arc<super::partition_data::PartitionData>)> = contents;
            contents.iter().map(|(_, data)| data.items()).collect()
        };
        let found = differences(trees(&ours), trees(&theirs), same);
        found.map(|(_, new, old)| ItemVersions { old: old.map(item), new: new.map(item) }).collect()
    }

    /// All items, in the order of their places.
    pub(crate) fn all_items(&self) -> Vec<Arc<Item>> {
        let contents = self.layout().contents();
        contents
            .iter()
            .flat_map(|(_, data)| data.items().values())
            .map(|stored| Arc::clone(stored.item()))
            .collect()
    }
}
