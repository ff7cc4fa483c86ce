//! Settings of a builder that loads a snapshot.

use std::time::{Duration, UNIX_EPOCH};

use super::Directory;
use crate::{
    Clock, Database, DatabaseBuilder, Error, Index, ScalarAttributeType::S, SnapshotError, item,
    operation::TableStatus,
};

/// Saves a database with its own settings, and loads the file with `load`.
fn loaded(name: &str, load: DatabaseBuilder) -> Result<Database, SnapshotError> {
    let directory = Directory::new(name);
    let path = directory.0.join("saved");
    let builder = Database::builder().region("eu-west-1").account("123456789012").id_seed(7);
    let db = builder.partitions(3).item_collection_limit_bytes(1_000).build();
    let by_name = Index::new("by_name").sort_key("name", S);
    let table = db.create_table("files").partition_key("dir", S).sort_key("path", S).local_index(by_name);
    let files = table.run().unwrap();
    files.put(item! { "dir": "/", "path": "/a", "text": "x".repeat(400) }).run().unwrap();
    files.put(item! { "dir": "/", "path": "/b", "text": "x".repeat(400) }).run().unwrap();
    db.save(&path).unwrap();
    load.load(&path)
}

fn put(db: &Database, path: &str, length: usize) -> Result<(), Error> {
    db.table("files")?.put(item! { "dir": "/", "path": path, "text": "x".repeat(length) }).run().map(drop)
}

#[test]
fn settings_that_are_not_given_are_the_saved_ones() {
    let db = loaded("settings-saved", Database::builder()).unwrap();
    let table = db.create_table("others").partition_key("id", S).run().unwrap();
    assert_eq!(table.describe().table_arn, "arn:aws:dynamodb:eu-west-1:123456789012:table/others");
    assert_eq!(table.partitions().len(), 3);
    assert!(matches!(put(&db, "/c", 400), Err(Error::ItemCollectionSizeLimitExceeded(_))));
}

#[test]
fn settings_that_are_given_are_used_instead_of_the_saved_ones() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_900_000_000));
    let given = Database::builder().clock(clock.clone()).partitions(5).item_collection_limit_bytes(2_000);
    let db = loaded("settings-given", given.transitions(Duration::from_secs(60))).unwrap();
    put(&db, "/c", 400).unwrap();
    assert_eq!(db.table("files").unwrap().partitions().len(), 3);
    let table = db.create_table("others").partition_key("id", S).run().unwrap();
    assert_eq!(table.describe().table_status, Some(TableStatus::Creating));
    assert_eq!(table.describe().creation_date_time, Some(1_900_000_000.0));
    assert_eq!(table.partitions().len(), 5);
    clock.advance(Duration::from_secs(60)).unwrap();
    assert_eq!(table.describe().table_status, Some(TableStatus::Active));
}

#[test]
fn a_collection_above_the_limit_is_loaded_and_does_not_grow() {
    let db = loaded("settings-limit", Database::builder().item_collection_limit_bytes(500)).unwrap();
    assert!(matches!(put(&db, "/c", 1), Err(Error::ItemCollectionSizeLimitExceeded(_))));
    assert!(matches!(put(&db, "/a", 401), Err(Error::ItemCollectionSizeLimitExceeded(_))));
    put(&db, "/a", 399).unwrap();

    let directory = Directory::new("settings-limit-again");
    let path = directory.0.join("saved");
    db.save(&path).unwrap();
    let again = Database::load(&path).unwrap();
    assert_eq!(again.table("files").unwrap().item_count(), 2);
    assert!(matches!(put(&again, "/c", 1), Err(Error::ItemCollectionSizeLimitExceeded(_))));
}

#[test]
fn the_delay_of_expiry_that_is_given_is_used() {
    let directory = Directory::new("settings-expiry");
    let path = directory.0.join("saved");
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).ttl_delay(Duration::from_secs(10)).build();
    let sessions = db.create_table("sessions").partition_key("id", S).run().unwrap();
    sessions.enable_time_to_live("until").unwrap();
    sessions.put(item! { "id": "a", "until": 1_700_000_100 }).run().unwrap();
    db.save(&path).unwrap();

    let load = || Database::builder().clock(clock.clone());
    let (saved, none) = (load().load(&path).unwrap(), load().ttl_delay(Duration::ZERO).load(&path).unwrap());
    clock.advance(Duration::from_secs(105)).unwrap();
    assert_eq!(saved.table("sessions").unwrap().item_count(), 1);
    assert_eq!(none.table("sessions").unwrap().item_count(), 0);
    clock.advance(Duration::from_secs(10)).unwrap();
    assert_eq!(saved.table("sessions").unwrap().item_count(), 0);
}

#[test]
fn region_account_and_seed_are_the_saved_ones_or_refused() {
    let same = Database::builder().region("eu-west-1").account("123456789012").id_seed(7);
    assert!(loaded("settings-same", same).is_ok());
    let others = [
        (Database::builder().region("us-east-1"), "region", "eu-west-1", "us-east-1"),
        (Database::builder().account("000000000000"), "account", "123456789012", "000000000000"),
        (Database::builder().id_seed(0), "seed of ids", "7", "0"),
    ];
    for (given, name, was, asked) in others {
        let refused = loaded("settings-fixed", given).unwrap_err();
        let text = format!("the snapshot's {name} is {was}, and cannot be changed to {asked}");
        assert!(refused.to_string().ends_with(&text), "{refused}");
        let SnapshotError::FixedSetting { setting, saved, given, .. } = refused else { panic!("{refused}") };
        assert_eq!((setting, saved.as_str(), given.as_str()), (name, was, asked));
    }
}

#[test]
fn whatever_number_a_builder_takes_can_be_saved_and_loaded() {
    let directory = Directory::new("settings-numbers");
    let path = directory.0.join("saved");
    let builder = |number: u64| {
        let partitions = usize::try_from(number).unwrap_or(usize::MAX);
        let builder = Database::builder().partitions(partitions).id_seed(number).stream_bytes(number / 2);
        builder.item_collection_limit_bytes(number).ttl_delay_up_to(Duration::from_millis(number))
    };
    for number in [0, 1, 10_001, u64::MAX] {
        let db = builder(number).build();
        // A table that sets its number of partitions can be made with any number in the database's settings.
        db.create_table("users").partition_key("id", S).partitions(2).run().unwrap();
        db.save(&path).unwrap();
        let again = Database::load(&path).unwrap();
        assert_eq!(again.engine().options(), db.engine().options());
        let made = |db: &Database| db.create_table("likes").partition_key("id", S).run().map(drop);
        let index = Index::new("by_name").partition_key("name", S);
        let indexed = |db: &Database| {
            let users = db.table("users").unwrap();
            users.update_settings().create_index(index.clone()).run().map(drop)
        };
        assert_eq!(made(&again), made(&db), "{number}");
        assert_eq!(indexed(&again).is_ok(), number == 1, "{number}");
        assert_eq!(indexed(&again).is_ok(), made(&again).is_ok());
    }
}
