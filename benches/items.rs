//! The typed API, compared with the bare map in the same run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where something fails"
)]

mod support;

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hashrange::Database;
use support::{BareMap, ITEMS, PARTITION_KEYS, in_turn, item_of, key, shuffled, table};

/// Items are made shortly before they are put, as in a program, so they are still in the cache.
const FRESH: BatchSize = BatchSize::NumIterations(10);

type Order = Box<dyn FnMut() -> usize>;

/// Keys in order, as in a program, and shuffled, so that each key is in memory outside all caches.
fn orders(name: &str) -> [(String, fn() -> Order); 2] {
    [
        (name.to_owned(), || Box::new(in_turn())),
        (format!("{name}, keys shuffled"), || Box::new(shuffled(ITEMS))),
    ]
}

fn reads(c: &mut Criterion) {
    let (_db, table) = table(ITEMS, PARTITION_KEYS);
    let bare = BareMap::with(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    for (name, next) in orders("get") {
        let mut group = c.benchmark_group(name);
        let mut next = next();
        group.bench_function("bare map", |b| b.iter(|| bare.get(black_box(&keys[next()])).unwrap()));
        group.bench_function("hashrange", |b| {
            b.iter(|| {
                let (user_id, timestamp) = black_box(&keys[next()]);
                table.get((user_id.as_str(), timestamp.as_str())).run().unwrap().unwrap()
            });
        });
        group.finish();
    }

    let mut next = in_turn();
    let mut group = c.benchmark_group("query of 10");
    group.bench_function("bare map", |b| b.iter(|| bare.ten_from(black_box(&keys[next() % (ITEMS - 2000)]))));
    group.bench_function("hashrange", |b| {
        b.iter(|| {
            let (user_id, timestamp) = black_box(&keys[next() % (ITEMS - 2000)]);
            let page = table.query(user_id.as_str()).at_least(timestamp.as_str()).limit(10).page().unwrap();
            assert_eq!(page.count, 10);
            page
        });
    });
    group.finish();
}

fn writes(c: &mut Criterion) {
    let (_db, table) = table(ITEMS, PARTITION_KEYS);
    let bare = BareMap::with(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    for (name, next) in orders("put") {
        let mut group = c.benchmark_group(name);
        let mut turn = next();
        group.bench_function("bare map", |b| {
            b.iter_batched(
                || {
                    let key = &keys[turn()];
                    (key, Arc::new(item_of(key)))
                },
                |(key, item)| drop(bare.put(key, item)),
                FRESH,
            );
        });
        let mut turn = next();
        group.bench_function("hashrange", |b| {
            b.iter_batched(|| item_of(&keys[turn()]), |item| table.put(item).run().unwrap(), FRESH);
        });
        group.finish();
    }
}

/// Uses its own table, whose items are put in the order of the updates. They are in that order in memory, as after the
/// puts in key order. The shuffled puts leave the items of their table spread over memory.
fn updates(c: &mut Criterion) {
    let (_db, table) = table(0, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let mut next = in_turn();
    (0..ITEMS).for_each(|_| table.put(item_of(&keys[next()])).run().unwrap());
    c.bench_function("update price = price + :one/hashrange", |b| {
        b.iter(|| {
            let (user_id, timestamp) = black_box(&keys[next()]);
            table
                .update((user_id.as_str(), timestamp.as_str()))
                .expression("SET price = price + :one")
                .value(":one", 1)
                .run()
                .unwrap();
        });
    });
}

fn databases(c: &mut Criterion) {
    c.bench_function("Database::new", |b| b.iter(Database::new));
    let (db, _table) = table(10_000, PARTITION_KEYS);
    c.bench_function("fork of 10,000 items", |b| b.iter(|| db.fork()));
}

criterion_group!(benches, reads, writes, updates, databases);
criterion_main!(benches);
