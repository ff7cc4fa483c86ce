//! Expressions of a few KB over items of 400 KB: a result that is too large for an item is never created.

use serde_json::{Value, json};

use super::check;
use crate::{
    database::Database,
    key::ScalarAttributeType,
    limits::{ITEM_SIZE_BYTES, PAGE_SIZE_BYTES},
    steps,
    value::{AttributeValue, Item},
};

const TOO_LARGE: &str = "Item size to update has exceeded the maximum allowed size";

/// The steps for an item of 400 KB that is processed several times, once more for each name of an expression.
const STEPS_OF_ITEM: usize = 8 * ITEM_SIZE_BYTES;

fn database() -> Database {
    let db = Database::new();
    db.create_table("items").partition_key("p", ScalarAttributeType::S).run().unwrap();
    db
}

/// Puts an item, updates it, and returns the result; the work is that of a few items.
fn updated(mut item: Item, mut request: Value) -> Result<Item, String> {
    let db = database();
    let table = db.table("items").unwrap();
    item.insert("p", "a");
    table.put(item).run().unwrap();
    request["TableName"] = "items".into();
    request["Key"] = json!({ "p": { "S": "a" } });
    let body = request.to_string();
    let (taken, answer) = steps::of(|| db.wire("UpdateItem", body.as_bytes()));
    let most = STEPS_OF_ITEM + 8 * body.len();
    assert!(taken <= most, "{taken} steps and not {most}: {}", request["UpdateExpression"]);
    match answer.status {
        200 => Ok((*table.get("a").run().unwrap().unwrap()).clone()),
        _ => Err(answer.text().into_owned()),
    }
}

fn nulls(count: usize) -> AttributeValue {
    AttributeValue::L(vec![AttributeValue::Null; count])
}

/// Actions on attributes `x0`, `x1`, ... that fill an expression.
fn actions(word: &str, action: impl Fn(usize) -> String) -> String {
    let mut text = format!("{word} {}", action(0));
    for number in 1.. {
        let next = format!(",{}", action(number));
        if text.len() + next.len() > 4096 {
            break;
        }
        text += &next;
    }
    text
}

#[test]
fn an_attribute_that_is_copied_again_and_again_is_not_made() {
    let list = crate::item! { "l": nulls(150_000) };
    for action in ["l", "list_append(l,l)", "if_not_exists(y,l)"] {
        let request = json!({ "UpdateExpression": actions("SET", |number| format!("x{number}={action}")) });
        let answer = updated(list.clone(), request).unwrap_err();
        assert!(answer.contains(TOO_LARGE), "{answer}");
    }
    // A result that fits is created.
    let request = json!({ "UpdateExpression": "SET x = list_append(l, l)" });
    let item = updated(crate::item! { "l": nulls(50_000) }, request).unwrap();
    assert_eq!(item.get("x").unwrap().as_l().unwrap().len(), 100_000);
}

#[test]
fn a_fault_of_a_later_action_is_told_before_the_size() {
    let request = json!({ "UpdateExpression": "SET a = l, b = l, c = nothing" });
    let answer = updated(crate::item! { "l": nulls(150_000) }, request).unwrap_err();
    assert!(answer.contains("refers to an attribute that does not exist in the item"), "{answer}");
}

#[test]
fn a_request_s_set_is_walked_no_further_than_the_item_s() {
    let small: AttributeValue =
        std::collections::BTreeSet::from([crate::value::Number::from(1), 2.into()]).into();
    let item: Item = (0..300).map(|number| (format!("x{number}"), small.clone())).collect();
    let members: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    let request = json!({
        "UpdateExpression": actions("DELETE", |number| format!("x{number} :s")),
        "ExpressionAttributeValues": { ":s": { "NS": members } },
    });
    assert_eq!(updated(item, request).map(|item| item.contains("x7")), Ok(false));
}

#[test]
fn elements_and_attributes_that_are_removed_together_move_the_others_once() {
    let request = json!({ "UpdateExpression": actions("REMOVE", |number| format!("l[{}]", 2 * number)) });
    let removed = updated(crate::item! { "l": nulls(150_000) }, request).unwrap();
    let left = removed.get("l").unwrap().as_l().unwrap().len();
    assert!(left < 149_600, "{left}");
    let numbers: AttributeValue = (0..10).map(AttributeValue::from).collect::<Vec<_>>().into();
    let item = crate::item! { "l": [numbers.clone(), 7, { "m": numbers, "n": 1, "o": 2, "q": 3 }, 8], "a": 1, "b": 2, "c": 3 };
    let paths = "l[0][9], l[0][1], l[2].m[5], l[2].n, l[2].q, l[0][0], l[2].m[6], l[3], a, c, l[2].m[70]";
    let removed = updated(item, json!({ "UpdateExpression": format!("REMOVE {paths}") })).unwrap();
    let first: AttributeValue = (2..9).map(AttributeValue::from).collect::<Vec<_>>().into();
    let third: AttributeValue = [0, 1, 2, 3, 4, 7, 8, 9].map(AttributeValue::from).to_vec().into();
    assert_eq!(removed, crate::item! { "l": [first, 7, { "m": third, "o": 2 }], "b": 2, "p": "a" });
}

