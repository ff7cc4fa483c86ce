//! The builder of Query.

use super::{
    expressions::{IntoCondition, IntoProjection},
    placeholders::{PlaceholderMaps, placeholder_methods},
    query_key::QueryKey,
    table::{Table, TableIndex},
};
use crate::{
    operation::{Conditions, Projections, ReturnConsumedCapacity, Select},
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
    pub(super) table: Table,
    pub(super) index: Option<String>,
    pub(super) key: QueryKey,
    pub(super) filters: Conditions,
    pub(super) projections: Projections,
    pub(super) placeholders: PlaceholderMaps,
    pub(super) descending: bool,
    pub(super) consistent: bool,
    pub(super) limit: Option<usize>,
    pub(super) take: Option<usize>,
    pub(super) start: Option<Item>,
    pub(super) select: Option<Select>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl QueryBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    pub(super) fn new(table: Table, index: Option<String>, partition: AttributeValue) -> Self {
        Self {
            table,
            index,
            key: QueryKey::of_partition(partition),
            filters: Conditions::new(),
            projections: Projections::new(),
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
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.filters.push(condition.into_condition());
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
    pub fn project(mut self, projection: impl IntoProjection) -> Self {
        self.projections.push(projection.into_projection());
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
}
