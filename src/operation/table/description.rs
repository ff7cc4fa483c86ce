//! How a table is described.

use super::{
    replica::description::{GlobalTableWitnessDescription, ReplicaDescription},
    summaries::{
        GlobalSecondaryIndexWarmThroughputDescription, TableClassSummary, TableWarmThroughputDescription,
    },
};
use crate::{
    codec::structure,
    operation::definition::{
        structures::{
            AttributeDefinition, KeySchemaElement, OnDemandThroughput, Projection, ProvisionedThroughput,
            StreamSpecification,
        },
        vector_indexes::{SearchSchemaElement, VectorAttributeDefinition},
    },
    storage::{
        BillingMode, GlobalTableSettingsReplicationMode, IndexStatus, MultiRegionConsistency, SSEType,
        TableStatus, VectorDistanceFunction,
    },
};

structure! {
    /// A table as the service describes it. (API reference: `TableDescription`)
    #[non_exhaustive]
    pub struct TableDescription {
        /// The key's attributes with their types; left out by DeleteTable.
        attribute_definitions: Option<Vec<AttributeDefinition>> = "AttributeDefinitions",
        /// The table's name.
        table_name: String = "TableName",
        /// The key; left out by DeleteTable.
        key_schema: Option<Vec<KeySchemaElement>> = "KeySchema",
        /// The table's status.
        table_status: Option<TableStatus> = "TableStatus",
        /// Seconds since 1970; left out by DeleteTable.
        creation_date_time: Option<f64> = "CreationDateTime",
        /// The units provisioned; 0 if requests are paid one by one.
        provisioned_throughput: ProvisionedThroughputDescription = "ProvisionedThroughput",
        /// The items' size in bytes.
        table_size_bytes: u64 = "TableSizeBytes",
        /// How many items there are.
        item_count: u64 = "ItemCount",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The table's id, unique even among deleted tables.
        table_id: String = "TableId",
        /// How throughput is paid for; left out if it was always provisioned.
        billing_mode_summary: Option<BillingModeSummary> = "BillingModeSummary",
        /// The local secondary indexes.
        local_secondary_indexes: Option<Vec<LocalSecondaryIndexDescription>> = "LocalSecondaryIndexes",
        /// The global secondary indexes.
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndexDescription>> = "GlobalSecondaryIndexes",
        /// The stream, if there is one.
        stream_specification: Option<StreamSpecification> = "StreamSpecification",
        /// The latest stream's label: the time when it was switched on.
        latest_stream_label: Option<String> = "LatestStreamLabel",
        /// The latest stream's ARN.
        latest_stream_arn: Option<String> = "LatestStreamArn",
        /// The version of the global table that the table is a replica of.
        global_table_version: Option<String> = "GlobalTableVersion",
        /// Its replicas in other regions.
        replicas: Option<Vec<ReplicaDescription>> = "Replicas",
        /// The witness, if the global table has one.
        global_table_witnesses: Option<Vec<GlobalTableWitnessDescription>> = "GlobalTableWitnesses",
        /// Whether the replicas' settings follow each other.
        global_table_settings_replication_mode: Option<GlobalTableSettingsReplicationMode> = "GlobalTableSettingsReplicationMode",
        /// The key that the table is encrypted with, unless the service owns it.
        sse_description: Option<SSEDescription> = "SSEDescription",
        /// Why the table was archived; never there, as that is done to tables whose key is out of reach.
        archival_summary: Option<ArchivalSummary> = "ArchivalSummary",
        /// What storage costs, if the class was ever set.
        table_class_summary: Option<TableClassSummary> = "TableClassSummary",
        /// Whether DeleteTable is refused.
        deletion_protection_enabled: bool = "DeletionProtectionEnabled",
        /// Whether the table may not be disassociated from its global table; left out if that was never set.
        disassociation_protection_enabled: Option<bool> = "DisassociationProtectionEnabled",
        /// The maximum throughput of the table on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// What the table is ready for at once.
        warm_throughput: Option<TableWarmThroughputDescription> = "WarmThroughput",
        /// What the table was restored from, if it was.
        restore_summary: Option<RestoreSummary> = "RestoreSummary",
        /// The consistency of the replicas, if there are any.
        multi_region_consistency: Option<MultiRegionConsistency> = "MultiRegionConsistency",
        /// The vector indexes; left out by DeleteTable.
        vector_indexes: Option<Vec<VectorIndexDescription>> = "VectorIndexes",
    }
}

structure! {
    /// What a table was restored from. (API reference: `RestoreSummary`)
    #[non_exhaustive]
    pub struct RestoreSummary {
        /// The backup's ARN; absent if the table was restored to a point in time.
        source_backup_arn: Option<String> = "SourceBackupArn",
        /// The ARN of the table that the backup was of.
        source_table_arn: Option<String> = "SourceTableArn",
        /// The moment of the restored items, in seconds since 1970.
        restore_date_time: f64 = "RestoreDateTime",
        /// Whether the table is still being created.
        restore_in_progress: bool = "RestoreInProgress",
    }
}

