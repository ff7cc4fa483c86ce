//! Query, typed.

use std::sync::Arc;

use super::{
    pages::{Items, PageOfItems, Pages},
    placeholders::{PlaceholderMaps, placeholder_methods},
    query_key::{QueryKey, SortRange},
    reading::{self, reading_methods},
    table::{IndexHandle, Table},
};
use crate::{
    error::Result,
    expression::{Comparator, Placeholders},
    operation::{
        ConditionPart, Conditions, Expressions, Operation, QueryInput, ReturnConsumedCapacity, Select,
        Tables, Texts,
        read::query::{QueryOutput, QueryPlan, check_limit},
    },
    texts,
    value::{AttributeValue, Item},
};

impl Table {
    /// Reads the items of one partition key, in order of the sort key.
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.clone(), None, partition_key.into())
    }
}

impl IndexHandle {
    /// Reads the items of one partition key of the index, in order of its sort key.
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.table.clone(), Some(self.name.clone()), partition_key.into())
    }
}

/// A query, being made: [`Table::query`]. Without more it reads all items of the partition key, ascending.
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

    placeholder_methods!();

    fn placeholders(&mut self) -> &mut PlaceholderMaps {
        &mut self.placeholders
    }

    /// The value of the next attribute of the partition key, in an index that has several.
    pub fn and_partition_key(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.partition.push(value.into());
        self
    }

    /// Only the item whose sort key is this. In an index with several sort-key attributes each call is for the
    /// next of them, and a range may follow: one, as the service takes one condition on an attribute of the key.
    pub fn equals(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.sort_equals.push(value.into());
        self
    }

    /// Only sort keys below this.
    pub fn less_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Less, value.into())
    }

    /// Only sort keys up to this, which is included.
    pub fn at_most(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::LessOrEqual, value.into())
    }

    /// Only sort keys above this.
    pub fn greater_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Greater, value.into())
    }

    /// Only sort keys from this on, which is included.
    pub fn at_least(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::GreaterOrEqual, value.into())
    }

    /// Only sort keys between these, which are included.
    pub fn between(mut self, low: impl Into<AttributeValue>, high: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::Between(low.into(), high.into()));
        self
    }

    /// Only sort keys that begin with this text or these bytes.
    pub fn begins_with(mut self, prefix: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::BeginsWith(prefix.into()));
        self
    }

    fn compare(mut self, comparator: Comparator, value: AttributeValue) -> Self {
        self.key.sort_ranges.push(SortRange::Compare(comparator, value));
        self
    }

    /// Descending order of the sort key.
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Which of the items read come back: a filter expression on attributes outside the key, which an index must
    /// hold. It saves no capacity. Each call adds a filter, and all must hold.
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filters.push(ConditionPart::Text(expression.into()));
        self
    }

    /// Asks for some paths alone: a projection expression. A second call adds its paths to the first one's.
    pub fn project(mut self, expression: impl Into<String>) -> Self {
        self.projections.push(expression.into());
        self
    }

    /// How many items a page looks at, at most; pages end at 1 MB in any case. For an end to the whole query see
    /// [`take`](Self::take).
    pub fn limit(mut self, items: usize) -> Self {
        self.limit = Some(items);
        self
    }

    /// Ends after this many items, which is also the most that [`count`](Self::count) counts.
    pub fn take(mut self, items: usize) -> Self {
        self.take = Some(items);
        self
    }

    /// Goes on behind the item with this key: an earlier page's `last_evaluated_key`.
    pub fn start_after(mut self, key: Item) -> Self {
        self.start = Some(key);
        self
    }

    /// Asks what each page consumes; [`page`](Self::page) tells it.
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.return_consumed_capacity = Some(how_much);
        self
    }

    /// All items, over all pages.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    pub fn run(self) -> Result<Vec<Arc<Item>>> {
        self.items().collect()
    }

    reading_methods!();

    /// The items, page after page. A `for` loop over the builder does the same.
    pub fn items(mut self) -> Items {
        let take = self.take;
        self.limit_to_take();
        Items::new(self, take)
    }

    /// How many items there are, over all pages, without reading them out.
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

    /// A page need not hold more than will be taken.
    fn limit_to_take(&mut self) {
        if self.filters.is_empty() && self.limit.is_none() {
            self.limit = self.take.filter(|take| *take > 0);
        }
    }

    /// One page, with its counts and where the next begins.
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
        QueryPlan {
            table_name: "",
            index_name: self.index.as_deref(),
            select: self.select,
            consistent: self.consistent,
            forward: !self.descending,
            limit: self.limit,
            start,
            key_condition: self.key.condition(schema)?,
            filter: filter.as_ref(),
            filter_parameter: texts::read::FILTER_EXPRESSION,
            projection: projection.as_ref(),
            return_consumed_capacity: self.return_consumed_capacity,
        }
        .execute(&table)
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
