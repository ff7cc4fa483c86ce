//! DescribeContributorInsights: whether accesses to a table or a global index are counted by key, and by which rules.

use super::{
    state::{check_index_name, place, schema, status},
    structures::{ContributorInsightsStatus, FailureException},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::CONTRIBUTOR_INSIGHTS_RULE_CHARACTERS,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        definition::constraints::check_table_name,
        request::input::Request,
    },
    storage::{ContributorInsightsMode, ContributorInsightsSettings},
};

structure! {
    /// The input of DescribeContributorInsights. (API reference: DescribeContributorInsights)
    pub struct DescribeContributorInsightsInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The name of a global index; absent for the table itself.
        index_name: Option<String> = "IndexName",
    }
}

impl<N: Into<String>> From<N> for DescribeContributorInsightsInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into(), index_name: None }
    }
}

structure! {
    /// What DescribeContributorInsights answers.
    #[non_exhaustive]
    pub struct DescribeContributorInsightsOutput {
        /// The table's name.
        table_name: String = "TableName",
        /// The index's name; absent for the table itself.
        index_name: Option<String> = "IndexName",
        /// The names of the rules by which accesses are counted; absent if they are not counted.
        contributor_insights_rule_list: Option<Vec<String>> = "ContributorInsightsRuleList",
        /// Whether accesses are counted.
        contributor_insights_status: Option<ContributorInsightsStatus> = "ContributorInsightsStatus",
        /// When that was last set, in seconds since 1970.
        last_update_date_time: Option<f64> = "LastUpdateDateTime",
        /// Why the last request failed; always absent here.
        failure_exception: Option<FailureException> = "FailureException",
        /// Which requests are counted.
        contributor_insights_mode: Option<ContributorInsightsMode> = "ContributorInsightsMode",
    }
}

/// Describes whether accesses are counted.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeContributorInsightsInput>,
) -> Result<DescribeContributorInsightsOutput> {
    let Request { input, mut found } = request;
    let members = DescribeContributorInsightsInput::MEMBERS;
    check_table_name(&mut found, members.table_name, &input.table_name)?;
    check_index_name(&mut found, members.index_name, input.index_name.as_deref());
    found.check(&[])?;
    let (name, index) = (own_table_name(engine, &input.table_name)?, input.index_name.as_deref());
    let table = find_managed_table(engine, name)?;
    let settings = place(&mut table.settings().clone(), index)?.take();
    let on = settings.as_ref().filter(|settings| settings.enabled);
    let has_sort_key = schema(&table, index).is_some_and(|schema| !schema.sort_key.is_empty());
    Ok(DescribeContributorInsightsOutput {
        table_name: name.to_owned(),
        contributor_insights_rule_list: on.map(|settings| rules(name, has_sort_key, settings)),
        contributor_insights_status: Some(status(engine, settings.as_ref())),
        last_update_date_time: settings.as_ref().map(|settings| settings.changed_ms as f64 / 1000.0),
        failure_exception: None,
        contributor_insights_mode: on.map(|settings| settings.mode),
        index_name: input.index_name,
    })
}

/// The names of the rules. There is one for accessed and one for throttled partition keys and, if there is a sort key,
/// one of each for whole keys. (Developer guide: CloudWatch Contributor Insights, how it works)
fn rules(table: &str, has_sort_key: bool, settings: &ContributorInsightsSettings) -> Vec<String> {
    let kinds: &[&str] = match (settings.mode, has_sort_key) {
        (ContributorInsightsMode::AccessedAndThrottledKeys, true) => &["PKC", "SKC", "PKT", "SKT"],
        (ContributorInsightsMode::AccessedAndThrottledKeys, false) => &["PKC", "PKT"],
        (ContributorInsightsMode::ThrottledKeys, true) => &["PKT", "SKT"],
        (ContributorInsightsMode::ThrottledKeys, false) => &["PKT"],
    };
    let rule = |kind: &&str| {
        let (start, end) =
            (format!("DynamoDBContributorInsights-{kind}-"), format!("-{}", settings.changed_ms));
        // Rule names have a maximum length, so the table's name is cut.
        let room = CONTRIBUTOR_INSIGHTS_RULE_CHARACTERS.saturating_sub(start.len() + end.len());
        let table: String = table.chars().take(room).collect();
        format!("{start}{table}{end}")
    };
    kinds.iter().map(rule).collect()
}
