//! The check of an engine's invariants.

use super::{Catalog, Engine, EngineHandle};

impl EngineHandle {
    /// The invariants that are violated in any region; empty if there are none. It checks a copy, so operations are not
    /// paused; the time grows with the number of items. The invariants are described at
    /// [`Table::faults`](crate::storage::Table::faults) and
    /// [`Table::change_faults`](crate::storage::Table::change_faults). A backup has no change log, and of a deleted table
    /// only that is left.
    pub(crate) fn verify(&self) -> Vec<String> {
        let _unchanging = self.all_regions().map(|regions| regions.changing());
        verify(&self.engines().iter().map(|engine| &**engine).collect::<Vec<_>>())
    }
}

#[cfg(all(test, shuttle))]
impl Engine {
    /// The same for one region.
    pub(crate) fn verify(&self) -> Vec<String> {
        verify(&[self])
    }
}

fn verify(engines: &[&Engine]) -> Vec<String> {
    let catalogs: Vec<&Catalog> = engines.iter().map(|engine| engine.catalog()).collect();
    let (copies, ()) = Catalog::fork(&catalogs, || ());
    let mut verified = Vec::new();
    for (engine, copy) in engines.iter().zip(copies) {
        let place = match engines.len() {
            1 => String::new(),
            _ => format!("region {}: ", engine.options().region),
        };
        for table in copy.all_tables() {
            let faults = table.faults().into_iter().chain(table.change_faults());
            verified.extend(faults.map(|fault| format!("{place}table {}: {fault}", table.name())));
        }
        for backup in copy.backups().all() {
            let faults = backup.table.faults().into_iter().chain(backup.table.backup_change_faults());
            verified.extend(faults.map(|fault| format!("{place}backup {}: {fault}", backup.id)));
        }
        for (name, table) in copy.all_deleted() {
            let faults = table.change_faults().into_iter();
            verified.extend(faults.map(|fault| format!("{place}deleted table {name}: {fault}")));
        }
    }
    verified
}
