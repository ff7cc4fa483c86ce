//! Transitional states of tables and indexes. Scheduled work of the clock ends them.

use std::sync::{Arc, Weak};

use super::{
    Engine,
    back_up::expire_later,
    catalog::Catalog,
    clock::{Clock, WeakClock},
    trimming::forget_deleted_at,
};
use crate::{
    storage::{Ending, Table, Transition},
    sync::atomic::Ordering,
};

/// A table in a transitional state, for scheduled work. The references are weak, so that the clock keeps nothing alive.
pub(super) struct Waiting {
    clock: WeakClock,
    catalog: Weak<Catalog>,
    table: Weak<Table>,
    /// The context in which states end; its time is set when the work runs.
    ending: Ending,
}

impl Engine {
    /// How long tables and indexes stay in transitional states, in milliseconds.
    pub(crate) fn transitions_ms(&self) -> u64 {
        self.transitions_ms.load(Ordering::Relaxed)
    }

    /// Sets the duration of states that begin from now on.
    pub(crate) fn set_transitions_ms(&self, lasts_ms: u64) {
        self.transitions_ms.store(lasts_ms, Ordering::Relaxed);
    }

    /// A state that begins now and lasts the configured time; it ends at once if that is 0.
    pub(crate) fn transition(&self) -> Transition {
        self.transition_behind(1)
    }

    /// A state that begins now and ends together with the last of `count` consecutive states.
    pub(crate) fn transition_behind(&self, count: u64) -> Transition {
        let lasts_ms = self.transitions_ms().saturating_mul(count);
        Transition::until(self.clock.now_ms().saturating_add(lasts_ms))
    }

    /// The context in which states end at this moment.
    pub(crate) fn ending(&self) -> Ending {
        Ending {
            now_ms: self.clock.now_ms(),
            ends_all: false,
            lasts_ms: self.transitions_ms(),
            sweep_delay: self.options.sweep_delay(),
            grows: self.options.partitions.is_none(),
        }
    }

    /// Schedules the ends of a table's states.
    pub(crate) fn end_states_later(&self, table: &Arc<Table>) {
        self.waiting(table).wait();
    }

    /// A table whose states are to end later.
    pub(super) fn waiting(&self, table: &Arc<Table>) -> Waiting {
        Waiting {
            clock: self.clock.downgrade(),
            catalog: Arc::downgrade(&self.catalog),
            table: Arc::downgrade(table),
            ending: self.ending(),
        }
    }

    /// Ends the states of all tables now.
    pub(crate) fn end_all_states(&self) {
        let ending = Ending { ends_all: true, ..self.ending() };
        for table in self.catalog.all_tables() {
            end(&self.catalog, &self.clock, &table, &ending);
        }
    }

    /// Removes a table whose deletion has ended, as [`Catalog::forget`] does.
    pub(crate) fn forget(&self, table: &Arc<Table>, ending: &Ending) {
        forget(&self.catalog, &self.clock, table, ending);
    }
}

impl Engine {
    /// Ends the deletion of a table that had begun when a database on disk was closed.
    #[cfg(feature = "disk")]
    pub(crate) fn end_deletion(&self, table: &Arc<Table>) {
        let _one_at_a_time = table.changing();
        table.drop_now();
        self.forget(table, &self.ending());
    }
}

impl Waiting {
    /// Schedules the end of the table's next state.
    fn wait(self) {
        // The states of a dropped table are nobody's any more.
        let table = self.table.upgrade().filter(|table| !table.is_dropped());
        let next_ms = table.and_then(|table| table.settings().next_end_ms());
        if let (Some(next_ms), Some(clock)) = (next_ms, self.clock.upgrade()) {
            clock.at(next_ms, move || self.end(next_ms));
        }
    }

    /// Ends the states that are over, and schedules the end of the next.
    pub(super) fn end_now(self) {
        if let Some(clock) = self.clock.upgrade() {
            self.end(clock.now_ms());
        }
    }

    fn end(mut self, now_ms: u64) {
        let (Some(clock), Some(catalog), Some(table)) =
            (self.clock.upgrade(), self.catalog.upgrade(), self.table.upgrade())
        else {
            return;
        };
        self.ending.now_ms = now_ms;
        end(&catalog, &clock, &table, &self.ending);
        self.wait();
    }
}

/// Ends the states of a table that end by now, and removes a table whose deletion ends.
fn end(catalog: &Arc<Catalog>, clock: &Clock, table: &Arc<Table>, ending: &Ending) {
    let _one_at_a_time = table.changing();
    if !table.is_dropped() && table.end_states(ending) {
        forget(catalog, clock, table, ending);
    }
}

fn forget(catalog: &Arc<Catalog>, clock: &Clock, table: &Arc<Table>, ending: &Ending) {
    if let Some(backup) = catalog.forget(table, ending) {
        expire_later(catalog, clock, &backup);
    }
    let left = catalog.deleted_tables(table.name()).pop();
    if let Some(left) = left.filter(|left| left.sequence() == table.sequence()) {
        forget_deleted_at(clock, catalog, left.gone_ms());
    }
}
