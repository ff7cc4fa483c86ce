//! Why a request was throttled.

use super::Error;
use crate::texts;

/// A throttled request: the service's message, and which limits of which tables and indexes it met.
///
/// Source: developer guide, "Diagnosing throttling".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Throttled {
    /// The exact message of the service's exception.
    pub message: String,
    /// The limits that were met; empty if the service names none.
    pub reasons: Vec<ThrottlingReason>,
}

impl From<String> for Throttled {
    fn from(message: String) -> Self {
        Self { message, reasons: Vec::new() }
    }
}

impl From<&str> for Throttled {
    fn from(message: &str) -> Self {
        message.to_owned().into()
    }
}

/// A limit that a throttled request met. (API reference: `ThrottlingReason`)
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThrottlingReason {
    /// What was throttled and why, such as `TableWriteKeyRangeThroughputExceeded`: one of
    /// [`NAMES`](Self::NAMES).
    pub reason: &'static str,
    /// The ARN of the table or index.
    pub resource: String,
}

/// What is throttled: a table, or a global secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottledResource {
    /// A table.
    Table,
    /// A global secondary index.
    Index,
}

/// What a request does with capacity units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThrottledAccess {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

/// Which limit a request met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThroughputLimit {
    /// The units that are provisioned for a table or index.
    Provisioned,
    /// What one partition does.
    KeyRange,
    /// The limit that was set for requests on demand.
    MaxOnDemand,
    /// The account's quota for a table or index on demand.
    Account,
}

/// The name of a reason.
macro_rules! reason {
    ($resource:literal, $access:literal) => {
        [
            concat!($resource, $access, "ProvisionedThroughputExceeded"),
            concat!($resource, $access, "KeyRangeThroughputExceeded"),
            concat!($resource, $access, "MaxOnDemandThroughputExceeded"),
            concat!($resource, $access, "AccountLimitExceeded"),
        ]
    };
}

const TABLE_READ: [&str; 4] = reason!("Table", "Read");
const TABLE_WRITE: [&str; 4] = reason!("Table", "Write");
const INDEX_READ: [&str; 4] = reason!("Index", "Read");
const INDEX_WRITE: [&str; 4] = reason!("Index", "Write");

impl ThrottlingReason {
    /// The reasons of the service: a resource (`Table` or `Index`), an access (`Read` or `Write`) and a limit each.
    pub const NAMES: [[&'static str; 4]; 4] = [TABLE_READ, TABLE_WRITE, INDEX_READ, INDEX_WRITE];

    /// The reason for this resource, by its ARN.
    pub fn new(
        resource: ThrottledResource,
        access: ThrottledAccess,
        limit: ThroughputLimit,
        arn: impl Into<String>,
    ) -> Self {
        let [provisioned, key_range, max_on_demand, account] = match (resource, access) {
            (ThrottledResource::Table, ThrottledAccess::Read) => TABLE_READ,
            (ThrottledResource::Table, ThrottledAccess::Write) => TABLE_WRITE,
            (ThrottledResource::Index, ThrottledAccess::Read) => INDEX_READ,
            (ThrottledResource::Index, ThrottledAccess::Write) => INDEX_WRITE,
        };
        let reason = match limit {
            ThroughputLimit::Provisioned => provisioned,
            ThroughputLimit::KeyRange => key_range,
            ThroughputLimit::MaxOnDemand => max_on_demand,
            ThroughputLimit::Account => account,
        };
        Self { reason, resource: arn.into() }
    }
}

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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_sixteen_reasons() {
        let names: BTreeSet<_> = ThrottlingReason::NAMES.iter().flatten().collect();
        assert_eq!(names.len(), 16);
        let reason = |resource, access, limit| ThrottlingReason::new(resource, access, limit, "arn").reason;
        assert_eq!(
            reason(ThrottledResource::Table, ThrottledAccess::Read, ThroughputLimit::Provisioned),
            "TableReadProvisionedThroughputExceeded"
        );
        assert_eq!(
            reason(ThrottledResource::Index, ThrottledAccess::Write, ThroughputLimit::Account),
            "IndexWriteAccountLimitExceeded"
        );
    }

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
