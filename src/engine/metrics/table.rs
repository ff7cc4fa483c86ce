//! The metrics of one table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    counts::CallCounts,
    operation::{OperationMetrics, is_throttled},
};
use crate::{engine::calls::Call, error::ThrottledAccess};

/// With so many global indexes, those that are gone are forgotten. A table has 20, unless its quota is raised.
const MOST_INDEXES: usize = 200;

/// What the operations on one table came to since metrics were turned on: [`Table::metrics`](crate::Table::metrics).
///
/// Serialized, it is a map with the names of these fields; of a [`LatencyHistogram`](crate::LatencyHistogram) it has
/// `count` and, in seconds, `average`, `p50`, `p90`, `p99` and `longest`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// The table's name.
    pub table_name: String,
    /// The requests by the names of their operations.
    pub operations: BTreeMap<&'static str, OperationMetrics>,
    /// The units that were consumed of the table, without its indexes.
    pub units: UnitMetrics,
    /// The units that were consumed of its global indexes, by name.
    pub global_secondary_indexes: BTreeMap<String, UnitMetrics>,
    /// The units that were consumed of its local indexes, by name. They are of the table's throughput.
    pub local_secondary_indexes: BTreeMap<String, UnitMetrics>,
    /// Reads of the table that were throttled. Each item of a batch counts, as in CloudWatch, and also where the request
    /// succeeded and left it unprocessed.
    pub read_throttle_events: u64,
    /// Writes of the table that were throttled, counted as reads are.
    pub write_throttle_events: u64,
    /// What was throttled of its global indexes, by name. An index that throttles a write of its table counts here alone.
    pub index_throttle_events: BTreeMap<String, ThrottleMetrics>,
    /// How many items the table has now.
    pub item_count: u64,
    /// The size of all items now, in bytes.
    pub table_size_bytes: u64,
}

/// Capacity units that were consumed.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct UnitMetrics {
    /// Read capacity units.
    pub consumed_read_capacity_units: f64,
    /// Write capacity units.
    pub consumed_write_capacity_units: f64,
}

/// Reads and writes of a global index that were throttled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct ThrottleMetrics {
    /// Reads that were throttled.
    pub read_throttle_events: u64,
    /// Writes that were throttled.
    pub write_throttle_events: u64,
}

impl UnitMetrics {
    pub(super) fn add(&mut self, read: f64, write: f64) {
        self.consumed_read_capacity_units += read;
        self.consumed_write_capacity_units += write;
    }
}

impl Metrics {
    /// How many requests there were.
    pub fn requests(&self) -> u64 {
        self.operations.values().map(|operation| operation.requests).sum()
    }

    /// The requests of this operation, `GetItem` for example; all zero if there was none.
    pub fn operation(&self, name: &str) -> OperationMetrics {
        self.operations.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn of_table(name: &str) -> Self {
        Self { table_name: name.to_owned(), ..Self::default() }
    }

    /// Adds a call that names this table. `writes` is whether its operation writes, `is_local` whether an index is a local
    /// one.
    pub(super) fn add(
        &mut self,
        call: &Call,
        counts: &CallCounts,
        writes: bool,
        is_local: impl Fn(&str) -> bool,
    ) {
        self.operations.entry(call.operation).or_default().add(call, counts.returned);
        for event in &counts.throttled {
            if event.table == self.table_name {
                self.add_throttled(event.index.as_deref(), event.access);
            }
        }
        if counts.throttled.is_empty() && call.error.is_some_and(is_throttled) {
            self.add_throttled(None, if writes { ThrottledAccess::Write } else { ThrottledAccess::Read });
        }
        for units in call.units.iter().filter(|units| units.table == self.table_name) {
            let consumed = match &units.index {
                None => &mut self.units,
                Some(index) if is_local(index) => {
                    self.local_secondary_indexes.entry(index.clone()).or_default()
                }
                Some(index) => self.global_secondary_indexes.entry(index.clone()).or_default(),
            };
            consumed.add(units.read, units.write);
        }
    }

    /// Forgets global indexes that are gone, if they are many.
    pub(super) fn forget_indexes(&mut self, is_there: impl Fn(&str) -> bool) {
        // An index that only throttles has no units.
        if self.global_secondary_indexes.len().max(self.index_throttle_events.len()) > MOST_INDEXES {
            self.global_secondary_indexes.retain(|index, _| is_there(index));
            self.index_throttle_events.retain(|index, _| is_there(index));
        }
    }

    fn add_throttled(&mut self, index: Option<&str>, access: ThrottledAccess) {
        let (reads, writes) = match index {
            None => (&mut self.read_throttle_events, &mut self.write_throttle_events),
            Some(index) => {
                let of_index = self.index_throttle_events.entry(index.to_owned()).or_default();
                (&mut of_index.read_throttle_events, &mut of_index.write_throttle_events)
            }
        };
        match access {
            ThrottledAccess::Read => *reads += 1,
            ThrottledAccess::Write => *writes += 1,
        }
    }
}
