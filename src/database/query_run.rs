//! Runs of a query: all items, page after page, one page, or their number.

use std::sync::Arc;

use super::{
    expressions::{of_filters, of_projections},
    pages::{Items, PageOfItems, Pages},
    query::QueryBuilder,
    reading::{self, reading_methods},
    table::Table,
};
use crate::{
    error::Result,
    expression::Placeholders,
    operation::{
        Expressions, ItemAccess, Operation, QueryInput, Select, Tables,
        read::{
            page::PageOptions,
            query::{QueryOutput, check_limit},
            query_plan::QueryPlan,
        },
    },
    texts,
    value::Item,
};

impl QueryBuilder {
    /// All items, over all pages.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let all = likes.query("jihoon07").limit(3).run()?; // pages of three
    /// assert_eq!(all.len(), 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn run(self) -> Result<Vec<Arc<Item>>> {
        self.items().collect()
    }

    reading_methods!("users.query(\"haeri05\")");

    /// The items, page after page. A `for` loop over the builder does the same.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let prices: i64 = likes.query("jihoon07").items().map(|like| like.unwrap().n("price").unwrap().to_i64().unwrap()).sum();
    /// assert_eq!(prices, 145_000);
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
    /// assert_eq!(likes.query("jihoon07").greater_than(15).count()?, 4);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn count(mut self) -> Result<usize> {
        self.select = Some(Select::Count);
        self.limit_to_take();
        reading::count(self.take, |start| {
            let page = self.read(start.as_ref().or(self.start.as_ref()), None)?;
            Ok((page.count, page.last_evaluated_key))
        })
    }

    /// Limits pages to the number of items that are taken.
    fn limit_to_take(&mut self) {
        if self.filters.is_empty() && self.limit.is_none() {
            self.limit = self.take.filter(|take| *take > 0);
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
    /// let page = likes.query("jihoon07").filter("price > :p").value(":p", 12_000).limit(5).page()?;
    /// assert_eq!((page.scanned_count, page.count), (5, 2));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Values of other types than the key's, an index that is not there, an expression that is not well formed:
    /// [`Error::Validation`](crate::error::Error::Validation). A table that is gone:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn page(&self) -> Result<QueryOutput> {
        self.read(self.start.as_ref(), None)
    }

    fn read(&self, start: Option<&Item>, most: Option<usize>) -> Result<QueryOutput> {
        let limit = self.limit.or(most);
        check_limit(limit)?;
        self.placeholders.check()?;
        self.table.operate(QueryInput::OPERATION, |tables| self.read_in(tables, start, limit)).map_err(
            |error| error.in_expressions(of_filters(&self.filters).chain(of_projections(&self.projections))),
        )
    }

    fn read_in(&self, tables: Tables<'_>, start: Option<&Item>, limit: Option<usize>) -> Result<QueryOutput> {
        let table = tables.find(self.table.name())?;
        let mut placeholders =
            Placeholders::new(self.placeholders.names.as_ref(), self.placeholders.values.as_ref())?;
        let expressions = Expressions::read(&tables, &self.filters, &self.projections)?;
        let filter = expressions.filter(&mut placeholders)?;
        let projection = expressions.projection(&mut placeholders)?;
        placeholders.all_used()?;
        let target = match &self.index {
            None => None,
            Some(name) => table.index(name),
        };
        let schema =
            target.as_ref().and_then(|target| target.index()).map_or(table.schema(), |index| index.schema());
        let key_condition = self.key.condition(schema)?;
        tables.authorize(self.table.name(), || ItemAccess {
            return_consumed_capacity: self.return_consumed_capacity.map(|asked| asked.as_str()),
            ..ItemAccess::new(QueryInput::OPERATION)
                .key_condition(&key_condition)
                .condition(filter.as_ref())
                .projection(projection.as_ref())
                .selected(self.select, projection.is_some(), self.index.as_deref())
        })?;
        let plan = QueryPlan {
            page: PageOptions {
                table_name: "",
                index_name: self.index.as_deref(),
                select: self.select,
                consistent: self.consistent,
                limit,
                start,
                filter: filter.as_ref(),
                projection: projection.as_ref(),
                return_consumed_capacity: self.return_consumed_capacity,
            },
            forward: !self.descending,
            key_condition,
            filter_parameter: texts::read::FILTER_EXPRESSION,
        };
        plan.read(&table).map(QueryOutput::from)
    }
}

impl Pages for QueryBuilder {
    fn page(&self, start: Option<Item>, most: Option<usize>) -> Result<PageOfItems> {
        let page = self.read(start.as_ref().or(self.start.as_ref()), most)?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    fn table(&self) -> &Table {
        &self.table
    }
}

impl IntoIterator for QueryBuilder {
    type Item = Result<Arc<Item>>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        self.items()
    }
}
