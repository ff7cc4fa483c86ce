//! A Query whose expressions are bound, ready to read its table.

use super::{
    collection::checked_bounds,
    page::{PageAnswer, PageOptions},
    start::{is_of_one_item, query_start},
    target::{check_filter_attributes, key_schema, must_fetch},
};
use crate::{
    error::{Error, Result},
    expression::{Condition, ExpressionKind, KeyCondition, Placeholders, Projection},
    key::KeySchema,
    operation::{
        access::tables::Tables,
        request::expression_lists::{ConditionPart, ConditionTrees, ProjectionPart, ProjectionTrees},
    },
    storage::Table,
    texts,
};

/// The filter and the projection of a read that is made in Rust.
#[derive(Debug)]
pub(crate) struct Expressions<'r> {
    filters: ConditionTrees<'r>,
    projections: ProjectionTrees<'r>,
}

impl<'r> Expressions<'r> {
    /// Parses the expressions.
    pub(crate) fn read(
        tables: &Tables<'_>,
        filters: &'r [ConditionPart],
        projections: &'r [ProjectionPart],
    ) -> Result<Self> {
        let cache = tables.engine.caches();
        Ok(Self {
            filters: ConditionTrees::read(cache, ExpressionKind::Filter, filters)?,
            projections: ProjectionTrees::read(cache, projections)?,
        })
    }

    /// The filter with its placeholders bound.
    pub(crate) fn filter<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Condition<'t>>> {
        Ok(self.filters.bind(placeholders)?)
    }

    /// The projection with its placeholders bound.
    pub(crate) fn projection<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Projection<'t>>> {
        Ok(self.projections.bind(placeholders)?)
    }
}

/// A query whose expressions are bound.
#[derive(Debug)]
pub(crate) struct QueryPlan<'q> {
    pub(crate) page: PageOptions<'q>,
    pub(crate) forward: bool,
    pub(crate) key_condition: KeyCondition<'q>,
    /// The name of the filter in messages.
    pub(crate) filter_parameter: &'static str,
}

impl QueryPlan<'_> {
    /// Reads a page.
    pub(crate) fn read(self, table: &Table) -> Result<PageAnswer> {
        let target = self.page.target(table, "Query")?;
        let schema = key_schema(table, &target);
        let range = self.key_condition.resolve(schema).map_err(|error| Error::validation(error.as_str()))?;
        let bounds = checked_bounds(table, &target, &range)?;
        if let Some(filter) = self.page.filter {
            check_no_keys(schema, filter, self.filter_parameter)?;
        }
        let start = match self.page.start {
            Some(start) => Some(query_start(table, &target, start, &range)?),
            None => None,
        };
        let fetch = must_fetch(table, &target, self.page.select, self.page.projection)?;
        if let Some(filter) = self.page.filter {
            check_filter_attributes(table, &target, filter, fetch)?;
        }
        let page = self.page.read(table, &target, bounds, start, self.forward, fetch)?;
        // A read of a single item has no next page.
        let page = if is_of_one_item(table, &target) { page.ended() } else { page };
        self.page.answer(table, &target, page)
    }
}

/// Refuses a filter with an attribute of the key. The filter has this name in messages.
pub(crate) fn check_no_keys(schema: &KeySchema, filter: &Condition<'_>, parameter: &str) -> Result<()> {
    let Some(name) = filter.attribute_names().find(|name| schema.contains(name)) else { return Ok(()) };
    Err(Error::validation(texts::read::filter_on_key(parameter, name)))
}
