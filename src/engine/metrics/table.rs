//! The metrics of one table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::operation::{OperationMetrics, is_throttled};
use crate::engine::calls::Call;

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
    /// Reads that were throttled.
    pub read_throttle_events: u64,
    /// Writes that were throttled.
    pub write_throttle_events: u64,
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
        returned: usize,
        writes: bool,
        is_local: impl Fn(&str) -> bool,
    ) {
        self.operations.entry(call.operation).or_default().add(call, returned);
        if call.error.is_some_and(is_throttled) {
            match writes {
                true => self.write_throttle_events += 1,
                false => self.read_throttle_events += 1,
            }
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
}
