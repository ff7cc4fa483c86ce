//! The same seed, clock and calls give the same answers, byte for byte, with everything on that is left to chance or
//! to the clock: late reads, throttled requests, faults, items that are deleted late.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database, Lag, Throughput};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

/// What a program does next.
#[derive(Debug, Clone)]
enum Step {
    Call(&'static str, Value),
    Wait(u64),
    /// Goes on with a copy.
    Fork,
    Converge,
}

const START: u64 = 1_700_000_000;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A database in which all that can be left to chance is, and whose requests are throttled.
fn database(seed: u64) -> Database {
    let db = Database::builder()
        .clock(Clock::manual(UNIX_EPOCH + Duration::from_secs(START)))
        .id_seed(seed)
        .lag(Lag::up_to(ms(500)).index(ms(100)..=ms(2_000)))
        .ttl_delay_up_to(ms(3_000))
        .throughput(Throughput::per_partition(4, 3).burst(ms(2_000)).split_after(ms(1_000)))
        .build();
    let created = db.wire(
        "CreateTable",
        json!({
            "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [attribute("p"), attribute("s"), attribute("g")],
            "KeySchema": keys("p", "s"),
            "GlobalSecondaryIndexes": [
                {"IndexName": "by_g", "KeySchema": keys("g", "s"), "Projection": {"ProjectionType": "ALL"}}],
            "LocalSecondaryIndexes": [
                {"IndexName": "by_l", "KeySchema": keys("p", "g"), "Projection": {"ProjectionType": "KEYS_ONLY"}}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        })
        .to_string()
        .as_bytes(),
    );
    assert_eq!(created.status, 200, "{}", created.text());
    let until =
        json!({"TableName": "items", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "until"}});
    assert_eq!(db.wire("UpdateTimeToLive", until.to_string().as_bytes()).status, 200);
    db.faults().on_writes().chance(0.1).throttle().unwrap();
    db.faults().on_reads().chance(0.1).exception("InternalServerError").unwrap();
    db.faults().on("PutItem").chance(0.1).lose_answer().unwrap();
    db
}

fn attribute(name: &str) -> Value {
    json!({"AttributeName": name, "AttributeType": "S"})
}

fn keys(partition: &str, sort: &str) -> Value {
    json!([{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}])
}

/// All answers to the program, with their bytes.
fn answers(mut db: Database, program: &[Step]) -> Vec<(u16, Vec<u8>)> {
    let mut answers = Vec::new();
    for step in program {
        match step {
            Step::Call(operation, request) => {
                let answer = db.wire(operation, request.to_string().as_bytes());
                answers.push((answer.status, answer.body.to_vec()));
            }
            Step::Wait(waited) => db.clock().advance(ms(*waited)).unwrap(),
            Step::Fork => db = db.fork(),
            Step::Converge => db.converge(),
        }
    }
    assert_eq!(db.verify(), [""; 0]);
    answers
}

fn text() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "c"])
}

fn key() -> impl Strategy<Value = Value> {
    (text(), text()).prop_map(|(p, s)| json!({"p": {"S": p}, "s": {"S": s}}))
}

fn item() -> impl Strategy<Value = Value> {
    (key(), text(), 0..20_u64, any::<u8>()).prop_map(|(mut item, g, lives, v)| {
        item["g"] = json!({"S": g});
        item["v"] = json!({"N": v.to_string()});
        if lives < 10 {
            item["until"] = json!({"N": (START + lives).to_string()});
        }
        item
    })
}

