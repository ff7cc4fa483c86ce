//! Databases with several regions, and the replicas of their tables.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test stops where something is not as it says"
)]

mod chaos;
mod model;
mod replicas;
mod replication;
mod restores;
mod snapshots;
mod strong;

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database, Result, ScalarAttributeType::S, Table, operation::*};

const VIRGINIA: &str = "us-east-1";
const IRELAND: &str = "eu-west-1";
const SEOUL: &str = "ap-northeast-2";

fn clock() -> Clock {
    Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

fn database(clock: &Clock) -> Database {
    Database::builder().clock(clock.clone()).regions([VIRGINIA, IRELAND, SEOUL]).build()
}

fn update(db: &Database, update: ReplicationGroupUpdate) -> Result<TableDescription> {
    let updated = db.update_table(UpdateTableInput {
        table_name: "users".to_owned(),
        replica_updates: Some(vec![update]),
        ..UpdateTableInput::default()
    });
    Ok(updated?.table_description.expect("the table is described"))
}

fn replica(region: &str) -> ReplicaSettings {
    ReplicaSettings { region_name: region.to_owned(), ..ReplicaSettings::default() }
}

fn create(db: &Database, region: &str) -> Result<TableDescription> {
    let create = Some(replica(region));
    update(db, ReplicationGroupUpdate { create, ..ReplicationGroupUpdate::default() })
}

fn delete(db: &Database, region: &str) -> Result<TableDescription> {
    let delete = Some(RegionAction { region_name: region.to_owned() });
    update(db, ReplicationGroupUpdate { delete, ..ReplicationGroupUpdate::default() })
}

/// A table with replicas in all regions.
fn users(db: &Database) -> [Table; 3] {
    db.create_table("users").partition_key("id", S).run().unwrap();
    create(db, IRELAND).unwrap();
    create(db, SEOUL).unwrap();
    in_all_regions(db)
}

fn in_all_regions(db: &Database) -> [Table; 3] {
    [VIRGINIA, IRELAND, SEOUL].map(|region| db.in_region(region).unwrap().table("users").unwrap())
}
