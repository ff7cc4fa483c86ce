//! The requests that a query of records sends.

use super::{
    items::{PageOf, RecordsOf},
    query::QueryOf,
    read_methods::read_methods,
};
use crate::error::Result;

impl<T, S, O> QueryOf<T, S, O> {
    read_methods!("QueryBuilder::run");

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
            Ok((query, left_out)) => {
                // The one that is left out comes first where the order is descending.
                let wanted = self.take.map(|take| take.saturating_add(usize::from(left_out.is_some())));
                RecordsOf::new(query.items_for(wanted), read, left_out, self.take)
            }
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
