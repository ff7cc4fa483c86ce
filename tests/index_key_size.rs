//! Values too long for the keys of a secondary index.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

use hashrange::Database;
use serde_json::{Value, json};

fn answer(db: &Database, operation: &str, request: &Value) -> Value {
    serde_json::from_slice(&db.wire(operation, request.to_string().as_bytes()).body).unwrap()
}

#[test]
fn a_put_and_an_update_refuse_them_each_in_its_words() {
    let db = Database::new();
    let created = answer(
        &db,
        "CreateTable",
        &json!({
            "TableName": "tab",
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "part", "AttributeType": "S"},
                {"AttributeName": "sort", "AttributeType": "S"},
            ],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "GlobalSecondaryIndexes": [{
                "IndexName": "index",
                "KeySchema": [
                    {"AttributeName": "part", "KeyType": "HASH"},
                    {"AttributeName": "sort", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    assert_eq!(created["message"], Value::Null);
    const PARTITION: &str = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum \
                             size limit of2048 bytes";
    const SORT: &str = "One or more parameter values were invalid: Aggregated size of all range keys has exceeded \
                        the size limit of 1024 bytes";
    const UPDATE: &str =
        "The update expression attempted to update the secondary index key beyond allowed size limits";
    for (part, sort, put, update) in [
        (2048, 1024, None, None),
        (2049, 1, Some(PARTITION), Some(UPDATE)),
        (1, 1025, Some(SORT), Some(UPDATE)),
    ] {
        let (part, sort) = (json!({"S": "x".repeat(part)}), json!({"S": "x".repeat(sort)}));
        let item = json!({"pk": {"S": "a"}, "part": part, "sort": sort});
        let said = answer(&db, "PutItem", &json!({"TableName": "tab", "Item": item}));
        assert_eq!(said["message"].as_str(), put);
        let said = answer(
            &db,
            "UpdateItem",
            &json!({"TableName": "tab", "Key": {"pk": {"S": "b"}},
                "UpdateExpression": "SET part = :part, sort = :sort",
                "ExpressionAttributeValues": {":part": part, ":sort": sort}}),
        );
        assert_eq!(said["message"].as_str(), update);
    }
}
