//! What the tests of the whole database share: values in JSON, their order and size told naively, strategies.

#![allow(dead_code, reason = "each test uses its part")]

use std::{cmp::Ordering, collections::BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};
use hashrange::{AttributeValue, Database, Item, Number, ScalarAttributeType, WireResponse};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// A value as DynamoDB JSON.
pub fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number.to_string() }),
        AttributeValue::B(bytes) => json!({ "B": STANDARD.encode(bytes) }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null => json!({ "NULL": true }),
        AttributeValue::M(map) => json!({ "M": item_to_json(map) }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Vec<_>>() }),
        AttributeValue::Ss(set) => json!({ "SS": set }),
        AttributeValue::Ns(set) => json!({ "NS": set.iter().map(Number::to_string).collect::<Vec<_>>() }),
        AttributeValue::Bs(set) => {
            json!({ "BS": set.iter().map(|bytes| STANDARD.encode(bytes)).collect::<Vec<_>>() })
        }
    }
}

/// An item as DynamoDB JSON.
pub fn item_to_json(item: &Item) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.to_string(), to_json(value))).collect())
}

/// A value from DynamoDB JSON.
pub fn from_json(json: &Value) -> AttributeValue {
    let (kind, content) = json.as_object().expect("an object").iter().next().expect("a type");
    let text = |json: &Value| json.as_str().expect("a text").to_owned();
    let number = |json: &Value| text(json).parse::<Number>().expect("a number");
    let bytes = |json: &Value| STANDARD.decode(text(json)).expect("base64");
    let list = || content.as_array().expect("a list").iter();
    match kind.as_str() {
        "S" => AttributeValue::from(text(content)),
        "N" => AttributeValue::N(number(content)),
        "B" => AttributeValue::B(bytes(content)),
        "BOOL" => AttributeValue::Bool(content.as_bool().expect("a truth")),
        "NULL" => AttributeValue::Null,
        "M" => AttributeValue::M(item_from_json(content)),
        "L" => AttributeValue::L(list().map(from_json).collect()),
        "SS" => AttributeValue::Ss(list().map(text).collect()),
        "NS" => AttributeValue::Ns(list().map(number).collect()),
        "BS" => AttributeValue::Bs(list().map(bytes).collect()),
        other => panic!("no type {other}"),
    }
}

/// An item from DynamoDB JSON.
pub fn item_from_json(json: &Value) -> Item {
    let object: &Map<String, Value> = json.as_object().expect("an item");
    object.iter().map(|(name, value)| (name.as_str(), from_json(value))).collect()
}

/// One call through the wire.
pub fn call(db: &Database, operation: &str, body: &Value) -> (u16, Value) {
    let WireResponse { status, body, .. } = db.wire(operation, &serde_json::to_vec(body).expect("JSON"));
    (status, serde_json::from_slice(&body).expect("an answer is JSON"))
}

/// How DynamoDB orders two key values of one type.
pub fn order(one: &AttributeValue, two: &AttributeValue) -> Ordering {
    match (one, two) {
        (AttributeValue::S(one), AttributeValue::S(two)) => one.as_bytes().cmp(two.as_bytes()),
        (AttributeValue::B(one), AttributeValue::B(two)) => one.cmp(two),
        (AttributeValue::N(one), AttributeValue::N(two)) => one.cmp(two),
        _ => panic!("{one:?} and {two:?} are no keys of one type"),
    }
}

/// How DynamoDB orders two keys of several values.
pub fn order_all(one: &[&AttributeValue], two: &[&AttributeValue]) -> Ordering {
    one.iter()
        .zip(two)
        .map(|(one, two)| order(one, two))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Whether a key value begins with another.
pub fn begins_with(value: &AttributeValue, prefix: &AttributeValue) -> bool {
    match (value, prefix) {
        (AttributeValue::S(value), AttributeValue::S(prefix)) => value.starts_with(prefix.as_str()),
        (AttributeValue::B(value), AttributeValue::B(prefix)) => value.starts_with(prefix),
        _ => false,
    }
}

/// The size of a value, told by the developer guide's rules from the value's JSON form.
pub fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::N(number) => number.size_bytes(),
        AttributeValue::Bool(_) | AttributeValue::Null => 1,
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>()
        }
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + size(value)).sum::<usize>(),
        AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
        AttributeValue::Ns(set) => set.iter().map(Number::size_bytes).sum(),
        AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
    }
}

/// The size of an item.
pub fn item_size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + size(value)).sum()
}

