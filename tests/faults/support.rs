//! Databases and requests that the tests have in common.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Index, Item,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::{BatchWriteItemInput, BatchWriteItemOutput, WriteRequest},
};

pub const START: SystemTime = UNIX_EPOCH;

/// A database with a clock of its own, and a table with an index.
pub fn likes() -> (Database, Table) {
    let db = Database::builder().clock(Clock::manual(START)).build();
    let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("at", N);
    let table =
        db.create_table("likes").partition_key("user", S).sort_key("at", N).global_index(by_brand).run();
    (db, table.expect("a new table"))
}

pub fn like(user: &str, at: i32) -> Item {
    item! { "user": user, "at": at, "brand": "소니" }
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Puts these in one batch.
pub fn put_batch(db: &Database, items: &[Item]) -> hashrange::Result<BatchWriteItemOutput> {
    let puts = items.iter().cloned().map(WriteRequest::put).collect();
    db.batch_write_item(BatchWriteItemInput {
        request_items: [("likes".to_owned(), puts)].into(),
        ..BatchWriteItemInput::default()
    })
}

/// The items of a batch that were left.
pub fn left(output: &BatchWriteItemOutput) -> Vec<Item> {
    let left = output.unprocessed_items.get("likes").into_iter().flatten();
    left.map(|request| request.put_request.as_ref().expect("a put").item.clone()).collect()
}
