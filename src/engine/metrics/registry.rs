//! Where the metrics of all tables are counted.

use std::{collections::BTreeMap, sync::Arc};

use super::{counts::CallCounts, table::Metrics};
use crate::{
    engine::{calls::Call, faults},
    storage::Table,
    sync::Mutex,
};

/// With so many tables, those that are gone are forgotten.
const MOST_TABLES: usize = 10_000;

/// The metrics of a database's tables, by name. Copies of the database and snapshots have none.
#[derive(Debug, Default)]
pub(in crate::engine) struct Registry(Mutex<BTreeMap<String, Metrics>>);

impl Registry {
    /// Adds a call to each of the tables that it names and `find` finds.
    pub(in crate::engine) fn add(
        &self,
        call: &Call,
        counts: &CallCounts,
        writes: bool,
        find: impl Fn(&str) -> Option<Arc<Table>>,
    ) {
        let mut all = self.0.lock();
        for name in call.tables.iter().map(|named| faults::table_of(named)) {
            let Some(table) = find(name) else { continue };
            if !all.contains_key(name) && all.len() >= MOST_TABLES {
                all.retain(|known, _| find(known).is_some());
            }
            let metrics = all.entry(name.to_owned()).or_insert_with(|| Metrics::of_table(name));
            let is_local = |index: &str| table.local_indexes().iter().any(|local| local.name() == index);
            metrics.forget_indexes(|index| {
                table.global_indexes().iter().any(|known| known.definition().name() == index)
            });
            metrics.add(call, counts, writes, is_local);
        }
    }

    /// The metrics of a table, without its sizes.
    pub(in crate::engine) fn of(&self, table: &str) -> Metrics {
        let known = self.0.lock().get(table).cloned();
        known.unwrap_or_else(|| Metrics::of_table(table))
    }
}
