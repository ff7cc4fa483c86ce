//! Threads, size and memory, which criterion does not measure. Prints one figure a line; `--test` runs it with small
//! data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that prints"
)]

mod support;

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use hashrange::Table;
use support::{BareMap, ITEMS, PARTITION_KEYS, key, shuffled, table};

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let (many, run) =
        if small { (20_000, Duration::from_millis(50)) } else { (1_000_000, Duration::from_secs(2)) };
    memory(many);
    size(many, run);
    threads(run);
}

/// Resident memory for each item.
fn memory(items: usize) {
    let before = resident_bytes();
    let (_db, table) = table(items, items / 100);
    let after = resident_bytes();
    println!(
        "resident bytes for each 400-byte item, {} items: {}",
        table.item_count(),
        (after - before) / items as u64
    );
}

fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// The time of a get in a large table divided by that in a small one, and the same for the bare map.
fn size(many: usize, run: Duration) {
    let ours = |items: usize| {
        let (_db, table) = table(items, items / 100);
        let keys: Vec<_> = (0..items).map(|n| key(n, items / 100)).collect();
        let mut next = shuffled(items);
        nanoseconds(run, || drop(get(&table, &keys[next()])))
    };
    let bare = |items: usize| {
        let map = BareMap::with(items, items / 100);
        let keys: Vec<_> = (0..items).map(|n| key(n, items / 100)).collect();
        let mut next = shuffled(items);
        nanoseconds(run, || drop(map.get(&keys[next()]).unwrap()))
    };
    let (small, large) = (ours(ITEMS), ours(many));
    let (bare_small, bare_large) = (bare(ITEMS), bare(many));
    println!("get, {ITEMS} items: {small:.0} ns, {many} items: {large:.0} ns, {:.2}x as slow", large / small);
    println!(
        "bare map, {ITEMS} items: {bare_small:.0} ns, {many} items: {bare_large:.0} ns, {:.2}x as slow",
        bare_large / bare_small
    );
}

fn get(table: &Table, (user_id, timestamp): &(String, String)) -> std::sync::Arc<hashrange::Item> {
    table.get((user_id.as_str(), timestamp.as_str())).run().unwrap().unwrap()
}

fn nanoseconds(run: Duration, mut action: impl FnMut()) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u64);
    while start.elapsed() < run {
        for _ in 0..1000 {
            action();
        }
        count += 1000;
    }
    start.elapsed().as_nanos() as f64 / count as f64
}

/// How many times as many reads two threads do as one.
fn threads(run: Duration) {
    let (_db, table) = table(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let reads = |threads: usize| {
        let (stop, total) = (AtomicBool::new(false), AtomicU64::new(0));
        thread::scope(|scope| {
            for thread in 0..threads {
                let (table, keys, stop, total) = (table.clone(), &keys, &stop, &total);
                scope.spawn(move || {
                    let mut next = shuffled(ITEMS);
                    (0..thread * 1000).for_each(|_| {
                        next();
                    });
                    let mut count = 0;
                    while !stop.load(Ordering::Relaxed) {
                        for _ in 0..100 {
                            drop(get(&table, &keys[next()]));
                        }
                        count += 100;
                    }
                    total.fetch_add(count, Ordering::Relaxed);
                });
            }
            thread::sleep(run);
            stop.store(true, Ordering::Relaxed);
        });
        total.into_inner() as f64 / run.as_secs_f64()
    };
    let (one, two) = (reads(1), reads(2));
    println!("reads a second: {one:.0} with one thread, {two:.0} with two: {:.2}x", two / one);
}
