//! Tables made from the command line.

use hashrange::{Database, ScalarAttributeType, operation::StreamViewType};
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

#[test]
fn a_description_has_the_replicas_of_a_table() {
    let desk = Desk::new();
    let described = |name: &str| {
        let told = desk.good(&["describe", name, "--file", "a.snap"]);
        told.lines().find_map(|line| line.strip_prefix("replicas")).map(|told| told.trim().to_owned())
    };
    let db = Database::builder().regions(["us-east-1", "ap-northeast-2", "eu-west-1"]).build();
    for (region, name) in
        [("us-east-1", "plain"), ("us-east-1", "likes"), ("us-east-1", "music"), ("eu-west-1", "music")]
    {
        let here = db.in_region(region).unwrap();
        let table = here.create_table(name).partition_key("pk", ScalarAttributeType::S);
        table.stream(StreamViewType::NewAndOldImages).run().unwrap();
    }
    let group = json!({"GlobalTableName": "music", "ReplicationGroup": [
        {"RegionName": "us-east-1"}, {"RegionName": "eu-west-1"},
    ]});
    assert_eq!(db.wire("CreateGlobalTable", group.to_string().as_bytes()).status, 200);
    for region in ["eu-west-1", "ap-northeast-2"] {
        let create = json!({"TableName": "likes", "ReplicaUpdates": [{"Create": {"RegionName": region}}]});
        assert_eq!(db.wire("UpdateTable", create.to_string().as_bytes()).status, 200);
    }
    db.save(desk.path("a.snap")).unwrap();
    assert_eq!(described("plain"), None);
    assert_eq!(
        described("likes").unwrap(),
        "ap-northeast-2 (ACTIVE), eu-west-1 (ACTIVE), of a global table of version 2019.11.21"
    );
    assert_eq!(described("music").unwrap(), "eu-west-1 (ACTIVE), of a global table of version 2017.11.29");
}
