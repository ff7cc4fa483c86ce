//! Checks that a table is consistent, independent of the code that keeps it so.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    index::definition::IndexDefinition, layout::Layout, partition_data::PartitionData, stored::Stored,
    table::Table, tree::totals::SizeBytes,
};
use crate::key::{HashPoint, StoredKey, index_key, local_index_key, table_key};

/// Entries of an index as they should be, or as they are.
type Entries = BTreeMap<StoredKey, Stored>;

impl Table {
    /// Describes what is inconsistent in a table that is not in use; empty if nothing is.
    ///
    /// - Partitions cover the hash line without overlap, and each item is in the partition that owns it.
    /// - An item is stored under its key, and its stored size is right.
    /// - The entries of each index are the projections of the items that have its key, and no others.
    /// - A vector index has the vector of each item that fits it, and no others.
    /// - The counts and sizes of trees and item collections add up.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = layout_faults("items", self.layout());
        let global_indexes = self.global_indexes();
        let mut global: Vec<Entries> = vec![Entries::new(); global_indexes.len()];
        for (partition, data) in self.layout().contents() {
            let mut local: Vec<Entries> = vec![Entries::new(); self.local_indexes().len()];
            let mut collections: BTreeMap<StoredKey, u64> = BTreeMap::new();
            for (key, stored) in data.items().iter() {
                if *key != table_key(self.schema(), stored.item())
                    || Stored::new((**stored.item()).clone()).size() != stored.size()
                {
                    faults.push(format!(
                        "an item is not under its key, or not of its size: {:?}",
                        stored.item()
                    ));
                }
                for (index, entries) in self.local_indexes().iter().zip(&mut local) {
                    let at = || local_index_key(self.schema(), index.schema(), stored.item());
                    expect_entry(entries, index, self, stored, at);
                }
                for (index, entries) in global_indexes.iter().zip(&mut global) {
                    let at = || index_key(self.schema(), index.definition().schema(), stored.item());
                    expect_entry(entries, index.definition(), self, stored, at);
                }
            }
            if !self.local_indexes().is_empty() {
                let trees = std::iter::once(data.items()).chain(data.local_indexes());
                for (key, stored) in trees.flat_map(|tree| tree.iter()) {
                    *collections.entry(key.collection()).or_default() += SizeBytes::size_bytes(stored);
                }
            }
            if !data.collection_sizes().iter().eq(&collections) {
                faults.push(format!("sizes of item collections in {} do not add up", partition.range()));
            }
            if let Some(order) = data.expiry_order() {
                let is_own = |key: &StoredKey| partition.range().contains_point(key.hash);
                faults.extend(order.faults(data.items().iter(), is_own, self.time().looked_ms()));
            }
            if data.local_indexes().len() != local.len() {
                faults.push(format!(
                    "{} has {} local indexes",
                    partition.range(),
                    data.local_indexes().len()
                ));
            }
            for ((index, entries), expected) in
                self.local_indexes().iter().zip(data.local_indexes()).zip(&local)
            {
                faults.extend(entry_faults(index.name(), entries.iter(), expected));
            }
        }
        for (index, expected) in global_indexes.iter().zip(&global) {
            faults.extend(layout_faults(index.definition().name(), index.layout()));
            let contents = index.layout().contents();
            let entries = contents.iter().flat_map(|(_, data)| data.items().iter());
            faults.extend(entry_faults(index.definition().name(), entries, expected));
        }
        let contents = self.layout().contents();
        for index in self.vector_indexes().iter() {
            let items = contents.iter().flat_map(|(_, data)| data.items().values());
            faults.extend(index.faults(self.schema(), items));
        }
        faults
    }
}

fn expect_entry(
    entries: &mut Entries,
    index: &IndexDefinition,
    table: &Table,
    stored: &Stored,
    at: impl FnOnce() -> StoredKey,
) {
    if index.has(stored.item()) {
        entries.insert(at(), index.project(table.schema(), stored));
    }
}

fn entry_faults<'e>(
    index: &str,
    entries: impl Iterator<Item = (&'e StoredKey, &'e Stored)>,
    expected: &Entries,
) -> Option<String> {
    let entries: Vec<_> = entries.collect();
    let all = entries.iter().copied().eq(expected);
    (!all).then(|| {
        format!("index {index} has {} entries; {} items have its key", entries.len(), expected.len())
    })
}

/// Describes partitions out of order or with gaps, items outside their partitions, and sums that do not add up.
fn layout_faults(name: &str, layout: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let mut next: Option<HashPoint> = Some(0);
    for (partition, data) in layout.contents() {
        if next != Some(partition.range().first) || partition.range().last < partition.range().first {
            faults.push(format!("{name}: partition {} is out of place", partition.range()));
        }
        next = partition.range().last.checked_add(1);
        faults.extend(data.tree_faults().into_iter().map(|fault| format!("{name}: {fault}")));
        let outside =
            |key: &StoredKey| key.hash < partition.range().first || key.hash > partition.range().last;
        let trees = std::iter::once(data.items()).chain(data.local_indexes());
        if trees.flat_map(|tree| tree.iter()).any(|(key, _)| outside(key)) {
            faults.push(format!("{name}: something lies outside its partition {}", partition.range()));
        }
    }
    if next.is_some() {
        faults.push(format!("{name}: the partitions end before the hash line does"));
    }
    faults
}

impl PartitionData {
    fn tree_faults(self: &Arc<Self>) -> Vec<String> {
        let trees = std::iter::once(self.items()).chain(self.local_indexes());
        let faults = trees.flat_map(|tree| tree.faults());
        faults.chain(self.collection_sizes().faults()).collect()
    }
}
