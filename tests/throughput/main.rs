//! Requests that are throttled as the service throttles them, by a clock that a test moves.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

mod batches;
mod limits;
mod metering;
mod model;
mod splits;

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database, Error, Item, Table, Throughput, item};

/// A database with these rules, whose new tables have this many partitions, and its clock.
fn database(throughput: Throughput, partitions: usize) -> (Database, Clock) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).partitions(partitions).throughput(throughput).build();
    (db, clock)
}

/// An item of the largest size, which 400 write units write and 100 read units read.
fn large(id: &str) -> Item {
    item! { "id": id, "pad": "x".repeat(400 * 1024 - 2 - 3 - id.len()) }
}

fn put(table: &Table, id: &str) -> Result<(), Error> {
    table.put(item! { "id": id }).run()
}

/// The exception's name, and its reasons with the ends of the resources' ARNs.
fn told(error: &Error) -> (&'static str, Vec<(&'static str, String)>) {
    let reasons = error.throttling_reasons().iter().map(|reason| {
        let resource = reason.resource.strip_prefix("arn:aws:dynamodb:us-east-1:000000000000:table/");
        (reason.reason, resource.expect("an ARN").to_owned())
    });
    (error.code(), reasons.collect())
}

/// What a request that met one limit is told.
fn one(
    code: &'static str,
    reason: &'static str,
    resource: &str,
) -> (&'static str, Vec<(&'static str, String)>) {
    (code, vec![(reason, resource.to_owned())])
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
