//! Tables made from the command line.

use serde_json::{Value, json};

use crate::support::Desk;

const LIKES: [&str; 6] = ["create", "likes", "--partition-key", "user_id", "--sort-key", "at:N"];

/// What DescribeTable tells of an index.
fn index(described: &Value, kind: &str, name: &str) -> Value {
    let found = described[kind].as_array().unwrap().iter().find(|index| index["IndexName"] == name).unwrap();
    json!([found["KeySchema"], found["Projection"]])
}

fn key(name: &str, key_type: &str) -> Value {
    json!({"AttributeName": name, "KeyType": key_type})
}

#[test]
fn a_table_is_made_with_its_indexes() {
    let desk = Desk::new();
    let indexes = [
        "--global-index",
        "of_brand,partition=brand,sort=price:N,include=name,include=url",
        "--global-index",
        "of_many, partition=brand, partition=kind, sort=at, sort=hash:B, keys-only",
        "--global-index=by_price,partition=price",
        "--local-index",
        "by_brand,sort=brand",
    ];
    desk.good(&[&LIKES[..], &indexes, &["--file", "a.snap"]].concat());
    let described: Value =
        serde_json::from_str(&desk.good(&["describe", "likes", "--json", "--file", "a.snap"])).unwrap();
    let typed = |name: &str, kind: &str| json!({"AttributeName": name, "AttributeType": kind});
    assert_eq!(
        described["AttributeDefinitions"],
        json!([
            typed("user_id", "S"),
            typed("at", "N"),
            typed("brand", "S"),
            typed("price", "N"),
            typed("kind", "S"),
            typed("hash", "B")
        ]),
        "a type is said once for all"
    );
    assert_eq!(
        index(&described, "GlobalSecondaryIndexes", "of_brand"),
        json!([
            [key("brand", "HASH"), key("price", "RANGE")],
            {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name", "url"]}
        ])
    );
    assert_eq!(
        index(&described, "GlobalSecondaryIndexes", "of_many"),
        json!([
            [key("brand", "HASH"), key("kind", "HASH"), key("at", "RANGE"), key("hash", "RANGE")],
            {"ProjectionType": "KEYS_ONLY"}
        ])
    );
    assert_eq!(
        index(&described, "GlobalSecondaryIndexes", "by_price"),
        json!([[key("price", "HASH")], {"ProjectionType": "ALL"}])
    );
    assert_eq!(
        index(&described, "LocalSecondaryIndexes", "by_brand"),
        json!([[key("user_id", "HASH"), key("brand", "RANGE")], {"ProjectionType": "ALL"}])
    );
    let item =
        r#"{"user_id": "haeri05", "at": 1, "brand": "소니", "price": 89000, "name": "이어폰", "note": "x"}"#;
    desk.good(&["put", "likes", item, "--file", "a.snap"]);
    assert_eq!(
        desk.good(&["query", "likes", "소니", "--index", "of_brand", "--json", "--file", "a.snap"]),
        "{\"at\":1,\"brand\":\"소니\",\"name\":\"이어폰\",\"price\":89000,\"user_id\":\"haeri05\"}\n"
    );
}

#[test]
fn indexes_that_cannot_be_are_told() {
    let desk = Desk::new();
    let run = |flag: &str, text: &str| desk.run(&[&LIKES[..], &[flag, text, "--file", "a.snap"]].concat());
    for (flag, text, code, told) in [
        ("--global-index", "partition=brand", 2, "the index's name comes first"),
        ("--global-index", "of_brand,brand", 2, "'brand' is none of partition=KEY"),
        ("--global-index", "of_brand,partition=brand:X", 2, "the type of a key is S, N or B, not X"),
        ("--global-index", "of_brand,partition=brand,keys-only,include=x", 2, "does not go with include"),
        ("--global-index", "of_brand,sort=brand", 1, "the global index of_brand has no partition=KEY"),
        ("--global-index", "of_at,partition=at:S", 1, "at is said to be of the type N and of the type S"),
        (
            "--local-index",
            "by_brand,partition=x,sort=brand",
            1,
            "has the table's partition key, and no other",
        ),
        ("--local-index", "by_brand", 1, "does not have a range key"),
    ] {
        let done = run(flag, text);
        assert!(done.code == code && done.err.contains(told), "{text}: {} {}", done.code, done.err);
        assert!(!desk.path("a.snap").exists());
    }
}
