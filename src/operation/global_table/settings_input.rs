//! The input of UpdateGlobalTableSettings.

use super::auto_scaling::AutoScalingSettingsUpdate;
use crate::{
    codec::structure,
    limits::{INDEX_SETTINGS_UPDATES, REPLICA_SETTINGS_UPDATES},
    storage::{BillingMode, TableClass},
};

structure! {
    /// The input of UpdateGlobalTableSettings. (API reference: UpdateGlobalTableSettings)
    pub struct UpdateGlobalTableSettingsInput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
        /// How the throughput of all replicas is paid for; by default as it is.
        global_table_billing_mode: Option<BillingMode> = "GlobalTableBillingMode",
        /// The write units of each replica.
        global_table_provisioned_write_capacity_units: Option<i64> = "GlobalTableProvisionedWriteCapacityUnits",
        /// How the write units of each replica are scaled.
        global_table_provisioned_write_capacity_auto_scaling_settings_update: Option<AutoScalingSettingsUpdate> = "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate",
        /// The write units of global indexes, in each replica.
        global_table_global_secondary_index_settings_update: Option<Vec<GlobalTableGlobalSecondaryIndexSettingsUpdate>> = "GlobalTableGlobalSecondaryIndexSettingsUpdate",
        /// What single replicas have for themselves.
        replica_settings_update: Option<Vec<ReplicaSettingsUpdate>> = "ReplicaSettingsUpdate",
    }
}

structure! {
    /// The write units of a global index, in each replica. (API reference:
    /// `GlobalTableGlobalSecondaryIndexSettingsUpdate`)
    pub struct GlobalTableGlobalSecondaryIndexSettingsUpdate at most Model(INDEX_SETTINGS_UPDATES) {
        /// The index.
        index_name: String = "IndexName",
        /// Its write units.
        provisioned_write_capacity_units: Option<i64> = "ProvisionedWriteCapacityUnits",
        /// How its write units are scaled.
        provisioned_write_capacity_auto_scaling_settings_update: Option<AutoScalingSettingsUpdate> = "ProvisionedWriteCapacityAutoScalingSettingsUpdate",
    }
}

structure! {
    /// What a replica has for itself. (API reference: `ReplicaSettingsUpdate`)
    pub struct ReplicaSettingsUpdate at most Model(REPLICA_SETTINGS_UPDATES) {
        /// Its region.
        region_name: String = "RegionName",
        /// Its read units.
        replica_provisioned_read_capacity_units: Option<i64> = "ReplicaProvisionedReadCapacityUnits",
        /// How its read units are scaled.
        replica_provisioned_read_capacity_auto_scaling_settings_update: Option<AutoScalingSettingsUpdate> = "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate",
        /// The read units of its global indexes.
        replica_global_secondary_index_settings_update: Option<Vec<ReplicaGlobalSecondaryIndexSettingsUpdate>> = "ReplicaGlobalSecondaryIndexSettingsUpdate",
        /// Its class.
        replica_table_class: Option<TableClass> = "ReplicaTableClass",
    }
}

structure! {
    /// The read units of a replica's global index. (API reference: `ReplicaGlobalSecondaryIndexSettingsUpdate`)
    pub struct ReplicaGlobalSecondaryIndexSettingsUpdate at most Model(INDEX_SETTINGS_UPDATES) {
        /// The index.
        index_name: String = "IndexName",
        /// Its read units.
        provisioned_read_capacity_units: Option<i64> = "ProvisionedReadCapacityUnits",
        /// How its read units are scaled.
        provisioned_read_capacity_auto_scaling_settings_update: Option<AutoScalingSettingsUpdate> = "ProvisionedReadCapacityAutoScalingSettingsUpdate",
    }
}
