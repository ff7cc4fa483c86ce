//! The check of an engine's invariants.

use super::Engine;

impl Engine {
    /// The invariants that are violated; empty if there are none. It checks a copy, so operations are not paused; the
    /// time grows with the number of items. The invariants are described at
    /// [`Table::faults`](crate::storage::Table::faults) and
    /// [`Table::change_faults`](crate::storage::Table::change_faults). A backup has no change log.
    pub(crate) fn verify(&self) -> Vec<String> {
        let (copy, ()) = self.catalog.fork(|| ());
        let backups = copy.backups().all();
        let verified = copy.all_tables().into_iter().flat_map(|table| {
            let faults = table.faults().into_iter().chain(table.change_faults());
            faults.map(move |fault| format!("table {}: {fault}", table.name())).collect::<Vec<_>>()
        });
        let of_backups = backups.iter().flat_map(|backup| {
            backup.table.faults().into_iter().map(|fault| format!("backup {}: {fault}", backup.id))
        });
        verified.chain(of_backups).collect()
    }
}
