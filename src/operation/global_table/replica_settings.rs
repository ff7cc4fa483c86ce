//! The units of a global table's replicas and how they are scaled, in answers.

use super::{
    auto_scaling::{AutoScalingSettingsDescription, describe_scaling},
    global_tables::ReplicaRef,
};
use crate::{
    codec::structure,
    operation::table::{
        description::BillingModeSummary,
        replica::description::ReplicaStatus,
        summaries::TableClassSummary,
        summarize::{billing_mode_summary, table_class_summary},
    },
    storage::{IndexStatus, TableSettings},
};

structure! {
    /// A replica's settings. (API reference: `ReplicaSettingsDescription`)
    #[non_exhaustive]
    pub struct ReplicaSettingsDescription {
        /// Its region.
        region_name: String = "RegionName",
        /// Its status.
        replica_status: Option<ReplicaStatus> = "ReplicaStatus",
        /// How its throughput is paid for; left out if it was always provisioned.
        replica_billing_mode_summary: Option<BillingModeSummary> = "ReplicaBillingModeSummary",
        /// Its read units; 0 if requests are paid one by one.
        replica_provisioned_read_capacity_units: Option<u64> = "ReplicaProvisionedReadCapacityUnits",
        /// How its read units are scaled.
        replica_provisioned_read_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ReplicaProvisionedReadCapacityAutoScalingSettings",
        /// Its write units.
        replica_provisioned_write_capacity_units: Option<u64> = "ReplicaProvisionedWriteCapacityUnits",
        /// How its write units are scaled.
        replica_provisioned_write_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ReplicaProvisionedWriteCapacityAutoScalingSettings",
        /// Its global indexes; left out if there are none.
        replica_global_secondary_index_settings: Option<Vec<ReplicaGlobalSecondaryIndexSettingsDescription>> = "ReplicaGlobalSecondaryIndexSettings",
        /// Its class, if it was ever set.
        replica_table_class_summary: Option<TableClassSummary> = "ReplicaTableClassSummary",
    }
}

structure! {
    /// The settings of a replica's global index. (API reference: `ReplicaGlobalSecondaryIndexSettingsDescription`)
    #[non_exhaustive]
    pub struct ReplicaGlobalSecondaryIndexSettingsDescription {
        /// The index.
        index_name: String = "IndexName",
        /// Its status.
        index_status: Option<IndexStatus> = "IndexStatus",
        /// Its read units; left out if requests are paid one by one.
        provisioned_read_capacity_units: Option<u64> = "ProvisionedReadCapacityUnits",
        /// How its read units are scaled.
        provisioned_read_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ProvisionedReadCapacityAutoScalingSettings",
        /// Its write units; left out if requests are paid one by one.
        provisioned_write_capacity_units: Option<u64> = "ProvisionedWriteCapacityUnits",
        /// How its write units are scaled.
        provisioned_write_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ProvisionedWriteCapacityAutoScalingSettings",
    }
}

/// The description of a replica's settings.
pub(super) fn describe_settings(replica: &ReplicaRef<'_>) -> ReplicaSettingsDescription {
    let settings = replica.table.settings().clone();
    let (scaling, mode) = (&settings.auto_scaling, settings.billing_mode);
    let indexes = describe_indexes(&settings);
    ReplicaSettingsDescription {
        region_name: replica.region().to_owned(),
        replica_status: Some(replica.status()),
        replica_billing_mode_summary: billing_mode_summary(&settings),
        replica_provisioned_read_capacity_units: Some(settings.throughput.read_units),
        replica_provisioned_read_capacity_auto_scaling_settings: Some(describe_scaling(
            scaling.read.as_ref(),
            mode,
        )),
        replica_provisioned_write_capacity_units: Some(settings.throughput.write_units),
        replica_provisioned_write_capacity_auto_scaling_settings: Some(describe_scaling(
            scaling.write.as_ref(),
            mode,
        )),
        replica_global_secondary_index_settings: (!indexes.is_empty()).then_some(indexes),
        replica_table_class_summary: table_class_summary(&settings),
    }
}

fn describe_indexes(settings: &TableSettings) -> Vec<ReplicaGlobalSecondaryIndexSettingsDescription> {
    // Of an index the API's numbers of units are at least 1.
    let units = |units: u64| (units > 0).then_some(units);
    let indexes = settings.global_indexes.iter();
    indexes
        .map(|(name, index)| {
            let (scaling, mode) = (&index.auto_scaling, settings.billing_mode);
            ReplicaGlobalSecondaryIndexSettingsDescription {
                index_name: name.clone(),
                index_status: Some(index.status),
                provisioned_read_capacity_units: units(index.throughput.read_units),
                provisioned_read_capacity_auto_scaling_settings: Some(describe_scaling(
                    scaling.read.as_ref(),
                    mode,
                )),
                provisioned_write_capacity_units: units(index.throughput.write_units),
                provisioned_write_capacity_auto_scaling_settings: Some(describe_scaling(
                    scaling.write.as_ref(),
                    mode,
                )),
            }
        })
        .collect()
}
