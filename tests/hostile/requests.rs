//! Good requests, and what every answer must be.

use std::time::{Duration, Instant};

use hashrange::{Database, WireResponse};
use serde_json::{Value, json};

use crate::support;

/// A database with a table that has something in it.
pub fn database() -> Database {
    let db = Database::new();
    for (operation, body) in &requests()[..3] {
        let (status, answer) = support::call(&db, operation, body);
        assert_eq!(status, 200, "{operation}: {answer}");
    }
    db
}

/// Requests that are answered, at least one for each operation; the first three make the table.
pub fn requests() -> Vec<(&'static str, Value)> {
    let key = json!({ "p": { "S": "a" }, "k": { "N": "1" } });
    vec![
        (
            "CreateTable",
            json!({
                "TableName": "hostile", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    { "AttributeName": "p", "AttributeType": "S" }, { "AttributeName": "k", "AttributeType": "N" },
                    { "AttributeName": "b", "AttributeType": "B" },
                ],
                "KeySchema": [
                    { "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "k", "KeyType": "RANGE" },
                ],
                "LocalSecondaryIndexes": [{
                    "IndexName": "local", "Projection": { "ProjectionType": "KEYS_ONLY" },
                    "KeySchema": [
                        { "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "b", "KeyType": "RANGE" },
                    ],
                }],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "global",
                    "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["m"] },
                    "KeySchema": [
                        { "AttributeName": "b", "KeyType": "HASH" }, { "AttributeName": "k", "KeyType": "RANGE" },
                    ],
                }],
            }),
        ),
        (
            "PutItem",
            json!({
                "TableName": "hostile", "ReturnValues": "ALL_OLD", "ReturnConsumedCapacity": "INDEXES",
                "Item": {
                    "p": { "S": "a" }, "k": { "N": "1" }, "b": { "B": "AP8=" }, "t": { "BOOL": true },
                    "z": { "NULL": true }, "l": { "L": [{ "N": "1.50" }, { "L": [] }] },
                    "m": { "M": { "x": { "S": "\u{e9}" }, "y": { "N": "-1e-5" } } }, "ss": { "SS": ["a", "b"] },
                    "ns": { "NS": ["1", "2"] }, "bs": { "BS": ["AA==", "AQ=="] },
                },
            }),
        ),
        (
            "UpdateItem",
            json!({
                "TableName": "hostile", "Key": key, "ReturnValues": "UPDATED_NEW",
                "UpdateExpression":
                    "SET c = if_not_exists(c, :one) + :one, m.#x = :s, l[1] = list_append(l, :l) REMOVE z ADD ns :ns \
                     DELETE ss :ss",
                "ConditionExpression": "attribute_exists(p) AND (size(l) > :one OR NOT contains(ss, :s))",
                "ExpressionAttributeNames": { "#x": "x" },
                "ExpressionAttributeValues": {
                    ":one": { "N": "1" }, ":s": { "S": "s" }, ":l": { "L": [{ "NULL": true }] },
                    ":ns": { "NS": ["3"] }, ":ss": { "SS": ["a"] },
                },
            }),
        ),
        (
            "UpdateItem",
            json!({
                "TableName": "hostile", "Key": key, "AttributeUpdates": {
                    "c": { "Action": "ADD", "Value": { "N": "1" } }, "d": { "Action": "DELETE" },
                },
                "Expected": { "q": { "Exists": false }, "t": { "Value": { "BOOL": true } } },
                "ConditionalOperator": "OR",
            }),
        ),
        ("GetItem", json!({ "TableName": "hostile", "Key": key, "ProjectionExpression": "m.x, l[0], ss" })),
        ("GetItem", json!({ "TableName": "hostile", "Key": key, "AttributesToGet": ["m", "l"] })),
        (
            "Query",
            json!({
                "TableName": "hostile", "KeyConditionExpression": "p = :p AND k BETWEEN :low AND :high",
                "FilterExpression": "t IN (:p, :low) OR begins_with(m.x, :p)", "ScanIndexForward": false,
                "ExpressionAttributeValues": { ":p": { "S": "a" }, ":low": { "N": "0" }, ":high": { "N": "9" } },
                "ExclusiveStartKey": { "p": { "S": "a" }, "k": { "N": "2" } }, "Limit": 2, "Select": "COUNT",
            }),
        ),
        (
            "Query",
            json!({
                "TableName": "hostile", "IndexName": "local", "Select": "ALL_ATTRIBUTES",
                "KeyConditions": {
                    "p": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "a" }] },
                    "b": { "ComparisonOperator": "BEGINS_WITH", "AttributeValueList": [{ "B": "AA==" }] },
                },
                "QueryFilter": { "t": { "ComparisonOperator": "NOT_NULL" } },
            }),
        ),
        (
            "Scan",
            json!({
                "TableName": "hostile", "IndexName": "global", "Segment": 0, "TotalSegments": 2, "Limit": 1,
                "FilterExpression": "attribute_type(m, :m)", "ExpressionAttributeValues": { ":m": { "S": "M" } },
                "ReturnConsumedCapacity": "TOTAL",
            }),
        ),
        (
            "Scan",
            json!({
                "TableName": "hostile",
                "ScanFilter": { "k": { "ComparisonOperator": "IN", "AttributeValueList": [{ "N": "1" }] } },
            }),
        ),
        (
            "BatchGetItem",
            json!({
                "RequestItems": { "hostile": {
                    "Keys": [key, { "p": { "S": "b" }, "k": { "N": "1" } }], "ConsistentRead": true,
                    "ProjectionExpression": "#p, m", "ExpressionAttributeNames": { "#p": "p" },
                } },
            }),
        ),
        (
            "BatchWriteItem",
            json!({
                "RequestItems": { "hostile": [
                    { "PutRequest": { "Item": { "p": { "S": "c" }, "k": { "N": "1" } } } },
                    { "DeleteRequest": { "Key": { "p": { "S": "b" }, "k": { "N": "1" } } } },
                ] },
                "ReturnItemCollectionMetrics": "SIZE",
            }),
        ),
        (
            "DeleteItem",
            json!({
                "TableName": "hostile", "Key": { "p": { "S": "c" }, "k": { "N": "1" } },
                "ConditionExpression": "attribute_exists(p)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }),
        ),
        (
            "TransactWriteItems",
            json!({
                "ClientRequestToken": "token",
                "TransactItems": [
                    { "Put": { "TableName": "hostile", "Item": { "p": { "S": "t" }, "k": { "N": "1" } } } },
                    { "Update": {
                        "TableName": "hostile", "Key": key, "UpdateExpression": "SET m.z = :z",
                        "ExpressionAttributeValues": { ":z": { "L": [] } },
                    } },
                    { "ConditionCheck": {
                        "TableName": "hostile", "Key": { "p": { "S": "u" }, "k": { "N": "1" } },
                        "ConditionExpression": "attribute_not_exists(#p)",
                        "ExpressionAttributeNames": { "#p": "p" },
                    } },
                    { "Delete": { "TableName": "hostile", "Key": { "p": { "S": "v" }, "k": { "N": "1" } } } },
                ],
            }),
        ),
        (
            "TransactGetItems",
            json!({
                "TransactItems": [
                    { "Get": { "TableName": "hostile", "Key": key, "ProjectionExpression": "m.x, l[0]" } },
                ],
            }),
        ),
        (
            "ExecuteStatement",
            json!({
                "Statement": "SELECT p, m.x FROM \"hostile\" WHERE p = ? AND k BETWEEN 0 AND 9 ORDER BY k DESC",
                "Parameters": [{ "S": "a" }], "Limit": 3, "ConsistentRead": true,
            }),
        ),
        (
            "ExecuteStatement",
            json!({
                "Statement": "UPDATE hostile SET c = c + ? SET l = list_append(l, [1, {'a': <<'b'>>}]) \
                              WHERE p = 'a' AND k = 1 RETURNING ALL NEW *",
                "Parameters": [{ "N": "1" }],
            }),
        ),
        (
            "BatchExecuteStatement",
            json!({
                "Statements": [
                    { "Statement": "INSERT INTO hostile VALUE {'p': 'i', 'k': 1, 'x': ?}", "Parameters": [{ "NULL": true }] },
                    { "Statement": "DELETE FROM hostile WHERE p = 'j' AND k = 1" },
                ],
            }),
        ),
        (
            "ExecuteTransaction",
            json!({
                "TransactStatements": [
                    { "Statement": "SELECT * FROM hostile WHERE p = ? AND k = 1", "Parameters": [{ "S": "a" }] },
                ],
            }),
        ),
        ("DescribeTable", json!({ "TableName": "hostile" })),
        ("ListTables", json!({ "Limit": 5, "ExclusiveStartTableName": "another" })),
        ("DeleteTable", json!({ "TableName": "hostile" })),
    ]
}

