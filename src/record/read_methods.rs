//! The methods by which queries and scans of records are run.

/// Defines them in a type that has `items` and `take`. `$untyped` is the method of the untyped request that `run` is like.
macro_rules! read_methods {
    ($untyped:literal) => {
        /// All records, over all pages.
        ///
        /// # Errors
        #[doc = concat!("As [`", $untyped, "`](crate::database::", $untyped, "); and")]
        /// [`Error::Conversion`](crate::error::Error::Conversion) if an item does not fit its record.
        pub fn run(self) -> Result<Vec<O>> {
            self.items().collect()
        }

        /// The first record; `None` if there is none.
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn first(self) -> Result<Option<O>> {
            self.take(1).items().next().transpose()
        }

        /// How many records there are. They are read to be told from other records of the table.
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn count(self) -> Result<usize> {
            self.items().try_fold(0, |count, record| record.map(|_| count + 1))
        }

        /// Whether there is a record. It ends at the first one.
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn exists(self) -> Result<bool> {
            Ok(self.first()?.is_some())
        }
    };
}

pub(super) use read_methods;
