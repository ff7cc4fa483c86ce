//! How large an update may be, beside the item that it makes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

use hashrange::{Database, ScalarAttributeType::S};
use serde_json::{Value, json};

/// What is said to an update, given as members of UpdateItem's input, of an item with a key of one byte.
fn refusal(update: &Value) -> Option<String> {
    let db = Database::new();
    db.create_table("tab").partition_key("pk", S).run().unwrap();
    let mut request = json!({"TableName": "tab", "Key": {"pk": {"S": "K"}}});
    request.as_object_mut().unwrap().append(&mut update.as_object().unwrap().clone());
    let answer = db.wire("UpdateItem", request.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    body["message"].as_str().map(str::to_owned)
}

#[test]
fn an_expression_is_charged_and_attribute_updates_are_not() {
    let too_large = Some("Item size to update has exceeded the maximum allowed size".to_owned());
    let expression = |size: usize| {
        let value = "x".repeat(size);
        refusal(&json!({"UpdateExpression": "SET b = :b", "ExpressionAttributeValues": {":b": {"S": value}}}))
    };
    assert_eq!((expression(409_577), expression(409_578)), (None, too_large.clone()));
    // The item that is made: the two names, and the key's one byte.
    let updates = |size: usize| {
        let value = "x".repeat(size);
        refusal(&json!({"AttributeUpdates": {"b": {"Value": {"S": value}}}}))
    };
    assert_eq!((updates(409_596), updates(409_597)), (None, too_large));
}
