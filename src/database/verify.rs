//! Looking whether a database is whole.

use super::builder::Database;

impl Database {
    /// What does not hold of what always should: nothing, if all is well. For tests that want to be sure after a hard
    /// run; whatever is told is a fault in this crate.
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
