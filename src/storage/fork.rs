//! An independent copy of a whole store, which shares the items.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLockReadGuard, atomic::AtomicBool},
};

use super::{
    global_index::GlobalIndex,
    layout::Layout,
    partition::{Partition, PartitionData},
    store::Store,
    table::Table,
};
use crate::lock::RwLock;

impl Store {
    /// A copy of everything as it stands at one moment: writes to one are not seen in the other.
    pub(crate) fn fork(&self) -> Self {
        let registry = self.tables.read();
        let mut tables: Vec<&Arc<Table>> = registry.values().collect();
        tables.sort_by_key(|table| table.sequence);
        loop {
            // All base partitions first, then the indexes': the order in which writers lock.
            let base: Vec<Arc<Vec<Arc<Partition>>>> = tables.iter().map(|table| table.layout.all()).collect();
            let base_guards: Vec<_> = base.iter().map(|partitions| lock(partitions)).collect();
            let indexes: Vec<&[Arc<GlobalIndex>]> =
                tables.iter().map(|table| table.global_indexes.as_slice()).collect();
            let index_partitions: Vec<Vec<Arc<Vec<Arc<Partition>>>>> = indexes
                .iter()
                .map(|indexes| indexes.iter().map(|index| index.layout.all()).collect())
                .collect();
            let index_guards: Vec<Vec<_>> = index_partitions
                .iter()
                .map(|indexes| indexes.iter().map(|partitions| lock(partitions)).collect())
                .collect();
            let all = base_guards.iter().chain(index_guards.iter().flatten()).flatten();
            if all.into_iter().any(|data| data.retired) {
                continue;
            }
            let mut copies = BTreeMap::new();
            for (place, table) in tables.iter().enumerate() {
                let (Some(base), Some(base_guards), Some(indexes), Some(partitions), Some(guards)) = (
                    base.get(place),
                    base_guards.get(place),
                    indexes.get(place),
                    index_partitions.get(place),
                    index_guards.get(place),
                ) else {
                    continue;
                };
                let global_indexes = indexes
                    .iter()
                    .zip(partitions)
                    .zip(guards)
                    .map(|((index, partitions), guards)| {
                        Arc::new(GlobalIndex {
                            definition: Arc::clone(&index.definition),
                            layout: copy(partitions, guards),
                        })
                    })
                    .collect();
                let table = table.with_contents(copy(base, base_guards), global_indexes);
                copies.insert(table.name.clone(), Arc::new(table));
            }
            return Self::like(self, copies);
        }
    }
}

impl Table {
    /// The same table with other contents.
    fn with_contents(&self, layout: Layout, global_indexes: Vec<Arc<GlobalIndex>>) -> Self {
        Self {
            name: self.name.clone(),
            about: RwLock::new(self.about.read().clone()),
            sequence: self.sequence,
            schema: self.schema.clone(),
            local_indexes: self.local_indexes.clone(),
            global_indexes,
            layout,
            collection_limit_bytes: self.collection_limit_bytes,
            dropped: AtomicBool::new(false),
        }
    }
}

fn lock(partitions: &[Arc<Partition>]) -> Vec<RwLockReadGuard<'_, PartitionData>> {
    partitions.iter().map(|partition| partition.data.read()).collect()
}

fn copy(partitions: &[Arc<Partition>], guards: &[RwLockReadGuard<'_, PartitionData>]) -> Layout {
    Layout::of(
        partitions
            .iter()
            .zip(guards)
            .map(|(partition, data)| Arc::new(partition.with_data((*data).clone())))
            .collect(),
    )
}
