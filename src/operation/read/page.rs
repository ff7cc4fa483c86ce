//! What Query and Scan have in common: which attributes come back, filters, pages, what it costs.

use std::{collections::HashSet, sync::Arc};

use crate::{
    error::{Error, Result},
    expression::{Condition, ExpressionKind, Placeholders, Projection},
    key::{KeyFault, StoredKey, index_key, local_index_key, table_key},
    operation::{
        access::{keys::key_error, not_found::no_index, tables::Tables},
        answer::capacity::{Consumed, ConsumedCapacity},
        request::{
            enums::{ReturnConsumedCapacity, Select},
            expression_lists::{ConditionPart, ConditionTrees, ProjectionTrees},
            wording::Wording,
        },
    },
    storage::{IndexDefinition, Page, ReadTarget, Table},
    texts,
    value::Item,
    work::Work,
};

/// The table or index that a request reads.
pub(crate) fn read_target(table: &Table, index: Option<&str>, consistent: bool) -> Result<ReadTarget> {
    let Some(name) = index else { return Ok(ReadTarget::Table) };
    let target = table.index(name).ok_or_else(|| {
        let message = texts::read::no_index(name);
        no_index(table, name, Error::validation(message))
    })?;
    if consistent && target.is_global() {
        return Err(Error::validation(texts::read::CONSISTENT));
    }
    Ok(target)
}

