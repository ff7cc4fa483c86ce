//! Why a request was throttled.

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

impl ThrottlingReason {
    /// Whether one partition met its limit.
    pub(crate) fn is_key_range(&self) -> bool {
        self.reason.ends_with("KeyRangeThroughputExceeded")
    }

    /// Whether provisioned throughput was exceeded.
    pub(crate) fn is_provisioned(&self) -> bool {
        self.reason.ends_with("ProvisionedThroughputExceeded")
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
}
