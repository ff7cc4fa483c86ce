//! How much work a request causes: its steps and its answer grow at most in proportion to its length.

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

/// The steps that each byte of a request may take. Most are for parsing: each value is looked at a few times.
const STEPS_OF_BYTE: usize = 16;

/// The steps that any request may take, and the bytes that any answer may have: for the table's content and the longest
/// message.
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

/// Runs a request and compares its work with its length. A loop that takes no steps shows in the time.
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