structure! {
    /// The units of a table or index. (API reference: `ProvisionedThroughputDescription`)
    #[non_exhaustive]
    pub struct ProvisionedThroughputDescription {
        /// When they were last raised, in seconds since 1970.
        last_increase_date_time: Option<f64> = "LastIncreaseDateTime",
        /// When they were last lowered, in seconds since 1970.
        last_decrease_date_time: Option<f64> = "LastDecreaseDateTime",
        /// How often they were lowered since midnight, UTC.
        number_of_decreases_today: u64 = "NumberOfDecreasesToday",
        /// Read units for each second.
        read_capacity_units: u64 = "ReadCapacityUnits",
        /// Write units for each second.
        write_capacity_units: u64 = "WriteCapacityUnits",
    }
}

impl ProvisionedThroughputDescription {
    /// The units as a request has them; `None` on demand.
    pub(crate) fn units(&self) -> Option<ProvisionedThroughput> {
        let units = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
        (self.read_capacity_units > 0).then(|| ProvisionedThroughput {
            read_capacity_units: units(self.read_capacity_units),
            write_capacity_units: units(self.write_capacity_units),
        })
    }
}

structure! {
    /// How throughput is paid for. (API reference: `BillingModeSummary`)
    #[non_exhaustive]
    pub struct BillingModeSummary {
        /// By request or provisioned.
        billing_mode: Option<BillingMode> = "BillingMode",
        /// When the table was last set to be paid by request, in seconds since 1970.
        last_update_to_pay_per_request_date_time: Option<f64> = "LastUpdateToPayPerRequestDateTime",
    }
}

structure! {
    /// The key that a table is encrypted with. (API reference: `SSEDescription`)
    #[non_exhaustive]
    pub struct SSEDescription {
        /// `ENABLED`, or `UPDATING` while the key is changed.
        status: String = "Status",
        /// `KMS`.
        sse_type: Option<SSEType> = "SSEType",
        /// The key's ARN.
        kms_master_key_arn: String = "KMSMasterKeyArn",
        /// Since when the key is out of reach, in seconds since 1970; never there, as keys are only names.
        inaccessible_encryption_date_time: Option<f64> = "InaccessibleEncryptionDateTime",
    }
}

structure! {
    /// Why and when a table was archived. (API reference: `ArchivalSummary`)
    #[non_exhaustive]
    pub struct ArchivalSummary {
        /// When, in seconds since 1970.
        archival_date_time: Option<f64> = "ArchivalDateTime",
        /// `INACCESSIBLE_ENCRYPTION_CREDENTIALS`.
        archival_reason: Option<String> = "ArchivalReason",
        /// The ARN of the backup that has the items.
        archival_backup_arn: Option<String> = "ArchivalBackupArn",
    }
}

structure! {
    /// A local secondary index. (API reference: `LocalSecondaryIndexDescription`)
    #[non_exhaustive]
    pub struct LocalSecondaryIndexDescription {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Projection = "Projection",
        /// Its entries' size in bytes.
        index_size_bytes: u64 = "IndexSizeBytes",
        /// How many entries it has.
        item_count: u64 = "ItemCount",
        /// The index's ARN.
        index_arn: String = "IndexArn",
    }
}

structure! {
    /// A global secondary index. (API reference: `GlobalSecondaryIndexDescription`)
    #[non_exhaustive]
    pub struct GlobalSecondaryIndexDescription {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Projection = "Projection",
        /// The index's status.
        index_status: Option<IndexStatus> = "IndexStatus",
        /// For an index that is being added to a table: whether the table's items are being added; if not, resources
        /// are still being allocated.
        backfilling: Option<bool> = "Backfilling",
        /// Its units; 0 if requests are paid one by one.
        provisioned_throughput: ProvisionedThroughputDescription = "ProvisionedThroughput",
        /// Its entries' size in bytes.
        index_size_bytes: u64 = "IndexSizeBytes",
        /// How many entries it has.
        item_count: u64 = "ItemCount",
        /// The index's ARN.
        index_arn: String = "IndexArn",
        /// Its maximum throughput on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// What it is ready for at once.
        warm_throughput: Option<GlobalSecondaryIndexWarmThroughputDescription> = "WarmThroughput",
    }
}

structure! {
    /// A vector index. (API reference: `VectorIndexDescription`)
    #[non_exhaustive]
    pub struct VectorIndexDescription {
        /// The index's name.
        index_name: String = "IndexName",
        /// The attributes that narrow searches.
        search_schema: Option<Vec<SearchSchemaElement>> = "SearchSchema",
        /// What it holds beside the vectors.
        projection: Projection = "Projection",
        /// The attribute that holds the vectors.
        vector_attribute: Option<VectorAttributeDefinition> = "VectorAttribute",
        /// How many numbers a vector has.
        dimensions: i64 = "Dimensions",
        /// How distance is measured.
        distance_function: Option<VectorDistanceFunction> = "DistanceFunction",
        /// The index's status.
        index_status: Option<IndexStatus> = "IndexStatus",
        /// Whether the items that existed before the index are being added; left out if not.
        backfilling: Option<bool> = "Backfilling",
        /// Its entries' size in bytes.
        index_size_bytes: u64 = "IndexSizeBytes",
        /// How many entries it has.
        item_count: u64 = "ItemCount",
        /// The index's ARN.
        index_arn: String = "IndexArn",
    }
}
