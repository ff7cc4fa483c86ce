//! Time to live, in requests and in answers.

use crate::{codec::structure, operation::request::enums::wire_enum};

structure! {
    /// Whether items expire, and by which attribute. (API reference: `TimeToLiveSpecification`)
    pub struct TimeToLiveSpecification {
        /// They do.
        enabled: bool = "Enabled",
        /// The attribute that holds the seconds since 1970 after which an item expires, 1 to 255 characters.
        attribute_name: String = "AttributeName",
    }
}

structure! {
    /// Whether items expire, and by which attribute. (API reference: `TimeToLiveDescription`)
    #[non_exhaustive]
    pub struct TimeToLiveDescription {
        /// Whether they do.
        time_to_live_status: Option<TimeToLiveStatus> = "TimeToLiveStatus",
        /// The attribute that holds the time; absent if items do not expire.
        attribute_name: Option<String> = "AttributeName",
    }
}

wire_enum! {
    /// Whether the items of a table expire.
    TimeToLiveStatus "[ENABLING, DISABLING, ENABLED, DISABLED]" {
        /// They will soon.
        Enabling = "ENABLING",
        /// They soon will no longer.
        Disabling = "DISABLING",
        /// They do.
        Enabled = "ENABLED",
        /// They do not.
        Disabled = "DISABLED",
    }
}
