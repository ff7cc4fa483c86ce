//! Which exception a request has that is throttled.

use super::{
    Error,
    throttled::{Throttled, ThrottledResource, ThrottlingReason, ThroughputLimit},
};
use crate::texts;

impl Error {
    /// The exception with which the service answers a request that met this limit of a table or an index. With
    /// `on_demand`, the table is paid for by request.
    ///
    /// ```
    /// use hashrange::{Error, ThrottledAccess, ThrottledResource, ThrottlingReason, ThroughputLimit};
    ///
    /// let (table, limit) = (ThrottledResource::Table, ThroughputLimit::KeyRange);
    /// let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/users";
    /// let reason = ThrottlingReason::new(table, ThrottledAccess::Write, limit, arn);
    /// assert_eq!(reason.reason, "TableWriteKeyRangeThroughputExceeded");
    /// let error = Error::throttled(table, limit, true, vec![reason]);
    /// assert_eq!(error.code(), "ThrottlingException");
    /// ```
    ///
    /// Which limit has which exception: developer guide, "Diagnosing throttling" (its examples), "Understanding Global
    /// Secondary Index (GSI) write throttling" (a partition of an index, and the account's quota for one:
    /// ThrottlingException), "Error handling with DynamoDB" (`RequestLimitExceeded`).
    pub fn throttled(
        resource: ThrottledResource,
        limit: ThroughputLimit,
        on_demand: bool,
        reasons: Vec<ThrottlingReason>,
    ) -> Self {
        use ThrottledResource::{Index, Table};
        use texts::throttling as text;
        let throttled = |message: &str| Throttled { message: message.to_owned(), reasons };
        match (limit, resource) {
            (ThroughputLimit::Provisioned, Table) => {
                Self::ProvisionedThroughputExceeded(throttled(text::PROVISIONED))
            }
            (ThroughputLimit::Provisioned, Index) => {
                Self::ProvisionedThroughputExceeded(throttled(text::INDEX_PROVISIONED))
            }
            (ThroughputLimit::KeyRange, Table) if !on_demand => {
                Self::ProvisionedThroughputExceeded(throttled(text::PROVISIONED))
            }
            (ThroughputLimit::KeyRange, Table) => Self::Throttling(throttled(text::SCALING)),
            (ThroughputLimit::KeyRange, Index) => Self::Throttling(throttled(text::INDEX_SCALING)),
            (ThroughputLimit::MaxOnDemand, _) => Self::Throttling(throttled(text::MAX_ON_DEMAND)),
            (ThroughputLimit::Account, Table) => Self::RequestLimitExceeded(throttled(text::ACCOUNT)),
            (ThroughputLimit::Account, Index) => Self::Throttling(throttled(text::ACCOUNT)),
        }
    }

    /// A throttled request's ThrottlingException, for operations that have no other; other errors stay.
    pub(crate) fn into_throttling(self) -> Self {
        match self {
            Self::ProvisionedThroughputExceeded(throttled) | Self::RequestLimitExceeded(throttled) => {
                Self::Throttling(throttled)
            }
            other => other,
        }
    }

    /// Why the request was throttled: which limits of which tables and indexes it met. Empty for other errors.
    pub fn throttling_reasons(&self) -> &[ThrottlingReason] {
        match self {
            Self::ProvisionedThroughputExceeded(throttled)
            | Self::Throttling(throttled)
            | Self::RequestLimitExceeded(throttled) => &throttled.reasons,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_of_a_table_has_the_exception_of_its_billing_mode() {
        let code =
            |resource, limit, on_demand| Error::throttled(resource, limit, on_demand, Vec::new()).code();
        let (table, index) = (ThrottledResource::Table, ThrottledResource::Index);
        assert_eq!(code(table, ThroughputLimit::KeyRange, false), "ProvisionedThroughputExceededException");
        assert_eq!(code(table, ThroughputLimit::KeyRange, true), "ThrottlingException");
        assert_eq!(code(index, ThroughputLimit::KeyRange, false), "ThrottlingException");
        assert_eq!(code(table, ThroughputLimit::Account, true), "RequestLimitExceeded");
        assert_eq!(code(index, ThroughputLimit::Account, true), "ThrottlingException");
    }
}
