//! The requests of one operation on one table.

use serde::Serialize;

use super::histogram::LatencyHistogram;
use crate::engine::calls::Call;

/// The requests of one operation on one table, under CloudWatch's names. (Developer guide: DynamoDB metrics and dimensions)
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct OperationMetrics {
    /// All requests, whatever came of them.
    pub requests: u64,
    /// How long the successful requests took, by the database's clock.
    pub successful_request_latency: LatencyHistogram,
    /// Requests that were throttled.
    pub throttled_requests: u64,
    /// Writes whose condition did not hold.
    pub conditional_check_failed_requests: u64,
    /// Requests that were refused because a transaction was using an item.
    pub transaction_conflict: u64,
    /// Other requests that were refused: those that would have the status 400.
    pub user_errors: u64,
    /// Requests that failed by a fault with the status 500.
    pub system_errors: u64,
    /// How many items queries, scans and statements returned.
    pub returned_item_count: u64,
}

impl OperationMetrics {
    pub(super) fn add(&mut self, call: &Call, returned: usize) {
        self.requests += 1;
        self.returned_item_count += returned as u64;
        let counter = match call.error {
            None => return self.successful_request_latency.add(call.duration),
            Some(error) if is_throttled(error) => &mut self.throttled_requests,
            Some("ConditionalCheckFailedException") => &mut self.conditional_check_failed_requests,
            Some("TransactionConflictException") => &mut self.transaction_conflict,
            Some("InternalServerError" | "ServiceUnavailable") => &mut self.system_errors,
            // The service answered; the program met a connection that broke.
            Some("NoAnswer") => return,
            Some(_) => &mut self.user_errors,
        };
        *counter += 1;
    }
}

pub(super) fn is_throttled(error: &str) -> bool {
    matches!(error, "ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded")
}
