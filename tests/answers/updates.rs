//! Updates where there is no item, and of the keys of indexes.

use super::*;

fn on_item(table: &str, more: Value) -> Value {
    let key = match table {
        "hash" => json!({"pk": {"S": "a"}}),
        _ => json!({"pk": {"S": "a"}, "sk": {"S": "b"}}),
    };
    with(json!({"TableName": table, "Key": key}), more)
}

#[test]
fn an_update_that_takes_away_alone_makes_no_item() {
    let db = database();
    let set = json!({":s": {"SS": ["x"]}});
    for update in [
        json!({"UpdateExpression": "REMOVE a, b.c, d[0]"}),
        json!({"UpdateExpression": "DELETE a :s", "ExpressionAttributeValues": set}),
        json!({"UpdateExpression": "REMOVE b.c DELETE a.b :s", "ExpressionAttributeValues": set}),
        json!({"AttributeUpdates": {"a": {"Action": "DELETE"}}}),
    ] {
        let answer =
            ask(&db, "UpdateItem", on_item("hash", with(update.clone(), json!({"ReturnValues": "ALL_NEW"}))));
        assert_eq!(answer, json!({}), "{update}");
        let told = json!({"ReturnConsumedCapacity": "TOTAL"});
        let answer = ask(&db, "UpdateItem", on_item("hash", with(update.clone(), told)));
        assert_eq!(answer["ConsumedCapacity"]["CapacityUnits"], 1.0, "a write that writes nothing");
        if update.get("AttributeUpdates").is_none() {
            ask(&db, "TransactWriteItems", json!({"TransactItems": [{"Update": on_item("hash", update)}]}));
        }
        assert_eq!(ask(&db, "Scan", json!({"TableName": "hash"}))["Count"], 0);
    }
    let mixed = json!({
        "UpdateExpression": "REMOVE b.c, d[0] SET e = :e", "ExpressionAttributeValues": {":e": {"S": "x"}},
    });
    ask(&db, "UpdateItem", on_item("hash", mixed));
    let made = ask(&db, "GetItem", on_item("hash", json!({})));
    assert_eq!(made["Item"], json!({"pk": {"S": "a"}, "e": {"S": "x"}}));
    // Of an item that is there, a path has to be there up to its last step.
    let refused = refusal(&db, "UpdateItem", on_item("hash", json!({"UpdateExpression": "REMOVE b.c"})));
    assert_eq!(refused, "The document path provided in the update expression is invalid for update");
}

#[test]
fn a_condition_is_asked_before_nothing_is_done() {
    let update = json!({"UpdateExpression": "REMOVE a", "ConditionExpression": "attribute_exists(pk)"});
    let (_, body) = answer(&database(), "UpdateItem", on_item("hash", update));
    assert!(body["__type"].as_str().unwrap().ends_with("ConditionalCheckFailedException"), "{body}");
}

#[test]
fn a_key_of_an_index_of_another_type_is_told_as_in_a_put() {
    let db = database();
    let told = |key: &str, actual: &str, index: &str| {
        format!(
            "One or more parameter values were invalid: Type mismatch for Index Key {key} Expected: S Actual: \
             {actual} IndexName: {index}"
        )
    };
    let number = json!({":v": {"N": "1"}});
    let set = json!({"UpdateExpression": "SET gk = :v", "ExpressionAttributeValues": number});
    let add = json!({"UpdateExpression": "ADD lk :v", "ExpressionAttributeValues": number});
    let legacy = json!({"AttributeUpdates": {"gk": {"Value": {"NULL": true}}}});
    assert_eq!(refusal(&db, "UpdateItem", on_item("own", set.clone())), told("gk", "N", "byGk"));
    assert_eq!(refusal(&db, "UpdateItem", on_item("own", add.clone())), told("lk", "N", "byLk"));
    assert_eq!(refusal(&db, "UpdateItem", on_item("own", legacy)), told("gk", "NULL", "byGk"));
    for (update, key, index) in [(set, "gk", "byGk"), (add, "lk", "byLk")] {
        let action = json!({"Update": on_item("own", update)});
        assert_eq!(cancellation(&db, "TransactWriteItems", action), told(key, "N", index));
    }
}
