//! Watching a table's changes.

use super::table::Table;
use crate::{engine::EngineHandle, error::Result, listen::Listener, storage::ItemChange};

impl Table {
    /// Records each change of an item of this table from now on: by puts, updates, deletes, batches, transactions and
    /// statements. The deletion of an item that [expires](crate::DatabaseBuilder::ttl_delay) is a change too. A write
    /// that leaves an item as it was is not.
    ///
    /// The changes of one item come in the order of its writes, so applying all of them to an empty table gives the
    /// same table. A watcher belongs to the table that exists now, not to a later one of the same name, nor to a fork.
    /// Changes stay in memory until they are [taken](Watcher::take).
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
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound) if the table was deleted.
    pub fn watch(&self) -> Result<Watcher> {
        self.engine.here("`Table::watch`")?;
        let table = self.tables().find(self.name())?;
        Ok(Watcher { changes: table.listen(), engine: self.engine.clone() })
    }
}

/// Watches a table's changes until it is dropped: [`Table::watch`].
#[derive(Debug)]
pub struct Watcher {
    changes: Listener<ItemChange>,
    engine: EngineHandle,
}

impl Watcher {
    /// The changes since the last call, or since the watcher was created.
    ///
    /// In a database on disk it waits until they are kept, as far as the database promises it. None are told if the disk
    /// fails meanwhile.
    pub fn take(&self) -> Vec<ItemChange> {
        let changes = self.changes.take();
        self.engine.keep_all().map(|()| changes).unwrap_or_default()
    }
}
