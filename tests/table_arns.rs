//! A table's ARN stands wherever its name does, and answers call the table what the request called it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use hashrange::Database;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/albums";

fn call(database: &Database, operation: &str, input: &Value) -> Value {
    let answer = database.wire(operation, input.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn database() -> Database {
    let database = Database::new();
    let element = |name: &str, key_type: &str| json!({"AttributeName": name, "KeyType": key_type});
    let definition = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    call(
        &database,
        "CreateTable",
        &json!({
            "TableName": "albums",
            "KeySchema": [element("pk", "HASH"), element("sk", "RANGE")],
            "AttributeDefinitions": [definition("pk"), definition("sk"), definition("year")],
            "LocalSecondaryIndexes": [{
                "IndexName": "by_year",
                "KeySchema": [element("pk", "HASH"), element("year", "RANGE")],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    database
}

fn key() -> Value {
    json!({"pk": {"S": "a"}, "sk": {"S": "1"}})
}

/// Requests that tell what they consumed, of every operation on items, with the table called `name`.
fn requests(name: &str) -> Vec<(&'static str, Value)> {
    let mut batch_writes = json!({"RequestItems": {}});
    batch_writes["RequestItems"][name] = json!([{"PutRequest": {"Item": key()}}]);
    let mut batch_reads = json!({"RequestItems": {}});
    batch_reads["RequestItems"][name] = json!({"Keys": [key()]});
    let query = json!({
        "TableName": name,
        "KeyConditionExpression": "pk = :a",
        "ExpressionAttributeValues": {":a": {"S": "a"}},
    });
    let mut requests = vec![
        ("PutItem", json!({"TableName": name, "Item": key()})),
        ("GetItem", json!({"TableName": name, "Key": key()})),
        ("UpdateItem", json!({"TableName": name, "Key": key()})),
        ("Query", query),
        ("Scan", json!({"TableName": name})),
        ("DeleteItem", json!({"TableName": name, "Key": key()})),
        ("BatchWriteItem", batch_writes),
        ("BatchGetItem", batch_reads),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": {"TableName": name, "Item": key()}}]})),
        ("TransactGetItems", json!({"TransactItems": [{"Get": {"TableName": name, "Key": key()}}]})),
    ];
    for (_, input) in &mut requests {
        input["ReturnConsumedCapacity"] = "TOTAL".into();
    }
    requests
}

#[test]
fn what_was_consumed_is_told_under_what_the_request_called_the_table() {
    let database = database();
    for name in ["albums", ARN] {
        for (operation, input) in requests(name) {
            let consumed = &call(&database, operation, &input)["ConsumedCapacity"];
            let one = if consumed.is_array() { &consumed[0] } else { consumed };
            assert_eq!(one["TableName"], name, "{operation}");
        }
    }
}

#[test]
fn so_are_the_item_collections_that_changed() {
    let database = database();
    let writes = requests(ARN).into_iter().filter(|(operation, _)| operation.contains("WriteItem"));
    for (operation, mut input) in writes {
        input["ReturnItemCollectionMetrics"] = "SIZE".into();
        let metrics = &call(&database, operation, &input)["ItemCollectionMetrics"];
        assert_eq!(metrics[ARN][0]["ItemCollectionKey"], json!({"pk": {"S": "a"}}), "{operation}: {metrics}");
    }
}

#[test]
fn a_table_that_a_transaction_names_in_both_ways_is_one_table() {
    let put = |name: &str, sk: &str| json!({"Put": {"TableName": name, "Item": {"pk": {"S": "a"}, "sk": {"S": sk}}}});
    let input =
        json!({"TransactItems": [put("albums", "1"), put(ARN, "2")], "ReturnConsumedCapacity": "TOTAL"});
    let answer = call(&database(), "TransactWriteItems", &input);
    let entry = json!({"TableName": "albums", "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0});
    assert_eq!(answer, json!({"ConsumedCapacity": [entry]}));
}
