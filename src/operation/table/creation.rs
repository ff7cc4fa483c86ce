//! New tables: what CreateTable and ImportTable check, and how they make one.

use super::create_table::input::CreateTableInput;
use crate::{
    codec::{Member, Place},
    engine::Engine,
    error::{Error, Result},
    limits::TABLE_ARN_CHARACTERS,
    operation::{
        access::{
            in_use::{check_concurrent, check_concurrent_indexed, check_made},
            tables::own_table_name,
        },
        authorization::acceptance::{PolicyHolderKind, read_accepted},
        definition::{
            constraints::TableConstraints,
            keys::TableKeys,
            partitions::PartitionCount,
            provisioned_units::UnitsOfOthers,
            settings::{AskedThroughput, encryption_key_arn, index_throughput},
            streams::new_stream,
            vector_indexes::{VectorIndexes, searched},
        },
        policy::holder::new_policy,
        request::found::Found,
        tag::tags::new_tags,
    },
    storage::{
        AutoScaling, BillingMode, IndexSettings, IndexStatus, ResourcePolicySettings, Table, TableDefinition,
        TableSettings, TableStatus, ToCome, Transition,
    },
    texts,
};

/// Refuses a table that cannot be created now: its name is in use, or too much is under way.
pub(crate) fn check_creatable(engine: &Engine, definition: &TableDefinition) -> Result<()> {
    check_free(engine, &definition.name)?;
    check_concurrent(engine)?;
    let is_indexed = !definition.local_indexes.is_empty()
        || !definition.global_indexes.is_empty()
        || !definition.vector_indexes.is_empty();
    if is_indexed {
        check_concurrent_indexed(engine)?;
    }
    if definition.settings.billing_mode == BillingMode::Provisioned {
        UnitsOfOthers::of(engine, &definition.name).check(None, &definition.settings)?;
    }
    Ok(())
}

/// The table of this sequence number.
pub(crate) fn make(engine: &Engine, definition: TableDefinition, sequence: u64) -> Table {
    let table = Table::new(definition, sequence)
        .with_collection_limit(engine.options().item_collection_limit_bytes)
        .with_stream_bytes(engine.stream_bytes());
    engine.with_lag(table)
}

/// The refusal of a name that another table has got since the checks.
pub(crate) fn name_taken(engine: &Engine, name: &str) -> Error {
    check_free(engine, name).err().unwrap_or_else(|| Error::ResourceInUse(texts::table::exists(name)))
}

/// Refuses the name of an existing table, even if that table is being deleted.
fn check_free(engine: &Engine, name: &str) -> Result<()> {
    let Some(table) = engine.catalog().table(name) else { return Ok(()) };
    check_made(name, &table.settings())?;
    Err(Error::ResourceInUse(texts::table::exists(name)))
}

/// The API's constraints on the members but for the table's name. `at` is where a request has a member.
pub(crate) fn check_constraints(input: &CreateTableInput, found: &mut Found, at: impl Fn(Member) -> Place) {
    let members = CreateTableInput::MEMBERS;
    let mut constraints = TableConstraints::new(found);
    constraints.attribute_definitions(
        &at(members.attribute_definitions),
        input.attribute_definitions.as_deref().unwrap_or_default(),
    );
    constraints.tags(&at(members.tags), input.tags.as_deref().unwrap_or_default());
    if let Some(source) = &input.global_table_source_arn {
        constraints.length(&at(members.global_table_source_arn), source, 1, TABLE_ARN_CHARACTERS);
    }
    constraints
        .global_indexes(&at(members.global_secondary_indexes), input.global_secondary_indexes.as_deref());
    let throughput = input.provisioned_throughput.as_ref();
    constraints.provisioned_throughput(&at(members.provisioned_throughput), throughput);
    let key_schema = input.key_schema.as_deref().unwrap_or_default();
    constraints.key_schema(&at(members.key_schema), key_schema, 2);
    constraints.local_indexes(&at(members.local_secondary_indexes), input.local_secondary_indexes.as_deref());
    constraints.vector_indexes(&at(members.vector_indexes), input.vector_indexes.as_deref());
}

/// The table that a request asks for, with this many partitions, or as many as the service would give it.
pub(crate) fn definition(
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
    let name = own_table_name(engine, &input.table_name)?;
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
        backups_from_ms: 0,
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
        disassociation_protection: false,
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
        kinesis_destinations: Vec::new(),
        contributor_insights: None,
        replica: None,
        auto_scaling: AutoScaling::default(),
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
    read_accepted(engine, policy, PolicyHolderKind::Table)?;
    Ok(new_policy(engine, policy.to_owned()))
}
