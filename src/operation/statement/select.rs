//! SELECT: a page of items, or a single item.

use std::sync::Arc;

use super::{
    clauses::{refused, selected},
    next_token::{self, Origin, Position},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    expression::{Condition, Projection},
    key::{Bounds, HashRange, StoredKey},
    operation::{
        access::{not_found::no_index, scalar_keys, strong::check_read},
        answer::consumed_capacity::ConsumedCapacity,
        read::{
            collection::checked_bounds,
            page::{PageFilter, page_items},
            start::{contains, start_key},
            target::{key_schema, must_fetch, unprojected_filter},
        },
        request::enums::ReturnConsumedCapacity,
    },
    partiql::{Access, BoundValue, KeyNames, ReadPlan, Select},
    storage::{Page, PageRequest, ReadTarget, Table, WHOLE_TREE},
    texts,
    value::{AttributeValue, Item},
};

/// The options of a request for a page.
#[derive(Debug)]
pub(crate) struct SelectOptions<'r> {
    /// The statement's text and parameters, which a token is bound to.
    pub(crate) text: &'r str,
    pub(crate) parameters: &'r [AttributeValue],
    pub(crate) consistent: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) next_token: Option<&'r str>,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// A page of what a SELECT reads.
#[derive(Debug)]
pub(crate) struct SelectPage {
    pub(crate) items: Vec<Arc<Item>>,
    pub(crate) next_token: Option<String>,
    pub(crate) last_evaluated_key: Option<Item>,
    pub(crate) consumed_capacity: Option<ConsumedCapacity>,
}

/// Reads a page.
pub(crate) fn read_page(
    engine: &Engine,
    select: &Select<BoundValue<'_>>,
    options: &SelectOptions<'_>,
) -> Result<SelectPage> {
    let (table, filter) = selected(engine, select)?;
    let projection = select.to_projection();
    let target = read_target(&table, select)?;
    let names = KeyNames::of(key_schema(&table, &target))?;
    check_read(&table, options.consistent)?;
    if options.consistent && target.is_global() {
        return Err(refused("Strongly consistent read is not supported on Global Secondary Indexes").into());
    }
    scalar_keys::check_projection(&table, projection.as_ref())?;
    scalar_keys::check_condition(&table, filter.as_ref())?;
    let plan = select.plan(names)?;
    let fetch = must_fetch(&table, &target, None, projection.as_ref())?;
    if plan.is_keyed {
        check_filter_attributes(&table, &target, select, names)?;
    }
    Reading { options, table: &table, target, filter, projection, fetch }.page(plan)
}

/// A planned SELECT with its table.
struct Reading<'r> {
    options: &'r SelectOptions<'r>,
    table: &'r Table,
    target: ReadTarget,
    filter: Option<Condition<'r>>,
    projection: Option<Projection<'r>>,
    fetch: bool,
}

impl Reading<'_> {
    fn page(&self, plan: ReadPlan<'_>) -> Result<SelectPage> {
        let origin = Origin { text: self.options.text, parameters: self.options.parameters };
        let start = self.options.next_token.map(|token| origin.position(token)).transpose()?;
        let ranges = match &plan.access {
            Access::Scan => vec![(WHOLE_TREE, HashRange::WHOLE)],
            Access::Ranges(ranges) => ranges
                .iter()
                .map(|range| checked_bounds(self.table, &self.target, range))
                .collect::<Result<_>>()?,
        };
        let mut page = Page::default();
        let limit = page_items(self.options.limit, self.filter.as_ref());
        let limit = limit.into_iter().chain(plan.page_items).min();
        let first = start.as_ref().map_or(0, |position| position.range);
        let mut start = start.map(|position| self.start_key(&ranges, &position)).transpose()?;
        let mut reached = first;
        for (number, (bounds, hashes)) in ranges.into_iter().enumerate().skip(first) {
            reached = number;
            let request = PageRequest {
                target: &self.target,
                bounds,
                hashes,
                forward: !plan.is_descending,
                start: start.take(),
                limit,
                fetch: self.fetch,
                consistent: self.options.consistent,
            };
            self.table.read_more(&request, &mut page)?;
            if page.has_more() {
                break;
            }
        }
        let read = PageFilter {
            table_name: self.table.name(),
            target: &self.target,
            filter: self.filter.as_ref(),
            projection: self.projection.as_ref(),
            count_only: false,
            consistent: self.options.consistent,
            return_consumed_capacity: self.options.return_consumed_capacity,
        }
        .answer(self.table, page)?;
        debug_assert!(read.items.is_some(), "items were asked for");
        let position = read.last_evaluated_key.map(|key| Position { range: reached, key });
        Ok(SelectPage {
            items: read.items.unwrap_or_default(),
            next_token: position.as_ref().map(|position| origin.token(position)),
            last_evaluated_key: position.map(|position| position.key),
            consumed_capacity: read.consumed_capacity,
        })
    }

    /// The stored key of a token's position, which must be in the range that the token names.
    fn start_key(&self, ranges: &[(Bounds, HashRange)], position: &Position) -> Result<StoredKey> {
        let (bounds, _) = ranges.get(position.range).ok_or_else(next_token::invalid)?;
        let key = start_key(self.table, &self.target, &position.key).map_err(|_| next_token::invalid())?;
        if contains(bounds, &key) { Ok(key) } else { Err(next_token::invalid()) }
    }
}

/// The table or index that the statement names.
fn read_target(table: &Table, select: &Select<BoundValue<'_>>) -> Result<ReadTarget> {
    let Some(name) = &select.index else { return Ok(ReadTarget::Table) };
    if table.vector_index(name).is_some() {
        // A vector index has no key that a statement could name, so every statement would scan it.
        return Err(refused(texts::vector::not_read_by("Scan")).into());
    }
    table.index(name).ok_or_else(|| {
        if table.is_backfilling(name) {
            return Error::validation(texts::read::backfilling(name));
        }
        no_index(table, name, refused("The table does not have the specified index").into())
    })
}

/// Refuses a filter on what the index that is read does not hold.
fn check_filter_attributes(
    table: &Table,
    target: &ReadTarget,
    select: &Select<BoundValue<'_>>,
    names: KeyNames<'_>,
) -> Result<()> {
    let (Some(index), Some(condition)) = (target.index(), &select.condition) else { return Ok(()) };
    let mut lacking = condition.filter_attributes(names);
    lacking.retain(|name| !index.holds(table.schema(), name));
    if lacking.is_empty() {
        return Ok(());
    }
    Err(refused(unprojected_filter(index, &lacking)).into())
}
