//! CreateTable: creates a table with its key, its indexes and its settings.

use super::{describe::describe_settings, description::TableDescription};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::TABLE_ARN_CHARACTERS,
    operation::{
        access::in_use::{check_concurrent, check_concurrent_indexed, check_made},
        definition::{
            constraints::{TableConstraints, check_table_name},
            keys::TableKeys,
            partitions::PartitionCount,
            provisioned_units::UnitsOfOthers,
            settings::{AskedThroughput, encryption_key_arn, index_throughput},
            streams::new_stream,
            structures::{
                AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex,
                OnDemandThroughput, ProvisionedThroughput, SSESpecification, StreamSpecification,
                WarmThroughput,
            },
            vector_indexes::{VectorIndex, VectorIndexes, searched},
        },
        policy::{document::PolicyDocument, holder::new_policy},
        request::{found::Found, input::Request, names::bare_table_name},
        tag::tags::{Tag, new_tags},
    },
    storage::{
        BillingMode, GlobalTableSettingsReplicationMode, IndexSettings, IndexStatus, ResourcePolicySettings,
        Table, TableClass, TableDefinition, TableSettings, TableStatus, ToCome, Transition,
    },
    texts,
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
        /// The table of another account that this one is to be a replica of; refused.
        global_table_source_arn: Option<String> = "GlobalTableSourceArn",
        /// Whether the replicas' settings follow each other.
        global_table_settings_replication_mode: Option<GlobalTableSettingsReplicationMode> = "GlobalTableSettingsReplicationMode",
        /// Indexes of vectors, at most five.
        vector_indexes: Option<Vec<VectorIndex>> = "VectorIndexes",
    }
}

