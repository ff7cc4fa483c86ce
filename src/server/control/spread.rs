//! How made-up keys spread over the partitions of a table, over HTTP.

use serde_json::{Value, json};

use super::{
    line::range,
    query::{Query, number},
    refusal::Refusal,
    tables::{partition_key, table_and_index},
};
use crate::{database::Database, key::ScalarAttributeType, value::AttributeValue};

/// How many keys are made up unless a request says otherwise, and at most: each is hashed.
const KEYS: usize = 10_000;
const MOST_KEYS: usize = 100_000;

/// With what the keys begin unless a request says otherwise, and how long that may be.
const PREFIX: &str = "user";
const MOST_PREFIX: usize = 100;

/// How many of the keys each partition would have. Nothing is written.
pub(super) fn shown(database: &Database, mut query: Query) -> Result<Value, Refusal> {
    let (table, index) = table_and_index(database, &mut query)?;
    let keys = query.take("keys").map_or(Ok(KEYS), |keys| number(&keys, "keys", 1..=MOST_KEYS))?;
    let prefix = query.take("prefix");
    query.finish()?;
    if index.is_some() {
        return Err(Refusal::bad_request("Keys are made up for a table, not for an index"));
    }
    let attribute_type = partition_key(&table)?.attribute_type;
    if prefix.as_ref().is_some_and(|prefix| prefix.len() > MOST_PREFIX) {
        return Err(Refusal::bad_request(format!("'prefix' has at most {MOST_PREFIX} bytes")));
    }
    if prefix.is_some() && attribute_type == ScalarAttributeType::N {
        return Err(Refusal::bad_request("The table's partition key is a number, which has no 'prefix'"));
    }
    let prefix = prefix.unwrap_or_else(|| PREFIX.to_owned());
    let key = |number: usize| match attribute_type {
        ScalarAttributeType::S => AttributeValue::from(format!("{prefix}{number}")),
        ScalarAttributeType::B => AttributeValue::B(format!("{prefix}{number}").into_bytes()),
        ScalarAttributeType::N => AttributeValue::from(number),
    };
    let partitions = table.spread((0..keys).map(key))?;
    let counts = || partitions.iter().map(|partition| partition.keys);
    debug_assert_eq!(counts().sum::<u64>(), keys as u64, "each key has one partition");
    let shown = partitions.iter().map(|partition| {
        let mut shown = json!({
            "partition": partition.name,
            "keys": partition.keys,
            "expected": partition.expected,
        });
        range(&mut shown, &partition.range);
        shown
    });
    Ok(json!({
        "table": table.name(),
        "keys": keys,
        "first_key": key(0),
        "last_key": key(keys - 1),
        "least": counts().min(),
        "most": counts().max(),
        "mean": keys as f64 / partitions.len().max(1) as f64,
        "partitions": shown.collect::<Vec<_>>(),
    }))
}
