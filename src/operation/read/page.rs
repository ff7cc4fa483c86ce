//! A page of a table or an index: what Query, Scan and SELECT request, and the answer.

use std::sync::Arc;

use super::target::read_target;
use crate::{
    codec::{Constraint, Member},
    engine::note_returned,
    error::Result,
    expression::{Condition, Projection},
    key::{Bounds, HashRange, StoredKey},
    operation::{
        access::{scalar_keys, strong::check_read},
        answer::{capacity::Consumed, consumed_capacity::ConsumedCapacity},
        request::{
            enums::{ReturnConsumedCapacity, Select},
            found::Found,
            legacy,
            names::check_name,
        },
    },
    storage::{Entry, Page, PageRequest, ReadTarget, Table},
    value::Item,
    work::Work,
};

/// The options of a page that Query or Scan reads, with the expressions bound.
#[derive(Debug)]
pub(crate) struct PageOptions<'r> {
    /// The table's name or ARN as in the request; empty if the caller holds the table.
    pub(crate) table_name: &'r str,
    pub(crate) index_name: Option<&'r str>,
    pub(crate) select: Option<Select>,
    pub(crate) consistent: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) start: Option<&'r Item>,
    pub(crate) filter: Option<&'r Condition<'r>>,
    pub(crate) projection: Option<&'r Projection<'r>>,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// The [`PageOptions`] of an input of Query or Scan.
macro_rules! page_options {
    ($input:expr, $filter:expr, $projection:expr) => {
        $crate::operation::read::page::PageOptions {
            table_name: &$input.table_name,
            index_name: $input.index_name.as_deref(),
            select: $input.select,
            consistent: $input.consistent_read.unwrap_or(false),
            limit: $input.limit.and_then(|limit| usize::try_from(limit).ok()),
            start: $input.exclusive_start_key.as_ref(),
            filter: $filter.as_ref(),
            projection: $projection.as_ref(),
            return_consumed_capacity: $input.return_consumed_capacity,
        }
    };
}

/// Converts a [`PageAnswer`] to an output of Query or Scan.
macro_rules! output_of_page {
    ($output:ident) => {
        impl From<$crate::operation::read::page::PageAnswer> for $output {
            fn from(answer: $crate::operation::read::page::PageAnswer) -> Self {
                Self {
                    items: answer.items,
                    count: answer.count,
                    scanned_count: answer.scanned_count,
                    last_evaluated_key: answer.last_evaluated_key,
                    consumed_capacity: answer.consumed_capacity,
                }
            }
        }
    };
}

pub(super) use {output_of_page, page_options};

impl PageOptions<'_> {
    /// The table or index to read. No expression may have a path into one of its keys.
    pub(super) fn target(&self, table: &Table, operation: &'static str) -> Result<ReadTarget> {
        let target = read_target(table, self.index_name, self.consistent, operation)?;
        check_read(table, self.consistent)?;
        scalar_keys::check_projection(table, self.projection)?;
        scalar_keys::check_condition(table, self.filter)?;
        Ok(target)
    }

    /// Reads the part of the table or index between `bounds`, behind the key `start` if there is one.
    ///
    /// # Errors
    /// The read is throttled.
    pub(super) fn read(
        &self,
        table: &Table,
        target: &ReadTarget,
        (bounds, hashes): (Bounds, HashRange),
        start: Option<StoredKey>,
        forward: bool,
        fetch: bool,
    ) -> Result<Page> {
        debug_assert!(
            start.as_ref().is_none_or(|start| hashes.contains_point(start.hash)),
            "a start was checked"
        );
        table.read_page(&PageRequest {
            target,
            bounds,
            hashes,
            forward,
            start,
            limit: page_items(self.limit, self.filter),
            fetch,
            consistent: self.consistent,
        })
    }

    /// The answer to a page that was read.
    ///
    /// # Errors
    /// The filter needs more work than a request may take.
    pub(super) fn answer(&self, table: &Table, target: &ReadTarget, page: Page) -> Result<PageAnswer> {
        PageFilter {
            table_name: self.table_name,
            target,
            filter: self.filter,
            projection: self.projection,
            count_only: self.select == Some(Select::Count),
            consistent: self.consistent,
            return_consumed_capacity: self.return_consumed_capacity,
        }
        .answer(table, page)
    }
}

