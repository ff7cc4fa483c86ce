//! The input of CreateTable.

use crate::{
    codec::structure,
    operation::{
        definition::{
            structures::{
                AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex,
                OnDemandThroughput, ProvisionedThroughput, SSESpecification, StreamSpecification,
                WarmThroughput,
            },
            vector_indexes::VectorIndex,
        },
        tag::tags::Tag,
    },
    storage::{BillingMode, GlobalTableSettingsReplicationMode, TableClass},
};

structure! {
    /// The input of CreateTable. (API reference: CreateTable)
    pub struct CreateTableInput {
        /// The key attributes of table and indexes with their types.
        attribute_definitions: Option<Vec<AttributeDefinition>> = "AttributeDefinitions",
        /// The table's name, 3 to 255 letters, digits, `_`, `-`, `.`; or the ARN that it will have.
        table_name: String = "TableName",
        /// The key.
        key_schema: Option<Vec<KeySchemaElement>> = "KeySchema",
        /// Indexes with the table's partition key, at most five.
        local_secondary_indexes: Option<Vec<LocalSecondaryIndex>> = "LocalSecondaryIndexes",
        /// Indexes with their own keys, at most twenty.
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndex>> = "GlobalSecondaryIndexes",
        /// By request, or by units provisioned (the default).
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Units for each second, if they are provisioned.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// Whether the table has a stream; it has none by default.
        stream_specification: Option<StreamSpecification> = "StreamSpecification",
        /// With what key the table is encrypted; the one that the service owns by default.
        sse_specification: Option<SSESpecification> = "SSESpecification",
        /// The table's tags, at most fifty.
        tags: Option<Vec<Tag>> = "Tags",
        /// What storage costs beside throughput.
        table_class: Option<TableClass> = "TableClass",
        /// Whether DeleteTable is refused.
        deletion_protection_enabled: Option<bool> = "DeletionProtectionEnabled",
        /// What the table is ready for at once.
        warm_throughput: Option<WarmThroughput> = "WarmThroughput",
        /// The resource policy of the table, JSON.
        resource_policy: Option<String> = "ResourcePolicy",
        /// The maximum throughput of an on-demand table.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// The table of another account that this one is to be a replica of; refused, as a database has one account.
        global_table_source_arn: Option<String> = "GlobalTableSourceArn",
        /// Whether the replicas' settings follow each other.
        global_table_settings_replication_mode: Option<GlobalTableSettingsReplicationMode> = "GlobalTableSettingsReplicationMode",
        /// Indexes of vectors, at most five.
        vector_indexes: Option<Vec<VectorIndex>> = "VectorIndexes",
    }
}
