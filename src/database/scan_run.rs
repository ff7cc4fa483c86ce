//! Runs of a scan: all items, page after page, one page, or their number.

use std::sync::Arc;

use super::{
    asking::Asked,
    expressions::{of_filters, of_projections},
    pages::{Items, Later, PageOfItems, Pages},
    reading::{Counted, reading_methods},
    scan::ScanBuilder,
    table::Table,
    wait::wait,
};
use crate::{
    error::Result,
    expression::ExpressionKind,
    operation::{
        Operation, Request, Select, Spelled,
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
    pub fn count(self) -> Result<usize> {
        wait(self.counted())
    }

    /// The requests of a count.
    pub(super) async fn counted(mut self) -> Result<usize> {
        self.input.select = Some(Select::Count);
        self.limit_to_take();
        let mut all = Counted::new(self.take);
        while all.goes_on() {
            let start = all.start.take().or_else(|| self.input.exclusive_start_key.clone());
            let page = match self.is_there() {
                false => self.read(start, None)?,
                true => self.asked(start, None)?.answer().await?,
            };
            all.add(page.count, page.last_evaluated_key);
        }
        Ok(all.count())
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
        if self.table.is_remote() {
            return wait(self.asked(start, most)?.answer());
        }
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

impl ScanBuilder {
    /// The request for an endpoint.
    pub(super) fn asked(&self, start: Option<Item>, most: Option<usize>) -> Result<Asked<ScanInput>> {
        self.placeholders.check()?;
        let table = self.table.current();
        let mut spelled = Spelled::new(self.placeholders.names.clone(), self.placeholders.values.clone());
        let filter_expression = spelled.conditions(ExpressionKind::Filter, &self.filters, table.schema())?;
        let projection_expression = spelled.projections(&self.projections)?;
        let (names, values) = spelled.placeholders();
        let input = ScanInput {
            table_name: self.table.name().to_owned(),
            exclusive_start_key: start,
            filter_expression,
            projection_expression,
            expression_attribute_names: names,
            expression_attribute_values: values,
            limit: self.input.limit.or_else(|| limit(most)),
            ..self.input.clone()
        };
        let expressions = of_filters(&self.filters).chain(of_projections(&self.projections));
        Ok(Asked::of_table(self.table.database().remote()?, &self.table, input, expressions))
    }
}

impl Pages for ScanBuilder {
    fn later(&self, start: Option<Item>, most: Option<usize>) -> Later<Item> {
        let asked = self.asked(start.or_else(|| self.input.exclusive_start_key.clone()), most);
        Later::new(async move {
            let page = asked?.answer().await?;
            Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
        })
    }

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
