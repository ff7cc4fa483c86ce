//! Databases on disk beside two limits, in the same run: appending and syncing the same bytes to a growing file, and writing
//! and syncing as many pages as a commit has, at places of a file. How far these are apart depends on the disk. Prints one
//! figure a line, and fails if one is beyond its limit by more than the room that a busy machine needs. `--items N`
//! is how many items there are, 400,000 unless given; `--test` runs it with small data. Its directory is `DISK_BENCH`,
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
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use hashrange::{Database, Durability, Item, ScalarAttributeType::S, Table, item};

/// The bytes of an item's text, which make the item 400 bytes.
const TEXT_BYTES: usize = 370;

/// The part of the raw rate that one writer reaches.
const LEAST_OF_RAW: f64 = 0.5;

/// The part that one writer reaches of the rate at which pages are written.
const LEAST_OF_PAGES: f64 = 0.5;

/// The bytes of a page, how many a commit of one item has (its entry, the three tables above it, the header), and how many
/// the file has.
const PAGE_BYTES: usize = 4096;
const PAGES_OF_A_COMMIT: u64 = 5;
const PAGES_OF_THE_FILE: u64 = 4096;

/// How many times the rate of one writer 16 writers reach.
const LEAST_OF_ONE: f64 = 3.0;

/// How many puts a second are buffered, while they are written to disk.
const LEAST_BUFFERED: f64 = 25_000.0;

/// How many seconds a million items take to open.
const MOST_SECONDS: f64 = 6.0;

/// How many times the items' bytes the file has.
const MOST_OF_ITEMS: f64 = 4.0;

/// A figure may be so many times its limit: in seconds, because other work may run on the machine; of the raw rate, because
/// it depends on the disk. Ratios to what is alike have no room.
const ROOM: f64 = 1.6;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let small = arguments.iter().any(|argument| argument == "--test");
    let given = arguments.windows(2).find(|two| two[0] == "--items").map(|two| two[1].parse().unwrap());
    let items = given.unwrap_or(if small { 10_000 } else { 400_000 });
    let directory = std::env::var_os("DISK_BENCH").map(PathBuf::from).unwrap_or_else(std::env::temp_dir);
    let directory = tempfile::tempdir_in(directory).unwrap();
    let mut limits = Limits { are_checked: !small, exceeded: Vec::new() };
    writers(
        directory.path(),
        if small { Duration::from_millis(50) } else { Duration::from_secs(1) },
        &mut limits,
    );
    large(directory.path(), items, &mut limits);
    drop(directory);
    assert!(limits.exceeded.is_empty(), "beyond the limit: {}", limits.exceeded.join(", "));
}

/// Figures beyond their limits.
struct Limits {
    are_checked: bool,
    exceeded: Vec<String>,
}

impl Limits {
    fn at_least(&mut self, figure: f64, limit: f64, name: &str) {
        if self.are_checked && figure < limit {
            self.exceeded.push(format!("{name}: {figure:.2}, at least {limit:.2}"));
        }
    }

