//! Checking the invariants of a database.

use super::handle::Database;

impl Database {
    /// Checks the invariants of the whole database and returns those that do not hold, as texts; an empty list if all
    /// hold. It is meant for the end of tests. Every text that it returns is a bug in this crate.
    ///
    /// Partitions cover the hash line, and each item is stored under its key in its partition. Index entries are the
    /// projections of the items that have the index's key. Counts and sizes add up. The check runs on a copy of one
    /// moment while operations go on, in time and memory that grow with the number of items.
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
        match self.engine.here("`Database::verify`") {
            Ok(()) => self.engine.verify(),
            Err(error) => vec![error.to_string()],
        }
    }
}
