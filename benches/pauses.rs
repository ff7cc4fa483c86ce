//! How long a read or a write waits for long operations: forks in a loop, tables created and deleted in a loop, a
//! global index created and deleted in a loop, each with a writer beside it. Prints each figure with its limit, and
//! fails if one is far exceeded; `--test` runs it with small data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that prints"
)]

mod support;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use hashrange::{Index, ScalarAttributeType::S, Table};
use support::{item_of, key, shuffled, table};

/// The limit for gets, forks and first writes after a fork: none of them copies all items, or all items of a partition.
const LIMIT: Duration = Duration::from_millis(1);
/// The factors by which a median and a percentile must exceed the limit to fail. Four threads on shared processors wait
/// for processor time, which shows most in the rarest times. A copy of all items takes a hundred times the limit.
const ROOM_OF_MEDIAN: u32 = 3;
const ROOM_OF_PERCENTILE: u32 = 15;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let (items, run) =
        if small { (20_000, Duration::from_millis(200)) } else { (1_000_000, Duration::from_secs(5)) };
    let partition_keys = items / 100;
    let (db, table) = table(items, partition_keys);
    println!("{} items in {} partitions", table.item_count(), table.partitions().len());

    let mut forks = timed(50, || drop(db.fork()));
    tell("a fork, median of 50", median(&mut forks), ROOM_OF_MEDIAN);
    let mut first_writes: Vec<Duration> = (0..50)
        .map(|n| {
            let _fork = db.fork();
            let item = item_of(&key(n * 17 % items, partition_keys));
            let start = Instant::now();
            table.put(item).run().unwrap();
            start.elapsed()
        })
        .collect();
    tell("the first put after a fork, median of 50", median(&mut first_writes), ROOM_OF_MEDIAN);
    let copies: [Beside<'_>; 2] = [
        Box::new(|| drop(db.fork())),
        Box::new(|| {
            db.create_table("other").partition_key("id", S).run().unwrap();
            let deleted = db.wire("DeleteTable", br#"{"TableName": "other"}"#);
            assert_eq!(deleted.status, 200, "{}", deleted.text());
        }),
    ];
    let gets = gets_beside(copies, &table, items, run);
    println!("{} gets beside forks, tables made and deleted, and 1,000 puts a second", gets.len());
    tell("a get, 99.9th percentile", gets[gets.len() * 999 / 1000], ROOM_OF_PERCENTILE);

    let indexes: [Beside<'_>; 1] = [Box::new(|| {
        let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("timestamp", S);
        table.update_settings().create_index(by_brand).run().unwrap();
        table.update_settings().delete_index("by_brand").run().unwrap();
    })];
    let gets = gets_beside(indexes, &table, items, run);
    println!("{} gets beside a global index made and deleted, and 1,000 puts a second", gets.len());
    tell("a get, 99.9th percentile", gets[gets.len() * 999 / 1000], ROOM_OF_PERCENTILE);
}

/// An operation that another thread repeats.
type Beside<'a> = Box<dyn FnMut() + Send + 'a>;

/// The time of each get in one thread, in ascending order, while other threads run these operations and one thread
/// writes.
fn gets_beside<const N: usize>(
    others: [Beside<'_>; N],
    table: &Table,
    items: usize,
    run: Duration,
) -> Vec<Duration> {
    let partition_keys = items / 100;
    let done = &AtomicBool::new(false);
    thread::scope(|scope| {
        for other in others {
            scope.spawn(until(done, other));
        }
        let mut next = shuffled(items);
        scope.spawn(until(done, move || {
            table.put(item_of(&key(next(), partition_keys))).run().unwrap();
            thread::sleep(Duration::from_millis(1));
        }));
        let mut next = shuffled(items);
        let start = Instant::now();
        let mut gets = Vec::new();
        while start.elapsed() < run {
            let (user_id, timestamp) = key(next(), partition_keys);
            let asked = Instant::now();
            assert!(table.get((user_id.as_str(), timestamp.as_str())).run().unwrap().is_some());
            gets.push(asked.elapsed());
        }
        done.store(true, Ordering::Relaxed);
        gets.sort_unstable();
        gets
    })
}

fn until<'a>(done: &'a AtomicBool, mut action: impl FnMut() + Send + 'a) -> impl FnOnce() + Send + 'a {
    move || {
        while !done.load(Ordering::Relaxed) {
            action();
        }
    }
}

fn timed(times: usize, mut action: impl FnMut()) -> Vec<Duration> {
    let time = |_| {
        let start = Instant::now();
        action();
        start.elapsed()
    };
    (0..times).map(time).collect()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn tell(what: &str, time: Duration, room: u32) {
    let exceeded = if time > LIMIT { ", EXCEEDED" } else { "" };
    println!("{what}: {:.0} us (at most {} us{exceeded})", time.as_secs_f64() * 1e6, LIMIT.as_micros());
    assert!(time <= LIMIT * room, "{what} took {time:?}");
}
