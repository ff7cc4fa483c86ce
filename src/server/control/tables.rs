//! Tables over HTTP: going back to the start, and where keys lie.

use serde_json::{Value, json};

use super::{query::Query, refusal::Refusal};
use crate::{
    database::{Database, Partition, Table},
    key::{KeyAttribute, typed},
    value::AttributeValue,
};

/// Puts a database back to how it was at the start.
pub(super) fn reset(database: &Database, start: &Database) -> Result<Value, Refusal> {
    database.reset_to(start)?;
    Ok(json!({ "tables": database.table_names() }))
}

fn table(database: &Database, query: &mut Query) -> Result<Table, Refusal> {
    Ok(database.table(&query.need("table")?)?)
}

fn partition_key(table: &Table) -> Result<KeyAttribute, Refusal> {
    let schema = table.key_schema();
    let attribute = schema.partition_key.first().cloned();
    attribute.ok_or_else(|| Refusal::bad_request("The table has no key"))
}

/// The value of a table's partition key in a parameter: a number as text, a binary value as base64.
pub(super) fn key_value(table: &Table, text: &str) -> Result<AttributeValue, Refusal> {
    let value = typed(partition_key(table)?.attribute_type, text);
    value.map_err(|error| Refusal::bad_request(format!("'key': {error}")))
}

/// A key's way to its partition.
pub(super) fn explained(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let table = table(database, &mut query)?;
    let key = query.need("key")?;
    query.finish()?;
    let KeyAttribute { name, attribute_type, .. } = partition_key(&table)?;
    let place = table.explain(&key_value(&table, &key)?)?;
    Ok(json!({
        "table": table.name(),
        "attribute": name.as_str(),
        "type": attribute_type.as_str(),
        "key": key,
        "hash": place.hash.to_hex(),
        "number": place.number,
        "partition": place.partition,
        "first": place.range.first_hex(),
        "last": place.range.last_hex(),
        "partitions": table.partitions().len(),
    }))
}

/// The partitions of a table.
pub(super) fn partitions(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let table = table(database, &mut query)?;
    query.finish()?;
    let shown = |partition: &Partition| {
        json!({
            "partition": partition.name,
            "first": partition.range.first_hex(),
            "last": partition.range.last_hex(),
            "items": partition.item_count,
            "bytes": partition.size_bytes,
            "reads": partition.reads,
            "writes": partition.writes,
            "read_units": partition.heat.read_units,
            "write_units": partition.heat.write_units,
            "throttled_reads": partition.heat.throttled_reads,
            "throttled_writes": partition.heat.throttled_writes,
        })
    };
    let partitions: Vec<Value> = table.partitions().iter().map(shown).collect();
    Ok(json!({ "table": table.name(), "partitions": partitions }))
}
