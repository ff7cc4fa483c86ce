//! The throughput of tables and indexes.
//!
//! `index` is the name of an index; if it is `None`, the message is about the table.

use crate::limits::{DECREASE_INTERVAL_SECONDS, DECREASES_AT_ONCE};

/// Throughput is provisioned but no units are given.
pub(crate) fn no_units(index: Option<&str>) -> String {
    match index {
        None => "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be \
                 specified when BillingMode is PROVISIONED"
            .to_owned(),
        Some(index) => format!(
            "One or more parameter values were invalid: Both ReadCapacityUnits and WriteCapacityUnits must be \
             specified for index: {index}"
        ),
    }
}

/// Throughput is on demand but units are given.
pub(crate) fn units_on_demand(index: Option<&str>) -> String {
    match index {
        None => "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be \
                 specified when BillingMode is PAY_PER_REQUEST"
            .to_owned(),
        Some(index) => format!(
            "One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: \
             {index} when BillingMode is PAY_PER_REQUEST"
        ),
    }
}

/// Throughput is provisioned but the table has a limit for on-demand requests; `member` is the limit's name.
pub(crate) fn table_limit_provisioned(member: &str) -> String {
    format!(
        "One or more parameter values were invalid: {member} for OnDemandThroughput cannot be specified when table \
         BillingMode is PROVISIONED."
    )
}

/// Throughput is provisioned but an index has limits for on-demand requests.
pub(crate) fn index_limits_provisioned(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: OnDemandThroughput should not be specified for index: {index} when \
         BillingMode is PROVISIONED"
    )
}

/// A limit for on-demand requests is below 1.
pub(crate) fn limit_out_of_range(member: &str, index: Option<&str>) -> String {
    format!(
        "One or more parameter values were invalid: Requested {member} for OnDemandThroughput for {} is outside of \
         valid range",
        table_or(index)
    )
}

/// Warm throughput is below what the table or index has by default.
pub(crate) fn warm_too_low(member: &str, index: Option<&str>) -> String {
    format!(
        "One or more parameter values were invalid: Requested {member} for WarmThroughput for {} is lower than current \
         WarmThroughput, decreasing WarmThroughput is not supported",
        table_or(index)
    )
}

/// The units of a table or index should be changed to their current values.
pub(crate) fn units_unchanged(index: Option<&str>, read: u64, write: u64) -> String {
    let (whose, kind) = match index {
        None => ("table".to_owned(), "table"),
        Some(index) => (format!("index {index}"), "index"),
    };
    format!(
        "The provisioned throughput for the {whose} will not change. The requested value equals the current value. \
         Current ReadCapacityUnits provisioned for the {kind}: {read}. Requested ReadCapacityUnits: {read}. Current \
         WriteCapacityUnits provisioned for the {kind}: {write}. Requested WriteCapacityUnits: {write}. Refer to the \
         Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )
}

/// Units are decreased too often; `last` and `next` are dates.
pub(crate) fn too_many_decreases(today: u64, last: &str, next: &str) -> String {
    format!(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the \
         first {DECREASES_AT_ONCE} decreases, each subsequent decrease in the same UTC day can be performed at most \
         once every {DECREASE_INTERVAL_SECONDS} seconds. Number of decreases today: {today}. Last decrease at {last}. \
         Next decrease can be made at {next}"
    )
}

/// A setting is changed too often; `dates` are those of the last change and of the next allowed one. (The
/// service's message for the billing mode is known from when it allowed one change; the others follow its form.)
pub(crate) fn too_often(what: &str, most: usize, days: u64, [last, next]: &[String; 2]) -> String {
    format!(
        "Subscriber limit exceeded: {what} are limited to {most} times in {days} day(s). Last update at {last}. Next \
         update can be made at {next}"
    )
}

/// A table with its global indexes, or all tables of the account, would have too many units; `whose` says which. (The
/// message is hashrange's.)
pub(crate) fn too_many_units(whose: &str, member: &str, most: u64, asked: u64) -> String {
    format!("Subscriber limit exceeded: {member} of {whose} are limited to {most}, and would be {asked}")
}

/// A change of a global index contains no change of its throughput.
pub(crate) fn nothing_to_update(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: ProvisionedThroughput, OnDemandThroughput or WarmThroughput must be \
         specified for index: {index}"
    )
}

fn table_or(index: Option<&str>) -> String {
    index.map_or_else(|| "table".to_owned(), |index| format!("index: {index}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_about_the_index_that_it_names_or_about_the_table() {
        let about = |index| limit_out_of_range("MaxReadRequestUnits", index);
        assert!(about(None).ends_with("for OnDemandThroughput for table is outside of valid range"));
        assert!(about(Some("i")).ends_with("for OnDemandThroughput for index: i is outside of valid range"));
    }
}
