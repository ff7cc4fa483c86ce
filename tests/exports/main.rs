//! Exports of tables to buckets, as requests and readers of the bucket see them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod changes;
mod files;
mod jobs;
mod laws;
mod reader;
mod requests;
#[path = "../support/mod.rs"]
mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hashrange::{
    Clock, Database,
    ScalarAttributeType::{N, S},
    Table,
};
use serde_json::{Value, json};
use support::ask;
use tempfile::TempDir;

/// When the clocks of these tests begin.
const START: Duration = Duration::from_secs(1_700_000_000);

/// A database with the bucket `exports`, a folder that lives as long.
struct Shop {
    db: Database,
    folder: TempDir,
    clock: Clock,
}

impl Shop {
    fn new() -> Self {
        Self::with_transitions(Duration::ZERO)
    }

    fn with_transitions(lasts: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(UNIX_EPOCH + START);
        let db = Database::builder().clock(clock.clone()).bucket("exports", folder.path()).build();
        let shop = Self { db, folder, clock };
        let orders = shop.db.create_table("orders").partition_key("user", S).sort_key("at", N).run().unwrap();
        let recovery = json!({"PointInTimeRecoveryEnabled": true});
        let enable = json!({"TableName": "orders", "PointInTimeRecoverySpecification": recovery});
        ask(&shop.db, "UpdateContinuousBackups", enable);
        shop.db.set_transitions(lasts);
        assert_eq!(orders.name(), "orders");
        shop
    }

    fn orders(&self) -> Table {
        self.db.table("orders").unwrap()
    }

    fn arn(&self) -> String {
        self.orders().describe().table_arn
    }

    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    fn advance(&self, seconds: u64) -> SystemTime {
        self.clock.advance(Duration::from_secs(seconds)).unwrap();
        self.now()
    }

    /// Asks for an export with more than the table and the bucket, waits for it, and describes it.
    fn exported(&self, more: Value) -> Value {
        let begun = self.begin(more);
        assert_eq!(begun["ExportStatus"], "IN_PROGRESS");
        self.db.wait_for_transfers();
        self.described(&begun)
    }

    /// Asks for an export with more than the table and the bucket.
    fn begin(&self, more: Value) -> Value {
        Self::begin_in(&self.db, self.request(more))
    }

    /// Carries out a request for an export in this database.
    fn begin_in(db: &Database, request: Value) -> Value {
        ask(db, "ExportTableToPointInTime", request)["ExportDescription"].clone()
    }

    fn request(&self, more: Value) -> Value {
        let mut request = json!({"TableArn": self.arn(), "S3Bucket": "exports"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    }

    fn described(&self, export: &Value) -> Value {
        let answer = ask(&self.db, "DescribeExport", json!({"ExportArn": export["ExportArn"]}));
        answer["ExportDescription"].clone()
    }
}

/// A time in the form of the API.
fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}
