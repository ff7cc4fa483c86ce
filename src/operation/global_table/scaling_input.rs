//! The input of UpdateTableReplicaAutoScaling.

use super::auto_scaling::AutoScalingSettingsUpdate;
use crate::{codec::structure, limits::TABLE_PARTS};

structure! {
    /// The input of UpdateTableReplicaAutoScaling. (API reference: UpdateTableReplicaAutoScaling)
    pub struct UpdateTableReplicaAutoScalingInput {
        /// How the write units of global indexes are scaled, in each replica.
        global_secondary_index_updates: Option<Vec<GlobalSecondaryIndexAutoScalingUpdate>> = "GlobalSecondaryIndexUpdates",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// How the write units of each replica are scaled.
        provisioned_write_capacity_auto_scaling_update: Option<AutoScalingSettingsUpdate> = "ProvisionedWriteCapacityAutoScalingUpdate",
        /// How the read units of single replicas are scaled.
        replica_updates: Option<Vec<ReplicaAutoScalingUpdate>> = "ReplicaUpdates",
    }
}

structure! {
    /// How the write units of a global index are scaled. (API reference: `GlobalSecondaryIndexAutoScalingUpdate`)
    pub struct GlobalSecondaryIndexAutoScalingUpdate at most OfTable(TABLE_PARTS) {
        /// The index.
        index_name: Option<String> = "IndexName",
        /// How its write units are scaled.
        provisioned_write_capacity_auto_scaling_update: Option<AutoScalingSettingsUpdate> = "ProvisionedWriteCapacityAutoScalingUpdate",
    }
}

structure! {
    /// How the read units of a replica are scaled. (API reference: `ReplicaAutoScalingUpdate`)
    pub struct ReplicaAutoScalingUpdate at most OfTable(TABLE_PARTS) {
        /// Its region.
        region_name: String = "RegionName",
        /// How the read units of its global indexes are scaled.
        replica_global_secondary_index_updates: Option<Vec<ReplicaGlobalSecondaryIndexAutoScalingUpdate>> = "ReplicaGlobalSecondaryIndexUpdates",
        /// How its read units are scaled.
        replica_provisioned_read_capacity_auto_scaling_update: Option<AutoScalingSettingsUpdate> = "ReplicaProvisionedReadCapacityAutoScalingUpdate",
    }
}

structure! {
    /// How the read units of a replica's global index are scaled. (API reference:
    /// `ReplicaGlobalSecondaryIndexAutoScalingUpdate`)
    pub struct ReplicaGlobalSecondaryIndexAutoScalingUpdate at most OfTable(TABLE_PARTS) {
        /// The index.
        index_name: Option<String> = "IndexName",
        /// How its read units are scaled.
        provisioned_read_capacity_auto_scaling_update: Option<AutoScalingSettingsUpdate> = "ProvisionedReadCapacityAutoScalingUpdate",
    }
}
