//! What the operations on tables come to.

use super::{handle::Database, table::Table};
use crate::engine::{Feature, Metrics};

impl Database {
    /// Counts what the operations on each table come to, from now on, or no more. Off by default, when it costs nothing:
    /// [`Table::metrics`] then returns what was counted before. All regions of the database count for themselves; a fork
    /// begins anew, and does not count until it is told to.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.set_metrics(true);
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let again = users.put(item! { "id": "haeri05" }).if_absent().run();
    /// assert!(again.is_err());
    ///
    /// let metrics = users.metrics();
    /// assert_eq!(metrics.requests(), 2);
    /// assert_eq!(metrics.operation("PutItem").conditional_check_failed_requests, 1);
    /// assert_eq!(metrics.units.consumed_write_capacity_units, 2.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_metrics(&self, on: bool) {
        self.engine.needed_here("`Database::set_metrics`");
        self.engine.engines().iter().for_each(|engine| engine.features().set(Feature::Metrics, on));
    }
}

impl Table {
    /// What the operations on the table came to while metrics were [on](Database::set_metrics), with its sizes now.
    ///
    /// A request counts for each table that it names. Of a batch, each item that is throttled is
    /// an event, and the request is throttled if all are. Deletions by time to live are no requests.
    pub fn metrics(&self) -> Metrics {
        self.engine.looked_at_here("`Table::metrics`");
        let mut metrics = self.engine.metrics_of(self.name());
        (metrics.item_count, metrics.table_size_bytes) = (self.item_count(), self.size_bytes());
        metrics
    }
}
