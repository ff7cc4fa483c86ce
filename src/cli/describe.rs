//! `hashrange describe`: a table with its indexes, settings, tags and time to live.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    description::Description,
    output::{self, counted, facts, json_of, print, print_pretty},
    recovery::{continuous_backups, recovery},
    tags::all_tags,
    target::{Access, Connection, Target},
    ttl::{expiry, time_to_live},
};
use crate::{
    operation::{
        BillingMode, DescribeGlobalTableInput, DescribeTimeToLiveOutput, IndexStatus, KeySchemaElement,
        ListTagsOfResourceOutput, OnDemandThroughput, Projection, ProjectionType,
        ProvisionedThroughputDescription, TableDescription, TableStatus, VectorIndexDescription,
    },
    storage::TableClass,
};

/// Describes a table with its indexes, settings, tags and time to live
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange describe likes
  hashrange describe likes --file dev.snapshot --json | jq .KeySchema")]
pub(super) struct Describe {
    /// The table
    table: String,
    /// Print the API's answers as JSON: the table's description, with TimeToLiveDescription and Tags
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

impl Describe {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        match self.json {
            true => print_pretty(&json(&mut connection, &self.table)?),
            false => print(text(&mut connection, &self.table)?.as_bytes()),
        }
    }
}

fn json(connection: &mut Connection, table: &str) -> Result<Value, String> {
    let described = Description::of(connection, table)?;
    let expiry = DescribeTimeToLiveOutput { time_to_live_description: time_to_live(connection, table)? };
    let tags = ListTagsOfResourceOutput {
        tags: all_tags(connection, &described.table_description().table_arn)?,
        next_token: None,
    };
    let mut members = Map::new();
    for part in [json_of(described.table_description())?, json_of(&expiry)?, json_of(&tags)?] {
        if let Value::Object(part) = part {
            members.extend(part);
        }
    }
    Ok(members.into())
}

/// A table's description as readable text.
pub(super) fn text(connection: &mut Connection, table: &str) -> Result<String, String> {
    let described = Description::of(connection, table)?;
    let described = described.table_description();
    let tags = all_tags(connection, &described.table_arn)?;
    let tags: Vec<String> = tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
    let mut lines = about(described);
    if let Some(version) = &described.global_table_version {
        let replicas = replicas(connection, described)?;
        lines.push(("replicas", format!("{replicas}, of a global table of version {version}")));
    }
    lines.push(("time to live", expiry(&time_to_live(connection, table)?)));
    // The backups of a table that is being created cannot be described.
    if described.table_status != Some(TableStatus::Creating) {
        lines.push(("point-in-time recovery", recovery(continuous_backups(connection, table)?)));
    }
    lines.push(("tags", if tags.is_empty() { "none".to_owned() } else { tags.join(", ") }));
    lines.push(("ARN", described.table_arn.clone()));
    let mut text = facts(&lines);
    let indexes = indexes(described);
    if !indexes.is_empty() {
        text.push('\n');
        text.push_str(&output::table(&INDEX_COLUMNS.map(str::to_owned), indexes.into_iter()));
    }
    Ok(text)
}

fn about(described: &TableDescription) -> Vec<(&'static str, String)> {
    let created = described.creation_date_time.and_then(|at| Timestamp::from_second(at as i64).ok());
    let class = described.table_class_summary.as_ref().and_then(|summary| summary.table_class);
    let encryption = described.sse_description.as_ref().map(|sse| sse.kms_master_key_arn.clone());
    let view = described.stream_specification.as_ref().and_then(|stream| stream.stream_view_type);
    let stream = view.map(|view| {
        format!("{view} {}", described.latest_stream_arn.as_deref().unwrap_or_default()).trim_end().to_owned()
    });
    let warm = described.warm_throughput.as_ref();
    let protection = if described.deletion_protection_enabled { "on" } else { "off" };
    let mut about = vec![
        ("table", described.table_name.clone()),
        ("status", described.table_status.map(|status| status.to_string()).unwrap_or_default()),
        ("created", created.map(|created| created.to_string()).unwrap_or_default()),
        ("key", typed_key(described)),
        ("items", format!("{}, {} bytes", counted(described.item_count), described.table_size_bytes)),
        (
            "throughput",
            throughput(
                is_on_demand(described),
                &described.provisioned_throughput,
                described.on_demand_throughput.as_ref(),
            ),
        ),
    ];
    if let Some(warm) = warm {
        let units = (warm.read_units_per_second, warm.write_units_per_second);
        about.push(("warm", format!("{} read and {} write units a second", units.0, units.1)));
    }
    about.extend([
        ("class", class.unwrap_or(TableClass::Standard).to_string()),
        ("deletion protection", protection.to_owned()),
        ("encryption", encryption.unwrap_or_else(|| "the key that the service owns".to_owned())),
        ("stream", stream.unwrap_or_else(|| "off".to_owned())),
    ]);
    about
}

