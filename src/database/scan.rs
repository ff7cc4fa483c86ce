//! The builder of Scan.

use super::{
    expressions::{IntoCondition, IntoProjection},
    placeholders::{PlaceholderMaps, placeholder_methods},
    table::{Table, TableIndex},
};
use crate::{
    operation::{Conditions, Projections, ReturnConsumedCapacity, read::scan::ScanInput},
    value::Item,
};

impl Table {
    /// Reads all items, in order of the hash of their partition keys.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(users.scan().run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.clone(), None)
    }
}

impl TableIndex {
    /// Reads all items of the index.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.index("by_brand").scan().count()?, 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.table.clone(), Some(self.name.clone()))
    }
}

/// A Scan request: [`Table::scan`]. By default it reads all items.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// # users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
/// let older = users.scan().filter("age > :age").value(":age", 30).run()?;
/// assert_eq!(older[0].s("user_id"), Some("haeri05"));
///
/// for user in users.scan() {
///     println!("{}", user?); // one at a time, page after page
/// }
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`, `first`, `items`, `page` or a loop over it"]
pub struct ScanBuilder {
    pub(super) table: Table,
    pub(super) input: ScanInput,
    pub(super) filters: Conditions,
    pub(super) projections: Projections,
    pub(super) placeholders: PlaceholderMaps,
    pub(super) take: Option<usize>,
}

impl ScanBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    pub(super) fn new(table: Table, index_name: Option<String>) -> Self {
        let input = ScanInput { index_name, ..ScanInput::default() };
        Self {
            table,
            input,
            filters: Conditions::new(),
            projections: Projections::new(),
            placeholders: PlaceholderMaps::default(),
            take: None,
        }
    }

    placeholder_methods!("users.scan()", "filter");

    fn placeholders(&mut self) -> &mut PlaceholderMaps {
        &mut self.placeholders
    }

    /// Reads one of `total` segments, from 0: several threads can each scan one segment.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let counts: Vec<usize> = std::thread::scope(|scope| {
    ///     let threads = [0, 1].map(|segment| scope.spawn({
    ///         let part = likes.scan().segment(segment, 2);
    ///         move || part.count().unwrap()
    ///     }));
    ///     threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    /// });
    /// assert_eq!(counts.iter().sum::<usize>(), 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn segment(mut self, segment: u32, total: u32) -> Self {
        self.input.segment = Some(i32::try_from(segment).unwrap_or(i32::MAX));
        self.input.total_segments = Some(i32::try_from(total).unwrap_or(i32::MAX));
        self
    }

    /// The scan of one of these segments.
    pub(super) fn segment_of(&self, segment: usize, total: usize) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.clone().segment(number(segment), number(total))
    }

    /// Returns only items for which this filter expression holds. It saves no capacity. Each call adds a filter, and
    /// all must hold.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.scan().filter("price < :most").value(":most", 12_000).count()?, 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.filters.push(condition.into_condition());
        self
    }

    /// Reads these paths only: a projection expression. A second call adds its paths to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let users = users.scan().project("user_id").run()?;
    /// assert_eq!(*users[0], item! { "user_id": "haeri05" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(mut self, projection: impl IntoProjection) -> Self {
        self.projections.push(projection.into_projection());
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(users.scan().consistent().count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.input.consistent_read = Some(true);
        self
    }

    /// The most items that a page reads, before the filter; a page also ends at 1 MB.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let page = likes.scan().limit(4).page()?;
    /// assert_eq!(page.items.unwrap().len(), 4);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn limit(mut self, items: usize) -> Self {
        self.input.limit = Some(i32::try_from(items).unwrap_or(i32::MAX));
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
    /// assert_eq!(likes.scan().take(3).run()?.len(), 3);
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
    /// let first = likes.scan().limit(4).page()?;
    /// let rest = likes.scan().start_after(first.last_evaluated_key.unwrap()).run()?;
    /// assert_eq!(rest.len(), 6);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn start_after(mut self, key: Item) -> Self {
        self.input.exclusive_start_key = Some(key);
        self
    }

    /// Asks for the capacity that each page consumes, which [`page`](Self::page) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let page = users.scan().return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    /// assert_eq!(page.consumed_capacity.unwrap().capacity_units, 2.0); // half a unit for each of four partitions
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.input.return_consumed_capacity = Some(how_much);
        self
    }
}