/// Calls, and checks that what comes back is an answer of the service.
pub fn answer(db: &Database, operation: &str, body: &[u8]) -> (u16, Value) {
    let WireResponse { status, body, .. } = db.wire(operation, body);
    let answer: Value = serde_json::from_slice(&body).expect("an answer is JSON");
    match status {
        200 => assert!(answer.is_object(), "{answer}"),
        400 => {
            let name = answer["__type"].as_str().expect("an exception's name");
            assert!(name.contains('#') && name.ends_with("Exception"), "{answer}");
        }
        other => panic!("{other}: {answer}"),
    }
    (status, answer)
}

/// Checks that the database still does what it should, and that its contents are consistent.
pub fn still_works(db: &Database) {
    let name = "afterwards";
    let mut create = requests()[0].1.clone();
    create["TableName"] = json!(name);
    assert_eq!(support::call(db, "CreateTable", &create).0, 200);
    let item = json!({ "p": { "S": "still" }, "k": { "N": "1" }, "b": { "B": "AA==" } });
    assert_eq!(support::call(db, "PutItem", &json!({ "TableName": name, "Item": item })).0, 200);
    let key = json!({ "p": { "S": "still" }, "k": { "N": "1" } });
    let (_, got) = support::call(db, "GetItem", &json!({ "TableName": name, "Key": key }));
    assert_eq!(got, json!({ "Item": item }));
    assert_eq!(db.verify(), Vec::<String>::new());
}

/// Calls, and checks that the answer comes soon.
pub fn answered_quickly(db: &Database, what: &str, operation: &str, body: &[u8]) -> (u16, Value) {
    let start = Instant::now();
    let answered = answer(db, operation, body);
    assert!(start.elapsed() < Duration::from_secs(30), "{what}, {operation}: {:?}", start.elapsed());
    answered
}

/// Calls, and checks that the request is refused soon.
pub fn refused_quickly(db: &Database, what: &str, operation: &str, body: &[u8]) {
    let (status, answer) = answered_quickly(db, what, operation, body);
    assert_eq!(status, 400, "{what}, {operation}: {answer}");
}

#[test]
fn the_requests_that_are_spoilt_below_are_good_ones() {
    let db = Database::new();
    for (operation, body) in requests() {
        let (status, answer) = support::call(&db, operation, &body);
        assert_eq!(status, 200, "{operation}: {body}: {answer}");
    }
}