#[test]
fn a_part_that_is_longer_than_the_value_is_not_looked_at() {
    let db = database();
    let table = db.table("items").unwrap();
    for number in 0..1000 {
        table.put(crate::item! { "p": format!("{number}"), "b": b"\0", "s": "a" }).run().unwrap();
    }
    for value in [json!({ "B": "AAAA".repeat(250_000) }), json!({ "S": "a".repeat(1_000_000) })] {
        let name = if value["B"].is_string() { "b" } else { "s" };
        for filter in [format!("contains({name}, :v)"), format!("begins_with({name}, :v)")] {
            let body = json!({
                "TableName": "items", "FilterExpression": filter, "ExpressionAttributeValues": { ":v": value },
            });
            check(&db, &filter, "Scan", &body.to_string());
        }
    }
}

#[test]
fn names_and_values_of_a_request_are_together_at_most_2_mb() {
    let db = database();
    let ask = |bytes: usize| {
        let body = json!({
            "TableName": "items", "FilterExpression": "s = :v OR s = :w",
            "ExpressionAttributeValues": { ":v": { "S": "a".repeat(bytes) }, ":w": { "S": "a" } },
        });
        db.wire("Scan", body.to_string().as_bytes()).status
    };
    let most = crate::limits::SUBSTITUTION_BYTES;
    assert_eq!((ask(most - 1), ask(most)), (200, 400));
}

#[test]
fn a_page_ends_early_where_each_item_is_asked_very_much() {
    let db = database();
    let table = db.table("items").unwrap();
    for number in 0..1000 {
        table.put(crate::item! { "p": format!("{number}") }).run().unwrap();
    }
    let absent: Value = (0..100_000)
        .map(|number| (format!("x{number}"), json!({ "ComparisonOperator": "NULL" })))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let values: Vec<Value> = (0..100_000).map(|number| json!({ "S": format!("x{number}") })).collect();
    for (filter, most) in [
        (absent, 100),
        (json!({ "p": { "ComparisonOperator": "IN", "AttributeValueList": values } }), 100),
        (json!({ "x": { "ComparisonOperator": "NULL" } }), 1000),
    ] {
        let body = json!({ "TableName": "items", "ScanFilter": filter }).to_string();
        let (taken, answer) = steps::of(|| db.wire("Scan", body.as_bytes()));
        assert!(taken < 50_000_000 + 8 * body.len(), "{taken}");
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        let scanned = answer["ScannedCount"].as_u64().unwrap();
        assert!(scanned > 0 && scanned <= most, "{scanned}");
        assert_eq!(answer["LastEvaluatedKey"].is_object(), scanned < 1000);
    }
}

#[test]
fn values_of_a_request_are_held_against_each_other_once() {
    let db = database();
    let table = db.table("items").unwrap();
    for number in 0..1000 {
        table.put(crate::item! { "p": format!("{number}"), "b": true }).run().unwrap();
    }
    let text = |end: &str| json!({ "S": "a".repeat(500_000) + end });
    let list = |end: &str| json!({ "L": [{ "S": "a".repeat(500_000) }, { "S": end }] });
    for value in [text, list] {
        for filter in [":v = :w", "b = :b OR :v <> :w", "NOT :v IN (:w, :b)", "contains(:v, :w)", ":v < :w"] {
            let is_ordered = filter.contains('<') && !filter.contains('>');
            if value("x")["L"].is_array() && is_ordered {
                continue;
            }
            let mut values = json!({ ":v": value("x"), ":w": value("y") });
            if filter.contains(":b") {
                values[":b"] = json!({ "BOOL": false });
            }
            let body = json!({
                "TableName": "items", "FilterExpression": filter, "ExpressionAttributeValues": values,
            });
            let body = body.to_string();
            check(&db, filter, "Scan", &body);
            let counted = db.wire("Scan", body.as_bytes()).text().into_owned();
            let holds = !matches!(filter, ":v = :w" | "contains(:v, :w)");
            assert!(
                counted.contains(&format!("\"Count\":{}", if holds { 1000 } else { 0 })),
                "{filter}: {counted}"
            );
        }
    }
}

