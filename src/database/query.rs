//! The builder of Query.

use std::sync::Arc;

use super::{
    pages::{Items, PageOfItems, Pages},
    placeholders::{PlaceholderMaps, placeholder_methods},
    query_key::{QueryKey, SortRange},
    reading::{self, reading_methods},
    table::{Table, TableIndex},
};
use crate::{
    error::Result,
    expression::{Comparator, Placeholders},
    operation::{
        ConditionPart, Conditions, Expressions, Operation, QueryInput, ReturnConsumedCapacity, Select,
        Tables, Texts,
        read::{
            page::PageOptions,
            query::{QueryOutput, check_limit},
            query_plan::QueryPlan,
        },
    },
    texts,
    value::{AttributeValue, Item},
};

impl Table {
    /// Reads the items of one partition key, in order of the sort key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let all = likes.query("jihoon07").run()?;
    /// assert_eq!((all.len(), all[0].get("hour")), (10, Some(&10.into())));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.clone(), None, partition_key.into())
    }
}

impl TableIndex {
    /// Reads the items of one partition key of the index, in order of its sort key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let evening = likes.index("by_brand").query("소니").at_least(18).run()?;
    /// assert_eq!(evening.len(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.table.clone(), Some(self.name.clone()), partition_key.into())
    }
}

/// A Query request: [`Table::query`]. By default it reads all items of the partition key in ascending order.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("timestamp", S).run()?;
/// # for hour in 10..20 {
/// #     likes.put(item! { "user_id": "jihoon07", "timestamp": format!("2025-05-12T{hour}:15:00"), "hour": hour }).run()?;
/// # }
/// let newest = likes
///     .query("jihoon07")
///     .between("2025-05-12T12", "2025-05-12T18")
///     .filter("#h <> :lunch")
///     .name("#h", "hour")
///     .value(":lunch", 13)
///     .descending()
///     .take(2)
///     .run()?;
/// let hours: Vec<_> = newest.iter().filter_map(|like| like.n("hour")?.to_i64()).collect();
/// assert_eq!(hours, [17, 16]);
///
/// // One at a time, page after page:
/// for like in likes.query("jihoon07") {
///     println!("{}", like?);
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Like { hour: u8 }
///
/// let first: Option<Like> = likes.query("jihoon07").first_as()?;
/// assert_eq!(first.map(|like| like.hour), Some(10));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`, `first`, `items`, `page` or a loop over it"]
pub struct QueryBuilder {
    table: Table,
    index: Option<String>,
    key: QueryKey,
    filters: Conditions,
    projections: Texts,
    placeholders: PlaceholderMaps,
    descending: bool,
    consistent: bool,
    limit: Option<usize>,
    take: Option<usize>,
    start: Option<Item>,
    select: Option<Select>,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl QueryBuilder {
    pub(super) fn new(table: Table, index: Option<String>, partition: AttributeValue) -> Self {
        Self {
            table,
            index,
            key: QueryKey::of_partition(partition),
            filters: Conditions::new(),
            projections: Texts::new(),
            placeholders: PlaceholderMaps::default(),
            descending: false,
            consistent: false,
            limit: None,
            take: None,
            start: None,
            select: None,
            return_consumed_capacity: None,
        }
    }

    placeholder_methods!("users.query(\"haeri05\")", "filter");

    fn placeholders(&mut self) -> &mut PlaceholderMaps {
        &mut self.placeholders
    }

    /// The value of the next attribute of the partition key, in an index that has several.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_place = Index::new("by_place").partition_key("country", S).partition_key("city", S);
    /// let shops = db.create_table("shops").partition_key("id", S).global_index(by_place).run()?;
    /// shops.put(item! { "id": "s1", "country": "KR", "city": "서울" }).run()?;
    /// assert_eq!(shops.index("by_place").query("KR").and_partition_key("서울").run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn and_partition_key(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.partition.push(value.into());
        self
    }

