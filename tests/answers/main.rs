//! What operations answer where their rules meet: the same rule in each of them, and its neighbours.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

mod batch_keys;
mod key_conditions;
mod scalar_keys;
mod starting_keys;
mod updates;

use hashrange::Database;
use serde_json::{Value, json};

/// A database with the table `hash` (key `pk`) and the table `own` (key `pk` and `sk`, global index `byGk` on `gk`,
/// local index `byLk` on `lk`), all keys strings.
fn database() -> Database {
    let db = Database::new();
    let key = |names: &[&str]| -> Value {
        let types = ["HASH", "RANGE"].into_iter();
        names.iter().zip(types).map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect()
    };
    let definitions = |names: &[&str]| -> Value {
        names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
    };
    let index = |name: &str, key: Value| json!({"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "ALL"}});
    ask(
        &db,
        "CreateTable",
        json!({
            "TableName": "hash", "KeySchema": key(&["pk"]), "AttributeDefinitions": definitions(&["pk"]),
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    ask(
        &db,
        "CreateTable",
        json!({
            "TableName": "own", "KeySchema": key(&["pk", "sk"]),
            "AttributeDefinitions": definitions(&["pk", "sk", "gk", "lk"]),
            "GlobalSecondaryIndexes": [index("byGk", key(&["gk"]))],
            "LocalSecondaryIndexes": [index("byLk", key(&["pk", "lk"]))],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    db
}

fn answer(db: &Database, operation: &str, input: Value) -> (u16, Value) {
    let answer = db.wire(operation, input.to_string().as_bytes());
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// The answer to a request that succeeds.
fn ask(db: &Database, operation: &str, input: Value) -> Value {
    let (status, body) = answer(db, operation, input);
    assert_eq!(status, 200, "{operation}: {body}");
    body
}

/// The message of the ValidationException that a request is refused with.
fn refusal(db: &Database, operation: &str, input: Value) -> String {
    let (_, body) = answer(db, operation, input);
    let kind = body["__type"].as_str().unwrap_or_default();
    assert!(kind.ends_with("#ValidationException"), "{operation}: {body}");
    body["message"].as_str().unwrap().to_owned()
}

/// The reason of the one action for which a transaction is cancelled.
fn cancellation(db: &Database, operation: &str, action: Value) -> String {
    let (_, body) = answer(db, operation, json!({"TransactItems": [action]}));
    let reason = &body["CancellationReasons"][0];
    assert_eq!(reason["Code"], "ValidationError", "{body}");
    reason["Message"].as_str().unwrap().to_owned()
}

fn with(mut input: Value, more: Value) -> Value {
    input.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    input
}
