//! Parts of descriptions that tables have in common with their replicas.

use crate::{
    codec::structure,
    storage::{IndexStatus, TableClass, TableStatus},
};

structure! {
    /// What storage costs. (API reference: `TableClassSummary`)
    #[non_exhaustive]
    pub struct TableClassSummary {
        /// The class.
        table_class: Option<TableClass> = "TableClass",
        /// When it was changed, in seconds since 1970.
        last_update_date_time: Option<f64> = "LastUpdateDateTime",
    }
}

structure! {
    /// What a table is ready for at once. (API reference: `TableWarmThroughputDescription`)
    #[non_exhaustive]
    pub struct TableWarmThroughputDescription {
        /// Read units in a second.
        read_units_per_second: u64 = "ReadUnitsPerSecond",
        /// Write units in a second.
        write_units_per_second: u64 = "WriteUnitsPerSecond",
        /// Whether it is ready already.
        status: Option<TableStatus> = "Status",
    }
}

structure! {
    /// What an index is ready for at once. (API reference: `GlobalSecondaryIndexWarmThroughputDescription`)
    #[non_exhaustive]
    pub struct GlobalSecondaryIndexWarmThroughputDescription {
        /// Read units in a second.
        read_units_per_second: u64 = "ReadUnitsPerSecond",
        /// Write units in a second.
        write_units_per_second: u64 = "WriteUnitsPerSecond",
        /// Whether it is ready already.
        status: Option<IndexStatus> = "Status",
    }
}