/// Notes what is wrong with the members that Query and Scan both have.
pub(super) fn note_members(
    found: &mut Found,
    (index_member, index_name): (Member, Option<&str>),
    (limit_member, limit): (Member, Option<i32>),
    (attributes_member, attributes_to_get): (Member, Option<&[String]>),
) {
    if let Some(index) = index_name {
        check_name(found, index_member, index);
    }
    if let Some(limit) = limit.filter(|limit| *limit < 1) {
        note_limit(found, limit_member, limit);
    }
    legacy::note_attributes_to_get(found, attributes_member, attributes_to_get);
}

/// Notes a limit below 1.
pub(super) fn note_limit(found: &mut Found, member: Member, limit: i32) {
    found.violation(member, Some(limit.to_string()), Constraint::MinValue(1), true);
}

/// How many items a page has at most: the request's limit, or what the filter's work allows.
pub(crate) fn page_items(limit: Option<usize>, filter: Option<&Condition<'_>>) -> Option<usize> {
    limit.into_iter().chain(filter.and_then(Condition::page_items)).min()
}

/// `LastEvaluatedKey`: an item's key attributes of the table and of the index that is read.
fn last_evaluated_key(table: &Table, target: &ReadTarget, item: &Item) -> Item {
    let mut key = table.schema().of(item);
    if let Some(index) = target.index() {
        key.extend(index.schema().of(item));
    }
    key
}

/// A page as an answer has it.
#[derive(Debug)]
pub(crate) struct PageAnswer {
    /// The items that passed the filter, with the requested attributes; `None` if only the count was requested.
    pub(crate) items: Option<Vec<Arc<Item>>>,
    pub(crate) count: usize,
    pub(crate) scanned_count: usize,
    pub(crate) last_evaluated_key: Option<Item>,
    pub(crate) consumed_capacity: Option<ConsumedCapacity>,
}

/// Filter and projection of a page, and what its answer reports.
#[derive(Debug)]
pub(crate) struct PageFilter<'a> {
    /// The table's name or ARN as in the request; empty if the caller holds the table.
    pub(crate) table_name: &'a str,
    pub(crate) target: &'a ReadTarget,
    pub(crate) filter: Option<&'a Condition<'a>>,
    pub(crate) projection: Option<&'a Projection<'a>>,
    pub(crate) count_only: bool,
    pub(crate) consistent: bool,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl PageFilter<'_> {
    /// The answer to a page that was read.
    ///
    /// # Errors
    /// The filter needs more work than a request may take.
    pub(crate) fn answer(&self, table: &Table, page: Page) -> Result<PageAnswer> {
        debug_assert!(
            !page.has_more() || !page.entries().is_empty(),
            "a page that ends early has a last item"
        );
        let consumed_capacity = self.return_consumed_capacity.and_then(|asked| {
            Consumed::page(self.target, &page, self.consistent).report(table, self.table_name, Some(asked))
        });
        let last_evaluated_key = page
            .entries()
            .last()
            .filter(|_| page.has_more())
            .map(|entry| last_evaluated_key(table, self.target, entry.stored().item()));
        let scanned_count = page.entries().len();
        let items = page.into_entries().into_iter().map(Entry::into_item);
        let items: Vec<Arc<Item>> = match self.filter {
            Some(filter) => filtered(filter, items)?,
            None => items.collect(),
        };
        let count = items.len();
        note_returned(count);
        let items = (!self.count_only).then(|| match self.projection {
            Some(projection) => items.into_iter().map(|item| Arc::new(projection.apply(&item))).collect(),
            None => items,
        });
        Ok(PageAnswer { items, count, scanned_count, last_evaluated_key, consumed_capacity })
    }
}

/// The items that pass a filter.
fn filtered(filter: &Condition<'_>, items: impl Iterator<Item = Arc<Item>>) -> Result<Vec<Arc<Item>>> {
    let mut work = Work::of_request();
    let filter = filter.settled(&mut work)?;
    let mut held = Vec::new();
    for item in items {
        if filter.holds_within(&item, &mut work)? {
            held.push(item);
        }
    }
    Ok(held)
}
