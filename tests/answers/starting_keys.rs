//! Where a Query goes on.

use super::*;

fn query(table: &str, condition: &str, values: Value, start: Value) -> Value {
    json!({
        "TableName": table, "KeyConditionExpression": condition, "ExpressionAttributeValues": values,
        "ExclusiveStartKey": start,
    })
}

#[test]
fn a_query_of_one_item_ends_with_it_and_is_not_gone_on_with() {
    let db = database();
    ask(&db, "PutItem", json!({"TableName": "hash", "Item": {"pk": {"S": "a"}}}));
    let mut input = query("hash", "pk = :p", json!({":p": {"S": "a"}}), json!({"pk": {"S": "a"}}));
    assert!(refusal(&db, "Query", input.clone()).starts_with("The provided exclusive start key is invalid"));
    input.as_object_mut().unwrap().remove("ExclusiveStartKey");
    let page = ask(&db, "Query", with(input, json!({"Limit": 1})));
    assert_eq!((&page["Count"], page.get("LastEvaluatedKey")), (&json!(1), None));
    // So whoever walks pages of one item comes to an end.
    let items: Vec<_> =
        db.table("hash").unwrap().query("a").limit(1).items().collect::<Result<_, _>>().unwrap();
    assert_eq!(items.len(), 1);
}

#[test]
fn a_starting_key_is_held_against_the_sort_keys_condition_and_then_against_the_partition() {
    let db = database();
    let refused = |condition: &str, partition: &str, sort: &str| {
        let mut values = json!({":p": {"S": "a"}});
        if condition.contains(":s") {
            values[":s"] = json!({"S": "m"});
        }
        let start = json!({"pk": {"S": partition}, "sk": {"S": sort}});
        refusal(&db, "Query", query("own", condition, values, start))
    };
    let outside = "The provided starting key is outside query boundaries based on provided conditions";
    let predicate = "The provided starting key does not match the range key predicate";
    let one_row = "The query can return at most one row and cannot be restarted";
    assert_eq!(refused("pk = :p", "other", "c"), outside);
    for (condition, fits, does_not) in [
        ("pk = :p AND sk < :s", "c", "m"),
        ("pk = :p AND sk = :s", "m", "c"),
        ("pk = :p AND begins_with(sk, :s)", "mm", "c"),
        ("pk = :p AND sk BETWEEN :s AND :s", "m", "n"),
    ] {
        assert_eq!(refused(condition, "other", fits), one_row, "{condition}");
        assert_eq!(refused(condition, "other", does_not), predicate, "{condition}");
        assert_eq!(refused(condition, "a", does_not), predicate, "{condition}");
    }
}

#[test]
fn the_same_holds_on_indexes() {
    let db = database();
    let start = json!({"pk": {"S": "other"}, "sk": {"S": "b"}, "lk": {"S": "m"}});
    let input = query("own", "pk = :p AND lk >= :s", json!({":p": {"S": "a"}, ":s": {"S": "m"}}), start);
    let input = with(input, json!({"IndexName": "byLk"}));
    assert_eq!(refusal(&db, "Query", input), "The query can return at most one row and cannot be restarted");
    // An index without a sort key has many items under one key.
    let start = json!({"pk": {"S": "a"}, "sk": {"S": "b"}, "gk": {"S": "g"}});
    let input = query("own", "gk = :p", json!({":p": {"S": "g"}}), start);
    ask(&db, "Query", with(input, json!({"IndexName": "byGk"})));
}
