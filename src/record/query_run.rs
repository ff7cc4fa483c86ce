//! The requests that a query of records sends.

use super::{
    items::{PageOf, RecordsOf},
    query::QueryOf,
};
use crate::error::Result;

impl<T, S, O> QueryOf<T, S, O> {
    /// All records, over all pages.
    ///
    /// # Errors
    /// As [`QueryBuilder::run`](crate::database::QueryBuilder::run); and
    /// [`Error::Conversion`](crate::error::Error::Conversion) if an item does not fit its record.
    pub fn run(self) -> Result<Vec<O>> {
        self.items()?.collect()
    }

    /// The first record; `None` if there is none.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn first(self) -> Result<Option<O>> {
        self.take(1).items()?.next().transpose()
    }

    /// How many records there are. They are read to be told from other records of the table.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn count(self) -> Result<usize> {
        self.items()?.try_fold(0, |count, record| record.map(|_| count + 1))
    }

    /// Whether there is a record. It ends at the first one.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn exists(self) -> Result<bool> {
        Ok(self.first()?.is_some())
    }

    /// The records, page after page.
    ///
    /// # Errors
    /// A value of the key cannot be stored.
    pub fn items(self) -> Result<RecordsOf<O>> {
        let (query, drop) = self.sort.apply(self.query?)?;
        Ok(RecordsOf::new(query.items(), self.read, drop, self.take))
    }

    /// One page, with the key that the next page starts after.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn page(self) -> Result<PageOf<O>> {
        let (query, drop) = self.sort.apply(self.query?)?;
        let page = query.page()?;
        PageOf::read(page.items.unwrap_or_default(), page.last_evaluated_key, self.read, drop)
    }
}
