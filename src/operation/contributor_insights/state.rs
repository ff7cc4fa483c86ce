//! The contributor insights of a table or of one of its global indexes.

use super::structures::ContributorInsightsStatus;
use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    key::KeySchema,
    operation::request::{found::Found, names::check_name},
    storage::{ContributorInsightsSettings, Table, TableSettings},
    texts,
};

/// Notes what is wrong with the name of an index.
pub(super) fn check_index_name(found: &mut Found, member: Member, index: Option<&str>) {
    if let Some(index) = index {
        check_name(found, member, index);
    }
}

/// The contributor insights in a table's settings, of the table or of the global index.
///
/// # Errors
/// There is no such index.
pub(super) fn place<'s>(
    settings: &'s mut TableSettings,
    index: Option<&str>,
) -> Result<&'s mut Option<ContributorInsightsSettings>> {
    match index {
        None => Ok(&mut settings.contributor_insights),
        Some(name) => match settings.global_indexes.get_mut(name) {
            Some(index) => Ok(&mut index.contributor_insights),
            None => Err(Error::ResourceNotFound(texts::index::not_found(name).into())),
        },
    }
}

/// Whether accesses are counted. While a transition lasts, counting is being switched on or off.
pub(super) fn status(
    engine: &Engine,
    settings: Option<&ContributorInsightsSettings>,
) -> ContributorInsightsStatus {
    let lasts_ms = engine.transitions_ms();
    let is_changing = |changed_ms: u64| engine.clock().now_ms() < changed_ms.saturating_add(lasts_ms);
    match settings {
        None => ContributorInsightsStatus::Disabled,
        Some(settings) => status_of(settings.enabled, is_changing(settings.changed_ms)),
    }
}

/// The status of counting that is, or is not, `enabled`.
pub(super) const fn status_of(enabled: bool, is_changing: bool) -> ContributorInsightsStatus {
    match (enabled, is_changing) {
        (true, true) => ContributorInsightsStatus::Enabling,
        (true, false) => ContributorInsightsStatus::Enabled,
        (false, true) => ContributorInsightsStatus::Disabling,
        (false, false) => ContributorInsightsStatus::Disabled,
    }
}

/// Switches the counting of accesses to a table, or to its index, on or off as its settings say.
pub(super) fn follow(table: &Table, index: Option<&str>, settings: Option<&ContributorInsightsSettings>) {
    let is_on = settings.is_some_and(ContributorInsightsSettings::counts_accesses);
    let counts_throttled = settings.is_some_and(|settings| settings.enabled);
    match index {
        None => table.contributors().switch(is_on, counts_throttled, table.schema()),
        Some(name) => {
            if let Some(index) = table.global_index(name) {
                index.contributors().switch(is_on, counts_throttled, index.definition().schema());
            }
        }
    }
}

/// The same for a table that was read from a file, and for all its indexes.
pub(crate) fn follow_all(table: &Table) {
    let settings = table.settings().clone();
    follow(table, None, settings.contributor_insights.as_ref());
    for (name, index) in &settings.global_indexes {
        follow(table, Some(name), index.contributor_insights.as_ref());
    }
}

/// The schema by which the accesses to a table, or to its index, are counted.
pub(super) fn schema(table: &Table, index: Option<&str>) -> Option<KeySchema> {
    match index {
        None => Some(table.schema().clone()),
        Some(name) => table.global_index(name).map(|index| index.definition().schema().clone()),
    }
}
