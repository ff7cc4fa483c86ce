//! What a database does by its clock, which a test moves.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{Clock, Database, Error, Result, ScalarAttributeType::S, Table, item};
use serde_json::json;

const MINUTE: Duration = Duration::from_secs(60);

fn manual() -> (Clock, Database) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    (clock.clone(), Database::builder().clock(clock).build())
}

fn create(db: &Database, name: &str) -> Table {
    db.create_table(name).partition_key("id", S).run().unwrap()
}

fn created_seconds(db: &Database, name: &str) -> f64 {
    db.table(name).unwrap().describe().creation_date_time.unwrap()
}

#[test]
fn tables_and_streams_have_the_clock_s_time() {
    let (clock, db) = manual();
    create(&db, "one");
    clock.advance(Duration::from_millis(1_500)).unwrap();
    let request = json!({
        "TableName": "two",
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "KEYS_ONLY" },
    });
    let (status, answer) = support::call(&db, "CreateTable", &request);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(created_seconds(&db, "one"), 1_700_000_000.0);
    assert_eq!(created_seconds(&db, "two"), 1_700_000_001.5);
    assert_eq!(answer["TableDescription"]["LatestStreamLabel"], "2023-11-14T22:13:21.500");
}

/// Puts an item by a transaction with the same token as always.
fn put(db: &Database, id: &str) -> Result<()> {
    db.transaction().put(&db.table("users")?, item! { "id": id }).token("one").run()
}

#[test]
fn a_client_request_token_is_kept_for_ten_minutes_of_the_clock() {
    let (clock, db) = manual();
    create(&db, "users");
    put(&db, "haeri05").unwrap();
    clock.advance(10 * MINUTE).unwrap();
    assert!(matches!(put(&db, "minji01"), Err(Error::IdempotentParameterMismatch(_))));
    db.table("users").unwrap().delete("haeri05").run().unwrap();
    put(&db, "haeri05").unwrap();
    assert_eq!(db.table("users").unwrap().item_count(), 0, "the same request is not carried out again");
    clock.advance(Duration::from_millis(1)).unwrap();
    put(&db, "minji01").unwrap();
    assert_eq!(db.table("users").unwrap().item_count(), 1);
}

#[test]
fn databases_and_forks_share_a_clock() {
    let (clock, db) = manual();
    let (fork, other) = (db.fork(), Database::builder().clock(clock).build());
    db.clock().advance(MINUTE).unwrap();
    for db in [&db, &fork, &other] {
        create(db, "users");
        assert_eq!(created_seconds(db, "users"), 1_700_000_060.0);
    }
}

#[test]
fn a_database_has_the_system_s_clock_unless_it_is_given_one() {
    let db = Database::new();
    assert!(!db.clock().is_manual());
    let refused = db.clock().advance(MINUTE).unwrap_err();
    assert_eq!(refused.message(), "The system's clock cannot be moved: give the database a manual one");
}

#[test]
fn what_is_to_happen_later_happens_as_the_clock_is_moved() {
    let (clock, db) = manual();
    let users = create(&db, "users");
    for minute in [3, 1, 2] {
        let users = users.clone();
        clock.after(minute * MINUTE, move || {
            users
                .update("u")
                .expression("SET done = list_append(if_not_exists(done, :none), :m)")
                .value(":none", hashrange::AttributeValue::L(Vec::new()))
                .value(":m", hashrange::AttributeValue::L(vec![minute.into()]))
                .run()
                .unwrap();
        });
    }
    clock.advance(2 * MINUTE).unwrap();
    assert_eq!(
        users.get("u").run().unwrap().unwrap().get("done").cloned().unwrap(),
        hashrange::AttributeValue::L(vec![1.into(), 2.into()])
    );
}

#[test]
fn by_the_system_s_clock_it_happens_with_the_next_operation() {
    let db = Database::new();
    let other = db.clone();
    let is_done = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&is_done);
    db.clock().after(Duration::ZERO, move || {
        drop(create(&other, "later"));
        done.store(true, Ordering::Relaxed);
    });
    assert!(!is_done.load(Ordering::Relaxed), "no operation has come");
    let tables = db.list_tables(hashrange::operation::ListTablesInput::default()).unwrap().table_names;
    assert_eq!(tables, ["later"]);
}
