//! The description of a table, from its state in storage.

use super::{
    description::{
        GlobalSecondaryIndexDescription, LocalSecondaryIndexDescription, ProvisionedThroughputDescription,
        RestoreSummary, SSEDescription, TableDescription, VectorIndexDescription,
    },
    replica::describe::describe_replicas,
    summaries::{GlobalSecondaryIndexWarmThroughputDescription, TableWarmThroughputDescription},
    summarize::{billing_mode_summary, table_class_summary},
};
use crate::{
    engine::Engine,
    key::KeySchema,
    operation::{
        definition::{
            structures::{
                AttributeDefinition, KeySchemaElement, OnDemandThroughput, ProvisionedThroughput,
                StreamSpecification,
            },
            vector_indexes::VectorIndex as AskedVectorIndex,
        },
        request::enums::KeyType,
    },
    storage::{
        GlobalIndex, IndexDefinition, IndexSettings, SSEType, StreamSettings, Table, TableSettings,
        TableStatus, Throughput, Totals, Transition, VectorIndex,
    },
};

/// The table's current description.
pub(crate) fn describe(engine: &Engine, table: &Table) -> TableDescription {
    table.end_vector_indexes(&engine.ending());
    let settings = table.settings().clone();
    let description = describe_settings(engine, table, settings);
    table.show_vector_indexes(&engine.ending());
    description
}

/// The description of a table with these settings in the answer of DeleteTable. (API reference: DeleteTable, examples)
pub(crate) fn describe_deleted(engine: &Engine, table: &Table, settings: TableSettings) -> TableDescription {
    TableDescription {
        attribute_definitions: None,
        key_schema: None,
        creation_date_time: None,
        local_secondary_indexes: None,
        global_secondary_indexes: None,
        vector_indexes: None,
        ..describe_settings(engine, table, settings)
    }
}

/// The description of a deleted table, for a caller that still has a reference: being deleted, and empty.
pub(crate) fn describe_dropped(engine: &Engine, table: &Table) -> TableDescription {
    let mut settings = table.settings().clone();
    settings.begin_deleting(Transition::default());
    emptied(describe_settings(engine, table, settings))
}

fn emptied(mut description: TableDescription) -> TableDescription {
    (description.item_count, description.table_size_bytes) = (0, 0);
    for index in description.local_secondary_indexes.iter_mut().flatten() {
        (index.item_count, index.index_size_bytes) = (0, 0);
    }
    for index in description.global_secondary_indexes.iter_mut().flatten() {
        (index.item_count, index.index_size_bytes) = (0, 0);
    }
    for index in description.vector_indexes.iter_mut().flatten() {
        (index.item_count, index.index_size_bytes) = (0, 0);
    }
    description
}

/// The description of a table that has these settings.
pub(crate) fn describe_settings(engine: &Engine, table: &Table, settings: TableSettings) -> TableDescription {
    engine.sweep(table);
    let table_arn = engine.table_arn(table.name());
    let now_seconds = engine.clock().now_seconds();
    let local: Vec<_> = table
        .local_indexes()
        .iter()
        .zip(table.local_index_totals())
        .map(|(index, totals)| local_index(&table_arn, index, totals))
        .collect();
    let global: Vec<_> = table
        .global_indexes()
        .iter()
        .filter_map(|index| {
            // An index enters the settings before the list of indexes, and leaves them before it leaves the list.
            let settings = settings.global_indexes.get(index.definition().name())?;
            Some(global_index(&table_arn, index, settings, now_seconds))
        })
        .collect();
    let vector: Vec<_> = table
        .vector_indexes()
        .iter()
        .filter_map(|index| {
            let state = settings.vector_indexes.get(&index.definition().name)?;
            Some(vector_index(&table_arn, index, state))
        })
        .collect();
    let Totals { count: item_count, size_bytes: table_size_bytes } = table.totals();
    let stream_arn = |stream: &StreamSettings| format!("{table_arn}/stream/{}", stream.label);
    let is_restored = settings.restored.is_some() && settings.status == TableStatus::Creating;
    let replica = settings.replica.clone();
    let mut description = TableDescription {
        key_schema: Some(elements(table.schema())),
        table_name: table.name().to_owned(),
        table_status: Some(settings.status),
        creation_date_time: Some(settings.created_seconds),
        provisioned_throughput: units(&settings.throughput, now_seconds),
        table_size_bytes,
        item_count,
        billing_mode_summary: billing_mode_summary(&settings),
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        vector_indexes: (!vector.is_empty()).then_some(vector),
        stream_specification: settings.stream.as_ref().and_then(stream_specification),
        latest_stream_arn: settings.stream.as_ref().map(stream_arn),
        latest_stream_label: settings.stream.as_ref().map(|stream| stream.label.clone()),
        global_table_version: None,
        replicas: None,
        global_table_witnesses: None,
        multi_region_consistency: None,
        global_table_settings_replication_mode: settings.settings_replication_mode,
        sse_description: encryption(&settings),
        archival_summary: None,
        table_class_summary: table_class_summary(&settings),
        deletion_protection_enabled: settings.deletion_protection,
        disassociation_protection_enabled: settings.disassociation_protection.then_some(true),
        on_demand_throughput: on_demand(&settings.throughput),
        warm_throughput: Some(TableWarmThroughputDescription {
            read_units_per_second: settings.throughput.warm_read_units,
            write_units_per_second: settings.throughput.warm_write_units,
            status: Some(settings.status),
        }),
        restore_summary: settings.restored.map(|restored| RestoreSummary {
            source_backup_arn: restored.source_backup_arn,
            source_table_arn: Some(restored.source_table_arn),
            restore_date_time: restored.of_seconds,
            restore_in_progress: settings.status == TableStatus::Creating,
        }),
        attribute_definitions: Some(
            settings.attribute_definitions.iter().map(AttributeDefinition::from).collect(),
        ),
        table_id: settings.id,
        table_arn,
    };
    describe_replicas(engine, table, replica.as_ref(), &mut description);
    // The items are shown only when the restore has ended. (API reference: RestoreTableFromBackup, examples)
    if is_restored { emptied(description) } else { description }
}

