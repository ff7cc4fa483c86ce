//! The tables and indexes of throttled requests.

use super::rule::FaultRule;
use crate::{
    engine::Engine,
    error::{Error, ThrottledAccess, ThrottledResource, ThrottlingReason, ThroughputLimit},
    storage::BillingMode,
};

/// The parts of a reason's name.
pub(super) fn parts_of_reason(name: &str) -> Option<(ThrottledResource, ThrottledAccess, ThroughputLimit)> {
    const RESOURCES: [ThrottledResource; 2] = [ThrottledResource::Table, ThrottledResource::Index];
    const LIMITS: [ThroughputLimit; 4] = [
        ThroughputLimit::Provisioned,
        ThroughputLimit::KeyRange,
        ThroughputLimit::MaxOnDemand,
        ThroughputLimit::Account,
    ];
    let with_access =
        RESOURCES.into_iter().flat_map(|one| [(one, ThrottledAccess::Read), (one, ThrottledAccess::Write)]);
    let mut all = with_access.flat_map(|(one, access)| LIMITS.map(|limit| (one, access, limit)));
    all.find(|(resource, access, limit)| {
        ThrottlingReason::new(*resource, *access, *limit, String::new()).reason == name
    })
}

impl Engine {
    fn arn_of(&self, resource: ThrottledResource, table: &str, index: Option<&str>) -> String {
        let table = self.table_arn(table);
        match (resource, index) {
            (ThrottledResource::Index, Some(index)) => format!("{table}/index/{index}"),
            _ => table,
        }
    }

    /// A throttling reason of this name, with the ARN of the table or its index.
    pub(super) fn throttling_reason(
        &self,
        name: &str,
        table: &str,
        index: Option<&str>,
    ) -> Option<ThrottlingReason> {
        let (resource, access, limit) = parts_of_reason(name)?;
        Some(ThrottlingReason::new(resource, access, limit, self.arn_of(resource, table, index)))
    }

    /// The exception of a request that reads or writes a table and is throttled for the first of these reasons; without
    /// one, for what fits the rule.
    pub(super) fn throttled_by(
        &self,
        rule: &FaultRule,
        table: &str,
        writes: bool,
        reasons: &[String],
    ) -> Error {
        let index = rule.index.as_deref();
        let on_demand = self
            .catalog()
            .table(table)
            .is_none_or(|table| table.settings().billing_mode == BillingMode::PayPerRequest);
        let limit = match rule.key.is_some() || on_demand {
            true => ThroughputLimit::KeyRange,
            false => ThroughputLimit::Provisioned,
        };
        let resource = if index.is_some() { ThrottledResource::Index } else { ThrottledResource::Table };
        let access = if writes { ThrottledAccess::Write } else { ThrottledAccess::Read };
        let named: Vec<_> = reasons.iter().filter_map(|name| parts_of_reason(name)).collect();
        let (resource, _, limit) = *named.first().unwrap_or(&(resource, access, limit));
        let reasons = match named.is_empty() {
            true => vec![ThrottlingReason::new(resource, access, limit, self.arn_of(resource, table, index))],
            false => reasons.iter().filter_map(|name| self.throttling_reason(name, table, index)).collect(),
        };
        Error::throttled(resource, limit, on_demand, reasons)
    }
}
