//! Messages that list things of the request show the first ones, and the number of the others.

use serde_json::{Map, Value, json};

use super::{check, database};
use crate::{Database, texts::listed::LISTED_BYTES};

const COUNT: usize = 60_000;

fn named<T: Into<Value>>(value: impl Fn(usize) -> T) -> impl Fn(&str) -> Value {
    move |sign| {
        let entries = (0..COUNT).map(|number| (format!("{sign}n{number}"), value(number).into()));
        entries.collect::<Map<String, Value>>().into()
    }
}

/// A table with a keys-only index.
fn with_index() -> Database {
    let db = database();
    let create = json!({
        "TableName": "indexed", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "p", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }],
        "GlobalSecondaryIndexes": [{
            "IndexName": "global", "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }],
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
    });
    assert_eq!(db.wire("CreateTable", create.to_string().as_bytes()).status, 200);
    db
}

#[test]
fn a_text_lists_only_so_much_of_a_request() {
    let db = with_index();
    let (text, name) = (named(|_| json!({ "S": "x" })), named(|_| "x"));
    let same = vec!["abc"; COUNT];
    let blobs = vec!["AAAA"; COUNT];
    let long = "n".repeat(70_000);
    let names: Vec<String> = (0..COUNT).map(|number| format!("n{number}")).collect();
    let with_long = |mut map: Value| {
        map["#z"] = json!(long);
        map
    };
    let mut long_list = names.clone();
    long_list.push(long.clone());
    let filter = named(|_| json!({ "ComparisonOperator": "NULL" }));
    let equal = json!({ "p": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "a" }] } });
    let key = json!({ "p": { "S": "a" }, "k": { "N": "1" } });
    let put = |value: Value| json!({ "TableName": "name", "Item": { "p": { "S": "a" }, "k": { "N": "1" }, "x": value } });
    let batch = |item: Value| json!({ "RequestItems": { "name": [{ "PutRequest": { "Item": item } }] } });
    let mut many_attributes = text("");
    many_attributes["p"] = json!({ "S": "a" });
    let requests = [
        (
            "unused in expressions: keys",
            "UpdateItem",
            json!({ "TableName": "name", "Key": key, "UpdateExpression": "REMOVE x", "ExpressionAttributeValues": text(":") }),
        ),
        (
            "unused in expressions: keys",
            "GetItem",
            json!({ "TableName": "name", "Key": key, "ProjectionExpression": "x", "ExpressionAttributeNames": name("#") }),
        ),
        ("contains duplicates", "PutItem", put(json!({ "SS": same }))),
        ("contains duplicates", "PutItem", put(json!({ "BS": blobs }))),
        ("contains duplicates", "BatchWriteItem", batch(put(json!({ "SS": same }))["Item"].clone())),
        ("contains duplicates", "BatchWriteItem", batch(put(json!({ "BS": blobs }))["Item"].clone())),
        (
            "Map value must satisfy constraint",
            "UpdateItem",
            json!({ "TableName": "name", "Key": key, "UpdateExpression": "REMOVE x", "ExpressionAttributeNames": with_long(name("#")) }),
        ),
        (
            "Member must satisfy constraint",
            "GetItem",
            json!({ "TableName": "name", "Key": key, "AttributesToGet": long_list }),
        ),
        (
            "AttributeValue@",
            "BatchWriteItem",
            json!({ "RequestItems": { "name": [{ "PutRequest": { "Item": many_attributes } }], "x": [] } }),
        ),
        (
            "does not project one or more filter attributes",
            "Query",
            json!({ "TableName": "indexed", "IndexName": "global", "KeyConditions": equal, "QueryFilter": filter("") }),
        ),
        (
            "does not project",
            "Scan",
            json!({ "TableName": "indexed", "IndexName": "global", "AttributesToGet": names }),
        ),
    ];
    for (told, operation, request) in requests {
        let body = request.to_string();
        let answer = db.wire(operation, body.as_bytes()).text().into_owned();
        let start: String = answer.chars().take(200).collect();
        assert!(answer.contains(told) && answer.contains(" more)"), "{operation}, {told}: {start}");
        let most = 3 * LISTED_BYTES;
        assert!(answer.len() < most, "{} bytes and not {most}: {operation}, {told}", answer.len());
        check(&db, told, operation, &body);
    }
}
