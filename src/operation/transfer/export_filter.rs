//! The filter specification of an export.

use std::{ops::RangeBounds, sync::Arc};

use super::export_description::FilterSpecification;
use crate::{
    codec::Member,
    engine::{Engine, ExportFilter},
    error::{Error, Result},
    expression::{Condition, ConditionTree, ExpressionError, KeyCondition, Projection},
    key::{Bounds, HashRange, StoredKey},
    operation::{
        access::scalar_keys,
        read::{collection::checked_bounds, query_plan::check_no_keys},
        request::{found::Found, parameters::Parameters, projection::ProjectionSource, wording::Wording},
    },
    storage::{ReadTarget, Table},
    texts,
    value::Item,
    work::Work,
};

const WORDING: Wording = Wording::Bare;

/// A filter specification with its expressions parsed. It can be used on another thread than the request's.
#[derive(Debug)]
pub(super) struct FilterSource {
    filter: ExportFilter,
    filter_tree: Option<Arc<ConditionTree>>,
    key_tree: Option<Arc<ConditionTree>>,
    projection: ProjectionSource<'static>,
}

/// A filter specification with its placeholders bound.
#[derive(Debug)]
pub(super) struct BoundFilter<'f> {
    filter: Option<Condition<'f>>,
    projection: Option<Projection<'f>>,
    key: Option<KeyCondition<'f>>,
}

/// The part of a table that a key condition selects.
#[derive(Debug, Clone)]
pub(super) struct KeyPart {
    pub(super) bounds: Bounds,
    pub(super) hashes: HashRange,
}

impl KeyPart {
    /// Whether a key is in it.
    pub(super) fn contains(&self, key: &StoredKey) -> bool {
        self.bounds.contains(key)
    }
}

fn refuse(error: ExpressionError) -> Error {
    WORDING.refuse(error.as_str())
}

impl FilterSource {
    /// Parses the expressions. Values that cannot be stored were found in this member.
    pub(super) fn read(engine: &Engine, found: &Found, member: Member, filter: ExportFilter) -> Result<Self> {
        with_parameters(&filter, |parameters| {
            parameters.check(WORDING)?;
            found.check_values(WORDING, &[member])?;
            parameters.placeholders(WORDING)
        })?;
        let caches = engine.caches();
        let projection = ProjectionSource::of_text(engine, WORDING, filter.projection.as_deref(), None)?;
        let filter_tree = filter.filter.as_deref().map(|text| caches.filter(text));
        let filter_tree = filter_tree.transpose().map_err(refuse)?;
        let key_tree = filter.key_condition.as_deref().map(|text| caches.key_condition(text));
        let key_tree = key_tree.transpose().map_err(refuse)?;
        Ok(Self { filter, filter_tree, key_tree, projection })
    }

    /// The expressions with their placeholders bound.
    pub(super) fn bind(&self) -> Result<BoundFilter<'_>> {
        let mut placeholders = with_parameters(&self.filter, |parameters| parameters.placeholders(WORDING))?;
        let projection = self.projection.bind(WORDING, &mut placeholders)?;
        let filter = self.filter_tree.as_ref().map(|tree| tree.bind(&mut placeholders));
        let filter = filter.transpose().map_err(refuse)?;
        let key = self.key_tree.as_ref().map(|tree| tree.bind_key(&mut placeholders));
        let key = key.transpose().map_err(refuse)?;
        placeholders.all_used().map_err(refuse)?;
        Ok(BoundFilter { filter, projection, key })
    }
}

/// Calls `read` with what the filter has of expressions, names and values.
fn with_parameters<'f, R>(filter: &'f ExportFilter, read: impl FnOnce(&Parameters<'_, 'f>) -> R) -> R {
    let members = FilterSpecification::MEMBERS;
    read(&Parameters {
        legacy: &[],
        expressions: &[
            (members.projection_expression, filter.projection.is_some()),
            (members.filter_expression, filter.filter.is_some()),
            (members.key_condition_expression, filter.key_condition.is_some()),
        ],
        names: filter.names.as_ref(),
        values: filter.values.as_ref(),
    })
}

impl BoundFilter<'_> {
    /// The part of the table that is exported; `None` for all of it.
    ///
    /// # Errors
    /// The expressions do not fit the table's key.
    pub(super) fn part(&self, table: &Table) -> Result<Option<KeyPart>> {
        scalar_keys::check_projection(table, self.projection.as_ref())?;
        scalar_keys::check_condition(table, self.filter.as_ref())?;
        let Some(key) = &self.key else { return Ok(None) };
        let range = key.resolve(table.schema()).map_err(|error| Error::validation(error.as_str()))?;
        let (bounds, hashes) = checked_bounds(table, &ReadTarget::Table, &range)?;
        if let Some(filter) = &self.filter {
            check_no_keys(table.schema(), filter, texts::read::FILTER_EXPRESSION)?;
        }
        Ok(Some(KeyPart { bounds, hashes }))
    }

    /// Whether an item is exported.
    pub(super) fn takes(&self, item: &Item) -> bool {
        let holds = |filter: &Condition<'_>| filter.holds_within(item, &mut Work::unbounded());
        // Unlimited work is never exceeded.
        self.filter.as_ref().is_none_or(|filter| holds(filter).unwrap_or(false))
    }

    /// What is exported of an item.
    pub(super) fn projected(&self, item: &Item) -> Option<Item> {
        self.projection.as_ref().map(|projection| projection.apply(item))
    }
}
