//! Documents and expressions that are nested deep.

use hashrange::{AttributeValue, Item};
use serde_json::json;

use crate::requests::{answered_quickly, database, refused_quickly, requests, still_works};

const DEEP: usize = 100_000;

fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
    open.repeat(levels) + inside + &close.repeat(levels)
}

#[test]
fn documents_nested_deep_are_refused() {
    let db = database();
    let documents = [
        nested("[", "1", "]", DEEP),
        nested("{\"L\":[", "{\"N\":\"1\"}", "]}", DEEP),
        nested("{\"M\":{\"a\":", "{\"N\":\"1\"}", "}}", DEEP),
        nested("{\"a\":", "1", "}", DEEP),
        "[".repeat(DEEP),
        "{\"M\":{\"a\":".repeat(DEEP),
        "{\"L\":[".repeat(DEEP),
    ];
    for (place, (operation, request)) in requests().into_iter().enumerate() {
        for document in [&documents[0], &documents[3], &documents[4]] {
            answered_quickly(&db, "alone", operation, document.as_bytes());
        }
        for name in request.as_object().expect("an object").keys() {
            let body = format!("{{{name:?}:{}}}", documents[place % documents.len()]);
            refused_quickly(&db, "as a member", operation, body.as_bytes());
            let body = format!("{{\"TableName\":\"hostile\",{name:?}:{{\"a\":{}}}}}", documents[1]);
            refused_quickly(&db, "as a member's attribute", operation, body.as_bytes());
        }
    }
    still_works(&db);
}

#[test]
fn members_that_nobody_knows_are_passed_over_however_deep_they_are() {
    let db = database();
    let deep = nested("[", "1", "]", DEEP);
    let body =
        format!(r#"{{"TableName":"hostile","Unknown":{deep},"Key":{{"p":{{"S":"a"}},"k":{{"N":"1"}}}}}}"#);
    let (status, answer) = answered_quickly(&db, "an unknown member", "GetItem", body.as_bytes());
    assert_eq!(status, 200, "{answer}");
    assert!(answer["Item"].is_object());
}

#[test]
fn values_made_in_rust_may_be_deep() {
    let table = database().table("hostile").expect("the table");
    let mut deep = AttributeValue::from(1);
    for level in 0..1_000 {
        deep = match level % 2 {
            0 => AttributeValue::L(vec![deep]),
            _ => AttributeValue::M(Item::from([("a", deep)])),
        };
    }
    let item = Item::from([("p", "a".into()), ("k", 1.into()), ("deep", deep.clone())]);
    assert!(table.put(item).run().is_err());
    assert!(table.update(("a", 1)).expression("SET deep = :deep").value(":deep", deep).run().is_err());
}

#[test]
fn expressions_nested_deep_are_refused() {
    let db = database();
    let deep = |levels: usize| {
        [
            nested("(", "p = :p", ")", levels),
            format!("{} p = :p", "NOT ".repeat(levels)),
            "(".repeat(levels),
            nested("NOT (", "p = :p", ")", levels),
            nested("size(", "p", ")", levels) + " = :p",
            format!("a{} = :p", ".a".repeat(levels)),
            format!("a{} = :p", "[0]".repeat(levels)),
            format!("p = :p{}", " AND p = :p".repeat(levels)),
            format!("p IN ({}:p)", ":p, ".repeat(levels)),
        ]
    };
    let updates = |levels: usize| {
        [
            format!("SET c = {}", nested("if_not_exists(c, ", ":p", ")", levels)),
            format!("SET c = {}", nested("list_append(", "l", ", l)", levels)),
            format!("SET c = {}", nested("(", ":p", ")", levels)),
            format!("SET c{} = :p", "[1]".repeat(levels)),
            format!("REMOVE c{}", ".a".repeat(levels)),
            format!("SET {}c = :p", "c = :p, ".repeat(levels)),
        ]
    };
    let projections =
        |levels: usize| [format!("a{}", ".a".repeat(levels)), "a, ".repeat(levels) + "a", "(".repeat(levels)];
    let ask = |operation: &str, member: &str, text: &str| {
        let key = json!({ "p": { "S": "a" }, "k": { "N": "1" } });
        let mut body = json!({ "TableName": "hostile", member: text });
        if operation == "UpdateItem" || operation == "GetItem" {
            body["Key"] = key;
        }
        if member != "ProjectionExpression" {
            body["ExpressionAttributeValues"] = json!({ ":p": { "S": "a" } });
        }
        refused_quickly(
            &db,
            &text[..text.len().min(40)],
            operation,
            &serde_json::to_vec(&body).expect("JSON"),
        );
    };
    // PartiQL's statements have the same words, brackets of their own, and no parameters here.
    for levels in [DEEP, 800] {
        for text in [
            nested("(", "1", ")", levels),
            nested("[", "1", "]", levels),
            nested("{'a':", "1", "}", levels),
            nested("<<", "1", ">>", levels),
            nested("size(", "x", ")", levels),
            "NOT ".repeat(levels) + "x",
            "x = 1 AND ".repeat(levels) + "x = 1",
            "x".to_owned() + &".x".repeat(levels),
            "'".repeat(levels),
            "-".repeat(levels) + "1",
            "[".repeat(levels),
        ] {
            for statement in [
                format!("SELECT * FROM hostile WHERE {text}"),
                format!("SELECT {text} FROM hostile"),
                format!("INSERT INTO hostile VALUE {{'p': 'a', 'k': {text}}}"),
                format!("UPDATE hostile SET x = {text} WHERE p = 'a' AND k = 1"),
            ] {
                let body = serde_json::to_vec(&json!({ "Statement": statement })).expect("JSON");
                answered_quickly(&db, &statement[..60], "ExecuteStatement", &body);
            }
        }
    }
    // Far past the length of an expression, and as deep as that length lets it be.
    for levels in [DEEP, 800] {
        for text in deep(levels) {
            ask("UpdateItem", "ConditionExpression", &text);
            ask("Scan", "FilterExpression", &text);
            ask("Query", "KeyConditionExpression", &text);
        }
        for text in updates(levels) {
            ask("UpdateItem", "UpdateExpression", &text);
        }
        for text in projections(levels) {
            ask("GetItem", "ProjectionExpression", &text);
        }
    }
    still_works(&db);
}
