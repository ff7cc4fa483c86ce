//! What a Query of an index may filter by: attributes that the index holds, unless whole items are fetched.

use serde_json::{Value, json};

use super::{super::scan, run};
use crate::{
    engine::Engine,
    error::Result,
    item,
    operation::{access::tables::Tables, item::put_item, request::input::request, table::create_table},
};

/// A table with an item, and an index of either kind that holds `kept` beside the keys.
fn engine() -> Engine {
    let engine = Engine::default();
    let key = |hash: &str, range: &str| {
        json!([
            {"AttributeName": hash, "KeyType": "HASH"},
            {"AttributeName": range, "KeyType": "RANGE"},
        ])
    };
    let index = |name: &str, key_schema: Value| {
        json!({
            "IndexName": name,
            "KeySchema": key_schema,
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["kept"]},
        })
    };
    let definition = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let table = json!({
        "TableName": "songs",
        "KeySchema": key("pk", "sk"),
        "AttributeDefinitions": [definition("pk"), definition("sk"), definition("ik")],
        "LocalSecondaryIndexes": [index("local", key("pk", "ik"))],
        "GlobalSecondaryIndexes": [index("global", key("ik", "pk"))],
        "BillingMode": "PAY_PER_REQUEST",
    });
    create_table::run(&engine, request(table)).unwrap();
    let song = json!({
        "TableName": "songs",
        "Item": {
            "pk": {"S": "a"}, "sk": {"S": "b"}, "ik": {"S": "a"}, "kept": {"S": "a"}, "lost": {"S": "a"},
        },
    });
    put_item::run(Tables::of(&engine), request(song)).unwrap();
    engine
}

/// How many items a Query finds.
fn found(index: &str, filter: &str, more: Value) -> Result<usize> {
    let key = if index == "global" { "ik" } else { "pk" };
    let mut body = json!({
        "TableName": "songs",
        "IndexName": index,
        "KeyConditionExpression": format!("{key} = :a"),
        "FilterExpression": filter,
        "ExpressionAttributeValues": {":a": {"S": "a"}},
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    run(Tables::of(&engine()), request(body)).map(|output| output.count)
}

fn refused(index: &str, filter: &str, more: Value) -> String {
    found(index, filter, more).unwrap_err().message().into_owned()
}

#[test]
fn a_filter_on_what_the_index_lacks_is_refused() {
    for index in ["global", "local"] {
        let lacking = |names: &str| {
            format!(
                "One or more parameter values were invalid: Secondary index {index} does not project one or more \
                 filter attributes: [{names}]"
            )
        };
        assert_eq!(refused(index, "lost = :a", json!({})), lacking("lost"));
        assert_eq!(
            refused(index, "attribute_not_exists(lost.deep)", json!({"Select": "COUNT"})),
            lacking("lost")
        );
        let each_once = "kept = :a AND (lost = :a OR NOT away = :a) AND lost <> :a";
        assert_eq!(refused(index, each_once, json!({})), lacking("lost, away"));
        // The index's keys and the table's are in every index.
        assert_eq!(found(index, "kept = :a AND sk <> :a", json!({})), Ok(1));
    }
}

#[test]
fn so_is_a_query_filter() {
    let conditions = json!({
        "TableName": "songs",
        "IndexName": "global",
        "KeyConditions": {"ik": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]}},
        "QueryFilter": {"lost": {"ComparisonOperator": "NOT_NULL"}},
    });
    let error = run(Tables::of(&engine()), request(conditions)).unwrap_err();
    assert!(error.message().ends_with("does not project one or more filter attributes: [lost]"), "{error}");
}

#[test]
fn where_the_entries_bring_their_items_the_filter_sees_them() {
    for more in [json!({"Select": "ALL_ATTRIBUTES"}), json!({"ProjectionExpression": "lost"})] {
        assert_eq!(found("local", "lost = :a", more), Ok(1));
    }
}

#[test]
fn a_scan_takes_the_filter_and_finds_nothing() {
    for index in ["global", "local"] {
        let body = json!({
            "TableName": "songs",
            "IndexName": index,
            "FilterExpression": "lost = :a",
            "ExpressionAttributeValues": {":a": {"S": "a"}},
        });
        let output = scan::run(Tables::of(&engine()), request(body)).unwrap();
        assert_eq!((output.count, output.scanned_count), (0, 1));
        assert_eq!(output.items, Some(Vec::new()));
    }
    let whole = scan::run(Tables::of(&engine()), request(json!({"TableName": "songs"}))).unwrap();
    let song = item! { "pk": "a", "sk": "b", "ik": "a", "kept": "a", "lost": "a" };
    assert_eq!(whole.items.unwrap().first().map(|item| (**item).clone()), Some(song));
}
