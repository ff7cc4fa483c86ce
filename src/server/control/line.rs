//! The hash line over HTTP: partitions, where keys lie, splits.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    query::{Query, number},
    refusal::{Refusal, RefusalKind},
    tables::{partition_key, table_and_index, value},
};
use crate::{
    database::{Database, KeyPoint, Partition, Table, TableIndex},
    key::{HashRange, KeyAttribute},
    value::{AttributeValue, Item},
};

/// How many points are shown unless a request says otherwise, and at most: each may have keys of 3 KB.
const POINTS: usize = 500;
const MOST_POINTS: usize = 2_000;

/// A range of hashes, with where it begins and ends on the line.
pub(super) fn range(shown: &mut Value, range: &HashRange) {
    shown["first"] = json!(range.first_hex());
    shown["last"] = json!(range.last_hex());
    shown["from"] = json!(range.position());
    shown["share"] = json!(range.share());
}

/// A key's way to its partition.
pub(super) fn explained(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let (table, index) = table_and_index(database, &mut query)?;
    let key = query.need("key")?;
    query.finish()?;
    let attributes = match &index {
        Some((name, _)) => index_key(&table, name)?,
        None => vec![partition_key(&table)?],
    };
    let values = values(&attributes, &key)?;
    let (place, partitions) = match &index {
        Some((_, index)) => (index.explain(values)?, index.partitions()?.len()),
        None => {
            let key: Item = attributes.iter().map(|attribute| attribute.name.clone()).zip(values).collect();
            (table.explain(&key)?, table.partitions().len())
        }
    };
    let bytes: String = place.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    let types: Vec<&str> = attributes.iter().map(|attribute| attribute.attribute_type.as_str()).collect();
    let mut shown = json!({
        "table": table.name(),
        "index": index.map(|(name, _)| name),
        "attribute": names.join(", "),
        "type": types.join(", "),
        "key": key,
        "bytes": bytes,
        "hash": place.hash.to_hex(),
        "number": place.number,
        "position": place.hash.position(),
        "partition": place.partition,
        "partitions": partitions,
    });
    range(&mut shown, &place.range);
    Ok(shown)
}

/// The attributes of an index's partition key.
fn index_key(table: &Table, name: &str) -> Result<Vec<KeyAttribute>, Refusal> {
    let index = table.global_index_schemas().into_iter().find(|(index, _)| index == name);
    let none = || Refusal::new(RefusalKind::NotFound, format!("The table has no global index {name}"));
    Ok(index.ok_or_else(none)?.1.partition_key)
}

/// The values of a partition key in a parameter: of one attribute as it is, of several as a JSON array of texts.
fn values(attributes: &[KeyAttribute], key: &str) -> Result<Vec<AttributeValue>, Refusal> {
    if let [attribute] = attributes {
        return Ok(vec![value(attribute, key)?]);
    }
    let wanted = || {
        let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        Refusal::bad_request(format!("'key' is a JSON array of texts, one for each of {}", names.join(", ")))
    };
    let texts: Vec<String> = serde_json::from_str(key).map_err(|_| wanted())?;
    if texts.len() != attributes.len() {
        return Err(wanted());
    }
    attributes.iter().zip(&texts).map(|(attribute, text)| value(attribute, text)).collect()
}

/// The partitions of a table, or of a global index of it.
pub(super) fn partitions(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let (table, index) = table_and_index(database, &mut query)?;
    query.finish()?;
    let partitions = all(&table, index.as_ref())?;
    let indexes: Vec<String> = table.global_index_schemas().into_iter().map(|(name, _)| name).collect();
    Ok(json!({
        "table": table.name(),
        "index": index.map(|(name, _)| name),
        "indexes": indexes,
        "partitions": partitions.iter().map(partition).collect::<Vec<_>>(),
    }))
}

fn all(table: &Table, index: Option<&(String, TableIndex)>) -> Result<Vec<Partition>, Refusal> {
    match index {
        Some((_, index)) => Ok(index.partitions()?),
        None => Ok(table.partitions()),
    }
}

fn partition(partition: &Partition) -> Value {
    let mut shown = json!({
        "partition": partition.name,
        "items": partition.item_count,
        "bytes": partition.size_bytes,
        "reads": partition.reads,
        "writes": partition.writes,
        "read_units": partition.heat.read_units,
        "write_units": partition.heat.write_units,
        "throttled_reads": partition.heat.throttled_reads,
        "throttled_writes": partition.heat.throttled_writes,
    });
    range(&mut shown, &partition.range);
    shown
}

/// Where the items of a table, or the entries of a global index of it, lie on the line.
pub(super) fn points(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let (table, index) = table_and_index(database, &mut query)?;
    let most = query.take("limit").map_or(Ok(POINTS), |most| number(&most, "limit", 1..=MOST_POINTS))?;
    query.finish()?;
    let points = match &index {
        Some((_, index)) => index.points(most)?,
        None => table.points(most)?,
    };
    let items: u64 = all(&table, index.as_ref())?.iter().map(|partition| partition.item_count).sum();
    Ok(json!({
        "table": table.name(),
        "index": index.map(|(name, _)| name),
        "items": items,
        "points": points.iter().map(point).collect::<Vec<_>>(),
    }))
}

fn point(point: &KeyPoint) -> Value {
    json!({
        "key": point.key,
        "hash": point.hash.to_hex(),
        "position": point.hash.position(),
        "partition": point.partition,
    })
}

/// The body of a request to split a partition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Split {
    table: String,
    /// The partition's letter.
    partition: String,
}

/// Splits a partition of a table in two halves.
pub(super) fn split(database: &Database, wanted: &Split) -> Result<Value, Refusal> {
    let table = database.table(&wanted.table)?;
    let partitions = table.partitions();
    let partition =
        partitions.iter().find(|partition| partition.name == wanted.partition).ok_or_else(|| {
            Refusal::new(RefusalKind::NotFound, format!("There is no partition {}", wanted.partition))
        })?;
    if !table.split_partition(&partition.range.middle()) {
        let message = "The table has as many partitions as a table may have, or was split there already";
        return Err(Refusal::new(RefusalKind::Conflict, message));
    }
    Ok(json!({ "table": table.name(), "partitions": table.partitions().len() }))
}
