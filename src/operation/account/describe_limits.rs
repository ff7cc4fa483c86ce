//! DescribeLimits: how much throughput the account may provision.

use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::{ACCOUNT_CAPACITY_UNITS, TABLE_CAPACITY_UNITS},
    operation::request::input::Request,
};

structure! {
    /// The input of DescribeLimits, which has no members. (API reference: DescribeLimits)
    pub struct DescribeLimitsInput {}
}

structure! {
    /// What DescribeLimits answers: the quotas of an account that never had one raised.
    #[non_exhaustive]
    pub struct DescribeLimitsOutput {
        /// Read units of all tables together.
        account_max_read_capacity_units: u64 = "AccountMaxReadCapacityUnits",
        /// Write units of all tables together.
        account_max_write_capacity_units: u64 = "AccountMaxWriteCapacityUnits",
        /// Read units of one table with its global indexes.
        table_max_read_capacity_units: u64 = "TableMaxReadCapacityUnits",
        /// Write units of one table with its global indexes.
        table_max_write_capacity_units: u64 = "TableMaxWriteCapacityUnits",
    }
}

/// Returns the quotas.
pub(crate) fn run(_: &Engine, _: Request<DescribeLimitsInput>) -> Result<DescribeLimitsOutput> {
    Ok(DescribeLimitsOutput {
        account_max_read_capacity_units: ACCOUNT_CAPACITY_UNITS,
        account_max_write_capacity_units: ACCOUNT_CAPACITY_UNITS,
        table_max_read_capacity_units: TABLE_CAPACITY_UNITS,
        table_max_write_capacity_units: TABLE_CAPACITY_UNITS,
    })
}
