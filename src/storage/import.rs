//! A table that an import fills: it is being created until all items are in it.

use super::{table::Table, transition::Transition};
use crate::sync::atomic::Ordering;

impl Table {
    /// Marks a new table, which nobody else has yet, as being filled. Copies of the database leave it out: nothing would
    /// fill them. What is imported is not late.
    pub(crate) fn begin_import(&self) {
        self.suspend_lag();
        self.importing().store(true, Ordering::Relaxed);
    }

    /// Whether an import fills the table.
    pub(crate) fn is_being_imported(&self) -> bool {
        self.importing().load(Ordering::Relaxed)
    }

    /// Notes that all items are in the table, which is being created until this transition ends. States last `lasts_ms`.
    pub(crate) fn end_import(&self, transition: Transition, lasts_ms: u64) {
        let unchanging = self.changing();
        self.restart_lag();
        drop(unchanging);
        self.change_settings(|settings| settings.begin_creating(transition, lasts_ms));
        self.importing().store(false, Ordering::Relaxed);
    }
}
