//! How many partitions a new table or index has.

use crate::{
    engine::Engine,
    error::{Error, Result},
    storage::{MOST_PARTITIONS, Throughput},
    texts,
};

/// The number of partitions of new tables and indexes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartitionCount(Option<usize>);

impl PartitionCount {
    /// The number that the caller asks for, or else the database's option, if it is set.
    ///
    /// # Errors
    /// No table can have this number: ValidationException.
    pub(crate) fn new(engine: &Engine, asked: Option<usize>) -> Result<Self> {
        let count = asked.or(engine.options().partitions);
        match count.filter(|count| !(1..=MOST_PARTITIONS).contains(count)) {
            Some(count) => Err(Error::validation(texts::table::partition_count(MOST_PARTITIONS, count))),
            None => Ok(Self(count)),
        }
    }

    /// The number for a table or index with this throughput: by default as many as the service gives it.
    pub(crate) fn of(self, throughput: &Throughput) -> usize {
        self.0.unwrap_or_else(|| throughput.partitions())
    }
}
