//! The service's protocol, JSON in and JSON out, without a socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where something fails"
)]

mod support;

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use serde_json::json;
use support::{BareMap, ITEMS, PARTITION_KEYS, in_turn, item_of, key, table};

fn wire(c: &mut Criterion) {
    let (db, _table) = table(ITEMS, PARTITION_KEYS);
    let bare = BareMap::with(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let requests = |make: &dyn Fn(&(String, String)) -> serde_json::Value| -> Vec<Vec<u8>> {
        keys.iter().map(|key| make(key).to_string().into_bytes()).collect()
    };
    let gets = requests(
        &|(user_id, timestamp)| json!({"TableName": "likes", "Key": {"user_id": {"S": user_id}, "timestamp": {"S": timestamp}}}),
    );
    let puts = requests(&|key| json!({"TableName": "likes", "Item": item_of(key)}));
    let updates = requests(&|(user_id, timestamp)| {
        json!({"TableName": "likes", "Key": {"user_id": {"S": user_id}, "timestamp": {"S": timestamp}},
            "UpdateExpression": "SET price = price + :one", "ExpressionAttributeValues": {":one": {"N": "1"}}})
    });
    let queries = requests(&|(user_id, _)| {
        json!({"TableName": "likes", "KeyConditionExpression": "user_id = :u",
            "ExpressionAttributeValues": {":u": {"S": user_id}}, "Limit": 10})
    });
    let mut next = in_turn();
    let mut group = c.benchmark_group("wire");
    group.bench_function("bare map get", |b| b.iter(|| bare.get(black_box(&keys[next()])).unwrap()));
    // Items are made shortly before they are put, as the wire makes them from its requests.
    group.bench_function("bare map put", |b| {
        let made = || {
            let key = &keys[next()];
            (key, Arc::new(item_of(key)))
        };
        b.iter_batched(made, |(key, item)| drop(bare.put(key, item)), BatchSize::NumIterations(10));
    });
    for (name, operation, requests) in [
        ("get", "GetItem", &gets),
        ("put", "PutItem", &puts),
        ("update", "UpdateItem", &updates),
        ("query of 10", "Query", &queries),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let answer = db.wire(operation, black_box(&requests[next()]));
                assert_eq!(answer.status, 200);
                answer
            });
        });
    }
    group.finish();
}

criterion_group!(benches, wire);
criterion_main!(benches);