#[test]
fn a_page_ends_early_where_each_item_s_attribute_is_looked_for_in_a_long_value() {
    let db = database();
    let table = db.table("items").unwrap();
    for number in 0..1000 {
        table.put(crate::item! { "p": format!("{number}"), "s": "b", "z": b"b" }).run().unwrap();
    }
    let long_list = json!({ "L": vec![json!({ "NULL": true }); 200_000] });
    for (filter, value) in [
        ("contains(:v, s)", long_list),
        ("contains(:v, s)", json!({ "S": "a".repeat(1_900_000) })),
        ("contains(:v, z)", json!({ "B": "AAAA".repeat(600_000) })),
    ] {
        let body = json!({
            "TableName": "items", "FilterExpression": filter, "ExpressionAttributeValues": { ":v": value },
        });
        let body = body.to_string();
        let (taken, answer) = steps::of(|| db.wire("Scan", body.as_bytes()));
        assert!(taken < 160_000_000 + 8 * body.len(), "{filter}: {taken}");
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        let scanned = answer["ScannedCount"].as_u64().unwrap();
        assert!((5..100).contains(&scanned), "{filter}: {scanned}");
        assert!(answer["LastEvaluatedKey"].is_object());
    }
}

#[test]
fn of_more_attributes_than_an_item_has_it_is_looked_at_for_its_own() {
    let db = database();
    let table = db.table("items").unwrap();
    for number in 0..1000 {
        table.put(crate::item! { "p": format!("{number}"), "a": 1, "c": { "d": 1, "e": 2 } }).run().unwrap();
    }
    let names: Vec<String> = (0..60_000).map(|number| format!("n{number}")).chain(["c".to_owned()]).collect();
    let body = json!({ "TableName": "items", "AttributesToGet": names }).to_string();
    check(&db, "names", "Scan", &body);
    let answer: Value = serde_json::from_slice(&db.wire("Scan", body.as_bytes()).body).unwrap();
    assert_eq!(answer["Count"], json!(1000));
    assert_eq!(answer["Items"][7], json!({ "c": { "M": { "d": { "N": "1" }, "e": { "N": "2" } } } }));
    let paths = "n0, n1, n2, n3, c.e, n5";
    let body = json!({ "TableName": "items", "ProjectionExpression": paths }).to_string();
    let answer: Value = serde_json::from_slice(&db.wire("Scan", body.as_bytes()).body).unwrap();
    assert_eq!(answer["Items"][7], json!({ "c": { "M": { "e": { "N": "2" } } } }));
}

#[test]
fn a_page_of_a_local_index_counts_what_it_fetches() {
    let db = Database::new();
    let created = db.wire(
        "CreateTable",
        json!({
            "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                { "AttributeName": "p", "AttributeType": "S" }, { "AttributeName": "k", "AttributeType": "N" },
            ],
            "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "k", "KeyType": "RANGE" }],
            "LocalSecondaryIndexes": [{
                "IndexName": "local", "Projection": { "ProjectionType": "KEYS_ONLY" },
                "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "k", "KeyType": "RANGE" }],
            }],
        })
        .to_string()
        .as_bytes(),
    );
    assert_eq!(created.status, 200, "{}", created.text());
    let table = db.table("items").unwrap();
    for number in 0..40 {
        table.put(crate::item! { "p": "a", "k": number, "x": "x".repeat(100_000) }).run().unwrap();
    }
    let mut request = json!({
        "TableName": "items", "IndexName": "local", "Select": "ALL_ATTRIBUTES", "ReturnConsumedCapacity": "INDEXES",
        "KeyConditionExpression": "p = :p", "ExpressionAttributeValues": { ":p": { "S": "a" } },
    });
    let (mut count, mut pages) = (0, 0);
    loop {
        let answer = db.wire("Query", request.to_string().as_bytes());
        assert!(answer.body.len() < PAGE_SIZE_BYTES + 150_000, "{}", answer.body.len());
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        pages += 1;
        let read = answer["Count"].as_u64().unwrap();
        count += read;
        // Index entries are small, and each item is charged separately.
        let capacity = &answer["ConsumedCapacity"];
        assert_eq!(capacity["LocalSecondaryIndexes"]["local"]["CapacityUnits"], json!(0.5));
        assert_eq!(capacity["Table"]["CapacityUnits"], json!(12.5 * read as f64));
        match answer.get("LastEvaluatedKey") {
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
            None => break,
        }
    }
    assert_eq!((count, pages), (40, 4));
}
