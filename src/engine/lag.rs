//! How late reads are.

use super::Engine;
use crate::storage::{Lag, LagSeed, Table};

impl Engine {
    /// How late reads of tables are that are created from now on.
    pub(crate) fn lag(&self) -> Option<Lag> {
        self.lag.lock().clone()
    }

    /// Sets it for existing tables and for those created from now on. All are up to date first.
    pub(crate) fn set_lag(&self, lag: Option<&Lag>) {
        // A table that is created meanwhile is in the catalog by then, or finds the new lag: it is made under the
        // catalog's lock.
        *self.lag.lock() = lag.cloned();
        if lag.is_some() {
            self.note_chance();
        }
        for table in self.catalog().all_tables() {
            self.set_lag_of(&table, lag);
        }
    }

    /// Sets it for one table.
    pub(crate) fn set_lag_of(&self, table: &Table, lag: Option<&Lag>) {
        if lag.is_some() {
            self.note_chance();
        }
        let _unchanging = table.changing();
        table.set_lag(lag.map(|lag| (lag.clone(), LagSeed::of_database(self.options().seed))));
    }

    /// A new table, as late as the others.
    pub(crate) fn with_lag(&self, table: Table) -> Table {
        if let Some(lag) = self.lag() {
            self.set_lag_of(&table, Some(&lag));
        }
        table
    }

    /// Has all writes arrive in all replicas of all tables.
    pub(crate) fn converge(&self) {
        for table in self.catalog().all_tables() {
            self.look(&table);
            table.converge();
        }
    }
}
