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

    /// The items, of which somebody wants so many, unless there are others among them that he leaves out: no more are read
    /// at first.
    #[cfg(feature = "derive")]
    pub(crate) fn items_for(self, wanted: Option<usize>) -> Items {
        if self.take.is_some() || !self.filters.is_empty() {
            return self.items();
        }
        Items::likely(self, wanted)
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
            let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()), None)?;
            Ok((page.count, page.last_evaluated_key))
        })
    }

    /// Limits pages to the number of items that are taken.
    fn limit_to_take(&mut self) {
        if self.filters.is_empty() {
            self.input.limit = self.input.limit.or(limit(self.take));
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
        self.read(self.input.exclusive_start_key.clone(), None)
    }

    fn read(&self, start: Option<Item>, most: Option<usize>) -> Result<ScanOutput> {
        self.placeholders.check()?;
        let mut input = self.input.clone();
        input.exclusive_start_key = start;
        input.limit = input.limit.or(limit(most));
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

/// The limit of pages of which so many items are wanted; no limit of zero, which the service refuses.
fn limit(wanted: Option<usize>) -> Option<i32> {
    wanted.filter(|wanted| *wanted > 0).map(|wanted| i32::try_from(wanted).unwrap_or(i32::MAX))
}

impl Pages for ScanBuilder {
    fn page(&self, start: Option<Item>, most: Option<usize>) -> Result<PageOfItems> {
        let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()), most)?;
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