/// Refuses a `Select` that does not go with what the request says of its attributes. `specific` words the lack of
/// attributes to `SPECIFIC_ATTRIBUTES`: Query puts it into an envelope, Scan does not.
pub(crate) fn check_select(
    select: Option<Select>,
    expression: bool,
    attributes: bool,
    index: bool,
    specific: Wording,
) -> Result<()> {
    let parameter = match (expression, attributes) {
        (true, _) => Some("ProjectionExpression"),
        (false, true) => Some("AttributesToGet"),
        (false, false) => None,
    };
    let refused = |what: &str| {
        let parameter = parameter.unwrap_or_default();
        Err(Error::validation(texts::read::select_excludes(parameter, what)))
    };
    match select {
        Some(Select::SpecificAttributes) if parameter.is_none() => Err(specific.refuse(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        )),
        Some(Select::Count) if parameter.is_some() => refused("only the Count"),
        Some(Select::AllAttributes) if parameter.is_some() => refused("ALL_ATTRIBUTES"),
        Some(Select::AllProjectedAttributes) if parameter.is_some() => refused("ALL_PROJECTED_ATTRIBUTES"),
        Some(Select::AllProjectedAttributes) if !index => {
            Err(Error::validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"))
        }
        _ => Ok(()),
    }
}

/// Whether a local index's entries must bring their items from the table; refuses what a global index lacks.
pub(crate) fn must_fetch(
    table: &Table,
    target: &ReadTarget,
    select: Option<Select>,
    projection: Option<&Projection<'_>>,
) -> Result<bool> {
    let Some(index) = target.index() else { return Ok(false) };
    let all = matches!(index.projection(), crate::storage::IndexProjection::All);
    if all {
        return Ok(false);
    }
    if select == Some(Select::AllAttributes) {
        if target.is_global() {
            return Err(Error::validation(texts::read::all_attributes_of_index(index.name())));
        }
        return Ok(true);
    }
    let Some(projection) = projection else { return Ok(false) };
    let lacking: Vec<&str> =
        projection.attribute_names().filter(|name| !index.holds(table.schema(), name)).collect();
    if lacking.is_empty() {
        return Ok(false);
    }
    if target.is_global() {
        return Err(Error::validation(texts::read::not_projected(index.name(), &lacking)));
    }
    Ok(true)
}

/// Refuses a filter of a Query on what an index does not hold, where its entries do not bring their items. A Scan
/// takes such a filter.
pub(crate) fn check_filter_attributes(
    table: &Table,
    target: &ReadTarget,
    filter: &Condition<'_>,
    fetch: bool,
) -> Result<()> {
    let Some(index) = target.index().filter(|_| !fetch) else { return Ok(()) };
    let mut seen = HashSet::new();
    let lacking: Vec<&str> = filter
        .attribute_names()
        .filter(|name| !index.holds(table.schema(), name) && seen.insert(*name))
        .collect();
    if lacking.is_empty() { Ok(()) } else { Err(Error::validation(unprojected_filter(index, &lacking))) }
}

/// The words for a filter on attributes that an index does not hold.
pub(crate) fn unprojected_filter(index: &IndexDefinition, lacking: &[&str]) -> String {
    texts::read::unprojected_filter(index.name(), lacking)
}

/// The place that an `ExclusiveStartKey` names: the key's attributes of table and index, no more and no less.
pub(crate) fn start_place(table: &Table, target: &ReadTarget, start: &Item) -> Result<StoredKey> {
    let invalid = || Error::validation(texts::read::INVALID_START);
    let index = target.index().map(|index| index.schema());
    let extra = index.map_or(0, |index| {
        index.attributes().filter(|attribute| !table.schema().contains(&attribute.name)).count()
    });
    if start.len() != table.schema().len() + extra {
        return Err(invalid());
    }
    for schema in std::iter::once(table.schema()).chain(index) {
        schema.check(start).map_err(|fault| match fault {
            KeyFault::Missing { .. } | KeyFault::Type { .. } => invalid(),
            other => key_error(other),
        })?;
    }
    Ok(match target {
        ReadTarget::Table => table_key(table.schema(), start),
        ReadTarget::Local(_, index) => local_index_key(table.schema(), index.schema(), start),
        ReadTarget::Global(index) => index_key(table.schema(), index.definition().schema(), start),
    })
}

/// How many items a page has at most: the request's limit, and what the filter leaves time for.
pub(crate) fn page_items(limit: Option<usize>, filter: Option<&Condition<'_>>) -> Option<usize> {
    limit.into_iter().chain(filter.and_then(Condition::page_items)).min()
}

/// The key to go on behind an item.
pub(crate) fn last_evaluated_key(table: &Table, target: &ReadTarget, item: &Item) -> Item {
    let mut key = table.schema().of(item);
    if let Some(index) = target.index() {
        key.extend(index.schema().of(item));
    }
    key
}

/// The filter and the projection of a read that is made in Rust.
#[derive(Debug)]
pub(crate) struct Expressions {
    filters: ConditionTrees,
    projections: ProjectionTrees,
}

impl Expressions {
    /// Parses them.
    pub(crate) fn read(
        tables: &Tables<'_>,
        filters: &[ConditionPart],
        projections: &[String],
    ) -> Result<Self> {
        let cache = tables.engine.caches();
        Ok(Self {
            filters: ConditionTrees::read(cache, ExpressionKind::Filter, filters)?,
            projections: ProjectionTrees::read(cache, projections)?,
        })
    }

    /// The filter with the placeholders' meanings in it.
    pub(crate) fn filter<'s>(&'s self, placeholders: &mut Placeholders<'s>) -> Result<Option<Condition<'s>>> {
        Ok(self.filters.bind(placeholders)?)
    }

    /// The projection with the placeholders' meanings in it.
    pub(crate) fn projection<'s>(
        &'s self,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Projection<'s>>> {
        Ok(self.projections.bind(placeholders)?)
    }
}

/// What a page becomes in the answer.
#[derive(Debug)]
pub(crate) struct Read {
    /// The items that the filter let through, with the attributes wanted; none where only the count is.
    pub(crate) items: Option<Vec<Arc<Item>>>,
    pub(crate) count: usize,
    pub(crate) scanned_count: usize,
    pub(crate) last_evaluated_key: Option<Item>,
    pub(crate) consumed_capacity: Option<ConsumedCapacity>,
}

/// How a page becomes an answer.
#[derive(Debug)]
pub(crate) struct Shaping<'a> {
    /// What the request calls the table; nothing where it holds it.
    pub(crate) table_name: &'a str,
    pub(crate) target: &'a ReadTarget,
    pub(crate) filter: Option<&'a Condition<'a>>,
    pub(crate) projection: Option<&'a Projection<'a>>,
    pub(crate) count_only: bool,
    pub(crate) consistent: bool,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl Shaping<'_> {
    /// Filters and projects a page, and tells what it cost.
    ///
    /// # Errors
    /// The filter takes more work than one request may.
    pub(crate) fn shape(&self, table: &Table, page: Page) -> Result<Read> {
        let consumed_capacity = self.return_consumed_capacity.and_then(|asked| {
            Consumed::page(self.target, &page, self.consistent).report(table, self.table_name, Some(asked))
        });
        let last_evaluated_key = page
            .entries
            .last()
            .filter(|_| page.more)
            .map(|entry| last_evaluated_key(table, self.target, entry.stored.item()));
        let scanned_count = page.entries.len();
        let items = page.entries.into_iter().map(|entry| entry.fetched.unwrap_or(entry.stored).into_item());
        let items: Vec<Arc<Item>> = match self.filter {
            Some(filter) => filtered(filter, items)?,
            None => items.collect(),
        };
        let count = items.len();
        let items = (!self.count_only).then(|| match self.projection {
            Some(projection) => items.into_iter().map(|item| Arc::new(projection.apply(&item))).collect(),
            None => items,
        });
        Ok(Read { items, count, scanned_count, last_evaluated_key, consumed_capacity })
    }
}

/// The items that a filter lets through.
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