/// The other regions of a global table, with the status of the replica in each.
fn replicas(connection: &mut Connection, described: &TableDescription) -> Result<String, String> {
    let mut replicas = described.replicas.clone().unwrap_or_default();
    if replicas.is_empty() {
        // DescribeTable leaves out those of version 2017.11.29.
        let asked = DescribeGlobalTableInput::from(described.table_name.as_str());
        let whole = connection.call(&asked)?.global_table_description;
        replicas = whole.map(|whole| whole.replication_group).unwrap_or_default();
    }
    let own_region = described.table_arn.split(':').nth(3);
    let others = replicas.iter().filter(|replica| own_region != Some(replica.region_name.as_str()));
    let told = others.map(|replica| {
        let status = replica.replica_status.map(|status| status.to_string()).unwrap_or_default();
        format!("{} ({status})", replica.region_name)
    });
    let told: Vec<String> = told.collect();
    Ok(if told.is_empty() { "none".to_owned() } else { told.join(", ") })
}

fn is_on_demand(described: &TableDescription) -> bool {
    let mode = described.billing_mode_summary.as_ref().and_then(|summary| summary.billing_mode);
    mode == Some(BillingMode::PayPerRequest)
}

/// The table's key, with the types of its attributes.
fn typed_key(described: &TableDescription) -> String {
    let definitions = described.attribute_definitions.as_deref().unwrap_or_default();
    let typed = |element: &KeySchemaElement| {
        let name = &element.attribute_name;
        let definition = definitions.iter().find(|definition| definition.attribute_name == *name);
        match definition.and_then(|definition| definition.attribute_type) {
            Some(attribute_type) => format!("{name} ({attribute_type})"),
            None => name.clone(),
        }
    };
    key(described.key_schema.as_deref().unwrap_or_default(), typed)
}

/// The attributes of a key, with those of the partition key first.
fn key(elements: &[KeySchemaElement], shown: impl Fn(&KeySchemaElement) -> String) -> String {
    elements.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn throughput(
    is_on_demand: bool,
    provisioned: &ProvisionedThroughputDescription,
    limits: Option<&OnDemandThroughput>,
) -> String {
    if !is_on_demand {
        let (read, write) = (provisioned.read_capacity_units, provisioned.write_capacity_units);
        return format!("{read} read and {write} write units a second");
    }
    let limit = |units: Option<i64>| units.filter(|units| *units >= 0);
    let limits =
        limits.map(|limits| (limit(limits.max_read_request_units), limit(limits.max_write_request_units)));
    match limits {
        Some((Some(read), Some(write))) => {
            format!("on demand, at most {read} read and {write} write units a second")
        }
        Some((Some(read), None)) => format!("on demand, at most {read} read units a second"),
        Some((None, Some(write))) => format!("on demand, at most {write} write units a second"),
        Some((None, None)) | None => "on demand".to_owned(),
    }
}

const INDEX_COLUMNS: [&str; 8] = ["index", "kind", "status", "key", "holds", "items", "bytes", "throughput"];

/// A row for each index.
fn indexes(described: &TableDescription) -> Vec<Vec<String>> {
    let name = |element: &KeySchemaElement| element.attribute_name.clone();
    let mut lines = Vec::new();
    for index in described.global_secondary_indexes.iter().flatten() {
        lines.push(vec![
            index.index_name.clone(),
            "global".to_owned(),
            index_status(index.index_status, index.backfilling),
            key(&index.key_schema, name),
            holds(&index.projection),
            index.item_count.to_string(),
            index.index_size_bytes.to_string(),
            throughput(
                is_on_demand(described),
                &index.provisioned_throughput,
                index.on_demand_throughput.as_ref(),
            ),
        ]);
    }
    for index in described.local_secondary_indexes.iter().flatten() {
        lines.push(vec![
            index.index_name.clone(),
            "local".to_owned(),
            // A local index exists exactly as long as its table.
            described.table_status.map(|status| status.to_string()).unwrap_or_default(),
            key(&index.key_schema, name),
            holds(&index.projection),
            index.item_count.to_string(),
            index.index_size_bytes.to_string(),
            "the table's".to_owned(),
        ]);
    }
    for index in described.vector_indexes.iter().flatten() {
        lines.push(vec![
            index.index_name.clone(),
            "vector".to_owned(),
            index_status(index.index_status, index.backfilling),
            vector_key(index),
            holds(&index.projection),
            index.item_count.to_string(),
            index.index_size_bytes.to_string(),
            String::new(),
        ]);
    }
    lines
}

fn index_status(status: Option<IndexStatus>, backfilling: Option<bool>) -> String {
    let status = status.map(|status| status.to_string()).unwrap_or_default();
    if backfilling == Some(true) { status + ", backfilling" } else { status }
}

/// The attributes of searches, and the attribute with the vectors: `album, look (512 dimensions, COSINE)`.
fn vector_key(index: &VectorIndexDescription) -> String {
    let mut parts: Vec<String> =
        index.search_schema.iter().flatten().map(|element| element.attribute_name.clone()).collect();
    let vector = index.vector_attribute.as_ref().map_or("", |vector| &vector.attribute_name);
    let function = index.distance_function.map(|function| format!(", {function}")).unwrap_or_default();
    parts.push(format!("{vector} ({} dimensions{function})", index.dimensions));
    parts.join(", ")
}

fn holds(projection: &Projection) -> String {
    match (projection.projection_type, projection.non_key_attributes.as_deref()) {
        (Some(ProjectionType::KeysOnly), _) => "keys".to_owned(),
        (Some(ProjectionType::Include), Some(names)) => format!("keys, {}", names.join(", ")),
        _ => "all".to_owned(),
    }
}
