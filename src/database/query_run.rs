//! Runs of a query: all items, page after page, one page, or their number.

use std::sync::Arc;

use super::{
    asking::Asked,
    expressions::{of_filters, of_projections},
    pages::{Items, Later, PageOfItems, Pages},
    query::QueryBuilder,
    reading::{Counted, reading_methods},
    table::Table,
    wait::wait,
};
use crate::{
    error::{Error, Result},
    expression::{ExpressionKind, Placeholders},
    operation::{
        Expressions, ItemAccess, Operation, QueryInput, Select, Spelled, TableRef, Tables,
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
    pub fn count(self) -> Result<usize> {
        wait(self.counted())
    }

    /// The requests of a count.
    pub(super) async fn counted(mut self) -> Result<usize> {
        self.select = Some(Select::Count);
        self.limit_to_take();
        let mut all = Counted::new(self.take);
        while all.goes_on() {
            let start = all.start.take().or_else(|| self.start.clone());
            let page = match self.is_there() {
                false => self.read(start.as_ref(), None)?,
                true => self.ask(start, None).await?,
            };
            all.add(page.count, page.last_evaluated_key);
        }
        Ok(all.count())
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
        if self.table.is_remote() {
            return wait(self.ask(start.cloned(), most));
        }
        let limit = self.limit.or(most);
        check_limit(limit)?;
        self.placeholders.check()?;
        self.table.operate(QueryInput::OPERATION, |tables| self.read_in(tables, start, limit)).map_err(
            |error| error.in_expressions(of_filters(&self.filters).chain(of_projections(&self.projections))),
        )
    }

    /// Asks an endpoint for a page.
    pub(super) async fn ask(&self, start: Option<Item>, most: Option<usize>) -> Result<QueryOutput> {
        let now = match &self.index {
            Some(name) if self.table.current().index(name).is_none() => Some(self.table.known_now().await?),
            _ => None,
        };
        let asked =
            self.asked(now.as_ref().map_or_else(|| self.table.current(), TableRef::Held), start, most);
        asked.map_err(|error| error.in_table(self.table.name()))?.answer().await
    }

    /// The request for an endpoint, which has this table.
    fn asked(
        &self,
        table: TableRef<'_>,
        start: Option<Item>,
        most: Option<usize>,
    ) -> Result<Asked<QueryInput>> {
        let limit = self.limit.or(most);
        check_limit(limit)?;
        self.placeholders.check()?;
        let target = self.index.as_ref().map(|name| {
            let target = table.index(name);
            target.ok_or_else(|| Error::validation(texts::read::no_index(name)))
        });
        let target = target.transpose()?;
        let schema =
            target.as_ref().and_then(|target| target.index()).map_or(table.schema(), |index| index.schema());
        let mut spelled = Spelled::new(self.placeholders.names.clone(), self.placeholders.values.clone());
        let key_condition_expression = Some(self.key.text(schema, &mut spelled)?);
        let filter_expression = spelled.conditions(ExpressionKind::Filter, &self.filters, table.schema())?;
        let projection_expression = spelled.projections(&self.projections)?;
        let (names, values) = spelled.placeholders();
        let input = QueryInput {
            table_name: self.table.name().to_owned(),
            index_name: self.index.clone(),
            select: self.select,
            limit: limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)),
            consistent_read: Some(self.consistent),
            scan_index_forward: Some(!self.descending),
            exclusive_start_key: start,
            return_consumed_capacity: self.return_consumed_capacity,
            projection_expression,
            filter_expression,
            key_condition_expression,
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..QueryInput::default()
        };
        let expressions = of_filters(&self.filters).chain(of_projections(&self.projections));
        Ok(Asked::of_table(self.table.database().remote()?, &self.table, input, expressions))
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
    fn later(&self, start: Option<Item>, most: Option<usize>) -> Later<Item> {
        let (own, start) = (self.clone(), start.or_else(|| self.start.clone()));
        Later::new(async move {
            let page = own.ask(start, most).await?;
            Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
        })
    }

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
