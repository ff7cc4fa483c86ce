//! The record of what the partitions of a table have counted, for databases on disk.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::record::{PartitionRecord, partitions_of};
use crate::storage::{GlobalIndex, Layout, Table};

/// The reads and writes that the partitions of a table and of its global indexes have counted.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CountsRecord {
    partitions: Vec<PartitionRecord>,
    /// By the name of the index.
    global_indexes: BTreeMap<String, Vec<PartitionRecord>>,
}

impl CountsRecord {
    /// What a table has counted.
    pub(crate) fn of(table: &Table) -> Self {
        let indexes = table.global_indexes();
        let index =
            |index: &Arc<GlobalIndex>| (index.definition().name().to_owned(), partitions_of(index.layout()));
        Self {
            partitions: partitions_of(table.layout()),
            global_indexes: indexes.iter().map(index).collect(),
        }
    }

    /// Sets the counters of a table. A partition that was split since has counted nothing in its second half.
    pub(crate) fn set(&self, table: &Table) {
        set(table.layout(), &self.partitions);
        for index in table.global_indexes().iter() {
            let counts = self.global_indexes.get(index.definition().name());
            set(index.layout(), counts.map_or(&[], Vec::as_slice));
        }
    }
}

fn set(layout: &Layout, counts: &[PartitionRecord]) {
    let counts: BTreeMap<_, _> =
        counts.iter().map(|(first, reads, writes)| (first, (*reads, *writes))).collect();
    for partition in layout.all().iter() {
        let (reads, writes) = counts.get(&partition.range().first).copied().unwrap_or_default();
        partition.set_counts(reads, writes);
    }
}
