//! How a table is defined and described.

use super::{
    enums::{BillingMode, KeyType, ProjectionType},
    input::structure,
    output::{Object, WriteJson, output},
};
use crate::{
    key::KeySchema,
    storage::{IndexProjection, Store, Table, totals},
};

/// Defines a structure that stands in inputs and outputs alike.
macro_rules! both {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $wire:literal,)*
        }
    ) => {
        structure! {
            $(#[$doc])*
            pub struct $name {
                $($(#[$field_doc])* $field: $type = $wire,)*
            }
        }

        impl WriteJson for $name {
            fn write_json(&self, out: &mut Vec<u8>) {
                let mut object = Object::new(out);
                $(object.member($wire, &self.$field);)*
                object.end();
            }
        }
    };
}

both! {
    /// An attribute of a key. (API reference: `KeySchemaElement`)
    pub struct KeySchemaElement {
        /// The attribute.
        attribute_name: String = "AttributeName",
        /// Partition key or sort key.
        key_type: Option<KeyType> = "KeyType",
    }
}

both! {
    /// The type of a key attribute. (API reference: `AttributeDefinition`)
    pub struct AttributeDefinition {
        /// The attribute.
        attribute_name: String = "AttributeName",
        /// Its type.
        attribute_type: Option<ScalarAttributeType> = "AttributeType",
    }
}

both! {
    /// What an index holds. (API reference: `Projection`)
    pub struct IndexProjectionDescription {
        /// All, the keys, or the keys and some.
        projection_type: Option<ProjectionType> = "ProjectionType",
        /// The attributes besides the keys.
        non_key_attributes: Option<Vec<String>> = "NonKeyAttributes",
    }
}

both! {
    /// Units a second. (API reference: `ProvisionedThroughput`)
    pub struct ProvisionedThroughput {
        /// Read units.
        read_capacity_units: Option<i64> = "ReadCapacityUnits",
        /// Write units.
        write_capacity_units: Option<i64> = "WriteCapacityUnits",
    }
}

both! {
    /// A secondary index. (API reference: `GlobalSecondaryIndex`, `LocalSecondaryIndex`)
    pub struct SecondaryIndex {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Option<IndexProjectionDescription> = "Projection",
        /// Units a second, of a global index of a provisioned table.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
    }
}

use crate::key::ScalarAttributeType;

impl WriteJson for KeyType {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().to_owned().write_json(out);
    }
}

impl WriteJson for ProjectionType {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().to_owned().write_json(out);
    }
}

impl WriteJson for BillingMode {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().to_owned().write_json(out);
    }
}

impl WriteJson for ScalarAttributeType {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.as_str().to_owned().write_json(out);
    }
}

output! {
    /// A table as the service describes it. (API reference: `TableDescription`)
    pub struct TableDescription {
        /// The key's attributes with their types.
        attribute_definitions: Vec<AttributeDefinition> = "AttributeDefinitions",
        /// The table's name.
        table_name: String = "TableName",
        /// The key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// `CREATING`, `ACTIVE`, `DELETING`.
        table_status: String = "TableStatus",
        /// Seconds since 1970.
        creation_date_time: f64 = "CreationDateTime",
        /// How many items there are.
        item_count: u64 = "ItemCount",
        /// Their size in bytes.
        table_size_bytes: u64 = "TableSizeBytes",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The table's id.
        table_id: String = "TableId",
        /// The local secondary indexes.
        local_secondary_indexes: Option<Vec<SecondaryIndexDescription>> = "LocalSecondaryIndexes",
        /// The global secondary indexes.
        global_secondary_indexes: Option<Vec<SecondaryIndexDescription>> = "GlobalSecondaryIndexes",
    }
}

output! {
    /// A secondary index as the service describes it.
    pub struct SecondaryIndexDescription {
        /// The index's name.
        index_name: String = "IndexName",
        /// Its key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// What it holds.
        projection: Option<IndexProjectionDescription> = "Projection",
        /// `ACTIVE`, of global indexes.
        index_status: Option<String> = "IndexStatus",
        /// Its entries' size in bytes.
        index_size_bytes: u64 = "IndexSizeBytes",
        /// How many entries it has.
        item_count: u64 = "ItemCount",
        /// The index's ARN.
        index_arn: String = "IndexArn",
    }
}

/// The table's description as it stands.
pub(crate) fn describe(store: &Store, table: &Table, status: &str) -> TableDescription {
    let (item_count, table_size_bytes) = table.totals();
    let arn = store.table_arn(&table.name);
    let index = |index: &crate::storage::IndexDefinition, counts: (u64, u64), status: Option<&str>| {
        SecondaryIndexDescription {
            index_name: index.name.clone(),
            key_schema: elements(&index.schema),
            projection: Some(match &index.projection {
                IndexProjection::All => described(ProjectionType::All, None),
                IndexProjection::KeysOnly => described(ProjectionType::KeysOnly, None),
                IndexProjection::Include(names) => described(
                    ProjectionType::Include,
                    Some(names.iter().map(|name| name.to_string()).collect()),
                ),
            }),
            index_status: status.map(str::to_owned),
            item_count: counts.0,
            index_size_bytes: counts.1,
            index_arn: format!("{arn}/index/{}", index.name),
        }
    };
    let local: Vec<_> =
        table.local_indexes.iter().map(|definition| index(definition, (0, 0), None)).collect();
    let global: Vec<_> = table
        .global_indexes
        .load()
        .iter()
        .map(|global| index(&global.definition, totals(&global.layout), Some(status)))
        .collect();
    TableDescription {
        attribute_definitions: table
            .about
            .attribute_definitions
            .iter()
            .map(|attribute| AttributeDefinition {
                attribute_name: attribute.name.to_string(),
                attribute_type: Some(attribute.attribute_type),
            })
            .collect(),
        table_name: table.name.clone(),
        key_schema: elements(&table.schema),
        table_status: status.to_owned(),
        creation_date_time: table.about.created_seconds,
        item_count,
        table_size_bytes,
        table_arn: arn.clone(),
        table_id: table.about.id.clone(),
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
    }
}

fn described(
    projection_type: ProjectionType,
    non_key_attributes: Option<Vec<String>>,
) -> IndexProjectionDescription {
    IndexProjectionDescription { projection_type: Some(projection_type), non_key_attributes }
}

fn elements(schema: &KeySchema) -> Vec<KeySchemaElement> {
    let element =
        |name: &str, key_type| KeySchemaElement { attribute_name: name.to_owned(), key_type: Some(key_type) };
    schema
        .partition_key
        .iter()
        .map(|attribute| element(&attribute.name, KeyType::Hash))
        .chain(schema.sort_key.iter().map(|attribute| element(&attribute.name, KeyType::Range)))
        .collect()
}
