//! Summaries of a table's settings, which descriptions of tables and of replicas have in common.

use super::{description::BillingModeSummary, summaries::TableClassSummary};
use crate::storage::{TableSettings, TableStatus};

/// How throughput is paid for; left out if it was always provisioned and the table was not restored. (API reference:
/// RestoreTableFromBackup, examples)
pub(crate) fn billing_mode_summary(settings: &TableSettings) -> Option<BillingModeSummary> {
    let is_told = settings.pay_per_request_since_seconds.is_some() || settings.restored.is_some();
    is_told.then_some(BillingModeSummary {
        billing_mode: Some(settings.billing_mode),
        last_update_to_pay_per_request_date_time: settings
            .pay_per_request_since_seconds
            .filter(|_| settings.status != TableStatus::Creating),
    })
}

/// The table's class, if it was ever set.
pub(crate) fn table_class_summary(settings: &TableSettings) -> Option<TableClassSummary> {
    settings.table_class.map(|table_class| TableClassSummary {
        table_class: Some(table_class),
        last_update_date_time: settings.table_class_changed_seconds,
    })
}