structure! {
    /// What CreateTable answers.
    #[non_exhaustive]
    pub struct CreateTableOutput {
        /// The table, being created.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Creates the table.
pub(crate) fn run(engine: &Engine, request: Request<CreateTableInput>) -> Result<CreateTableOutput> {
    run_with_partitions(engine, request, None)
}

/// Creates the table with this many partitions for it and for each of its global indexes.
pub(crate) fn run_with_partitions(
    engine: &Engine,
    request: Request<CreateTableInput>,
    partition_count: Option<usize>,
) -> Result<CreateTableOutput> {
    let Request { input, mut found } = request;
    check_constraints(&input, &mut found)?;
    if input.global_table_source_arn.is_some() {
        let member = CreateTableInput::MEMBERS.global_table_source_arn.name();
        return Err(Error::validation(texts::table::not_here("CreateTable", member)));
    }
    let mut definition = definition(engine, &input, PartitionCount::new(engine, partition_count)?)?;
    let name = definition.name.clone();
    check_free(engine, &name)?;
    check_concurrent(engine)?;
    let is_indexed = !definition.local_indexes.is_empty()
        || !definition.global_indexes.is_empty()
        || !definition.vector_indexes.is_empty();
    if is_indexed {
        check_concurrent_indexed(engine)?;
    }
    let limit_bytes = engine.options().item_collection_limit_bytes;
    if definition.settings.billing_mode == BillingMode::Provisioned {
        UnitsOfOthers::of(engine, &name).check(None, &definition.settings)?;
    }
    definition.settings.begin_creating(engine.transition());
    // Read after the transition begins, so that one that takes no time has ended by then.
    let ending = engine.ending();
    let settings = definition.settings.clone();
    let made = engine.catalog().add_table(&name, |sequence| {
        let table = Table::new(definition, sequence)
            .with_collection_limit(limit_bytes)
            .with_stream_bytes(engine.stream_bytes());
        table.record_needs(ending.now_ms);
        table.end_states(&ending);
        table
    });
    let Some(table) = made else {
        check_free(engine, &name)?;
        return Err(Error::ResourceInUse(texts::table::exists(&name)));
    };
    engine.end_states_later(&table);
    Ok(CreateTableOutput { table_description: Some(describe_settings(engine, &table, settings)) })
}

/// Refuses the name of an existing table, even if that table is being deleted.
fn check_free(engine: &Engine, name: &str) -> Result<()> {
    let Some(table) = engine.catalog().table(name) else { return Ok(()) };
    check_made(name, &table.settings())?;
    Err(Error::ResourceInUse(texts::table::exists(name)))
}

/// The API's constraints on the members.
pub(super) fn check_constraints(input: &CreateTableInput, found: &mut Found) -> Result<()> {
    let members = CreateTableInput::MEMBERS;
    check_table_name(found, members.table_name, &input.table_name)?;
    let mut constraints = TableConstraints::new(found);
    constraints.attribute_definitions(
        &members.attribute_definitions.into(),
        input.attribute_definitions.as_deref().unwrap_or_default(),
    );
    constraints.tags(&members.tags.into(), input.tags.as_deref().unwrap_or_default());
    if let Some(source) = &input.global_table_source_arn {
        constraints.length(&members.global_table_source_arn.into(), source, 1, TABLE_ARN_CHARACTERS);
    }
    constraints.global_indexes(members.global_secondary_indexes, input.global_secondary_indexes.as_deref());
    let throughput = input.provisioned_throughput.as_ref();
    constraints.provisioned_throughput(&members.provisioned_throughput.into(), throughput);
    let key_schema = input.key_schema.as_deref().unwrap_or_default();
    constraints.key_schema(&members.key_schema.into(), key_schema, 2);
    constraints.local_indexes(members.local_secondary_indexes, input.local_secondary_indexes.as_deref());
    constraints.vector_indexes(members.vector_indexes, input.vector_indexes.as_deref());
    // The order in which the service goes through the members, as far as it is documented or observed.
    found.check(&[
        members.attribute_definitions,
        members.tags,
        members.global_secondary_indexes,
        members.table_class,
        members.provisioned_throughput,
        members.key_schema,
        members.billing_mode,
        members.stream_specification,
        members.table_name,
        members.sse_specification,
        members.local_secondary_indexes,
    ])
}

/// The table that a request asks for, with this many partitions, or as many as the service would give it.
fn definition(
    engine: &Engine,
    input: &CreateTableInput,
    partitions: PartitionCount,
) -> Result<TableDefinition> {
    let billing_mode = input.billing_mode.unwrap_or(BillingMode::Provisioned);
    let throughput = AskedThroughput {
        provisioned: input.provisioned_throughput.as_ref(),
        on_demand: input.on_demand_throughput.as_ref(),
        warm: input.warm_throughput.as_ref(),
    }
    .new_throughput(billing_mode, None)?;
    let name = bare_table_name(&input.table_name);
    let stream = new_stream(engine, name, input.stream_specification.as_ref())?;
    let vector_indexes = input.vector_indexes.as_deref().unwrap_or_default();
    let keys = TableKeys::new(
        input.attribute_definitions.as_deref().unwrap_or_default(),
        input.key_schema.as_deref().unwrap_or_default(),
        input.local_secondary_indexes.as_deref(),
        input.global_secondary_indexes.as_deref(),
        &searched(vector_indexes),
    )?;
    let vector_indexes = VectorIndexes {
        mode: billing_mode,
        schema: &keys.schema,
        definitions: &keys.definitions,
        secondary: &keys.local_indexes.iter().chain(&keys.global_indexes).collect::<Vec<_>>(),
    }
    .make(&[], vector_indexes)?;
    let mut global_indexes = Vec::new();
    let mut index_settings = Vec::new();
    for (index, definition) in input.global_secondary_indexes.iter().flatten().zip(keys.global_indexes) {
        let throughput = index_throughput(billing_mode, index)?;
        global_indexes.push((definition, partitions.of(&throughput)));
        let settings = IndexSettings::new(IndexStatus::Active, throughput);
        index_settings.push((index.index_name.clone(), settings));
    }
    let created_seconds = engine.clock().now_seconds();
    let settings = TableSettings {
        encryption_key_arn: encryption_key_arn(engine, input.sse_specification.as_ref())?,
        tags: new_tags(input.tags.as_deref())?,
        id: engine.ids().uuid(),
        created_seconds,
        status: TableStatus::Active,
        transition: Transition::default(),
        to_come: ToCome::default(),
        attribute_definitions: keys.definitions,
        billing_mode,
        pay_per_request_since_seconds: (billing_mode == BillingMode::PayPerRequest)
            .then_some(created_seconds),
        on_demand_switches_seconds: Vec::new(),
        stream,
        earlier_streams: Vec::new(),
        table_class: input.table_class,
        table_class_changed_seconds: None,
        table_class_changes_seconds: Vec::new(),
        deletion_protection: input.deletion_protection_enabled.unwrap_or(false),
        time_to_live: None,
        settings_replication_mode: input.global_table_settings_replication_mode,
        resource_policy: input
            .resource_policy
            .as_deref()
            .map(|policy| first_policy(engine, policy))
            .transpose()?,
        global_indexes: index_settings.into_iter().collect(),
        restored: None,
        vector_indexes: vector_indexes
            .iter()
            .map(|index| (index.name.clone(), IndexSettings::of_vectors()))
            .collect(),
        contributor_insights: None,
        recovery: None,
        throughput,
    };
    Ok(TableDefinition {
        name: name.to_owned(),
        schema: keys.schema,
        local_indexes: keys.local_indexes,
        global_indexes,
        vector_indexes,
        partitions: partitions.of(&settings.throughput),
        settings,
    })
}

/// The policy that a table is created with.
fn first_policy(engine: &Engine, policy: &str) -> Result<ResourcePolicySettings> {
    PolicyDocument::read(policy)?;
    Ok(new_policy(engine, policy.to_owned()))
}

#[cfg(test)]
mod tests;
