//! A table's definition in short, without times, ids and sizes.

use std::fmt::Write as _;

use crate::{
    database::table::Table,
    operation::{
        AttributeDefinition, KeySchemaElement, KeyType, OnDemandThroughput, Projection, ProjectionType,
        ProvisionedThroughputDescription, TableClass,
    },
};

/// What the definition says, and its text. Settings that every new table has are left out.
pub(in crate::database) fn definition_lines(table: &Table) -> Vec<(String, String)> {
    let described = table.describe();
    let types = described.attribute_definitions.unwrap_or_default();
    let mut lines = Vec::new();
    let mut line = |what: &str, text: String| lines.push((what.to_owned(), text));
    line("key", key(&described.key_schema.unwrap_or_default(), &types));
    line(
        "throughput",
        throughput(&described.provisioned_throughput, described.on_demand_throughput.as_ref()),
    );
    for index in described.global_secondary_indexes.unwrap_or_default() {
        let units = throughput(&index.provisioned_throughput, index.on_demand_throughput.as_ref());
        let text = format!("{}; {}; {units}", key(&index.key_schema, &types), projection(&index.projection));
        line(&format!("global index {}", index.index_name), text);
    }
    for index in described.local_secondary_indexes.unwrap_or_default() {
        let text = format!("{}; {}", key(&index.key_schema, &types), projection(&index.projection));
        line(&format!("local index {}", index.index_name), text);
    }
    for index in described.vector_indexes.unwrap_or_default() {
        let attribute = index.vector_attribute.map(|attribute| attribute.attribute_name).unwrap_or_default();
        let distance = index.distance_function.map_or("", |function| function.as_str());
        let projected = projection(&index.projection);
        let text = format!("{attribute}, {} dimensions, {distance}; {projected}", index.dimensions);
        line(&format!("vector index {}", index.index_name), text);
    }
    if let Some(stream) = described.stream_specification.filter(|stream| stream.stream_enabled) {
        line("stream", stream.stream_view_type.map_or("", |view| view.as_str()).to_owned());
    }
    // Not by operations, which are recorded, and could be refused.
    let (time_to_live, tags, recovery) = match table.known() {
        Some(known) => {
            let settings = known.settings();
            (settings.time_to_live.clone(), settings.tags.clone(), settings.recovery.is_some())
        }
        None => Default::default(),
    };
    if let Some(time_to_live) = time_to_live.filter(|settings| settings.enabled) {
        line("time to live", time_to_live.attribute_name);
    }
    if recovery {
        line("point-in-time recovery", "on".to_owned());
    }
    if let Some(encryption) = described.sse_description {
        line("encryption", encryption.kms_master_key_arn);
    }
    let class = described.table_class_summary.and_then(|summary| summary.table_class);
    if let Some(class) = class.filter(|class| *class != TableClass::Standard) {
        line("class", class.as_str().to_owned());
    }
    if described.deletion_protection_enabled {
        line("deletion protection", "on".to_owned());
    }
    if !tags.is_empty() {
        let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        line("tags", tags.join(", "));
    }
    lines
}

fn key(schema: &[KeySchemaElement], types: &[AttributeDefinition]) -> String {
    let is_partition = |element: &&KeySchemaElement| element.key_type == Some(KeyType::Hash);
    let typed = |element: &KeySchemaElement| {
        let defined = types.iter().find(|defined| defined.attribute_name == element.attribute_name);
        let kind = defined.and_then(|defined| defined.attribute_type).map_or("?", |kind| kind.as_str());
        format!("{} ({kind})", element.attribute_name)
    };
    let several = |elements: Vec<String>| match elements.as_slice() {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    };
    let (partition, sort): (Vec<_>, Vec<_>) = schema.iter().partition(is_partition);
    let mut text = several(partition.into_iter().map(typed).collect());
    if !sort.is_empty() {
        let _ = write!(text, ", {}", several(sort.into_iter().map(typed).collect()));
    }
    text
}

fn throughput(units: &ProvisionedThroughputDescription, on_demand: Option<&OnDemandThroughput>) -> String {
    if units.read_capacity_units > 0 {
        return format!(
            "{} read units, {} write units",
            units.read_capacity_units, units.write_capacity_units
        );
    }
    let most = |units: Option<i64>, what: &str| {
        units.filter(|units| *units > 0).map(|units| format!(", at most {units} {what} units"))
    };
    let read = on_demand.and_then(|most_of| most(most_of.max_read_request_units, "read"));
    let write = on_demand.and_then(|most_of| most(most_of.max_write_request_units, "write"));
    format!("on demand{}{}", read.unwrap_or_default(), write.unwrap_or_default())
}

fn projection(projection: &Projection) -> String {
    match projection.projection_type {
        Some(ProjectionType::Include) => {
            format!("INCLUDE {}", projection.non_key_attributes.as_deref().unwrap_or_default().join(", "))
        }
        Some(kind) => kind.as_str().to_owned(),
        None => String::new(),
    }
}
