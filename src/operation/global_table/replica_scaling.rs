//! How the units of a table's replicas are scaled, in answers.

use super::{
    auto_scaling::{AutoScalingSettingsDescription, describe_scaling},
    global_tables::{GlobalTableRef, ReplicaRef},
};
use crate::{
    codec::structure,
    engine::Engine,
    operation::table::replica::description::ReplicaStatus,
    storage::{IndexStatus, TableSettings, TableStatus},
};

structure! {
    /// How the units of a table's replicas are scaled. (API reference: `TableAutoScalingDescription`)
    #[non_exhaustive]
    pub struct TableAutoScalingDescription {
        /// The table's name.
        table_name: String = "TableName",
        /// The status of the table in the region of the request.
        table_status: Option<TableStatus> = "TableStatus",
        /// The replicas in all regions, in order of their regions; the one in the region of the request is among them.
        replicas: Vec<ReplicaAutoScalingDescription> = "Replicas",
    }
}

structure! {
    /// How the units of a replica are scaled. (API reference: `ReplicaAutoScalingDescription`)
    #[non_exhaustive]
    pub struct ReplicaAutoScalingDescription {
        /// Its region.
        region_name: String = "RegionName",
        /// Its global indexes, but for those that are being created.
        global_secondary_indexes: Vec<ReplicaGlobalSecondaryIndexAutoScalingDescription> = "GlobalSecondaryIndexes",
        /// How its read units are scaled.
        replica_provisioned_read_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ReplicaProvisionedReadCapacityAutoScalingSettings",
        /// How its write units are scaled.
        replica_provisioned_write_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ReplicaProvisionedWriteCapacityAutoScalingSettings",
        /// Its status.
        replica_status: Option<ReplicaStatus> = "ReplicaStatus",
    }
}

structure! {
    /// How the units of a replica's global index are scaled. (API reference:
    /// `ReplicaGlobalSecondaryIndexAutoScalingDescription`)
    #[non_exhaustive]
    pub struct ReplicaGlobalSecondaryIndexAutoScalingDescription {
        /// The index.
        index_name: String = "IndexName",
        /// Its status.
        index_status: Option<IndexStatus> = "IndexStatus",
        /// How its read units are scaled.
        provisioned_read_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ProvisionedReadCapacityAutoScalingSettings",
        /// How its write units are scaled.
        provisioned_write_capacity_auto_scaling_settings: Option<AutoScalingSettingsDescription> = "ProvisionedWriteCapacityAutoScalingSettings",
    }
}

/// The description of a global table, seen from the region of this engine.
pub(super) fn describe_table(
    engine: &Engine,
    global_table: &GlobalTableRef<'_>,
) -> TableAutoScalingDescription {
    let here = global_table.in_region(&engine.options().region);
    TableAutoScalingDescription {
        table_name: global_table.name.clone(),
        table_status: here.map(|replica| replica.table.settings().status),
        replicas: global_table.replicas.iter().map(describe_replica).collect(),
    }
}

fn describe_replica(replica: &ReplicaRef<'_>) -> ReplicaAutoScalingDescription {
    let settings = replica.table.settings().clone();
    let (scaling, mode) = (&settings.auto_scaling, settings.billing_mode);
    ReplicaAutoScalingDescription {
        region_name: replica.region().to_owned(),
        global_secondary_indexes: describe_indexes(&settings),
        replica_provisioned_read_capacity_auto_scaling_settings: Some(describe_scaling(
            scaling.read.as_ref(),
            mode,
        )),
        replica_provisioned_write_capacity_auto_scaling_settings: Some(describe_scaling(
            scaling.write.as_ref(),
            mode,
        )),
        replica_status: Some(replica.status()),
    }
}

fn describe_indexes(settings: &TableSettings) -> Vec<ReplicaGlobalSecondaryIndexAutoScalingDescription> {
    let indexes = settings.global_indexes.iter();
    indexes
        .filter(|(_, index)| index.status != IndexStatus::Creating)
        .map(|(name, index)| {
            let (scaling, mode) = (&index.auto_scaling, settings.billing_mode);
            ReplicaGlobalSecondaryIndexAutoScalingDescription {
                index_name: name.clone(),
                index_status: Some(index.status),
                provisioned_read_capacity_auto_scaling_settings: Some(describe_scaling(
                    scaling.read.as_ref(),
                    mode,
                )),
                provisioned_write_capacity_auto_scaling_settings: Some(describe_scaling(
                    scaling.write.as_ref(),
                    mode,
                )),
            }
        })
        .collect()
}
