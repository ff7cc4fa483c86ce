//! The structures that define tables, used in inputs and outputs.

use crate::{
    codec::structure,
    key::{KeyAttribute, ScalarAttributeType},
    limits::TABLE_PARTS,
    operation::request::enums::{KeyType, ProjectionType},
    storage::{IndexProjection, SSEType, StreamViewType},
};

structure! {
    /// An attribute of a key. (API reference: `KeySchemaElement`)
    pub struct KeySchemaElement at most OfTable(TABLE_PARTS) {
        /// The attribute.
        attribute_name: String = "AttributeName",
        /// Partition key or sort key.
        key_type: Option<KeyType> = "KeyType",
    }
}

structure! {
    /// The type of a key attribute. (API reference: `AttributeDefinition`)
    pub struct AttributeDefinition at most OfTable(TABLE_PARTS) {
        /// The attribute.
        attribute_name: String = "AttributeName",
        /// Its type.
        attribute_type: Option<ScalarAttributeType> = "AttributeType",
    }
}

impl From<&KeyAttribute> for AttributeDefinition {
    fn from(attribute: &KeyAttribute) -> Self {
        Self { attribute_name: attribute.name.to_string(), attribute_type: Some(attribute.attribute_type) }
    }
}

structure! {
    /// What an index holds. (API reference: `Projection`)
    pub struct Projection {
        /// All, the keys, or the keys and some.
        projection_type: Option<ProjectionType> = "ProjectionType",
        /// The attributes besides the keys, 1 to 20.
        non_key_attributes: Option<Vec<String>> = "NonKeyAttributes",
    }
}

impl From<&IndexProjection> for Projection {
    fn from(projection: &IndexProjection) -> Self {
        let (projection_type, non_key_attributes) = match projection {
            IndexProjection::All => (ProjectionType::All, None),
            IndexProjection::KeysOnly => (ProjectionType::KeysOnly, None),
            IndexProjection::Include(names) => {
                (ProjectionType::Include, Some(names.iter().map(ToString::to_string).collect()))
            }
        };
        Self { projection_type: Some(projection_type), non_key_attributes }
    }
}

structure! {
    /// Units provisioned for each second. (API reference: `ProvisionedThroughput`)
    pub struct ProvisionedThroughput {
        /// Read units, at least 1.
        read_capacity_units: i64 = "ReadCapacityUnits",
        /// Write units, at least 1.
        write_capacity_units: i64 = "WriteCapacityUnits",
    }
}

structure! {
    /// The maximum units per second of a table or index on demand. (API reference: `OnDemandThroughput`)
    pub struct OnDemandThroughput {
        /// Read units; -1 is no limit.
        max_read_request_units: Option<i64> = "MaxReadRequestUnits",
        /// Write units; -1 is no limit.
        max_write_request_units: Option<i64> = "MaxWriteRequestUnits",
    }
}

structure! {
    /// Units that a table or index is ready for at once. (API reference: `WarmThroughput`)
    pub struct WarmThroughput {
        /// Read units in a second.
        read_units_per_second: Option<i64> = "ReadUnitsPerSecond",
        /// Write units in a second.
        write_units_per_second: Option<i64> = "WriteUnitsPerSecond",
    }
}

structure! {
    /// Whether a table has a stream. (API reference: `StreamSpecification`)
    pub struct StreamSpecification {
        /// Whether there is a stream.
        stream_enabled: bool = "StreamEnabled",
        /// What the records show; only with a stream.
        stream_view_type: Option<StreamViewType> = "StreamViewType",
    }
}

structure! {
    /// With what key a table is encrypted. (API reference: `SSESpecification`)
    pub struct SSESpecification {
        /// With a key of the account, not the one that the service owns.
        enabled: Option<bool> = "Enabled",
        /// The kind of key: `KMS`.
        sse_type: Option<SSEType> = "SSEType",
        /// The key; by default, the account's key for DynamoDB.
        kms_master_key_id: Option<String> = "KMSMasterKeyId",
    }
}

impl SSESpecification {
    /// Encryption with a key in the account: this one, or the account's key for DynamoDB.
    pub(crate) fn kms(kms_master_key_id: Option<String>) -> Self {
        Self { enabled: Some(true), sse_type: Some(SSEType::Kms), kms_master_key_id }
    }

    /// Encryption with the key that the service owns.
    pub(crate) fn aws_owned() -> Self {
        Self { enabled: Some(false), ..Self::default() }
    }
}

structure! {
    /// An index with the table's partition key. (API reference: `LocalSecondaryIndex`)
    pub struct LocalSecondaryIndex at most OfTable(TABLE_PARTS) {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Option<Projection> = "Projection",
    }
}

structure! {
    /// An index with its own key. (API reference: `GlobalSecondaryIndex`)
    pub struct GlobalSecondaryIndex at most OfTable(TABLE_PARTS) {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key, up to four attributes of each half.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Option<Projection> = "Projection",
        /// Its units, in a provisioned table.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// Its limits, in a table on demand.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// What it is ready for at once.
        warm_throughput: Option<WarmThroughput> = "WarmThroughput",
    }
}