    fn at_most(&mut self, figure: f64, limit: f64, name: &str) {
        self.at_least(-figure, -limit, name);
    }
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

/// How many puts so many writers make in this time, from this number on; and how long they took.
fn puts(table: &Table, writers: u64, from: u64, lasts: Duration) -> (u64, Duration) {
    let begin = Instant::now();
    let counts: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..writers)
            .map(|writer| {
                scope.spawn(move || {
                    let mut count = 0;
                    while begin.elapsed() < lasts {
                        table.put(event(writer * 10_000_000 + from + count)).run().unwrap();
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    (counts.iter().sum(), begin.elapsed())
}

/// How many times as many bytes as an item has are appended and synced.
fn appends(directory: &Path, lasts: Duration) -> (u64, Duration) {
    let mut file = OpenOptions::new().append(true).create(true).open(directory.join("raw")).unwrap();
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < lasts {
        file.write_all(&[7; 400]).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    (count, begin.elapsed())
}

/// How many times the pages of a commit are written at places of a file, and synced.
fn pages(directory: &Path, lasts: Duration) -> (u64, Duration) {
    let path = directory.join("pages");
    if !path.exists() {
        fs::write(&path, vec![7; PAGE_BYTES * PAGES_OF_THE_FILE as usize]).unwrap();
    }
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.sync_all().unwrap();
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < lasts {
        for page in 0..PAGES_OF_A_COMMIT {
            let page = (count + page * PAGES_OF_THE_FILE / PAGES_OF_A_COMMIT) % PAGES_OF_THE_FILE;
            file.seek(SeekFrom::Start(page * PAGE_BYTES as u64)).unwrap();
            file.write_all(&[count as u8; PAGE_BYTES]).unwrap();
        }
        file.sync_data().unwrap();
        count += 1;
    }
    (count, begin.elapsed())
}

fn writers(directory: &Path, lasts: Duration, limits: &mut Limits) {
    let (db, table) = opened(&directory.join("sync"), Durability::Sync);
    // In turns, because the disk may become faster or slower meanwhile.
    let mut sums = [(0, Duration::ZERO); 4];
    for turn in 0..5 {
        let from = turn * 1_000_000;
        let counts = [
            appends(directory, lasts),
            pages(directory, lasts),
            puts(&table, 1, from, lasts),
            puts(&table, 16, from + 500_000, lasts),
        ];
        for (sum, (count, took)) in sums.iter_mut().zip(counts) {
            *sum = (sum.0 + count, sum.1 + took);
        }
    }
    let [raw, pages, one, sixteen] = sums.map(|(count, took)| count as f64 / took.as_secs_f64());
    println!("append and sync: {raw:.0} a second");
    println!("{PAGES_OF_A_COMMIT} pages and sync: {pages:.0} a second");
    println!("puts, sync, 1 writer: {one:.0} a second, {:.2} of raw, {:.2} of pages", one / raw, one / pages);
    limits.at_least(one / raw, LEAST_OF_RAW / ROOM, "1 writer of raw");
    limits.at_least(one / pages, LEAST_OF_PAGES, "1 writer of pages");
    println!("puts, sync, 16 writers: {sixteen:.0} a second, {:.1} times 1 writer", sixteen / one);
    limits.at_least(sixteen / one, LEAST_OF_ONE, "16 writers of 1");
    drop((db, table));
}

fn large(directory: &Path, items: u64, limits: &mut Limits) {
    let directory = directory.join("large");
    let (db, table) = opened(&directory, Durability::Buffered);
    let begin = Instant::now();
    for number in 0..items {
        table.put(event(number)).run().unwrap();
    }
    db.sync().unwrap();
    let inserts = begin.elapsed().as_secs_f64();
    println!("puts, buffered, {items} inserts: {:.0} a second", items as f64 / inserts);
    let mut random = 1_u64;
    let begin = Instant::now();
    for _ in 0..3 * items {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        table.put(event((random >> 33) % items)).run().unwrap();
    }
    db.sync().unwrap();
    let overwrites = begin.elapsed().as_secs_f64();
    println!(
        "puts, buffered, {} random overwrites: {:.0} a second",
        3 * items,
        (3 * items) as f64 / overwrites
    );
    let buffered = (4 * items) as f64 / (inserts + overwrites);
    limits.at_least(buffered, LEAST_BUFFERED / ROOM, "buffered puts a second");
    let bytes = fs::metadata(directory.join("database.redb")).unwrap().len();
    let of_items = bytes as f64 / (items * 400) as f64;
    println!("the file: {of_items:.2} times the items' bytes");
    limits.at_most(of_items, MOST_OF_ITEMS, "the file's bytes of the items'");
    drop((db, table));
    let most_seconds = MOST_SECONDS * ROOM * (items as f64 / 1_000_000.0);
    let begin = Instant::now();
    let (db, table) = opened(&directory, Durability::Sync);
    let took = begin.elapsed().as_secs_f64();
    println!("opened {items} items in {took:.1} s");
    limits.at_most(took, most_seconds, "seconds to open");
    assert_eq!(table.item_count(), items);
    // As a crash leaves the file: not closed.
    table.put(event(0)).run().unwrap();
    let crashed = directory.with_extension("crashed");
    fs::create_dir(&crashed).unwrap();
    fs::copy(directory.join("database.redb"), crashed.join("database.redb")).unwrap();
    drop((db, table));
    let begin = Instant::now();
    let (_db, table) = opened(&crashed, Durability::Sync);
    let took = begin.elapsed().as_secs_f64();
    println!("opened {items} items after a crash in {took:.1} s");
    limits.at_most(took, most_seconds, "seconds to open after a crash");
    assert_eq!(table.item_count(), items);
}
