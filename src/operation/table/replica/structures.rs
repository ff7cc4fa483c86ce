//! What UpdateTable is asked for about replicas.

use crate::{
    codec::structure, limits::TABLE_PARTS, operation::request::enums::wire_enum, storage::TableClass,
};

structure! {
    /// A change of a replica. (API reference: `ReplicationGroupUpdate`)
    pub struct ReplicationGroupUpdate at most OfTable(TABLE_PARTS) {
        /// Creates it.
        create: Option<ReplicaSettings> = "Create",
        /// Changes its settings.
        update: Option<ReplicaSettings> = "Update",
        /// Deletes it.
        delete: Option<RegionAction> = "Delete",
        /// Makes the table in the region of the request an independent one.
        disassociate: Option<DisassociateReplicationGroupMemberAction> = "Disassociate",
    }
}

structure! {
    /// A replica's settings. (API reference: `CreateReplicationGroupMemberAction`,
    /// `UpdateReplicationGroupMemberAction`)
    pub struct ReplicaSettings {
        /// The replica's region.
        region_name: String = "RegionName",
        /// The key that it is encrypted with.
        kms_master_key_id: Option<String> = "KMSMasterKeyId",
        /// Its units.
        provisioned_throughput_override: Option<ProvisionedThroughputOverride> = "ProvisionedThroughputOverride",
        /// Its limits on demand.
        on_demand_throughput_override: Option<OnDemandThroughputOverride> = "OnDemandThroughputOverride",
        /// Its indexes' settings.
        global_secondary_indexes: Option<Vec<ReplicaGlobalSecondaryIndex>> = "GlobalSecondaryIndexes",
        /// Its class.
        table_class_override: Option<TableClass> = "TableClassOverride",
    }
}

structure! {
    /// The settings of a replica's index. (API reference: `ReplicaGlobalSecondaryIndex`)
    pub struct ReplicaGlobalSecondaryIndex at most OfTable(TABLE_PARTS) {
        /// The index.
        index_name: String = "IndexName",
        /// Its units.
        provisioned_throughput_override: Option<ProvisionedThroughputOverride> = "ProvisionedThroughputOverride",
        /// Its limits on demand.
        on_demand_throughput_override: Option<OnDemandThroughputOverride> = "OnDemandThroughputOverride",
    }
}

structure! {
    /// A replica's units. (API reference: `ProvisionedThroughputOverride`)
    pub struct ProvisionedThroughputOverride {
        /// Read units, at least 1.
        read_capacity_units: Option<i64> = "ReadCapacityUnits",
    }
}

structure! {
    /// A replica's limits on demand. (API reference: `OnDemandThroughputOverride`)
    pub struct OnDemandThroughputOverride {
        /// Read units.
        max_read_request_units: Option<i64> = "MaxReadRequestUnits",
    }
}

structure! {
    /// An action on a region. (API reference: `DeleteReplicationGroupMemberAction`,
    /// `CreateGlobalTableWitnessGroupMemberAction`, `DeleteGlobalTableWitnessGroupMemberAction`)
    pub struct RegionAction {
        /// The region.
        region_name: String = "RegionName",
    }
}

structure! {
    /// A replica to disassociate. (API reference: `DisassociateReplicationGroupMemberAction`)
    pub struct DisassociateReplicationGroupMemberAction {
        /// Its region: the one that the request is sent to.
        region_name: String = "RegionName",
        /// How it is disassociated.
        disassociation_mode: Option<DisassociationMode> = "DisassociationMode",
    }
}

wire_enum! {
    /// How a replica is disassociated from its global table.
    DisassociationMode "[WAIT_FOR_REPLICATION]" {
        /// After it has received all changes of the other replicas.
        WaitForReplication = "WAIT_FOR_REPLICATION",
    }
}

structure! {
    /// A change of a witness. (API reference: `GlobalTableWitnessGroupUpdate`)
    pub struct GlobalTableWitnessGroupUpdate at most OfTable(TABLE_PARTS) {
        /// Creates it.
        create: Option<RegionAction> = "Create",
        /// Deletes it.
        delete: Option<RegionAction> = "Delete",
    }
}
