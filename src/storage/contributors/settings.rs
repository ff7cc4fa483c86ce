//! Whether accesses are counted by key.

use serde::{Deserialize, Serialize};

use crate::enumeration::wire_enum;

wire_enum! {
    /// Which requests contributor insights count.
    ContributorInsightsMode "[ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]" {
        /// All.
        AccessedAndThrottledKeys = "ACCESSED_AND_THROTTLED_KEYS",
        /// Those that are throttled.
        ThrottledKeys = "THROTTLED_KEYS",
    }
}

/// Whether accesses to a table or a global index are counted by key, as last set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContributorInsightsSettings {
    pub(crate) enabled: bool,
    pub(crate) mode: ContributorInsightsMode,
    /// When it was set, in milliseconds since 1970.
    pub(crate) changed_ms: u64,
}

impl ContributorInsightsSettings {
    /// Whether requests that are not throttled are counted.
    pub(crate) fn counts_accesses(&self) -> bool {
        self.enabled && self.mode == ContributorInsightsMode::AccessedAndThrottledKeys
    }
}
