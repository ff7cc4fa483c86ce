//! How a backup is described.

use crate::{
    codec::structure,
    engine::BackupType,
    operation::{
        definition::{
            structures::{
                KeySchemaElement, OnDemandThroughput, Projection, ProvisionedThroughput, StreamSpecification,
            },
            vector_indexes::{SearchSchemaElement, VectorAttributeDefinition},
        },
        request::enums::wire_enum,
        table::description::SSEDescription,
        time_to_live::structures::TimeToLiveDescription,
    },
    storage::{BillingMode, VectorDistanceFunction},
};

wire_enum! {
    /// The status of a backup.
    BackupStatus "[CREATING, DELETED, AVAILABLE]" {
        /// It is being created.
        Creating = "CREATING",
        /// It was deleted.
        Deleted = "DELETED",
        /// A table can be restored from it.
        Available = "AVAILABLE",
    }
}

structure! {
    /// A backup and the table it was made of. (API reference: `BackupDescription`)
    #[non_exhaustive]
    pub struct BackupDescription {
        /// The backup.
        backup_details: Option<BackupDetails> = "BackupDetails",
        /// The table as it was.
        source_table_details: Option<SourceTableDetails> = "SourceTableDetails",
        /// What the table had beside its items.
        source_table_feature_details: Option<SourceTableFeatureDetails> = "SourceTableFeatureDetails",
    }
}

structure! {
    /// A backup. (API reference: `BackupDetails`)
    #[non_exhaustive]
    pub struct BackupDetails {
        /// The backup's ARN.
        backup_arn: String = "BackupArn",
        /// Its name, which need not be unique.
        backup_name: String = "BackupName",
        /// Its size in bytes: that of the table's items.
        backup_size_bytes: u64 = "BackupSizeBytes",
        /// Its status.
        backup_status: Option<BackupStatus> = "BackupStatus",
        /// Who made it.
        backup_type: Option<BackupType> = "BackupType",
        /// The time of its contents, in seconds since 1970.
        backup_creation_date_time: f64 = "BackupCreationDateTime",
        /// When it expires, in seconds since 1970; absent if it is kept until a request deletes it.
        backup_expiry_date_time: Option<f64> = "BackupExpiryDateTime",
    }
}

structure! {
    /// A backup, as ListBackups shows it. (API reference: `BackupSummary`)
    #[non_exhaustive]
    pub struct BackupSummary {
        /// The table's name.
        table_name: String = "TableName",
        /// The table's id.
        table_id: String = "TableId",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The backup's ARN.
        backup_arn: String = "BackupArn",
        /// Its name, which need not be unique.
        backup_name: String = "BackupName",
        /// The time of its contents, in seconds since 1970.
        backup_creation_date_time: f64 = "BackupCreationDateTime",
        /// When it expires, in seconds since 1970; absent if it is kept until a request deletes it.
        backup_expiry_date_time: Option<f64> = "BackupExpiryDateTime",
        /// Its status.
        backup_status: Option<BackupStatus> = "BackupStatus",
        /// Who made it.
        backup_type: Option<BackupType> = "BackupType",
        /// Its size in bytes: that of the table's items.
        backup_size_bytes: u64 = "BackupSizeBytes",
    }
}

structure! {
    /// A table as it was when its backup was made. (API reference: `SourceTableDetails`)
    #[non_exhaustive]
    pub struct SourceTableDetails {
        /// The table's name.
        table_name: String = "TableName",
        /// The table's id.
        table_id: String = "TableId",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The items' size in bytes.
        table_size_bytes: u64 = "TableSizeBytes",
        /// The key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// When the table was created, in seconds since 1970.
        table_creation_date_time: f64 = "TableCreationDateTime",
        /// The units provisioned; 0 if requests are paid one by one.
        provisioned_throughput: ProvisionedThroughput = "ProvisionedThroughput",
        /// The maximum throughput of the table on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// How many items there were.
        item_count: u64 = "ItemCount",
        /// How throughput was paid for.
        billing_mode: Option<BillingMode> = "BillingMode",
    }
}

structure! {
    /// What a table had beside its items when its backup was made. (API reference: `SourceTableFeatureDetails`)
    #[non_exhaustive]
    pub struct SourceTableFeatureDetails {
        /// The local secondary indexes, if there were any.
        local_secondary_indexes: Option<Vec<LocalSecondaryIndexInfo>> = "LocalSecondaryIndexes",
        /// The global secondary indexes, if there were any.
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndexInfo>> = "GlobalSecondaryIndexes",
        /// The stream, if there was one.
        stream_description: Option<StreamSpecification> = "StreamDescription",
        /// By which attribute items expired, if they did.
        time_to_live_description: Option<TimeToLiveDescription> = "TimeToLiveDescription",
        /// The key that the table was encrypted with, unless the service owns it.
        sse_description: Option<SSEDescription> = "SSEDescription",
        /// The vector indexes, if there were any.
        vector_indexes: Option<Vec<VectorIndexInfo>> = "VectorIndexes",
    }
}

structure! {
    /// A local secondary index. (API reference: `LocalSecondaryIndexInfo`)
    #[non_exhaustive]
    pub struct LocalSecondaryIndexInfo {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Projection = "Projection",
    }
}

structure! {
    /// A global secondary index. (API reference: `GlobalSecondaryIndexInfo`)
    #[non_exhaustive]
    pub struct GlobalSecondaryIndexInfo {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Projection = "Projection",
        /// Its units; 0 if requests are paid one by one.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// Its maximum throughput on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
    }
}

structure! {
    /// A vector index. (API reference: `VectorIndexInfo`)
    #[non_exhaustive]
    pub struct VectorIndexInfo {
        /// The index's name.
        index_name: String = "IndexName",
        /// The attribute that holds the vectors.
        vector_attribute: Option<VectorAttributeDefinition> = "VectorAttribute",
        /// The attributes that narrow searches.
        search_schema: Option<Vec<SearchSchemaElement>> = "SearchSchema",
        /// What the index holds besides.
        projection: Option<Projection> = "Projection",
        /// How many numbers a vector has.
        dimensions: u64 = "Dimensions",
        /// How distance is measured.
        distance_function: Option<VectorDistanceFunction> = "DistanceFunction",
    }
}
