//! Checking the invariants of a database.

use super::handle::Database;

impl Database {
    /// Checks the invariants of the whole database and returns those that do not hold, as texts; none, if all is well.
    /// For tests after a hard run. Every text that is returned is a fault in this crate.
    ///
    /// Partitions cover the hash line, each item lies under its key in its partition, index entries are the projections
    /// of the items that have the index's key, and counts and sizes add up. It looks at a copy of one moment, so
    /// others may go on, and takes a time and memory that grow with the number of items.
    ///
    /// ```
    /// use hashrange::{Database, Index, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let by_city = Index::new("by_city").partition_key("city", S);
    /// let users = db.create_table("users").partition_key("id", S).global_index(by_city).run()?;
    /// users.put(item! { "id": "minji", "city": "서울" }).run()?;
    /// users.delete("minji").run()?;
    /// assert_eq!(db.verify(), Vec::<String>::new());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn verify(&self) -> Vec<String> {
        self.engine.verify()
    }
}
