//! What changes with each access, and is therefore written at checkpoints and when a database is closed.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::record::{number_of, write_value};
use crate::{
    engine::Catalog,
    snapshot::CountsRecord,
    storage::{Table, ValueKind},
    sync::Mutex,
};

/// The catalogs of the open regions, by their places. No lock of a partition is taken while this one is held.
#[derive(Default)]
pub(super) struct Counted(Mutex<BTreeMap<u32, Arc<Catalog>>>);

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").finish_non_exhaustive()
    }
}

impl Counted {
    /// Follows the catalog of a region, until it is [closed](Self::close).
    pub(super) fn follow(&self, region: u32, catalog: Arc<Catalog>) {
        self.0.lock().insert(region, catalog);
    }

    /// Appends what has been counted in all open regions.
    pub(super) fn write(&self, records: &mut Vec<u8>) {
        for (region, catalog) in &*self.0.lock() {
            write(*region, catalog, records);
        }
    }

    /// The last counts of a region, which is not followed any more.
    pub(super) fn close(&self, region: u32) -> Vec<u8> {
        let mut records = Vec::new();
        let closed = self.0.lock().remove(&region);
        closed.iter().for_each(|catalog| write(region, catalog, &mut records));
        records
    }
}

fn write(region: u32, catalog: &Catalog, records: &mut Vec<u8>) {
    let mut write = |table: &Table| {
        let json = serde_json::to_vec(&CountsRecord::of(table));
        debug_assert!(json.is_ok(), "counts can be written");
        let place = number_of(region, Some(table.sequence()));
        json.iter().for_each(|json| write_value(place, (ValueKind::Counts as u8, &[]), Some(json), records));
    };
    catalog.all_tables().iter().for_each(|table| write(table));
}
