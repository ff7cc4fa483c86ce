//! Scans of records.

use super::{
    items::{PageOf, RecordsOf},
    projection,
    read_methods::read_methods,
    record::{MemberOf, Projection, Record},
    request_traits::request_traits,
};
use crate::{
    database::{IntoCondition, ScanBuilder},
    error::Result,
    value::Item,
};

/// A scan of records: [`TableOf::scan`](super::TableOf::scan). `O` is what it returns.
#[must_use = "nothing is read until `run`, `first`, `count`, `exists`, `items`, `parallel`, `page` or a loop over it"]
pub struct ScanOf<T, O = T> {
    pub(super) scan: ScanBuilder,
    take: Option<usize>,
    pub(super) read: fn(&Item) -> Result<Option<O>>,
    of: std::marker::PhantomData<fn() -> T>,
}

request_traits!([T, O] "ScanOf" ScanOf<T, O> { scan, take, read, of });

impl<T: Record> ScanOf<T> {
    pub(super) fn new(scan: ScanBuilder) -> Self {
        Self { scan, take: None, read: T::read_item, of: std::marker::PhantomData }
    }

    /// Reads only these fields of the records of `P`'s record; others are left out.
    pub fn project<P: Projection>(self) -> ScanOf<T, P>
    where
        P::Of: MemberOf<T>,
    {
        let scan = self.scan.project(projection::of::<P>());
        ScanOf { scan, take: self.take, read: projection::read::<P>, of: std::marker::PhantomData }
    }
}

impl<T, O> ScanOf<T, O> {
    /// Leaves out records for which this does not hold. They are read, and paid for. Each call adds a filter.
    pub fn filter(self, condition: impl IntoCondition) -> Self {
        self.with(|scan| scan.filter(condition))
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    pub fn consistent(self) -> Self {
        self.with(ScanBuilder::consistent)
    }

    /// Sets options of the untyped request, such as a segment, or the placeholders of a filter that is a text.
    pub fn with(mut self, options: impl FnOnce(ScanBuilder) -> ScanBuilder) -> Self {
        self.scan = options(self.scan);
        self
    }

    /// Ends after this many records.
    pub fn take(mut self, records: usize) -> Self {
        self.take = Some(records);
        self
    }

    /// The most items that a page reads.
    pub fn limit(self, items: usize) -> Self {
        self.with(|scan| scan.limit(items))
    }

    /// Starts after this key: the `last_evaluated_key` of an earlier page.
    pub fn start_after(self, key: Item) -> Self {
        self.with(|scan| scan.start_after(key))
    }

    /// Starts where the page with this cursor ended: [`ScanBuilder::start_at`].
    pub fn start_at(self, cursor: &str) -> Self {
        self.with(|scan| scan.start_at(cursor))
    }

    read_methods!("ScanBuilder::run");

    /// The records of that many segments, which as many threads read at the same time, in no order:
    /// [`ScanBuilder::parallel`].
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: u32, age: u32 }
    /// let users = Database::new().table_of::<User>()?;
    /// users.put_all(&(0..100).map(|id| User { id, age: id }).collect::<Vec<_>>())?;
    /// let ages = users.scan().parallel(4).map(|user| user.map(|user| user.age));
    /// assert_eq!(ages.sum::<hashrange::Result<u32>>()?, 4950);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn parallel(self, segments: usize) -> RecordsOf<O> {
        RecordsOf::new(self.scan.parallel(segments), self.read, None, self.take)
    }

    /// The records, page after page.
    pub fn items(self) -> RecordsOf<O> {
        RecordsOf::new(self.scan.items_for(self.take), self.read, None, self.take)
    }

    /// One page, with the key that the next page starts after.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn page(self) -> Result<PageOf<O>> {
        let page = self.scan.page()?;
        PageOf::read(page.items.unwrap_or_default(), page.last_evaluated_key, self.read, None)
    }
}

impl<T, O> IntoIterator for ScanOf<T, O> {
    type Item = Result<O>;
    type IntoIter = RecordsOf<O>;

    fn into_iter(self) -> RecordsOf<O> {
        self.items()
    }
}
