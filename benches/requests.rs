//! Transactions compared with the same puts one by one, PartiQL with the native calls, and puts with those in a table
//! with a stream, point-in-time recovery or a global index. A transaction of ten puts costs at most 1.5 times ten puts,
//! and a statement by key at most twice the call. A put with a stream or with recovery costs at most twice the put. A
//! put with a global index costs at most four times the put, or five times if the index entry moves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where something fails"
)]

mod support;

use std::{
    hint::black_box,
    time::{Duration, UNIX_EPOCH},
};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hashrange::{
    Clock, CreateTableBuilder, Database, Index,
    ScalarAttributeType::{N, S},
    operation::{GetItemInput, PutItemInput, StreamViewType, TransactWriteItemsInput},
};
use serde_json::json;
use support::{ITEMS, PARTITION_KEYS, in_turn, item_of, key, shuffled, table};

fn transactions(c: &mut Criterion) {
    let (db, table) = table(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let mut next = shuffled(ITEMS / 10);
    let mut ten = || {
        let first = 10 * next();
        (first..first + 10).map(|n| item_of(&keys[n])).collect::<Vec<_>>()
    };
    let mut group = c.benchmark_group("ten puts");
    group.bench_function("one by one", |b| {
        b.iter_batched(
            &mut ten,
            |items| items.into_iter().for_each(|item| table.put(item).run().unwrap()),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("as a transaction", |b| {
        b.iter_batched(
            &mut ten,
            |items| {
                let mut items = items.into_iter();
                let first = db.transaction().put(&table, items.next().unwrap());
                items.fold(first, |transaction, item| transaction.put(&table, item)).run().unwrap();
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("as a transaction, raw", |b| {
        b.iter_batched(
            || {
                let put = |item| {
                    let table_name = table.name().to_owned();
                    hashrange::operation::Put { table_name, item, ..Default::default() }.into()
                };
                TransactWriteItemsInput {
                    transact_items: ten().into_iter().map(put).collect(),
                    ..Default::default()
                }
            },
            |input| db.transact_write_items(input).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn reads(c: &mut Criterion) {
    let (db, table) = table(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let mut next = in_turn();
    let mut group = c.benchmark_group("read by key");
    group.bench_function("get", |b| {
        b.iter(|| {
            let (user_id, timestamp) = black_box(&keys[next()]);
            table.get((user_id.as_str(), timestamp.as_str())).run().unwrap().unwrap()
        });
    });
    group.bench_function("GetItem", |b| {
        b.iter(|| {
            let (user_id, timestamp) = black_box(&keys[next()]);
            let key = hashrange::item! { "user_id": user_id.as_str(), "timestamp": timestamp.as_str() };
            let input = GetItemInput { table_name: "likes".to_owned(), key, ..GetItemInput::default() };
            db.get_item(input).unwrap().item.unwrap()
        });
    });
    group.bench_function("SELECT", |b| {
        b.iter(|| {
            let (user_id, timestamp) = black_box(&keys[next()]);
            let parameters = (user_id.as_str(), timestamp.as_str());
            let found = db.execute("SELECT * FROM likes WHERE user_id = ? AND \"timestamp\" = ?", parameters);
            assert_eq!(found.as_ref().unwrap().len(), 1);
            found
        });
    });
    group.finish();

    let requests = |make: &dyn Fn(&(String, String)) -> serde_json::Value| -> Vec<Vec<u8>> {
        keys.iter().map(|key| make(key).to_string().into_bytes()).collect()
    };
    let gets = requests(
        &|(user, time)| json!({"TableName": "likes", "Key": {"user_id": {"S": user}, "timestamp": {"S": time}}}),
    );
    let selects = requests(&|(user, time)| {
        json!({"Statement": "SELECT * FROM likes WHERE user_id = ? AND \"timestamp\" = ?",
            "Parameters": [{"S": user}, {"S": time}]})
    });
    let mut group = c.benchmark_group("read by key, wire");
    for (operation, requests) in [("GetItem", &gets), ("ExecuteStatement", &selects)] {
        group.bench_function(operation, |b| {
            b.iter(|| {
                let answer = db.wire(operation, black_box(&requests[next()]));
                assert_eq!(answer.status, 200);
                answer
            });
        });
    }
    group.finish();
}

/// Inserts need keys that do not exist, so each batch inserts into a copy of an empty table.
fn inserts(c: &mut Criterion) {
    const BATCH: usize = 1000;
    const INSERT: &str = "INSERT INTO likes VALUE {'user_id': ?, 'timestamp': ?, 'product_name': ?, 'category': ?, \
                          'brand': ?, 'price': ?, 'rating': ?, 'reason': ?}";
    const NAMES: [&str; 8] =
        ["user_id", "timestamp", "product_name", "category", "brand", "price", "rating", "reason"];
    let (empty, _table) = table(0, PARTITION_KEYS);
    let items: Vec<_> = (0..BATCH).map(|n| item_of(&key(n, PARTITION_KEYS))).collect();
    let mut group = c.benchmark_group("insert 1,000");
    group.sample_size(50);
    group.bench_function("put", |b| {
        b.iter_batched(
            || (empty.fork(), items.clone()),
            |(db, items)| {
                let likes = db.table("likes").unwrap();
                items.into_iter().for_each(|item| likes.put(item).if_absent().run().unwrap());
                db
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("PutItem", |b| {
        b.iter_batched(
            || (empty.fork(), items.clone()),
            |(db, items)| {
                for item in items {
                    let table_name = "likes".to_owned();
                    db.put_item(PutItemInput { table_name, item, ..PutItemInput::default() }).unwrap();
                }
                db
            },
            BatchSize::LargeInput,
        );
    });
    let values: Vec<Vec<_>> =
        items.iter().map(|item| NAMES.iter().map(|name| item.get(name).unwrap().clone()).collect()).collect();
    group.bench_function("INSERT", |b| {
        b.iter_batched(
            || (empty.fork(), values.clone()),
            |(db, values): (Database, _)| {
                for values in values {
                    db.execute(INSERT, values).unwrap();
                }
                db
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// Puts per hour of the clock. It is small, so that the 28 hours that a stream or a day's recovery keeps stay small.
const PUTS_AN_HOUR: u64 = 2000;

/// Puts that change their items, in tables with different consequences of a put.
fn consequences(c: &mut Criterion) {
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let by_time = || Index::new("by_time").partition_key("timestamp", S);
    let mut group = c.benchmark_group("put that changes");
    let mut measured = |name: &str,
                        is_recoverable,
                        with: &dyn Fn(CreateTableBuilder) -> CreateTableBuilder| {
        let clock = Clock::manual(UNIX_EPOCH);
        let db = Database::builder().clock(clock.clone()).build();
        let table = db.create_table("likes").partition_key("user_id", S).sort_key("timestamp", S);
        let table = with(table).run().unwrap();
        if is_recoverable {
            table.enable_point_in_time_recovery().recovery_period_in_days(1).run().unwrap();
        }
        let (mut next, mut puts) = (in_turn(), 0);
        let mut changed = || {
            puts += 1;
            if puts % PUTS_AN_HOUR == 0 {
                clock.advance(Duration::from_secs(3600)).unwrap();
            }
            let mut item = item_of(&keys[next()]);
            item.insert("price", puts);
            item
        };
        (0..ITEMS).for_each(|_| table.put(changed()).run().unwrap());
        // Items are made shortly before they are put, as in a program, so they are still in the cache.
        group.bench_function(name, |b| {
            b.iter_batched(&mut changed, |item| table.put(item).run().unwrap(), BatchSize::NumIterations(10));
        });
    };
    measured("alone", false, &|table| table);
    measured("with point-in-time recovery", true, &|table| table);
    measured("with a stream", false, &|table| table.stream(StreamViewType::NewAndOldImages));
    measured("with a global index", false, &|table| table.global_index(by_time().sort_key("user_id", S)));
    measured("with a global index whose entry moves", false, &|table| {
        table.global_index(by_time().sort_key("price", N))
    });
    group.finish();
}

criterion_group!(benches, transactions, reads, inserts, consequences);
criterion_main!(benches);
