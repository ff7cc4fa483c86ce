//! UpdateContributorInsights: switches the counting of accesses by key on or off, for a table or a global index.

use super::{
    state::{check_index_name, follow, place, status_of},
    structures::{ContributorInsightsAction, ContributorInsightsStatus},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        definition::constraints::{TableConstraints, check_table_name},
        request::input::Request,
    },
    storage::{ContributorInsightsMode, ContributorInsightsSettings},
};

structure! {
    /// The input of UpdateContributorInsights. (API reference: UpdateContributorInsights)
    pub struct UpdateContributorInsightsInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The name of a global index; absent for the table itself.
        index_name: Option<String> = "IndexName",
        /// Whether accesses are to be counted; required.
        contributor_insights_action: Option<ContributorInsightsAction> = "ContributorInsightsAction",
        /// Which requests are counted; all by default.
        contributor_insights_mode: Option<ContributorInsightsMode> = "ContributorInsightsMode",
    }
}

structure! {
    /// What UpdateContributorInsights answers.
    #[non_exhaustive]
    pub struct UpdateContributorInsightsOutput {
        /// The table's name.
        table_name: String = "TableName",
        /// The index's name; absent for the table itself.
        index_name: Option<String> = "IndexName",
        /// Whether accesses will be counted.
        contributor_insights_status: Option<ContributorInsightsStatus> = "ContributorInsightsStatus",
        /// Which requests are counted.
        contributor_insights_mode: Option<ContributorInsightsMode> = "ContributorInsightsMode",
    }
}

/// Switches counting on, from zero, or off.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateContributorInsightsInput>,
) -> Result<UpdateContributorInsightsOutput> {
    let Request { input, mut found } = request;
    let members = UpdateContributorInsightsInput::MEMBERS;
    check_table_name(&mut found, members.table_name, &input.table_name)?;
    check_index_name(&mut found, members.index_name, input.index_name.as_deref());
    let action = input.contributor_insights_action;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.required(&members.contributor_insights_action.into(), action.is_some());
    found.check(&[])?;
    let (name, index) = (own_table_name(engine, &input.table_name)?, input.index_name.as_deref());
    let table = find_managed_table(engine, name)?;
    let enabled = action == Some(ContributorInsightsAction::Enable);
    let mode = input.contributor_insights_mode.unwrap_or(ContributorInsightsMode::AccessedAndThrottledKeys);
    let asked = ContributorInsightsSettings { enabled, mode, changed_ms: engine.clock().now_ms() };
    // The lock keeps other changes from between the settings and the counting.
    let _one_at_a_time = table.changing();
    let before =
        table.change_settings(|settings| place(settings, index).map(|place| place.replace(asked.clone())))?;
    let is_same = |before: &ContributorInsightsSettings| before.enabled == enabled && before.mode == mode;
    let status = status_of(enabled, !before.as_ref().is_some_and(is_same));
    follow(&table, index, Some(&asked));
    Ok(UpdateContributorInsightsOutput {
        table_name: name.to_owned(),
        index_name: input.index_name,
        contributor_insights_status: Some(status),
        contributor_insights_mode: enabled.then_some(mode),
    })
}
