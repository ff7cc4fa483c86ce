//! The input of UpdateTable.

use crate::{
    codec::structure,
    limits::TABLE_PARTS,
    operation::{
        definition::{
            structures::{
                AttributeDefinition, GlobalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
                SSESpecification, StreamSpecification, WarmThroughput,
            },
            vector_indexes::VectorIndex,
        },
        table::replica::structures::{GlobalTableWitnessGroupUpdate, ReplicationGroupUpdate},
    },
    storage::{BillingMode, GlobalTableSettingsReplicationMode, MultiRegionConsistency, TableClass},
};

structure! {
    /// The input of UpdateTable. (API reference: UpdateTable)
    pub struct UpdateTableInput {
        /// The key attributes of a new index, with their types.
        attribute_definitions: Option<Vec<AttributeDefinition>> = "AttributeDefinitions",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// By request, or by units provisioned.
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Units for each second, if they are provisioned.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// Changes of global indexes: one is created or deleted at a time.
        global_secondary_index_updates: Option<Vec<GlobalSecondaryIndexUpdate>> = "GlobalSecondaryIndexUpdates",
        /// The stream, to be switched on or off.
        stream_specification: Option<StreamSpecification> = "StreamSpecification",
        /// With what key the table is encrypted.
        sse_specification: Option<SSESpecification> = "SSESpecification",
        /// Replicas in other regions: one is created, changed or deleted at a time.
        replica_updates: Option<Vec<ReplicationGroupUpdate>> = "ReplicaUpdates",
        /// What storage costs beside throughput.
        table_class: Option<TableClass> = "TableClass",
        /// Whether DeleteTable is refused.
        deletion_protection_enabled: Option<bool> = "DeletionProtectionEnabled",
        /// The consistency of the replicas, with the first of them.
        multi_region_consistency: Option<MultiRegionConsistency> = "MultiRegionConsistency",
        /// The witness of a strongly consistent global table.
        global_table_witness_updates: Option<Vec<GlobalTableWitnessGroupUpdate>> = "GlobalTableWitnessUpdates",
        /// The maximum throughput of an on-demand table; -1 removes a limit.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// What the table is ready for at once, no less than before.
        warm_throughput: Option<WarmThroughput> = "WarmThroughput",
        /// Whether the replicas' settings follow each other.
        global_table_settings_replication_mode: Option<GlobalTableSettingsReplicationMode> = "GlobalTableSettingsReplicationMode",
        /// Whether the table is protected against being disassociated from its global table.
        disassociation_protection_enabled: Option<bool> = "DisassociationProtectionEnabled",
        /// Changes of vector indexes: one is created or deleted at a time.
        vector_index_updates: Option<Vec<VectorIndexUpdate>> = "VectorIndexUpdates",
    }
}

structure! {
    /// A change of a global index: one of the three. (API reference: `GlobalSecondaryIndexUpdate`)
    pub struct GlobalSecondaryIndexUpdate at most OfTable(TABLE_PARTS) {
        /// Changes its throughput.
        update: Option<UpdateGlobalSecondaryIndexAction> = "Update",
        /// Creates it.
        create: Option<GlobalSecondaryIndex> = "Create",
        /// Deletes it.
        delete: Option<DeleteIndexAction> = "Delete",
    }
}

structure! {
    /// A change of a global index's throughput. (API reference: `UpdateGlobalSecondaryIndexAction`)
    pub struct UpdateGlobalSecondaryIndexAction {
        /// The index.
        index_name: String = "IndexName",
        /// Its units, in a provisioned table.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// Its limits, in a table on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// What it is ready for at once.
        warm_throughput: Option<WarmThroughput> = "WarmThroughput",
    }
}

structure! {
    /// An index that is deleted. (API reference: `DeleteGlobalSecondaryIndexAction`, `DeleteVectorIndexAction`)
    pub struct DeleteIndexAction {
        /// The index.
        index_name: String = "IndexName",
    }
}

structure! {
    /// A change of a vector index. (API reference: `VectorIndexUpdate`)
    pub struct VectorIndexUpdate at most OfTable(TABLE_PARTS) {
        /// Creates it.
        create: Option<VectorIndex> = "Create",
        /// Deletes it.
        delete: Option<DeleteIndexAction> = "Delete",
    }
}