fn call() -> impl Strategy<Value = (&'static str, Value)> {
    let returned = select(vec!["NONE", "TOTAL", "INDEXES"]);
    let read = (any::<bool>(), returned).prop_map(|(consistent, returned)| (consistent, returned));
    prop_oneof![
        6 => item().prop_map(|item| ("PutItem", json!({"TableName": "items", "Item": item, "ReturnValues": "ALL_OLD"}))),
        2 => key().prop_map(|key| ("DeleteItem", json!({"TableName": "items", "Key": key, "ReturnValues": "ALL_OLD"}))),
        3 => (key(), any::<u8>()).prop_map(|(key, v)| ("UpdateItem", json!({
            "TableName": "items", "Key": key, "UpdateExpression": "SET g = :g ADD v :v", "ReturnValues": "ALL_NEW",
            "ConditionExpression": "attribute_not_exists(v) OR v < :most",
            "ExpressionAttributeValues": {":g": {"S": "b"}, ":v": {"N": v.to_string()}, ":most": {"N": "500"}}}))),
        4 => (key(), read.clone()).prop_map(|(key, (consistent, returned))| ("GetItem", json!({
            "TableName": "items", "Key": key, "ConsistentRead": consistent, "ReturnConsumedCapacity": returned}))),
        2 => vec(key(), 1..4).prop_map(|mut keys| {
            keys.sort_by_key(Value::to_string);
            keys.dedup();
            ("BatchGetItem", json!({"RequestItems": {"items": {"Keys": keys}}, "ReturnConsumedCapacity": "TOTAL"}))
        }),
        1 => vec(item(), 1..4).prop_map(|items| {
            let puts: Vec<Value> = items.into_iter().map(|item| json!({"PutRequest": {"Item": item}})).collect();
            ("BatchWriteItem", json!({"RequestItems": {"items": puts}}))
        }),
        3 => (text(), select(vec![None, Some("by_g"), Some("by_l")]), any::<bool>()).prop_map(
            |(value, index, forward)| {
                let name = if index == Some("by_g") { "g" } else { "p" };
                let mut query = json!({"TableName": "items", "KeyConditionExpression": format!("{name} = :x"), "Limit": 2,
                    "ExpressionAttributeValues": {":x": {"S": value}}, "ScanIndexForward": forward});
                if let Some(index) = index {
                    query["IndexName"] = index.into();
                }
                ("Query", query)
            }),
        2 => (select(vec![None, Some("by_g"), Some("by_l")]), read).prop_map(|(index, (_, returned))| {
            let mut scan = json!({"TableName": "items", "ReturnConsumedCapacity": returned});
            if let Some(index) = index {
                scan["IndexName"] = index.into();
            }
            ("Scan", scan)
        }),
        2 => (item(), key()).prop_map(|(item, key)| ("TransactWriteItems", json!({
            "ClientRequestToken": "one", "TransactItems": [
                {"Put": {"TableName": "items", "Item": item}}, {"Delete": {"TableName": "items", "Key": key}}]}))),
        1 => key().prop_map(|key| ("TransactGetItems", json!({"TransactItems": [
            {"Get": {"TableName": "items", "Key": key}}]}))),
        1 => (text(), any::<bool>()).prop_map(|(p, consistent)| ("ExecuteStatement", json!({
            "Statement": "SELECT * FROM items WHERE p = ?", "Parameters": [{"S": p}], "ConsistentRead": consistent,
            "Limit": 2}))),
        1 => Just(("DescribeTable", json!({"TableName": "items"}))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => call().prop_map(|(operation, request)| Step::Call(operation, request)),
        8 => (0..800_u64).prop_map(Step::Wait),
        1 => Just(Step::Fork),
        1 => Just(Step::Converge),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_same_program_gets_the_same_answers(program in vec(step(), 1..150), seed in any::<u64>()) {
        let first = answers(database(seed), &program);
        prop_assert_eq!(&answers(database(seed), &program), &first);
        // What other databases did in between makes no difference, and forks of one fixture are alike.
        let fixture = |clock| {
            let fixture = database(seed);
            fixture.clock().advance(clock).unwrap();
            fixture
        };
        let forks = [fixture(ms(7)).fork(), fixture(ms(7)).fork()].map(|fork| answers(fork, &program));
        prop_assert_eq!(&forks[0], &forks[1]);
    }
}

#[test]
fn another_seed_gives_other_answers() {
    let put = |v: u64| {
        Step::Call(
            "PutItem",
            json!({"TableName": "items",
        "Item": {"p": {"S": "a"}, "s": {"S": "a"}, "g": {"S": "a"}, "v": {"N": v.to_string()}}}),
        )
    };
    let get = Step::Call("GetItem", json!({"TableName": "items", "Key": {"p": {"S": "a"}, "s": {"S": "a"}}}));
    let program: Vec<Step> =
        (0..20).flat_map(|v| [put(v), Step::Wait(100), get.clone(), get.clone()]).collect();
    let first = answers(database(1), &program);
    let throttled = first.iter().filter(|(status, body)| {
        *status == 400 && String::from_utf8_lossy(body).contains("ThroughputExceeded")
    });
    assert!((1..40).contains(&throttled.count()), "some are throttled");
    assert_eq!(answers(database(1), &program), first);
    assert_ne!(answers(database(1), &program), answers(database(2), &program));
}
