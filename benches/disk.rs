//! Databases on disk beside the limit, in the same run: appending and syncing the same bytes to a growing file. Prints
//! one figure a line; `--test` runs it with small data. Its directory is `DISK_BENCH`,
//! or a temporary one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that prints"
)]

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use hashrange::{Database, Durability, Item, ScalarAttributeType::S, Table, item};

/// The bytes of an item's text, which make the item 400 bytes.
const TEXT_BYTES: usize = 370;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let directory = std::env::var_os("DISK_BENCH").map(PathBuf::from).unwrap_or_else(std::env::temp_dir);
    let directory = tempfile::tempdir_in(directory).unwrap();
    writers(directory.path(), if small { Duration::from_millis(200) } else { Duration::from_secs(5) });
    large(directory.path(), if small { 10_000 } else { 1_000_000 });
}

fn event(number: u64) -> Item {
    item! { "id": format!("event {number:09}"), "text": "x".repeat(TEXT_BYTES) }
}

fn opened(directory: &Path, durability: Durability) -> (Database, Table) {
    let db = Database::builder().durability(durability).open(directory).unwrap();
    let table = match db.table("events") {
        Ok(table) => table,
        Err(_) => db.create_table("events").partition_key("id", S).partitions(16).run().unwrap(),
    };
    (db, table)
}

/// Puts a second by so many writers.
fn rate(table: &Table, writers: u64, lasts: Duration) -> f64 {
    let begin = Instant::now();
    let counts: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..writers)
            .map(|writer| {
                scope.spawn(move || {
                    let mut count = 0;
                    while begin.elapsed() < lasts {
                        table.put(event(writer * 10_000_000 + count)).run().unwrap();
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    counts.iter().sum::<u64>() as f64 / begin.elapsed().as_secs_f64()
}

/// Appends and syncs a second, of as many bytes as an item.
fn raw_rate(directory: &Path, lasts: Duration) -> f64 {
    let path = directory.join("raw");
    let mut file = OpenOptions::new().append(true).create(true).open(&path).unwrap();
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < lasts {
        file.write_all(&[7; 400]).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    let rate = f64::from(count) / begin.elapsed().as_secs_f64();
    fs::remove_file(path).unwrap();
    rate
}

fn writers(directory: &Path, lasts: Duration) {
    let raw = raw_rate(directory, lasts);
    println!("append and sync: {raw:.0} a second");
    let (db, table) = opened(&directory.join("sync"), Durability::Sync);
    let one = rate(&table, 1, lasts);
    println!("puts, sync, 1 writer: {one:.0} a second, {:.2} of raw", one / raw);
    let sixteen = rate(&table, 16, lasts);
    println!("puts, sync, 16 writers: {sixteen:.0} a second, {:.1} times 1 writer", sixteen / one);
    let again = raw_rate(directory, lasts);
    println!("append and sync, again: {again:.0} a second");
    drop((db, table));
    let (db, table) = opened(&directory.join("buffered"), Durability::Buffered);
    let buffered = rate(&table, 1, lasts * 4);
    println!("puts, buffered, 1 writer: {buffered:.0} a second");
    drop((db, table));
}

fn large(directory: &Path, items: u64) {
    let directory = directory.join("large");
    let (db, table) = opened(&directory, Durability::Buffered);
    let begin = Instant::now();
    for number in 0..items {
        table.put(event(number)).run().unwrap();
    }
    db.sync().unwrap();
    println!("{items} inserts: {:.1} s", begin.elapsed().as_secs_f64());
    let mut random = 1_u64;
    let begin = Instant::now();
    for _ in 0..3 * items {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        table.put(event((random >> 33) % items)).run().unwrap();
    }
    db.sync().unwrap();
    println!("{} random overwrites: {:.1} s", 3 * items, begin.elapsed().as_secs_f64());
    let bytes = fs::metadata(directory.join("database.redb")).unwrap().len();
    println!("the file: {:.2} times the items' bytes", bytes as f64 / (items * 400) as f64);
    drop((db, table));
    let begin = Instant::now();
    let (db, table) = opened(&directory, Durability::Sync);
    println!("opened {items} items in {:.1} s", begin.elapsed().as_secs_f64());
    assert_eq!(table.item_count(), items);
    // As a crash leaves the file: not closed.
    table.put(event(0)).run().unwrap();
    let crashed = directory.with_extension("crashed");
    fs::create_dir(&crashed).unwrap();
    fs::copy(directory.join("database.redb"), crashed.join("database.redb")).unwrap();
    drop((db, table));
    let begin = Instant::now();
    let (_db, table) = opened(&crashed, Durability::Sync);
    println!("opened {items} items after a crash in {:.1} s", begin.elapsed().as_secs_f64());
    assert_eq!(table.item_count(), items);
}
