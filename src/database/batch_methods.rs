//! The methods that batches of reads and of writes have in common.

/// Defines them. Their examples begin `db.batch_` with the first name, add to `batch` the element `id`, and consume so many
/// units for one of them.
macro_rules! batch_methods {
    ($kind:literal, $operation:literal, $add:literal, $units:literal) => {
        /// Adds a request for each of these elements.
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// let ids = ["haeri05", "minji01"];
        #[doc = concat!("db.batch_", $kind, "().extend(ids, |batch, id| ", $add, ").run()?;")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn extend<E>(
            self,
            elements: impl IntoIterator<Item = E>,
            add: impl FnMut(Self, E) -> Self,
        ) -> Self {
            elements.into_iter().fold(self, add)
        }

        /// How many attempts in a row may do nothing before the batch gives up; 10 unless this is called. There is a pause
        /// before each, of 10 ms and more, by the database's clock.
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        #[doc = concat!("let _fault = db.faults().on(\"", $operation, "\").unprocessed()?;")]
        #[doc = concat!("let batch = db.batch_", $kind, "().extend([\"haeri05\"], |batch, id| ", $add, ");")]
        /// assert!(batch.retries(1).run().unwrap_err().is_throttled());
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn retries(mut self, count: u32) -> Self {
            self.retries = count;
            self
        }

        /// Asks for the capacity that the requests consume, which [`output`](Self::output) returns.
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// use hashrange::operation::ReturnConsumedCapacity::Total;
        ///
        #[doc = concat!("let batch = db.batch_", $kind, "().extend([\"haeri05\"], |batch, id| ", $add, ");")]
        /// let output = batch.return_consumed_capacity(Total).output()?;
        #[doc = concat!("assert_eq!(output.consumed_capacity[0].capacity_units, ", $units, ");")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
            self.return_consumed_capacity = Some(how_much);
            self
        }
    };
}

pub(super) use batch_methods;
