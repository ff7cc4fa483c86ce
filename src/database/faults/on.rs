//! Rules begin with the operations that they are about.

use super::{builder::FaultBuilder, handle::Faults, into_operations::IntoOperations};
use crate::engine::{OF_ITEMS, WRITES};

impl Faults {
    /// Begins a rule about one or several operations, by their names in the API. Its answer adds it.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// db.faults().on("CreateTable").times(1).exception("LimitExceededException")?;
    /// db.faults().on(["GetItem", "Query"]).chance(0.1).lose_request()?;
    /// assert!(db.faults().on("PutItme").lose_request().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn on(&self, operations: impl IntoOperations) -> FaultBuilder {
        FaultBuilder::new(self.clone(), operations.into_operations())
    }

    /// Begins a rule about all operations that read and write items, and read records of streams.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on_all().exception("InternalServerError")?;
    /// assert!(users.scan().run().is_err() && db.list_tables(hashrange::operation::ListTablesInput::default()).is_ok());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn on_all(&self) -> FaultBuilder {
        FaultBuilder::new(self.clone(), Vec::new())
    }

    /// Begins a rule about all operations that write items, or may, as statements do.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on_writes().lose_answer()?;
    /// assert!(users.put(item! { "id": "a" }).run().is_err() && users.get("a").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn on_writes(&self) -> FaultBuilder {
        self.on(WRITES)
    }

    /// Begins a rule about all operations that only read items.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on_reads().lose_request()?;
    /// assert!(users.put(item! { "id": "a" }).run().is_ok() && users.get("a").run().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn on_reads(&self) -> FaultBuilder {
        let reads = OF_ITEMS.into_iter().filter(|operation| !WRITES.contains(operation));
        FaultBuilder::new(self.clone(), reads.map(str::to_owned).collect())
    }
}
