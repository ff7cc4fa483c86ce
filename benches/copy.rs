//! Copying a table between two servers of this machine, beside what the target takes in batches when nothing is read:
//! `cargo bench --features remote,server --bench copy [ITEMS]`.
//!
//! Both servers, the writers and the copy share this machine's processors, so that the copy cannot reach the batches' rate
//! by more than what its reading leaves.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "it measures and prints"
)]

use std::{
    env, process, thread,
    time::{Duration, Instant},
};

use hashrange::{
    Database, Endpoint, Item,
    ScalarAttributeType::{N, S},
    item,
    server::{Server, ServerHandle},
};
use tokio::runtime::{Builder, Runtime};

const ITEMS: usize = 1_000_000;
/// The copy's rate, as a part of the batches'.
const LEAST: f64 = 0.6;
/// For a machine whose processors are shared.
const ROOM: f64 = 0.75;
/// As many as a copy has segments.
const WRITERS: usize = 8;

struct Running {
    db: Database,
    url: String,
    _handle: ServerHandle,
    _runtime: Runtime,
}

fn serve() -> Running {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let db = Database::new();
    let server =
        runtime.block_on(Server::builder().address("127.0.0.1:0").database(db.clone()).bind()).unwrap();
    let url = format!("http://{}", server.local_addr());
    let inside = runtime.enter();
    let handle = server.spawn();
    drop(inside);
    Running { db, url, _handle: handle, _runtime: runtime }
}

fn connect(server: &Running) -> Database {
    let endpoint = Endpoint::url(&server.url).region("us-east-1").credentials("key", "secret");
    Database::connect(endpoint.timeout(Duration::from_secs(60))).unwrap()
}

/// 400 bytes, in eight attributes.
fn item(number: usize) -> Item {
    item! {
        "user_id": format!("user{:07}", number / 10), "at": number, "brand": "소니", "price": 89_000 + number,
        "product_name": "무선 이어폰", "url": "https://shop.example/products/1234567890", "liked": true,
        "text": "x".repeat(250),
    }
}

fn create(db: &Database) {
    db.create_table("likes").partition_key("user_id", S).sort_key("at", N).run().unwrap();
}

/// Writes all items in batches, on several threads.
fn write(db: &Database, count: usize) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let likes = db.table("likes").unwrap();
            scope.spawn(move || likes.put_all((writer..count).step_by(WRITERS).map(item)).unwrap());
        }
    });
}

fn rate(what: &str, count: usize, run: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    run();
    let rate = count as f64 / begin.elapsed().as_secs_f64();
    println!("{what}: {rate:.0} items a second");
    rate
}

fn main() {
    let count = env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(ITEMS);
    let source = serve();
    create(&source.db);
    write(&source.db, count);

    let target = serve();
    let there = connect(&target);
    create(&there);
    let batches = rate("batches alone", count, || write(&there, count));
    drop(there);
    drop(target);

    let target = serve();
    let (here, there) = (connect(&source), connect(&target));
    let copied = rate("a copy from server to server", count, || {
        here.copy_to(&there).without_comparison().run().unwrap();
    });
    let compared = Instant::now();
    assert!(here.compare_with(&there).run().unwrap().is_same());
    println!("compared: {:.0} items a second", count as f64 / compared.elapsed().as_secs_f64());
    assert_eq!(target.db.table("likes").unwrap().item_count(), u64::try_from(count).unwrap());
    let part = copied / batches;
    let within = if part < LEAST { ", within its room" } else { "" };
    println!("the copy's rate: {part:.2} of the batches' (at least {LEAST}){within}");
    if part < LEAST * ROOM {
        process::exit(1);
    }
}
