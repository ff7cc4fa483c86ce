//! How long a read or a write waits while copies are made: forks in a loop, tables made and deleted in a loop, and a
//! writer beside it. Prints each figure with its limit, and fails where one is exceeded; `--test` runs it small.
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

use hashrange::{Database, ScalarAttributeType::S, Table};
use support::{item_of, key, shuffled, table};

/// No get, no fork and no first write after one may take longer: neither copies all items, or a partition's.
const LIMIT: Duration = Duration::from_millis(1);

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let (items, run) =
        if small { (20_000, Duration::from_millis(200)) } else { (1_000_000, Duration::from_secs(5)) };
    let partition_keys = items / 100;
    let (db, table) = table(items, partition_keys);
    println!("{} items in {} partitions", table.item_count(), table.partitions().len());

    let mut forks = timed(50, || drop(db.fork()));
    tell("a fork, median of 50", median(&mut forks));
    let mut first_writes: Vec<Duration> = (0..50)
        .map(|n| {
            let _fork = db.fork();
            let item = item_of(&key(n * 17 % items, partition_keys));
            let start = Instant::now();
            table.put(item).run().unwrap();
            start.elapsed()
        })
        .collect();
    tell("the first put after a fork, median of 50", median(&mut first_writes));
    let mut gets = gets_beside_copies(&db, &table, items, run);
    gets.sort_unstable();
    println!("{} gets beside forks, tables made and deleted, and 1,000 puts a second", gets.len());
    tell("a get, 99.9th percentile", gets[gets.len() * 999 / 1000]);
}

/// The time of each get in one thread, while others copy, make tables and write.
fn gets_beside_copies(db: &Database, table: &Table, items: usize, run: Duration) -> Vec<Duration> {
    let partition_keys = items / 100;
    let done = &AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(until(done, || drop(db.fork())));
        scope.spawn(until(done, || {
            db.create_table("other").partition_key("id", S).run().unwrap();
            db.wire("DeleteTable", br#"{"TableName": "other"}"#);
        }));
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

fn tell(what: &str, time: Duration) {
    println!("{what}: {:.0} us (at most {} us)", time.as_secs_f64() * 1e6, LIMIT.as_micros());
    assert!(time <= LIMIT, "{what} took {time:?}");
}