/// The description of an enabled stream.
pub(crate) fn stream_specification(stream: &StreamSettings) -> Option<StreamSpecification> {
    stream
        .enabled
        .then_some(StreamSpecification { stream_enabled: true, stream_view_type: Some(stream.view_type) })
}

/// The description of the key that a table is encrypted with.
pub(crate) fn sse_description(kms_master_key_arn: String) -> SSEDescription {
    SSEDescription {
        status: "ENABLED".to_owned(),
        sse_type: Some(SSEType::Kms),
        kms_master_key_arn,
        ..SSEDescription::default()
    }
}

/// The description of a table's encryption. While the key is being changed, it shows the new key, or the old one if the
/// new key is the service's own. (API reference: `SSEDescription`)
fn encryption(settings: &TableSettings) -> Option<SSEDescription> {
    let current = settings.encryption_key_arn.as_ref();
    let (status, key) = match &settings.to_come.encryption_key_arn {
        None => ("ENABLED", current),
        Some(to_come) => ("UPDATING", to_come.as_ref().or(current)),
    };
    key.map(|key| SSEDescription { status: status.to_owned(), ..sse_description(key.clone()) })
}

fn local_index(table_arn: &str, index: &IndexDefinition, totals: Totals) -> LocalSecondaryIndexDescription {
    LocalSecondaryIndexDescription {
        index_name: index.name().to_owned(),
        key_schema: elements(index.schema()),
        projection: index.projection().into(),
        item_count: totals.count,
        index_size_bytes: totals.size_bytes,
        index_arn: format!("{table_arn}/index/{}", index.name()),
    }
}

fn global_index(
    table_arn: &str,
    index: &GlobalIndex,
    settings: &IndexSettings,
    now_seconds: f64,
) -> GlobalSecondaryIndexDescription {
    let (index, totals) = (index.definition(), index.layout().totals());
    GlobalSecondaryIndexDescription {
        index_name: index.name().to_owned(),
        key_schema: elements(index.schema()),
        projection: index.projection().into(),
        index_status: Some(settings.status),
        backfilling: settings.backfill.map(|backfill| backfill.has_begun),
        provisioned_throughput: units(&settings.throughput, now_seconds),
        item_count: totals.count,
        index_size_bytes: totals.size_bytes,
        index_arn: format!("{table_arn}/index/{}", index.name()),
        on_demand_throughput: on_demand(&settings.throughput),
        warm_throughput: Some(GlobalSecondaryIndexWarmThroughputDescription {
            read_units_per_second: settings.throughput.warm_read_units,
            write_units_per_second: settings.throughput.warm_write_units,
            status: Some(settings.status),
        }),
    }
}

fn vector_index(table_arn: &str, index: &VectorIndex, state: &IndexSettings) -> VectorIndexDescription {
    let totals = index.totals();
    let definition = AskedVectorIndex::from(&**index.definition());
    VectorIndexDescription {
        index_arn: format!("{table_arn}/index/{}", definition.index_name),
        index_name: definition.index_name,
        search_schema: definition.search_schema,
        projection: definition.projection.unwrap_or_default(),
        vector_attribute: definition.vector_attribute,
        dimensions: definition.dimensions,
        distance_function: definition.distance_function,
        index_status: Some(state.status),
        backfilling: state.backfill.map(|backfill| backfill.has_begun),
        index_size_bytes: totals.size_bytes,
        item_count: totals.count,
    }
}

fn units(throughput: &Throughput, now_seconds: f64) -> ProvisionedThroughputDescription {
    ProvisionedThroughputDescription {
        last_increase_date_time: throughput.last_increase_seconds,
        last_decrease_date_time: throughput.last_decrease_seconds,
        number_of_decreases_today: throughput.decreases_on(now_seconds),
        read_capacity_units: throughput.read_units,
        write_capacity_units: throughput.write_units,
    }
}

/// The units of a table or index as a request provisions them; 0 if requests are paid one by one.
pub(crate) fn provisioned(throughput: &Throughput) -> ProvisionedThroughput {
    let units = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    ProvisionedThroughput {
        read_capacity_units: units(throughput.read_units),
        write_capacity_units: units(throughput.write_units),
    }
}

/// The limits of a table or index on demand, if it has any.
pub(crate) fn on_demand(throughput: &Throughput) -> Option<OnDemandThroughput> {
    let Throughput { max_read_request_units, max_write_request_units, .. } = *throughput;
    (max_read_request_units.is_some() || max_write_request_units.is_some())
        .then_some(OnDemandThroughput { max_read_request_units, max_write_request_units })
}

/// A key in the API's form.
pub(crate) fn elements(schema: &KeySchema) -> Vec<KeySchemaElement> {
    let element =
        |name: &str, key_type| KeySchemaElement { attribute_name: name.to_owned(), key_type: Some(key_type) };
    schema
        .partition_key
        .iter()
        .map(|attribute| element(&attribute.name, KeyType::Hash))
        .chain(schema.sort_key.iter().map(|attribute| element(&attribute.name, KeyType::Range)))
        .collect()
}
