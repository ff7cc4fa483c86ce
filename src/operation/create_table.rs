//! CreateTable: a table with its key, its indexes and its billing.

use super::{
    enums::{BillingMode, KeyType, ProjectionType},
    input::structure,
    output::output,
    table_access::{bare_table_name, check_table_name},
    table_description::{
        AttributeDefinition, KeySchemaElement, ProvisionedThroughput, SecondaryIndex, TableDescription,
        describe,
    },
    validation::Request,
};
use crate::{
    error::{Error, Result},
    key::{KeyAttribute, KeySchema},
    limits::{ON_DEMAND_PARTITIONS, PARTITION_READ_UNITS, PARTITION_WRITE_UNITS},
    storage::{IndexDefinition, IndexProjection, Store, Table, TableAbout, TableDefinition},
};

structure! {
    /// What CreateTable takes. (API reference: CreateTable)
    pub struct CreateTableInput {
        /// The key attributes of table and indexes with their types.
        attribute_definitions: Option<Vec<AttributeDefinition>> = "AttributeDefinitions",
        /// The table's name.
        table_name: String = "TableName",
        /// The key.
        key_schema: Option<Vec<KeySchemaElement>> = "KeySchema",
        /// Indexes with the table's partition key, at most five.
        local_secondary_indexes: Option<Vec<SecondaryIndex>> = "LocalSecondaryIndexes",
        /// Indexes with keys of their own, at most twenty.
        global_secondary_indexes: Option<Vec<SecondaryIndex>> = "GlobalSecondaryIndexes",
        /// By request, or by units provisioned (the default).
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Units a second, where they are provisioned.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
    }
}

output! {
    /// What CreateTable answers.
    pub struct CreateTableOutput {
        /// The table, being created.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Makes the table.
pub(crate) fn run(store: &Store, request: Request<CreateTableInput>) -> Result<CreateTableOutput> {
    run_with_partitions(store, request, None)
}

/// Makes the table with this many partitions.
pub(crate) fn run_with_partitions(
    store: &Store,
    request: Request<CreateTableInput>,
    partition_count: Option<usize>,
) -> Result<CreateTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, "tableName", &input.table_name);
    found.check(&[])?;
    let definitions: Vec<KeyAttribute> = input
        .attribute_definitions
        .iter()
        .flatten()
        .filter_map(|definition| {
            Some(KeyAttribute {
                name: definition.attribute_name.as_str().into(),
                attribute_type: definition.attribute_type?,
            })
        })
        .collect();
    let schema = schema(&definitions, input.key_schema.as_deref().unwrap_or_default())?;
    let indexes = |indexes: &Option<Vec<SecondaryIndex>>| {
        indexes.iter().flatten().map(|index| definition(&definitions, index)).collect::<Result<Vec<_>>>()
    };
    let definition = TableDefinition {
        name: bare_table_name(&input.table_name).to_owned(),
        schema,
        local_indexes: indexes(&input.local_secondary_indexes)?,
        global_indexes: indexes(&input.global_secondary_indexes)?,
        partitions: partition_count.or(store.options.partitions).unwrap_or_else(|| partitions(&input)),
        about: TableAbout {
            id: store.ids.uuid(),
            created_seconds: store.clock.now_seconds(),
            attribute_definitions: definitions,
        },
    };
    let name = definition.name.clone();
    let table = store
        .add_table(&name, |sequence| Table::new(definition, sequence))
        .ok_or_else(|| Error::ResourceInUse(format!("Table already exists: {name}")))?;
    Ok(CreateTableOutput { table_description: Some(describe(store, &table, "CREATING")) })
}

/// How many partitions the service would give a table.
fn partitions(input: &CreateTableInput) -> usize {
    match &input.provisioned_throughput {
        Some(units) if input.billing_mode != Some(BillingMode::PayPerRequest) => {
            let count = |units: Option<i64>| u64::try_from(units.unwrap_or(0)).unwrap_or(0) as f64;
            let shares = count(units.read_capacity_units) / PARTITION_READ_UNITS as f64
                + count(units.write_capacity_units) / PARTITION_WRITE_UNITS as f64;
            // A provisioned table may ask for more units than memory has room for partitions.
            (shares.ceil() as usize).clamp(1, 1024)
        }
        _ => ON_DEMAND_PARTITIONS,
    }
}

fn schema(definitions: &[KeyAttribute], elements: &[KeySchemaElement]) -> Result<KeySchema> {
    let mut schema = KeySchema { partition_key: Vec::new(), sort_key: Vec::new() };
    for element in elements {
        let attribute = definitions
            .iter()
            .find(|definition| definition.name == element.attribute_name.as_str())
            .ok_or_else(|| {
                Error::validation(
                    "One or more parameter values were invalid: Some index key attributes are not defined in \
                     AttributeDefinitions",
                )
            })?;
        match element.key_type {
            Some(KeyType::Range) => schema.sort_key.push(attribute.clone()),
            _ => schema.partition_key.push(attribute.clone()),
        }
    }
    if schema.partition_key.is_empty() {
        return Err(Error::validation(
            "No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key",
        ));
    }
    Ok(schema)
}

fn definition(definitions: &[KeyAttribute], index: &SecondaryIndex) -> Result<IndexDefinition> {
    let projection = index.projection.as_ref();
    Ok(IndexDefinition {
        name: index.index_name.clone(),
        schema: schema(definitions, &index.key_schema)?,
        projection: match projection.and_then(|projection| projection.projection_type) {
            Some(ProjectionType::KeysOnly) => IndexProjection::KeysOnly,
            Some(ProjectionType::Include) => IndexProjection::Include(
                projection
                    .and_then(|projection| projection.non_key_attributes.as_ref())
                    .into_iter()
                    .flatten()
                    .map(Into::into)
                    .collect(),
            ),
            _ => IndexProjection::All,
        },
    })
}
