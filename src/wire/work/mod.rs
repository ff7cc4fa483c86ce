//! How much work a request makes: its steps grow no faster than it does, and its answer neither.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod conditions;
mod evaluation;
mod members;
#[path = "../../../tests/shapes/model.rs"]
#[allow(dead_code, missing_docs, reason = "the tests of inputs and outputs use the rest")]
mod model;
mod random;
mod texts;

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{Database, steps};

/// Steps that a byte of a request may take. Most are taken for reading it: each value is looked at a few times.
const STEPS_OF_BYTE: usize = 16;

/// Steps that any request may take, and bytes that any answer may have: what is in the table, and the longest message.
const STEPS_OF_REQUEST: usize = 150_000;
const BYTES_OF_ANSWER: usize = 200_000;

/// A database with a table of a few small items.
fn database() -> Database {
    let db = Database::new();
    let created = db.wire(
        "CreateTable",
        &json!({
            "TableName": "name", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                { "AttributeName": "p", "AttributeType": "S" }, { "AttributeName": "k", "AttributeType": "N" },
            ],
            "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "k", "KeyType": "RANGE" }],
        })
        .to_string()
        .into_bytes(),
    );
    assert_eq!(created.status, 200, "{}", created.text());
    let table = db.table("name").unwrap();
    for number in 0..10 {
        let item = crate::item! {
            "p": "a", "k": number, "s": "some text", "b": b"\0\x01", "l": [1, "two", [3]], "m": { "x": 1, "y": null },
        };
        table.put(item).run().unwrap();
    }
    db
}

/// Carries a request out and holds its work against its length. A loop that takes no steps shows in the time.
fn check(db: &Database, what: &str, operation: &str, body: &str) {
    let start = Instant::now();
    let (taken, answer) = steps::of(|| db.wire(operation, body.as_bytes()));
    let time = start.elapsed();
    let most = STEPS_OF_REQUEST + STEPS_OF_BYTE * body.len();
    let begin: String = body.chars().take(120).collect();
    let what = format!("{operation}, {what}, {} bytes: {begin}", body.len());
    assert!(taken <= most, "{taken} steps and not {most}, {what}");
    let most = BYTES_OF_ANSWER + 8 * body.len();
    assert!(answer.body.len() <= most, "an answer of {} bytes, {what}", answer.body.len());
    assert!(time < Duration::from_secs(60), "{time:?}, {what}");
}
