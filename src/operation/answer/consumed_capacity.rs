//! `ConsumedCapacity`, as answers have it.

use std::collections::BTreeMap;

use crate::codec::structure;

structure! {
    /// The capacity that a request consumed. (API reference: `ConsumedCapacity`)
    #[non_exhaustive]
    pub struct ConsumedCapacity {
        /// The table.
        table_name: String = "TableName",
        /// Units in all.
        capacity_units: f64 = "CapacityUnits",
        /// Read units, which only transactions report.
        read_capacity_units: Option<f64> = "ReadCapacityUnits",
        /// Write units, which only transactions report.
        write_capacity_units: Option<f64> = "WriteCapacityUnits",
        /// The table's share, if the request asked for `INDEXES`.
        table: Option<Capacity> = "Table",
        /// The share of each local secondary index that the request touched.
        local_secondary_indexes: Option<BTreeMap<String, Capacity>> = "LocalSecondaryIndexes",
        /// The share of each global secondary index that the request touched.
        global_secondary_indexes: Option<BTreeMap<String, Capacity>> = "GlobalSecondaryIndexes",
        /// What was written to each vector index that changed, if the request asked for `INDEXES`.
        vector_indexes: Option<BTreeMap<String, VectorCapacity>> = "VectorIndexes",
    }
}

structure! {
    /// The capacity that a table or an index consumed. (API reference: `Capacity`)
    #[non_exhaustive]
    pub struct Capacity {
        /// Read units, which only transactions report.
        read_capacity_units: Option<f64> = "ReadCapacityUnits",
        /// Write units, which only transactions report.
        write_capacity_units: Option<f64> = "WriteCapacityUnits",
        /// Units in all.
        capacity_units: f64 = "CapacityUnits",
    }
}

structure! {
    /// What a search examined, or a write put into a vector index, in bytes. (API reference: `VectorCapacity`)
    #[non_exhaustive]
    pub struct VectorCapacity {
        /// By a search.
        vector_search_request_bytes: Option<f64> = "VectorSearchRequestBytes",
        /// By a write.
        vector_write_request_bytes: Option<f64> = "VectorWriteRequestBytes",
    }
}

/// What a transaction did: its answer reports units as read or write units, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl ConsumedCapacity {
    /// Reports the same units as read or write units, too.
    pub(super) fn set_direction(&mut self, direction: Direction) {
        let units = |units: f64| match direction {
            Direction::Read => (Some(units), None),
            Direction::Write => (None, Some(units)),
        };
        (self.read_capacity_units, self.write_capacity_units) = units(self.capacity_units);
        let indexes = [&mut self.local_secondary_indexes, &mut self.global_secondary_indexes];
        let shares = indexes.into_iter().flatten().flat_map(BTreeMap::values_mut);
        for share in self.table.iter_mut().chain(shares) {
            (share.read_capacity_units, share.write_capacity_units) = units(share.capacity_units);
        }
    }
}
