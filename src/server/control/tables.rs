//! Tables over HTTP: going back to the start, and what a query names of them.

use serde_json::{Value, json};

use super::{
    query::Query,
    refusal::{Refusal, RefusalKind},
};
use crate::{
    database::{Database, Table, TableIndex},
    engine::CloudWatchMetric,
    key::{KeyAttribute, typed},
    value::AttributeValue,
};

/// Puts a database back to how it was at the start.
pub(super) fn reset(database: &Database, start: &Database) -> Result<Value, Refusal> {
    database.reset_to(start)?;
    Ok(json!({ "tables": database.table_names() }))
}

/// What the operations on a table came to, as CloudWatch names it.
pub(super) fn metrics(database: &Database, mut query: Query, is_counted: bool) -> Result<Value, Refusal> {
    let table = database.table(&query.need("table")?)?;
    query.finish()?;
    if !is_counted {
        return Err(Refusal::new(
            RefusalKind::Conflict,
            "This server counts no metrics: serve with --metrics",
        ));
    }
    let shown = |metric: CloudWatchMetric| {
        let dimensions: serde_json::Map<_, _> =
            metric.dimensions.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        json!({ "name": metric.name, "dimensions": dimensions, "unit": metric.unit, "value": metric.value })
    };
    let metrics = table.metrics();
    let (items, bytes, requests) = (metrics.item_count, metrics.table_size_bytes, metrics.requests());
    let metrics: Vec<Value> = metrics.cloud_watch().into_iter().map(shown).collect();
    Ok(json!({ "requests": requests, "item_count": items, "table_size_bytes": bytes, "metrics": metrics }))
}

/// What a query is about: a table, and the global index of it that the query names, if it names one.
pub(super) fn table_and_index(
    database: &Database,
    query: &mut Query,
) -> Result<(Table, Option<(String, TableIndex)>), Refusal> {
    let table = database.table(&query.need("table")?)?;
    let index = query.take("index").map(|name| (name.clone(), table.index(name)));
    Ok((table, index))
}

/// The attribute of a table's partition key.
pub(super) fn partition_key(table: &Table) -> Result<KeyAttribute, Refusal> {
    let schema = table.key_schema();
    let attribute = schema.partition_key.first().cloned();
    attribute.ok_or_else(|| Refusal::bad_request("The table has no key"))
}

/// The value of a table's partition key in a parameter: a number as text, a binary value as base64.
pub(super) fn key_value(table: &Table, text: &str) -> Result<AttributeValue, Refusal> {
    value(&partition_key(table)?, text)
}

/// The value of a key's attribute in a parameter.
pub(super) fn value(attribute: &KeyAttribute, text: &str) -> Result<AttributeValue, Refusal> {
    typed(attribute.attribute_type, text).map_err(|error| Refusal::bad_request(format!("'key': {error}")))
}
