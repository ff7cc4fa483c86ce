//! The table or index that a read is of: what it holds, and what a request may ask for.

use std::collections::HashSet;

use crate::{
    codec::Member,
    error::{Error, Result},
    expression::{Condition, Projection},
    key::KeySchema,
    operation::{
        access::not_found::no_index,
        request::{enums::Select, wording::Wording},
    },
    storage::{IndexDefinition, ReadTarget, Table},
    texts,
};

/// The table or index that a request of this operation reads.
pub(crate) fn read_target(
    table: &Table,
    index: Option<&str>,
    consistent: bool,
    operation: &'static str,
) -> Result<ReadTarget> {
    let Some(name) = index else { return Ok(ReadTarget::Table) };
    if table.vector_index(name).is_some() {
        return Err(Error::validation(texts::vector::not_read_by(operation)));
    }
    let target = table.index(name).ok_or_else(|| {
        if table.is_backfilling(name) {
            return Error::validation(texts::read::backfilling(name));
        }
        let message = texts::read::no_index(name);
        no_index(table, name, Error::validation(message))
    })?;
    if consistent && target.is_global() {
        return Err(Error::validation(texts::read::CONSISTENT));
    }
    Ok(target)
}

/// Refuses a `Select` that contradicts the parameter by which the request lists attributes, if it has one. `specific`
/// is the wording of the error of `SPECIFIC_ATTRIBUTES` without a list: Query puts it into an envelope, Scan does not.
pub(crate) fn check_select(
    select: Option<Select>,
    parameter: Option<Member>,
    index: bool,
    specific: Wording,
) -> Result<()> {
    let refused = |what: &str| {
        debug_assert!(parameter.is_some(), "only a parameter is refused");
        let parameter = parameter.map_or("", Member::name);
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

/// Whether a local index's entries must be completed with their items from the table. Refuses attributes that a global
/// index does not project.
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

/// Refuses a Query's filter on attributes that the index does not project, unless items are fetched from the table. A
/// Scan accepts such a filter.
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

/// The message for a filter on attributes that an index does not hold.
pub(crate) fn unprojected_filter(index: &IndexDefinition, lacking: &[&str]) -> String {
    texts::read::unprojected_filter(index.name(), lacking)
}

/// The key by which a table or index is read.
pub(crate) fn key_schema<'t>(table: &'t Table, target: &'t ReadTarget) -> &'t KeySchema {
    target.index().map_or(table.schema(), |index| index.schema())
}
