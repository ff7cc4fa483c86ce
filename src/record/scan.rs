//! Scans of records.

use super::{
    items::{PageOf, RecordsOf},
    projection,
    record::{MemberOf, Projection, Record},
};
use crate::{database::ScanBuilder, error::Result, value::Item};

/// A scan of records: [`TableOf::scan`](super::TableOf::scan). `O` is what it returns.
#[derive(Debug)]
#[must_use = "nothing is read until `run`, `items`, `page` or a loop over it"]
pub struct ScanOf<T, O = T> {
    scan: ScanBuilder,
    take: Option<usize>,
    read: fn(&Item) -> Result<Option<O>>,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T: Record> ScanOf<T> {
    pub(super) fn new(scan: ScanBuilder) -> Self {
        Self { scan, take: None, read: T::read_item, of: std::marker::PhantomData }
    }

    /// Reads only these fields of the records of `P`'s record; others are left out.
    pub fn project<P: Projection>(self) -> ScanOf<T, P>
    where
        P::Of: MemberOf<T>,
    {
        let (expression, names) = projection::of::<P>();
        let mut scan = self.scan;
        for (placeholder, name) in names {
            scan = scan.name(placeholder, name);
        }
        let scan = scan.project(expression);
        ScanOf { scan, take: self.take, read: projection::read::<P>, of: std::marker::PhantomData }
    }
}

impl<T, O> ScanOf<T, O> {
    /// Sets options of the untyped request, such as filters and segments.
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

    /// All records, over all pages.
    ///
    /// # Errors
    /// As [`ScanBuilder::run`]; and [`Error::Conversion`](crate::error::Error::Conversion) if an item does not fit its
    /// record.
    pub fn run(self) -> Result<Vec<O>> {
        self.items().collect()
    }

    /// The records, page after page.
    pub fn items(self) -> RecordsOf<O> {
        RecordsOf::new(self.scan.items(), self.read, None, self.take)
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
