//! Reads that are late: which are, how late, and what they return.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

#[path = "../support/mod.rs"]
mod support;

mod model;
mod reads;
mod settings;
mod tables;
mod threads;

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Index, Item, Lag,
    ScalarAttributeType::{N, S},
    Table, VectorIndex, item,
};
use serde_json::{Value, json};
use support::ask;

/// What a read finds that finds nothing.
const NOTHING: [u64; 0] = [];

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn clock() -> Clock {
    Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

fn late(clock: &Clock, lag: Lag) -> Database {
    Database::builder().clock(clock.clone()).lag(lag).build()
}

/// Items by `p` and `s`, with a local index by `l`, a global index by `g` and one of vectors.
fn create(db: &Database) -> Table {
    db.create_table("items")
        .partition_key("p", S)
        .sort_key("s", N)
        .local_index(Index::new("by_l").sort_key("l", N))
        .global_index(Index::new("by_g").partition_key("g", S).sort_key("v", N))
        .vector_index(VectorIndex::new("by_look", "look", 2))
        .run()
        .unwrap()
}

/// The item `p`, `s` of this version.
fn version(p: &str, s: u64, v: u64) -> Item {
    item! { "p": p, "s": s, "l": 0, "g": "one", "v": v, "look": [1, 0] }
}

/// Ways to read all items of the collection `a`: each that is late without `ConsistentRead`, and whether it can be
/// consistent.
const READS: [(&str, bool); 14] = [
    ("GetItem", true),
    ("BatchGetItem", true),
    ("Query", true),
    ("Query by_l", true),
    ("Query by_l, fetching", true),
    ("Query by_g", false),
    ("Scan", true),
    ("Scan by_l", true),
    ("Scan by_g", false),
    ("SearchVectors", false),
    ("SELECT", true),
    ("SELECT of by_g", false),
    ("SELECT of an item", true),
    ("SELECT in a batch", true),
];

/// The values `v` of the item `a`, 1, as one of [`READS`] finds it: at most one.
fn read(db: &Database, kind: &str, consistent: bool) -> Vec<u64> {
    let key = json!({"p": {"S": "a"}, "s": {"N": "1"}});
    let of_key = |extra: Value| {
        let mut request = json!({"TableName": "items", "ConsistentRead": consistent});
        request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        request
    };
    let collection =
        json!({"KeyConditionExpression": "p = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}});
    let with = |one: &Value, other: Value| {
        let mut both = one.clone();
        both.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        of_key(both)
    };
    let of_g = json!({"IndexName": "by_g", "KeyConditionExpression": "g = :g",
        "ExpressionAttributeValues": {":g": {"S": "one"}}});
    let found = match kind {
        "GetItem" => ask(db, "GetItem", of_key(json!({"Key": key}))),
        "BatchGetItem" => {
            ask(db, kind, json!({"RequestItems": {"items": {"Keys": [key], "ConsistentRead": consistent}}}))
        }
        "Query" => ask(db, "Query", of_key(collection)),
        "Query by_l" => ask(db, "Query", with(&collection, json!({"IndexName": "by_l"}))),
        "Query by_l, fetching" => {
            ask(db, "Query", with(&collection, json!({"IndexName": "by_l", "Select": "ALL_ATTRIBUTES"})))
        }
        "Query by_g" => ask(db, "Query", of_key(of_g)),
        "Scan" => ask(db, "Scan", of_key(json!({}))),
        "Scan by_l" => ask(db, "Scan", of_key(json!({"IndexName": "by_l"}))),
        "Scan by_g" => ask(db, "Scan", of_key(json!({"IndexName": "by_g"}))),
        "SearchVectors" => {
            let vector = json!([{"N": "1"}, {"N": "0"}]);
            ask(
                db,
                kind,
                json!({"TableName": "items", "IndexName": "by_look", "SearchVector": vector, "TopK": 9}),
            )
        }
        "SELECT" => ask(
            db,
            "ExecuteStatement",
            json!({"Statement": "SELECT * FROM items", "ConsistentRead": consistent}),
        ),
        "SELECT of by_g" => {
            ask(db, "ExecuteStatement", json!({"Statement": "SELECT * FROM items.by_g WHERE g = 'one'"}))
        }
        "SELECT of an item" => {
            let statement = "SELECT * FROM items WHERE p = 'a' AND s = 1";
            ask(db, "ExecuteStatement", json!({"Statement": statement, "ConsistentRead": consistent}))
        }
        "SELECT in a batch" => {
            let statement = "SELECT * FROM items WHERE p = 'a' AND s = 1";
            let statement = json!({"Statement": statement, "ConsistentRead": consistent});
            ask(db, "BatchExecuteStatement", json!({"Statements": [statement]}))
        }
        other => panic!("no such read: {other}"),
    };
    versions(&found)
}

/// All values `v` in an answer.
fn versions(answer: &Value) -> Vec<u64> {
    match answer {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value.get("N")) {
                ("v", Some(number)) => vec![number.as_str().unwrap().parse().unwrap()],
                _ => versions(value),
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(versions).collect(),
        _ => Vec::new(),
    }
}
