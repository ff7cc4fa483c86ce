//! Tables over HTTP: going back to the start, and where keys lie.

use serde_json::{Value, json};

use super::{query::Query, refusal::Refusal};
use crate::{
    database::{Database, Partition, Table},
    key::KeyAttribute,
};

/// Puts a database back to how it was at the start.
pub(super) fn reset(database: &Database, start: &Database) -> Result<Value, Refusal> {
    database.reset_to(start)?;
    Ok(json!({ "tables": database.table_names() }))
}

fn table(database: &Database, query: &mut Query) -> Result<Table, Refusal> {
    Ok(database.table(&query.need("table")?)?)
}

/// A key's way to its partition.
pub(super) fn explained(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let table = table(database, &mut query)?;
    let key = query.need("key")?;
    query.finish()?;
    let schema = table.key_schema();
    let [KeyAttribute { name, attribute_type, .. }, ..] = schema.partition_key.as_slice() else {
        return Err(Refusal::bad_request("The table has no key"));
    };
    let value =
        attribute_type.parse(&key).map_err(|error| Refusal::bad_request(format!("'key': {error}")))?;
    let place = table.explain(&value)?;
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
        })
    };
    let partitions: Vec<Value> = table.partitions().iter().map(shown).collect();
    Ok(json!({ "table": table.name(), "partitions": partitions }))
}
