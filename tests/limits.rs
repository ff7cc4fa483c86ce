//! Limits that more than one operation has to keep, and which of several is told.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says so by panicking")]

use hashrange::{Database, ScalarAttributeType::S};
use serde_json::{Value, json};

fn database() -> Database {
    let db = Database::new();
    db.create_table("tab").partition_key("pk", S).run().unwrap();
    db
}

fn answer(db: &Database, operation: &str, request: &Value) -> Value {
    serde_json::from_slice(&db.wire(operation, request.to_string().as_bytes()).body).unwrap()
}

/// What an operation refuses a request with; empty where it is taken.
fn refusal(operation: &str, request: &Value) -> String {
    answer(&database(), operation, request)["message"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_attributes_name_has_up_to_65535_bytes() {
    let item = |bytes| json!({"pk": {"S": "a"}, "a".repeat(bytes): {"S": "x"}});
    let put = |bytes| json!({"TableName": "tab", "Item": item(bytes)});
    let said = "Map keys must satisfy constraint: [Member must have length less than or equal to 65535]";
    assert_eq!(refusal("PutItem", &put(65_535)), "");
    assert_eq!(refusal("PutItem", &put(65_536)), format!("1 validation error detected: {said}"));
    let batch = json!({"RequestItems": {"tab": [{"PutRequest": {"Item": item(65_536)}}]}});
    assert_eq!(refusal("BatchWriteItem", &batch), said);
    let transaction = json!({"TransactItems": [{"Put": put(65_536)}]});
    assert_eq!(refusal("TransactWriteItems", &transaction), said);
    let name = "a".repeat(65_536);
    let update = json!({"TableName": "tab", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": {&name: {"Action": "DELETE"}}});
    assert_eq!(
        refusal("UpdateItem", &update),
        format!(
            "1 validation error detected: Value '{{{name}}}' at 'attributeUpdates' failed to satisfy constraint: {said}"
        )
    );
}

#[test]
fn legacy_updates_are_held_to_the_size_of_the_item_alone() {
    let update = |bytes| {
        let value = json!({"Action": "PUT", "Value": {"S": "x".repeat(bytes)}});
        json!({"TableName": "tab", "Key": {"pk": {"S": "k"}}, "AttributeUpdates": {"a": value}})
    };
    let free = 409_600 - "pk".len() - "k".len() - "a".len();
    assert_eq!(refusal("UpdateItem", &update(free)), "");
    assert_eq!(
        refusal("UpdateItem", &update(free + 1)),
        "Item size to update has exceeded the maximum allowed size"
    );
}

#[test]
fn an_update_in_a_transaction_that_nests_too_deep_cancels_it() {
    let db = database();
    let nested = (0..31).fold(json!({"S": "leaf"}), |value, _| json!({"M": {"n": value}}));
    answer(&db, "PutItem", &json!({"TableName": "tab", "Item": {"pk": {"S": "k"}, "l": {"L": []}}}));
    let update = json!({
        "TableName": "tab", "Key": {"pk": {"S": "k"}}, "UpdateExpression": "SET l[0] = :v",
        "ExpressionAttributeValues": {":v": nested},
    });
    let said = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond \
                supported limit";
    assert_eq!(answer(&db, "UpdateItem", &update)["message"], said);
    let cancelled = answer(&db, "TransactWriteItems", &json!({"TransactItems": [{"Update": update}]}));
    assert_eq!(cancelled["CancellationReasons"], json!([{"Code": "ValidationError", "Message": said}]));
}

#[test]
fn a_length_out_of_range_is_told_alone_before_unknown_words() {
    let length = "failed to satisfy constraint: Member must have length greater than or equal to 1";
    let refused = |items: Value| {
        refusal("BatchGetItem", &json!({"RequestItems": items, "ReturnConsumedCapacity": "WRONG"}))
    };
    assert_eq!(refused(json!({})), format!("1 validation error detected: Value at 'RequestItems' {length}"));
    assert_eq!(
        refused(json!({"tab": {"Keys": []}})),
        format!("1 validation error detected: Value at 'RequestItems.tab.member.Keys' {length}")
    );
}

#[test]
fn a_tables_name_stands_in_a_place_as_it_was_sent() {
    for name in ["keys", "my.keys"] {
        assert_eq!(
            refusal("BatchGetItem", &json!({"RequestItems": {name: {"Keys": []}}})),
            format!(
                "1 validation error detected: Value at 'RequestItems.{name}.member.Keys' failed to satisfy \
                 constraint: Member must have length greater than or equal to 1"
            )
        );
    }
}

#[test]
fn an_empty_name_of_an_index_has_neither_the_letters_nor_the_length() {
    assert_eq!(
        refusal("Scan", &json!({"TableName": "tab", "IndexName": ""})),
        "2 validation errors detected: Value '' at 'indexName' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'indexName' failed to satisfy constraint: Member \
         must have length greater than or equal to 3"
    );
}

/// Each layer of the service tells the members of PutItem and DeleteItem in an order of its own.
#[test]
fn where_a_member_is_missing_unknown_return_values_are_told_first() {
    let unknown = json!({"ReturnValues": "WRONG", "ReturnConsumedCapacity": "WRONG", "TableName": ""});
    for (operation, missing) in [("PutItem", "item"), ("DeleteItem", "key")] {
        assert_eq!(
            refusal(operation, &unknown),
            format!(
                "4 validation errors detected: Value 'WRONG' at 'returnValues' failed to satisfy constraint: Member \
                 must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value 'WRONG' at \
                 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: \
                 [INDEXES, TOTAL, NONE]; Value '' at 'tableName' failed to satisfy constraint: Member must have \
                 length greater than or equal to 1; Value null at '{missing}' failed to satisfy constraint: Member \
                 must not be null"
            )
        );
    }
}

#[test]
fn where_a_member_is_missing_lengths_are_told_with_what_was_sent() {
    let missing = "failed to satisfy constraint: Member must not be null";
    let token = "x".repeat(37);
    assert_eq!(
        refusal(
            "TransactWriteItems",
            &json!({"TransactItems": [{"Put": {"TableName": "tab"}}], "ClientRequestToken": token})
        ),
        format!(
            "2 validation errors detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: Member \
             must have length less than or equal to 36; Value null at 'transactItems.1.member.put.item' {missing}"
        )
    );
    let said = refusal("BatchGetItem", &json!({"RequestItems": {"one": {"Keys": []}, "tab": {}}}));
    assert!(said.contains(&format!("Value null at 'requestItems.tab.member.keys' {missing}")), "{said}");
    assert!(
        said.contains("Value '[]' at 'requestItems.one.member.keys' failed to satisfy constraint"),
        "{said}"
    );
}

#[test]
fn conditions_of_a_request_look_at_no_more_than_a_second_allows() {
    let db = database();
    let table = db.table("tab").unwrap();
    let text = |end: &str| "x".repeat(200_000) + end;
    let put = |number: usize| hashrange::item! { "pk": number.to_string(), "a": text("1"), "b": text("2") };
    for number in 0..40 {
        table.put(put(number)).run().unwrap();
    }
    // Ten times a hundred comparisons of 200 KB that are the same up to the last byte.
    let condition = vec![format!("a IN ({})", vec!["b"; 100].join(",")); 10].join(" OR ");
    let action = |number: usize| {
        json!({ "Update": {
            "TableName": "tab", "Key": { "pk": { "S": number.to_string() } }, "UpdateExpression": "SET c = :c",
            "ConditionExpression": format!("NOT ({condition})"), "ExpressionAttributeValues": { ":c": { "N": "1" } },
        } })
    };
    let transaction = |count: usize| {
        let actions: Vec<Value> = (0..count).map(action).collect();
        answer(&db, "TransactWriteItems", &json!({ "TransactItems": actions }))
    };
    let changed = || table.scan().filter("attribute_exists(c)").count().unwrap();
    let refused = transaction(40);
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.starts_with("The conditions of the request look at too many values of its items"),
        "{refused}"
    );
    assert!(refused["__type"].as_str().unwrap().ends_with("ValidationException"), "{refused}");
    assert_eq!(changed(), 0);
    assert_eq!((transaction(8), changed()), (json!({}), 8));
}
