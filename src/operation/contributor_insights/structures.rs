//! Contributor insights, in requests and in answers.

use crate::{codec::structure, operation::request::enums::wire_enum, storage::ContributorInsightsMode};

wire_enum! {
    /// Whether to switch contributor insights on or off.
    ContributorInsightsAction "[ENABLE, DISABLE]" {
        /// They are switched on.
        Enable = "ENABLE",
        /// They are switched off.
        Disable = "DISABLE",
    }
}

wire_enum! {
    /// Whether accesses are counted by key.
    ContributorInsightsStatus "[ENABLING, ENABLED, DISABLING, DISABLED, FAILED]" {
        /// They will soon be.
        Enabling = "ENABLING",
        /// They are.
        Enabled = "ENABLED",
        /// They soon will no longer be.
        Disabling = "DISABLING",
        /// They are not.
        Disabled = "DISABLED",
        /// They could not be switched on or off.
        Failed = "FAILED",
    }
}

structure! {
    /// A table or an index whose accesses are counted. (API reference: `ContributorInsightsSummary`)
    #[non_exhaustive]
    pub struct ContributorInsightsSummary {
        /// The table's name.
        table_name: String = "TableName",
        /// The index's name; absent for the table itself.
        index_name: Option<String> = "IndexName",
        /// Whether accesses are counted.
        contributor_insights_status: Option<ContributorInsightsStatus> = "ContributorInsightsStatus",
        /// Which requests are counted.
        contributor_insights_mode: Option<ContributorInsightsMode> = "ContributorInsightsMode",
    }
}

structure! {
    /// Why contributor insights could not be switched on or off. (API reference: `FailureException`)
    #[non_exhaustive]
    pub struct FailureException {
        /// The exception's name.
        exception_name: Option<String> = "ExceptionName",
        /// What it says.
        exception_description: Option<String> = "ExceptionDescription",
    }
}
