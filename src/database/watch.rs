//! Watching a table's changes.

use super::table::Table;
use crate::{error::Result, listen::Listener, storage::ItemChange};

impl Table {
    /// Watches the table: each change of an item from now on, whoever makes it: puts, updates, deletes, batches,
    /// transactions, statements, and that it [expired](crate::DatabaseBuilder::ttl_delay), which is told when a request
    /// takes it away. A write that leaves an item as it was is no change.
    ///
    /// Changes come in an order in which they can be made again: those of an item in the order of its writes. A watcher
    /// watches the table that is there now and not one that is made under its name later, nor forks. What was not
    /// [taken](Watcher::take) is kept in memory.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let watcher = users.watch()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// users.update("haeri05").expression("ADD age :one").value(":one", 1).run()?;
    ///
    /// let changes = watcher.take();
    /// assert_eq!(changes.len(), 2);
    /// assert!(changes[0].old.is_none());
    /// assert_eq!(changes[1].old.as_ref().unwrap().get("age"), Some(&39.into()));
    /// assert_eq!(changes[1].new.as_ref().unwrap().get("age"), Some(&40.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound) where the table was deleted.
    pub fn watch(&self) -> Result<Watcher> {
        let table = self.tables().find(self.name())?;
        Ok(Watcher { changes: table.listen() })
    }
}

/// Watches a table's changes until it is dropped: [`Table::watch`].
#[derive(Debug)]
pub struct Watcher {
    changes: Listener<ItemChange>,
}

impl Watcher {
    /// What changed since the watching began, or since this was asked last.
    pub fn take(&self) -> Vec<ItemChange> {
        self.changes.take()
    }
}
