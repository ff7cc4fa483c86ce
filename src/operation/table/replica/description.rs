//! How the replicas of a table are described.

use super::structures::{OnDemandThroughputOverride, ProvisionedThroughputOverride};
use crate::{
    codec::structure,
    operation::{
        request::enums::wire_enum,
        table::summaries::{
            GlobalSecondaryIndexWarmThroughputDescription, TableClassSummary, TableWarmThroughputDescription,
        },
    },
    storage::GlobalTableSettingsReplicationMode,
};

structure! {
    /// A replica of a table in another region. (API reference: `ReplicaDescription`)
    #[non_exhaustive]
    pub struct ReplicaDescription {
        /// Its region.
        region_name: String = "RegionName",
        /// Its status.
        replica_status: Option<ReplicaStatus> = "ReplicaStatus",
        /// The ARN of its table.
        replica_arn: Option<String> = "ReplicaArn",
        /// More about the status; never there.
        replica_status_description: Option<String> = "ReplicaStatusDescription",
        /// How far the creation of the replica is; never there.
        replica_status_percent_progress: Option<String> = "ReplicaStatusPercentProgress",
        /// The key that it is encrypted with, if it was given one.
        kms_master_key_id: Option<String> = "KMSMasterKeyId",
        /// Its units, where they are not those of the other replicas.
        provisioned_throughput_override: Option<ProvisionedThroughputOverride> = "ProvisionedThroughputOverride",
        /// Its limits on demand, where they are not those of the other replicas.
        on_demand_throughput_override: Option<OnDemandThroughputOverride> = "OnDemandThroughputOverride",
        /// What it is ready for at once.
        warm_throughput: Option<TableWarmThroughputDescription> = "WarmThroughput",
        /// Its global indexes.
        global_secondary_indexes: Option<Vec<ReplicaGlobalSecondaryIndexDescription>> = "GlobalSecondaryIndexes",
        /// Since when it is inaccessible; never there.
        replica_inaccessible_date_time: Option<f64> = "ReplicaInaccessibleDateTime",
        /// Its class, if it was given one.
        replica_table_class_summary: Option<TableClassSummary> = "ReplicaTableClassSummary",
        /// Whether its settings follow those of the other replicas.
        global_table_settings_replication_mode: Option<GlobalTableSettingsReplicationMode> = "GlobalTableSettingsReplicationMode",
    }
}

structure! {
    /// A global index of a replica. (API reference: `ReplicaGlobalSecondaryIndexDescription`)
    #[non_exhaustive]
    pub struct ReplicaGlobalSecondaryIndexDescription {
        /// The index.
        index_name: String = "IndexName",
        /// Its units, where they are not those of the other replicas.
        provisioned_throughput_override: Option<ProvisionedThroughputOverride> = "ProvisionedThroughputOverride",
        /// Its limits on demand, where they are not those of the other replicas.
        on_demand_throughput_override: Option<OnDemandThroughputOverride> = "OnDemandThroughputOverride",
        /// What it is ready for at once.
        warm_throughput: Option<GlobalSecondaryIndexWarmThroughputDescription> = "WarmThroughput",
    }
}

structure! {
    /// The witness of a strongly consistent global table. (API reference: `GlobalTableWitnessDescription`)
    #[non_exhaustive]
    pub struct GlobalTableWitnessDescription {
        /// Its region.
        region_name: String = "RegionName",
        /// Its status.
        witness_status: Option<WitnessStatus> = "WitnessStatus",
    }
}

wire_enum! {
    /// The status of a replica.
    ReplicaStatus "[CREATING, CREATION_FAILED, UPDATING, DELETING, ACTIVE, REGION_DISABLED, INACCESSIBLE_ENCRYPTION_CREDENTIALS, ARCHIVING, ARCHIVED, REPLICATION_NOT_AUTHORIZED]" {
        /// It is being created.
        Creating = "CREATING",
        /// It could not be created.
        CreationFailed = "CREATION_FAILED",
        /// It is being changed.
        Updating = "UPDATING",
        /// It is being deleted.
        Deleting = "DELETING",
        /// It can be used.
        Active = "ACTIVE",
        /// Its region is not enabled for the account.
        RegionDisabled = "REGION_DISABLED",
        /// Its encryption key cannot be used.
        InaccessibleEncryptionCredentials = "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
        /// It is being archived.
        Archiving = "ARCHIVING",
        /// It was archived.
        Archived = "ARCHIVED",
        /// The service may not replicate to it.
        ReplicationNotAuthorized = "REPLICATION_NOT_AUTHORIZED",
    }
}

wire_enum! {
    /// The status of a witness.
    WitnessStatus "[CREATING, DELETING, ACTIVE]" {
        /// It is being created.
        Creating = "CREATING",
        /// It is being deleted.
        Deleting = "DELETING",
        /// It can be used.
        Active = "ACTIVE",
    }
}
