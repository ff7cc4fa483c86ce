//! Transactions beside the same puts one by one, and PartiQL beside the native calls. A transaction of ten puts
//! costs at most 1.5 times ten puts, a statement by key at most twice the call.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where something fails"
)]

mod support;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hashrange::{
    Database,
    operation::{GetItemInput, PutItemInput, TransactWriteItemsInput},
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

/// Inserts go where nothing is: each batch into a copy of an empty table.
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

criterion_group!(benches, transactions, reads, inserts);
criterion_main!(benches);
