//! The examples of the operations on contributor insights.

/// An example on the table of users with contributor insights.
macro_rules! with_insights {
    ($code:literal) => {
        on_users!(
            r#"use hashrange::operation::{ContributorInsightsAction, UpdateContributorInsightsInput};

db.update_contributor_insights(UpdateContributorInsightsInput {
    table_name: "users".into(),
    contributor_insights_action: Some(ContributorInsightsAction::Enable),
    ..Default::default()
})?;
"#,
            $code
        )
    };
}

macro_rules! contributor_insights_example {
    (update_contributor_insights) => {
        with_insights!(
            r#"users.get("haeri05").run()?;
assert_eq!(users.contributors(10).partition_keys[0].accesses, 1);"#
        )
    };
    (describe_contributor_insights) => {
        with_insights!(
            r#"let rules = db.describe_contributor_insights("users")?.contributor_insights_rule_list.unwrap();
assert!(rules[0].starts_with("DynamoDBContributorInsights-PKC-users-"));"#
        )
    };
    (list_contributor_insights) => {
        with_insights!(
            r#"use hashrange::operation::ListContributorInsightsInput;

let listed = db.list_contributor_insights(ListContributorInsightsInput::default())?;
assert_eq!(listed.contributor_insights_summaries[0].table_name, "users");"#
        )
    };
}

pub(super) use {contributor_insights_example, with_insights};
