//! Attributes without a name, in all operations that take items or keys.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

use hashrange::{Database, ScalarAttributeType::S};
use serde_json::{Value, json};

fn refusal(operation: &str, request: &Value) -> String {
    let db = Database::new();
    db.create_table("tab").partition_key("pk", S).run().unwrap();
    let answer = db.wire(operation, request.to_string().as_bytes());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    answer["message"].as_str().unwrap().to_owned()
}

#[test]
fn an_attribute_without_a_name_is_refused_at_the_top_level_and_inside_maps() {
    let top = json!({"pk": {"S": "a"}, "": {"S": "x"}});
    let inside = json!({"pk": {"S": "a"}, "m": {"M": {"": {"S": "x"}}}});
    for item in [&top, &inside] {
        let enveloped = "1 validation error detected: Empty attribute name";
        assert_eq!(refusal("PutItem", &json!({"TableName": "tab", "Item": item})), enveloped);
        for operation in ["UpdateItem", "DeleteItem"] {
            assert_eq!(
                refusal(operation, &json!({"TableName": "tab", "Key": item})),
                enveloped,
                "{operation}"
            );
        }
        let bare = "Empty attribute name";
        assert_eq!(refusal("GetItem", &json!({"TableName": "tab", "Key": item})), bare);
        assert_eq!(refusal("BatchGetItem", &json!({"RequestItems": {"tab": {"Keys": [item]}}})), bare);
        for request in [json!({"PutRequest": {"Item": item}}), json!({"DeleteRequest": {"Key": item}})] {
            assert_eq!(refusal("BatchWriteItem", &json!({"RequestItems": {"tab": [request]}})), bare);
        }
        let get = json!({"Get": {"TableName": "tab", "Key": item}});
        assert_eq!(refusal("TransactGetItems", &json!({"TransactItems": [get]})), bare);
        let put = json!({"Put": {"TableName": "tab", "Item": item}});
        assert_eq!(refusal("TransactWriteItems", &json!({"TransactItems": [put]})), bare);
    }
}

#[test]
fn an_update_makes_no_attribute_without_a_name() {
    let value = json!({"Value": {"S": "x"}});
    for (updates, action) in [(json!({"": value}), "PUT"), (json!({"": {"Action": "DELETE"}}), "DELETE")] {
        let request = json!({"TableName": "tab", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": updates});
        let said = refusal("UpdateItem", &request);
        assert_eq!(said, "1 validation error detected: Empty attribute name", "{action}");
    }
}

#[test]
fn it_is_told_before_other_faults_of_the_item() {
    let item = json!({"pk": {"S": "a"}, "": {"S": "x"}, "a": {"NS": []}});
    let said = refusal("PutItem", &json!({"TableName": "nowhere", "Item": item}));
    assert_eq!(said, "1 validation error detected: Empty attribute name");
}
