//! Whatever comes through the wire, an answer goes back: no panic, no stack that overflows, no time out of
//! proportion to the input.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

mod support;

use std::time::{Duration, Instant};

use hashrange::{AttributeValue, Database, Item, WireResponse};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index as Choice, select},
};
use serde_json::{Value, json};

/// A database with a table that has something in it.
fn database() -> Database {
    let db = Database::new();
    for (operation, body) in &requests()[..3] {
        let (status, answer) = support::call(&db, operation, body);
        assert_eq!(status, 200, "{operation}: {answer}");
    }
    db
}

/// Requests that are answered, at least one for each operation; the first three make the table.
fn requests() -> Vec<(&'static str, Value)> {
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
        ("DescribeTable", json!({ "TableName": "hostile" })),
        ("ListTables", json!({ "Limit": 5, "ExclusiveStartTableName": "a table" })),
        ("DeleteTable", json!({ "TableName": "hostile" })),
    ]
}

/// Calls, and checks that what comes back is an answer of the service.
fn answer(db: &Database, operation: &str, body: &[u8]) -> (u16, Value) {
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

/// Checks that the database still does what it should.
fn still_works(db: &Database) {
    let name = "afterwards";
    let mut create = requests()[0].1.clone();
    create["TableName"] = json!(name);
    assert_eq!(support::call(db, "CreateTable", &create).0, 200);
    let item = json!({ "p": { "S": "still" }, "k": { "N": "1" }, "b": { "B": "AA==" } });
    assert_eq!(support::call(db, "PutItem", &json!({ "TableName": name, "Item": item })).0, 200);
    let key = json!({ "p": { "S": "still" }, "k": { "N": "1" } });
    let (_, got) = support::call(db, "GetItem", &json!({ "TableName": name, "Key": key }));
    assert_eq!(got, json!({ "Item": item }));
}

#[test]
fn the_requests_that_are_spoilt_below_are_good_ones() {
    let db = Database::new();
    for (operation, body) in requests() {
        let (status, answer) = support::call(&db, operation, &body);
        assert_eq!(status, 200, "{operation}: {body}: {answer}");
    }
}

/// One thing done to a request's JSON.
#[derive(Debug, Clone)]
enum Spoil {
    Remove,
    Replace(Value),
    /// Puts another part of the request here.
    Graft(Choice),
    WrapInList,
    WrapInMap(String),
    Twice,
    /// Cuts, adds and doubles letters, in texts.
    Text(Choice, String),
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = select(vec![
        "",
        "S",
        "N",
        "B",
        "BOOL",
        "NULL",
        "M",
        "L",
        "SS",
        "NS",
        "BS",
        "HASH",
        "ALL_OLD",
        "a",
        "p",
        "hostile",
        "1",
        "-0",
        "1e126",
        "1e-131",
        "9e99999999999",
        "0x1",
        "１",
        "AA=",
        "A===",
        "AB==",
        ":s",
        "#x",
        "p = :p",
        "a.b[0]",
        "arn:aws:dynamodb:us-east-1:0:table/hostile",
        "\u{0}",
        "é",
        "😀",
    ]);
    let leaf = prop_oneof![
        4 => word.prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = select(vec!["S", "N", "B", "M", "L", "SS", "NULL", "a", "", ":s", "Item", "Key"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..3)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let letters = select(vec![
        "(",
        ")",
        "((",
        ".",
        "[",
        "]",
        "[99999999999999999999]",
        ",",
        " AND ",
        " NOT ",
        ":",
        "#",
        "=",
        "<>",
        "\u{0}",
        "é",
        "9",
        "-",
        "e",
        "=",
        "size(",
        "a.",
        "'",
        "\"",
        "\\",
        " IN (",
        "begins_with(p,",
        "\t\n",
    ]);
    prop_oneof![
        Just(Spoil::Remove),
        any_json().prop_map(Spoil::Replace),
        any::<Choice>().prop_map(Spoil::Graft),
        Just(Spoil::WrapInList),
        "[SNBML]{1,2}".prop_map(Spoil::WrapInMap),
        Just(Spoil::Twice),
        (any::<Choice>(), letters).prop_map(|(place, letters)| Spoil::Text(place, letters.to_owned())),
    ]
}

/// Pointers to all parts of a document but the whole.
fn parts(json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![(String::new(), json)];
    while let Some((pointer, json)) = left.pop() {
        if !pointer.is_empty() {
            found.push(pointer.clone());
        }
        let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
        match json {
            Value::Array(list) => {
                left.extend(
                    list.iter().enumerate().map(|(place, json)| (format!("{pointer}/{place}"), json)),
                );
            }
            Value::Object(map) => {
                left.extend(map.iter().map(|(name, json)| (format!("{pointer}/{}", escaped(name)), json)));
            }
            _ => {}
        }
    }
    found
}

fn spoiled(mut json: Value, spoils: &[(Choice, Spoil)]) -> Value {
    for (choice, spoil) in spoils {
        let parts = parts(&json);
        if parts.is_empty() {
            return json;
        }
        let pointer = choice.get(&parts);
        let other = match spoil {
            Spoil::Graft(other) => json.pointer(other.get(&parts).as_str()).cloned(),
            _ => None,
        };
        let (parent, _) = pointer.rsplit_once('/').expect("a part has a parent");
        match (json.pointer_mut(parent), spoil) {
            (Some(Value::Object(map)), Spoil::Remove) => {
                let name = map.keys().nth(choice.index(map.len())).cloned();
                name.and_then(|name| map.remove(&name));
                continue;
            }
            (Some(Value::Array(list)), Spoil::Remove) => {
                list.remove(choice.index(list.len()));
                continue;
            }
            (Some(Value::Array(list)), Spoil::Twice) => {
                let copy = choice.get(list).clone();
                list.push(copy);
                continue;
            }
            _ => {}
        }
        let part = json.pointer_mut(pointer).expect("the part");
        let before = part.take();
        *part = match spoil {
            Spoil::Replace(value) => value.clone(),
            Spoil::Graft(_) => other.unwrap_or_default(),
            Spoil::WrapInList => json!([before]),
            Spoil::WrapInMap(name) => json!({ name: before }),
            Spoil::Text(place, letters) => match before {
                Value::String(text) => {
                    let mut all: Vec<char> = text.chars().collect();
                    let place = place.index(all.len() + 1);
                    all.splice(place..all.len().min(place + place % 3), letters.chars());
                    Value::String(all.into_iter().collect())
                }
                other => other,
            },
            Spoil::Remove | Spoil::Twice => before,
        };
    }
    json
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn almost_good_requests_are_answered(
        spoilt in vec((any::<Choice>(), vec((any::<Choice>(), spoil()), 1..4)), 20),
    ) {
        let db = database();
        let requests = requests();
        for (choice, spoils) in &spoilt {
            let (operation, body) = choice.get(&requests);
            let body = spoiled(body.clone(), spoils);
            answer(&db, operation, &serde_json::to_vec(&body).expect("JSON"));
            // As another operation's request it is not good either.
            answer(&db, spoils[0].0.get(&requests).0, &serde_json::to_vec(&body).expect("JSON"));
        }
        still_works(&db);
    }

    #[test]
    fn requests_with_other_bytes_are_answered(
        changes in vec((any::<Choice>(), vec((any::<Choice>(), 0_u8..4, any::<u8>()), 1..5)), 30),
    ) {
        let db = database();
        let requests = requests();
        for (choice, changes) in &changes {
            let (operation, body) = choice.get(&requests);
            let mut bytes = serde_json::to_vec(body).expect("JSON");
            for (place, action, byte) in changes {
                let place = place.index(bytes.len());
                match action {
                    0 => bytes[place] = *byte,
                    1 => bytes.insert(place, *byte),
                    2 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, b"{}[]\",:\\"[usize::from(byte % 8)]),
                }
            }
            answer(&db, operation, &bytes);
            answer(&db, operation, &bytes[..changes[0].0.index(bytes.len())]);
        }
        still_works(&db);
    }

    #[test]
    fn any_bytes_and_any_json_are_answered(bytes in vec(any::<u8>(), 0..60), json in any_json(), text in any::<String>()) {
        let db = Database::new();
        let json = serde_json::to_vec(&json).expect("JSON");
        for (operation, _) in requests() {
            answer(&db, operation, &bytes);
            answer(&db, operation, &json);
        }
        let (status, unknown) = answer(&db, &text, b"{}");
        prop_assert_eq!(status, 400);
        prop_assert!(unknown["__type"].as_str().is_some_and(|name| name.ends_with("#UnknownOperationException")));
    }
}

/// Calls, and checks that the request is refused within a second.
fn refused_quickly(db: &Database, what: &str, operation: &str, body: &[u8]) {
    let start = Instant::now();
    let (status, answer) = answer(db, operation, body);
    assert_eq!(status, 400, "{what}, {operation}: {answer}");
    assert!(start.elapsed() < Duration::from_secs(2), "{what}, {operation}: {:?}", start.elapsed());
}

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
    for (operation, request) in requests() {
        for document in &documents {
            refused_quickly(&db, "alone", operation, document.as_bytes());
            for name in request.as_object().expect("an object").keys() {
                let body = format!("{{{name:?}:{document}}}");
                refused_quickly(&db, "as a member", operation, body.as_bytes());
                let body = format!("{{\"TableName\":\"hostile\",{name:?}:{{\"a\":{document}}}}}");
                refused_quickly(&db, "as a member's attribute", operation, body.as_bytes());
            }
        }
    }
    still_works(&db);
}

#[test]
fn members_that_nobody_knows_may_not_be_deep_without_an_answer() {
    let db = database();
    let body = format!(r#"{{"TableName":"hostile","Unknown":{}}}"#, nested("[", "1", "]", DEEP));
    for (operation, _) in requests() {
        answer(&db, operation, body.as_bytes());
    }
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
    assert!(table.update(("a", 1)).set("SET deep = :deep").value(":deep", deep).run().is_err());
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

#[test]
fn numbers_of_any_length_are_answered() {
    let db = database();
    let long = "1".repeat(200_000);
    let refused = [
        long.clone(),
        format!("0.{long}"),
        format!("-{long}"),
        format!("1e{long}"),
        format!("1e-{long}"),
        format!("{}1", "-".repeat(100_000)),
        "1e999999999999999999999".to_owned(),
        "1e2147483648".to_owned(),
        "1e-2147483649".to_owned(),
        "9.99999999999999999999999999999999999999E+125".to_owned(),
        "1e126".to_owned(),
        "1e-131".to_owned(),
        "123456789012345678901234567890123456789".to_owned(),
        String::new(),
        ".".to_owned(),
        "e1".to_owned(),
        "NaN".to_owned(),
        "Infinity".to_owned(),
        "0x10".to_owned(),
        "1_000".to_owned(),
        "１".to_owned(),
    ];
    let body = |number: &str| {
        let item = json!({ "p": { "S": "n" }, "k": { "N": "1" }, "n": { "N": number }, "s": { "NS": [number, "7"] } });
        serde_json::to_vec(&json!({ "TableName": "hostile", "Item": item })).expect("JSON")
    };
    for number in &refused {
        refused_quickly(&db, &number[..number.len().min(20)], "PutItem", &body(number));
    }
    let zeros = "0".repeat(200_000);
    for number in [
        format!("1{}", &zeros[..125]),
        format!("0.{}1", &zeros[..129]),
        format!("{zeros}1"),
        format!("1.{zeros}"),
    ] {
        let (status, answer) = answer(&db, "PutItem", &body(&number));
        assert_eq!(status, 200, "{}: {answer}", &number[..20]);
    }
}

#[test]
fn base64_that_almost_is_base64_is_refused() {
    let db = database();
    for text in
        ["A", "AA", "AAA", "AA=", "AAA==", "A===", "====", "AA==AA==", "AA==\n", " AA==", "AB-_", "é", "AA=A"]
    {
        let item = json!({ "p": { "S": "b" }, "k": { "N": "1" }, "x": { "B": text } });
        let body = json!({ "TableName": "hostile", "Item": item });
        refused_quickly(&db, text, "PutItem", &serde_json::to_vec(&body).expect("JSON"));
    }
}

#[test]
fn names_that_come_twice_are_answered() {
    let db = database();
    for body in [
        r#"{"TableName":"hostile","TableName":"hostile","Key":{"p":{"S":"a"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a"},"p":{"S":"b"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a","S":"b"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a","N":"1"},"k":{"N":"1"}}}"#,
        r##"{"TableName":"hostile","Key":{"p":{"S":"a"},"k":{"N":"1"}},"ExpressionAttributeNames":{"#a":"b","#a":"c"}}"##,
    ] {
        for operation in ["GetItem", "DeleteItem", "UpdateItem"] {
            answer(&db, operation, body.as_bytes());
        }
    }
    still_works(&db);
}
