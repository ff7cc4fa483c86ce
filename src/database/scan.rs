//! Scan, typed.

use std::sync::Arc;

use super::{
    pages::{Items, PageOfItems, Pages},
    placeholders::{PlaceholderMaps, placeholder_methods},
    reading::{self, reading_methods},
    table::{IndexHandle, Table},
};
use crate::{
    error::Result,
    operation::{
        ConditionPart, Conditions, Operation, Request, ReturnConsumedCapacity, Select, Texts,
        read::scan::{self, ScanInput, ScanOutput},
    },
    value::Item,
};

impl Table {
    /// Reads all items, in order of the hash of their partition keys.
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.clone(), None)
    }
}

impl IndexHandle {
    /// Reads all that is in the index.
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.table.clone(), Some(self.name.clone()))
    }
}

/// A scan, being made: [`Table::scan`]. Without more it reads all items.
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
    table: Table,
    input: ScanInput,
    filters: Conditions,
    projections: Texts,
    placeholders: PlaceholderMaps,
    take: Option<usize>,
}

impl ScanBuilder {
    pub(super) fn new(table: Table, index_name: Option<String>) -> Self {
        let input = ScanInput { index_name, ..ScanInput::default() };
        Self {
            table,
            input,
            filters: Conditions::new(),
            projections: Texts::new(),
            placeholders: PlaceholderMaps::default(),
            take: None,
        }
    }

    placeholder_methods!();

    fn placeholders(&mut self) -> &mut PlaceholderMaps {
        &mut self.placeholders
    }

    /// Reads one of `total` segments, from 0: several threads can each scan a segment of their own.
    pub fn segment(mut self, segment: u32, total: u32) -> Self {
        self.input.segment = Some(i32::try_from(segment).unwrap_or(i32::MAX));
        self.input.total_segments = Some(i32::try_from(total).unwrap_or(i32::MAX));
        self
    }

    /// Which of the items read come back: a filter expression. It saves no capacity. Each call adds a filter, and
    /// all must hold.
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filters.push(ConditionPart::Text(expression.into()));
        self
    }

    /// Asks for some paths alone: a projection expression. A second call adds its paths to the first one's.
    pub fn project(mut self, expression: impl Into<String>) -> Self {
        self.projections.push(expression.into());
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    pub fn consistent(mut self) -> Self {
        self.input.consistent_read = Some(true);
        self
    }

    /// How many items a page looks at, at most; pages end at 1 MB in any case.
    pub fn limit(mut self, items: usize) -> Self {
        self.input.limit = Some(i32::try_from(items).unwrap_or(i32::MAX));
        self
    }

    /// Ends after this many items, which is also the most that [`count`](Self::count) counts.
    pub fn take(mut self, items: usize) -> Self {
        self.take = Some(items);
        self
    }

    /// Goes on behind the item with this key: an earlier page's `last_evaluated_key`.
    pub fn start_after(mut self, key: Item) -> Self {
        self.input.exclusive_start_key = Some(key);
        self
    }

    /// Asks what each page consumes; [`page`](Self::page) tells it.
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.input.return_consumed_capacity = Some(how_much);
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
        self.input.select = Some(Select::Count);
        self.limit_to_take();
        reading::count(self.take, |start| {
            let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()))?;
            Ok((page.count, page.last_evaluated_key))
        })
    }

    /// A page need not hold more than will be taken.
    fn limit_to_take(&mut self) {
        if let Some(take) = self.take.filter(|take| *take > 0)
            && self.filters.is_empty()
            && self.input.limit.is_none()
        {
            self.input.limit = Some(i32::try_from(take).unwrap_or(i32::MAX));
        }
    }

    /// One page, with its counts and where the next begins.
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
        self.table.operate(ScanInput::OPERATION, |tables| {
            scan::scan_parts(tables, request, &self.filters, &self.projections)
        })
    }
}

impl Pages for ScanBuilder {
    fn page(&self, start: Option<Item>) -> Result<PageOfItems> {
        let page = self.read(start.or_else(|| self.input.exclusive_start_key.clone()))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }
}

impl IntoIterator for ScanBuilder {
    type Item = Result<Arc<Item>>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        self.items()
    }
}
