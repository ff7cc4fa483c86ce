//! Tables that live: their tags, policies, settings and indexes, as requests change them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod indexes;
mod policies;
mod tags;
mod time_to_live;
mod update;

use hashrange::{Database, Error, Result};
use serde_json::Value;

/// The answer to a request, which must succeed.
fn ask(db: &Database, operation: &str, request: Value) -> Value {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation} {request}: {}", answer.text());
    if answer.body.is_empty() { Value::Null } else { serde_json::from_slice(&answer.body).unwrap() }
}

/// The exception's name and message of a request, which must fail.
fn refused(db: &Database, operation: &str, request: Value) -> (String, String) {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 400, "{operation} {request}: {}", answer.text());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    let code = answer["__type"].as_str().unwrap().rsplit('#').next().unwrap();
    (code.to_owned(), answer["message"].as_str().unwrap_or_default().to_owned())
}

/// The message of what must fail with a ValidationException.
fn invalid<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Validation(message)) => message.to_string(),
        other => panic!("{other:?}"),
    }
}