/// A number from its text.
pub fn number(text: &str) -> AttributeValue {
    AttributeValue::N(text.parse().expect("a number"))
}

/// Key values of a type from a small world, where they meet again and again; the edges of their order are in it.
pub fn small_key(kind: ScalarAttributeType) -> BoxedStrategy<AttributeValue> {
    match kind {
        ScalarAttributeType::S => {
            select(vec!["a", "a\0", "a\0\0", "a\0b", "ab", "b", "\0", "\u{7f}", "é", "\u{ffff}", "😀"])
                .prop_map(AttributeValue::from)
                .boxed()
        }
        ScalarAttributeType::N => select(vec![
            "0", "1", "-1", "9", "10", "-10", "1.5", "-1.5", "1e-130", "-1e-130", "1e125", "-1e125", "0.01",
        ])
        .prop_map(number)
        .boxed(),
        ScalarAttributeType::B => select(vec![
            &b"\0"[..],
            b"\0\0",
            b"\0\xff",
            b"\x01",
            b"a",
            b"a\0",
            b"a\xff",
            b"a\xff\xff",
            b"b",
            b"\xff",
            b"\xff\0",
            b"\xff\xff",
        ])
        .prop_map(AttributeValue::from)
        .boxed(),
    }
}

/// Key values of a type from anywhere, with more than their share of the edges.
pub fn any_key(kind: ScalarAttributeType) -> BoxedStrategy<AttributeValue> {
    let edge = select(vec![0_u8, 1, 0x7f, 0x80, 0xfe, 0xff]);
    match kind {
        ScalarAttributeType::S => {
            let letter = prop_oneof![3 => select(vec!['\0', '\x01', 'a', '\u{7f}', '\u{80}', '\u{10ffff}']), 1 => any::<char>()];
            prop_oneof![
                2 => vec(letter, 1..6).prop_map(|letters| AttributeValue::S(letters.into_iter().collect())),
                1 => small_key(kind),
            ]
            .boxed()
        }
        ScalarAttributeType::B => prop_oneof![
            2 => vec(prop_oneof![3 => edge, 1 => any::<u8>()], 1..6).prop_map(AttributeValue::B),
            1 => small_key(kind),
        ]
        .boxed(),
        ScalarAttributeType::N => prop_oneof![
            2 => ("[1-9][0-9]{0,3}(0{0,8}[0-9]{1,25})?", any::<bool>(), -128_i32..84).prop_map(|(digits, minus, exponent)| {
                let minus = if minus { "-" } else { "" };
                let text = format!("{minus}{digits}E{exponent}");
                text.parse().map(AttributeValue::N).unwrap_or_else(|_| number("7"))
            }),
            1 => any::<i16>().prop_map(AttributeValue::from),
            1 => small_key(kind),
        ]
        .boxed(),
    }
}

/// Attribute values of all types, nested a little.
pub fn any_value() -> BoxedStrategy<AttributeValue> {
    let text = "[ -~é가\\x00]{0,6}";
    let leaf = prop_oneof![
        text.prop_map(AttributeValue::from),
        any::<i32>().prop_map(AttributeValue::from),
        vec(any::<u8>(), 0..6).prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        proptest::collection::btree_set("[a-c]{1,2}", 1..4).prop_map(AttributeValue::Ss),
        proptest::collection::btree_set(-3_i32..9, 1..4)
            .prop_map(|set| AttributeValue::Ns(set.into_iter().map(Number::from).collect::<BTreeSet<_>>())),
        proptest::collection::btree_set(vec(any::<u8>(), 1..3), 1..4).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            vec(("[a-c]{1,2}", inner), 0..4).prop_map(|pairs| AttributeValue::M(pairs.into_iter().collect())),
        ]
    })
    .boxed()
}

/// The answer to a request, which must succeed.
pub fn ask(db: &Database, operation: &str, request: Value) -> Value {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation} {request}: {}", answer.text());
    match answer.body.is_empty() {
        true => Value::Null,
        false => serde_json::from_slice(&answer.body).expect("an answer is JSON"),
    }
}

/// The exception's name and message of a request, which must fail.
pub fn refused(db: &Database, operation: &str, request: Value) -> (String, String) {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 400, "{operation} {request}: {}", answer.text());
    let answer: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
    let text = |member: &str| answer.get(member).and_then(Value::as_str).unwrap_or_default();
    let code = text("__type").rsplit('#').next().unwrap_or_default();
    (code.to_owned(), text("message").to_owned())
}
