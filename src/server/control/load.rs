//! Many requests for one key, over HTTP: what makes a partition hot.

use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{query::out_of, refusal::Refusal, tables::partition_key};
use crate::{
    database::{Database, Table},
    value::{AttributeName, AttributeValue, Item},
};

/// How many requests one load has.
const REQUESTS: RangeInclusive<usize> = 1..=10_000;

/// Over how many keys they can be spread.
const SHARDS: RangeInclusive<usize> = 1..=1_000;

/// A load ends after this time, whatever it has left: a fault may make each of its requests late.
const LONGEST: Duration = Duration::from_secs(5);

/// The body of a request for a load.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Load {
    table: String,
    /// The whole key of the item.
    key: Item,
    operation: Operation,
    requests: usize,
    /// With more than one, the partition key has one of so many endings: `#0`, `#1`, ...
    #[serde(default = "one")]
    shards: usize,
}

fn one() -> usize {
    1
}

/// What is requested.
#[derive(Debug, Clone, Copy, Deserialize)]
enum Operation {
    GetItem,
    /// Without an expression: the item stays as it is, and is made of its key if there is none.
    UpdateItem,
}

/// Carries a load out, one request after the other.
pub(super) fn put(database: &Database, wanted: &Load) -> Result<Value, Refusal> {
    for (number, name, bounds) in [(wanted.requests, "requests", REQUESTS), (wanted.shards, "shards", SHARDS)]
    {
        if !bounds.contains(&number) {
            return Err(out_of(name, &bounds));
        }
    }
    let table = database.table(&wanted.table)?;
    let spread = spread(&table, wanted)?;
    let (mut done, mut throttled, mut reasons) = (0_u64, 0_u64, BTreeMap::<String, u64>::new());
    let end = Instant::now() + LONGEST;
    // One key at a time: nothing has looked at its size yet.
    for number in 0..wanted.requests {
        if Instant::now() > end {
            break;
        }
        let mut key = wanted.key.clone();
        if let Some((name, text)) = &spread {
            key.insert(name.clone(), format!("{text}#{}", number % wanted.shards));
        }
        let result = match wanted.operation {
            Operation::GetItem => table.get(&key).run().map(drop),
            Operation::UpdateItem => table.update(&key).run(),
        };
        match result {
            Ok(()) => done += 1,
            Err(error) if error.is_throttled() => {
                throttled += 1;
                let reason = error.throttling_reasons().first();
                let reason =
                    reason.map_or_else(|| error.code().to_owned(), |reason| reason.reason.to_string());
                *reasons.entry(reason).or_default() += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(json!({
        "table": table.name(),
        "requests": done + throttled,
        "done": done,
        "throttled": throttled,
        "reasons": reasons,
    }))
}

/// The partition key, its name and its text, that gets endings; `None` where all requests have the same key.
fn spread<'k>(table: &Table, wanted: &'k Load) -> Result<Option<(AttributeName, &'k str)>, Refusal> {
    if wanted.shards == 1 {
        return Ok(None);
    }
    let name = partition_key(table)?.name;
    match wanted.key.get(&name) {
        Some(AttributeValue::S(text)) => Ok(Some((name, text))),
        _ => Err(Refusal::bad_request("'shards' needs a partition key that is a string")),
    }
}
