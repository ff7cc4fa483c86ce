//! Runs of a scan: all items, page after page, one page, or their number.

use std::sync::Arc;

use super::{
    expressions::{of_filters, of_projections},
    pages::{Items, PageOfItems, Pages},
    reading::{self, reading_methods},
    scan::ScanBuilder,
    table::Table,
};
use crate::{
    error::Result,
    operation::{
        Operation, Request, Select,
        read::scan::{self, ScanInput, ScanOutput},
    },
    value::Item,
};

impl ScanBuilder {
    /// All items, over all pages.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.scan().limit(3).run()?.len(), 10); // pages of three
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn run(self) -> Result<Vec<Arc<Item>>> {
        self.items().collect()
    }

    reading_methods!("users.scan()");

    /// The items, page after page. A `for` loop over the builder does the same.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let dear = likes.scan().items().filter(|like| like.as_ref().is_ok_and(|like| like.n("price") > Some(&18_000.into())));
    /// assert_eq!(dear.count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn items(mut self) -> Items {
        let take = self.take;
        self.limit_to_take();
        Items::new(self, take)
    }

    /// Counts the items of all pages without returning them.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.scan().count()?, 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn count(mut self) -> Result<usize> {
        self.input.select = Some(Select::Count);
        self.limit_to_take();
        reading::count(self.take, |start| {
            let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()))?;
            Ok((page.count, page.last_evaluated_key))
        })
    }

    /// Limits pages to the number of items that are taken.
    fn limit_to_take(&mut self) {
        if let Some(take) = self.take.filter(|take| *take > 0)
            && self.filters.is_empty()
            && self.input.limit.is_none()
        {
            self.input.limit = Some(i32::try_from(take).unwrap_or(i32::MAX));
        }
    }

    /// One page, with its counts and the key that the next page starts after.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let page = likes.scan().filter("price > :p").value(":p", 12_000).page()?;
    /// assert_eq!((page.scanned_count, page.count), (10, 7));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// An index that is not there, an expression that is not well formed:
    /// [`Error::Validation`](crate::error::Error::Validation). A table that is gone:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn page(&self) -> Result<ScanOutput> {
        self.read(self.input.exclusive_start_key.clone())
    }

    fn read(&self, start: Option<Item>) -> Result<ScanOutput> {
        self.placeholders.check()?;
        let mut input = self.input.clone();
        input.exclusive_start_key = start;
        input.expression_attribute_names = self.placeholders.names.clone();
        input.expression_attribute_values = self.placeholders.values.clone();
        let request = Request::typed(input, ScanInput::check_values);
        self.table
            .operate(ScanInput::OPERATION, |tables| {
                scan::scan_parts(tables, request, &self.filters, &self.projections)
            })
            .map_err(|error| {
                error.in_expressions(of_filters(&self.filters).chain(of_projections(&self.projections)))
            })
    }
}

impl Pages for ScanBuilder {
    fn page(&self, start: Option<Item>) -> Result<PageOfItems> {
        let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    fn table(&self) -> &Table {
        &self.table
    }
}

impl IntoIterator for ScanBuilder {
    type Item = Result<Arc<Item>>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        self.items()
    }
}