    /// Only items with this sort key. In an index with several sort-key attributes, each call is for the next attribute,
    /// and one range may follow: the service takes one condition for each attribute of a key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").equals(12).count()?, 1); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn equals(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.sort_equals.push(value.into());
        self
    }

    /// Only sort keys below this.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").less_than(12).count()?, 2); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn less_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Less, value.into())
    }

    /// Only sort keys up to this, which is included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").at_most(12).count()?, 3); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn at_most(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::LessOrEqual, value.into())
    }

    /// Only sort keys above this.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").greater_than(12).count()?, 7); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn greater_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Greater, value.into())
    }

    /// Only sort keys from this on, which is included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").at_least(12).count()?, 8); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn at_least(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::GreaterOrEqual, value.into())
    }

    /// Only sort keys between these, which are included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").between(12, 14).count()?, 3); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn between(mut self, low: impl Into<AttributeValue>, high: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::Between(low.into(), high.into()));
        self
    }

    /// Only sort keys that begin with this text or these bytes.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let likes = db.create_table("likes").partition_key("user_id", S).sort_key("at", S).run()?;
    /// likes.put_all(["2025-04-30", "2025-05-11", "2025-05-12"].map(|at| item! { "user_id": "jihoon07", "at": at }))?;
    /// assert_eq!(likes.query("jihoon07").begins_with("2025-05").count()?, 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn begins_with(mut self, prefix: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::BeginsWith(prefix.into()));
        self
    }

    fn compare(mut self, comparator: Comparator, value: AttributeValue) -> Self {
        self.key.sort_ranges.push(SortRange::Compare(comparator, value));
        self
    }

    /// Descending order of the sort key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let last = likes.query("jihoon07").descending().first()?.unwrap();
    /// assert_eq!(last.get("hour"), Some(&19.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").consistent().count()?, 10);
    /// assert!(likes.index("by_brand").query("소니").consistent().run().is_err()); // a global index
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Returns only items for which this filter expression holds. It may use attributes outside the key, which an index
    /// must project, and saves no capacity. Each call adds a filter, and all must hold.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let cheap = likes.query("jihoon07").filter("price < :most").value(":most", 12_000).run()?;
    /// assert_eq!(cheap.len(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filters.push(ConditionPart::Text(expression.into()));
        self
    }

    /// Reads these paths only: a projection expression. A second call adds its paths to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let first = likes.query("jihoon07").project("price").first()?.unwrap();
    /// assert_eq!(*first, item! { "price": 10_000 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(mut self, expression: impl Into<String>) -> Self {
        self.projections.push(expression.into());
        self
    }

    /// The most items that a page reads, before the filter; a page also ends at 1 MB. [`take`](Self::take) limits the
    /// whole query.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let page = likes.query("jihoon07").limit(4).page()?;
    /// assert_eq!(page.items.unwrap().len(), 4);
    /// assert!(page.last_evaluated_key.is_some()); // there is more
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn limit(mut self, items: usize) -> Self {
        self.limit = Some(items);
        self
    }

    /// Ends after this many items, which is also the most that [`count`](Self::count) counts.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").take(3).run()?.len(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn take(mut self, items: usize) -> Self {
        self.take = Some(items);
        self
    }

    /// Starts after this key: the `last_evaluated_key` of an earlier page.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let first = likes.query("jihoon07").limit(4).page()?;
    /// let rest = likes.query("jihoon07").start_after(first.last_evaluated_key.unwrap()).run()?;
    /// assert_eq!(rest.len(), 6);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn start_after(mut self, key: Item) -> Self {
        self.start = Some(key);
        self
    }

    /// Asks for the capacity that each page consumes, which [`page`](Self::page) returns.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let page = likes.query("jihoon07").return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    /// assert_eq!(page.consumed_capacity.unwrap().capacity_units, 0.5);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.return_consumed_capacity = Some(how_much);
        self
    }

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
            let page = self.read(start.as_ref().or(self.start.as_ref()))?;
            Ok((page.count, page.last_evaluated_key))
        })
    }

    /// Limits pages to the number of items that are taken.
    fn limit_to_take(&mut self) {
        if self.filters.is_empty() && self.limit.is_none() {
            self.limit = self.take.filter(|take| *take > 0);
        }
    }

    /// One page, with its counts and where the next begins.
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
        self.read(self.start.as_ref())
    }

    fn read(&self, start: Option<&Item>) -> Result<QueryOutput> {
        check_limit(self.limit)?;
        self.placeholders.check()?;
        self.table.operate(QueryInput::OPERATION, |tables| self.read_in(tables, start))
    }

    fn read_in(&self, tables: Tables<'_>, start: Option<&Item>) -> Result<QueryOutput> {
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
        let plan = QueryPlan {
            page: PageOptions {
                table_name: "",
                index_name: self.index.as_deref(),
                select: self.select,
                consistent: self.consistent,
                limit: self.limit,
                start,
                filter: filter.as_ref(),
                projection: projection.as_ref(),
                return_consumed_capacity: self.return_consumed_capacity,
            },
            forward: !self.descending,
            key_condition: self.key.condition(schema)?,
            filter_parameter: texts::read::FILTER_EXPRESSION,
        };
        plan.read(&table).map(QueryOutput::from)
    }
}

impl Pages for QueryBuilder {
    fn page(&self, start: Option<Item>) -> Result<PageOfItems> {
        let page = self.read(start.as_ref().or(self.start.as_ref()))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }
}

impl IntoIterator for QueryBuilder {
    type Item = Result<Arc<Item>>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        self.items()
    }
}
