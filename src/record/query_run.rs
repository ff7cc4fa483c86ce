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

    /// The records, page after page; a `for` loop takes the query itself. A value of the key that cannot be stored is the
    /// iterator's only item.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "cart")]
    /// # struct CartLine { #[record(partition_key)] user: String, #[record(sort_key)] product: String, quantity: u32 }
    /// let cart = Database::new().table_of::<CartLine>()?;
    /// cart.put(&CartLine { user: "haeri05".into(), product: "p1".into(), quantity: 2 }).run()?;
    /// for line in cart.query("haeri05") {
    ///     assert_eq!(line?.quantity, 2);
    /// }
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn items(self) -> RecordsOf<O> {
        let read = self.read;
        match self.query.and_then(|query| self.sort.apply(query)) {
            Ok((query, left_out)) => RecordsOf::new(query.items(), read, left_out, self.take),
            Err(error) => RecordsOf::failed(error, read),
        }
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

impl<T, S, O> IntoIterator for QueryOf<T, S, O> {
    type Item = Result<O>;
    type IntoIter = RecordsOf<O>;

    fn into_iter(self) -> RecordsOf<O> {
        self.items()
    }
}
