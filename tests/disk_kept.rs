//! A database that was closed and opened again is the same: its snapshot has the same bytes.

#![cfg(feature = "disk")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what cannot fail in a test shows where it does"
)]

use std::{
    fs,
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{Clock, Database, DatabaseBuilder, Error, Index, ScalarAttributeType::*, VectorIndex, item};
use serde_json::{Value, json};
use tempfile::TempDir;

const SECONDS: u64 = 1_700_000_000;

fn clock() -> Clock {
    Clock::manual(UNIX_EPOCH + Duration::from_secs(SECONDS))
}

fn open(builder: DatabaseBuilder, directory: &Path, clock: &Clock) -> Database {
    builder.clock(clock.clone()).bucket("data", directory.join("bucket")).open(directory.join("db")).unwrap()
}

/// A directory with a bucket that has two items in `in/`.
fn directory() -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::create_dir_all(directory.path().join("bucket/in")).unwrap();
    let lines = "{\"Item\": {\"id\": {\"S\": \"haeri05\"}}}\n{\"Item\": {\"id\": {\"S\": \"minji01\"}}}\n";
    fs::write(directory.path().join("bucket/in/items.json"), lines).unwrap();
    directory
}

fn call(db: &Database, operation: &str, input: &Value) -> Value {
    let answer = db.wire(operation, input.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

fn snapshot(db: &Database, directory: &Path) -> String {
    let path = directory.join("snapshot");
    db.save(&path).unwrap();
    fs::read_to_string(path).unwrap()
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "dynamodb:DeleteTable", "Resource": "*"}}"#;

/// Sets everything that a table can have.
fn fill(db: &Database) {
    let users = db
        .create_table("users")
        .partition_key("city", S)
        .sort_key("id", S)
        .provisioned(5, 6)
        .global_index(Index::new("by_age").partition_key("age", N))
        .local_index(Index::new("by_name").sort_key("name", S))
        .tags([("team", "a"), ("stage", "test")])
        .resource_policy(POLICY)
        .run()
        .unwrap();
    for n in 0..60 {
        let city = ["서울", "부산"][n % 2];
        users.put(item! { "city": city, "id": format!("{n:03}"), "age": n % 10, "name": "x" }).run().unwrap();
        users.get((city, format!("{n:03}"))).run().unwrap();
    }
    users.delete(("부산", "001")).run().unwrap();
    users.enable_time_to_live("until").unwrap();
    users.update_settings().create_index(Index::new("by_name_too").partition_key("name", S)).run().unwrap();
    users.update_settings().provisioned(7, 4).deletion_protection(true).run().unwrap();
    users.update_settings().provisioned(3, 4).run().unwrap();
    let hashes: Vec<_> =
        ["서울", "부산", "대구"].iter().map(|city| users.explain((*city, "1")).unwrap().hash).collect();
    hashes.iter().for_each(|hash| assert!(users.split_partition(hash)));
    call(
        db,
        "UpdateContributorInsights",
        &json!({
            "TableName": "users", "ContributorInsightsAction": "ENABLE",
            "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS",
        }),
    );
    let scaled = json!({
        "MinimumUnits": 2, "MaximumUnits": 20,
        "ScalingPolicyUpdate": {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 50.5}},
    });
    call(
        db,
        "UpdateTableReplicaAutoScaling",
        &json!({
            "TableName": "users", "ProvisionedWriteCapacityAutoScalingUpdate": scaled,
        }),
    );

    let films = db
        .create_table("films")
        .partition_key("id", S)
        .vector_index(VectorIndex::new("by_taste", "taste", 2))
        .warm_throughput(13_000, 4_001)
        .max_read_request_units(50)
        .run()
        .unwrap();
    films.put(item! { "id": "a", "taste": [1, 2] }).run().unwrap();
    db.describe_table("films").unwrap();
    films
        .update_settings()
        .table_class(hashrange::operation::TableClass::StandardInfrequentAccess)
        .run()
        .unwrap();
    films.update_settings().aws_managed_key().run().unwrap();

    db.create_table("going").partition_key("id", S).run().unwrap().put(item! { "id": "a" }).run().unwrap();
    db.delete_table("going").unwrap();
    let imported =
        db.import_table("imported", "data").prefix("in/").partition_key("id", S).client_token("import");
    imported.run().unwrap();
    let put = films.bulk_put("data").prefix("in/").client_token("bulk").run().unwrap();
    assert!(!put.bulk_operation_arn.is_empty());
    db.import_table("nothing", "no-such-bucket").partition_key("id", S).run().unwrap();
    db.set_stream_bytes(77_777);
}

#[test]
fn what_was_opened_again_is_saved_as_the_same_bytes() {
    let (directory, clock) = (directory(), clock());
    let options = || {
        Database::builder()
            .account("123456789012")
            .ttl_delay(Duration::from_secs(60))
            .item_collection_limit_bytes(1_000_000)
            .regions(["eu-central-1", "us-west-2"])
    };
    let db = open(options(), directory.path(), &clock);
    fill(&db);
    fill(&db.in_region("us-west-2").unwrap());
    clock.advance(Duration::from_secs(5)).unwrap();
    let before = snapshot(&db, directory.path());
    drop(db);
    for _ in 0..2 {
        let again = open(Database::builder(), directory.path(), &clock);
        assert_eq!(again.verify(), Vec::<String>::new());
        let after = snapshot(&again, directory.path());
        for (line, (before, after)) in before.lines().zip(after.lines()).enumerate() {
            assert_eq!(after, before, "line {line}");
        }
        assert_eq!(after.len(), before.len());
    }
}

#[test]
fn a_transaction_with_a_token_is_known_after_opening() {
    let (directory, clock) = (directory(), clock());
    let db = open(Database::builder(), directory.path(), &clock);
    db.create_table("users").partition_key("id", S).run().unwrap();
    drop(db);
    let pay = |db: &Database, token: &str, won: u32| {
        let users = db.table("users").unwrap();
        let update = db.transaction().update(&users, "a", "ADD won :won").value(":won", won);
        update.token(token).run()
    };
    let statement = |db: &Database, token: &str| {
        call(
            db,
            "ExecuteTransaction",
            &json!({
                "ClientRequestToken": token, "ReturnConsumedCapacity": "TOTAL",
                "TransactStatements": [{"Statement": "INSERT INTO users VALUE {'id': 'c'}"}],
            }),
        )
    };
    let db = open(Database::builder(), directory.path(), &clock);
    pay(&db, "one", 100).unwrap();
    let first = statement(&db, "two");
    drop(db);
    let won = |db: &Database| db.table("users").unwrap().get("a").run().unwrap().unwrap().get("won").cloned();
    for _ in 0..2 {
        let db = open(Database::builder(), directory.path(), &clock);
        pay(&db, "one", 100).unwrap();
        assert_eq!(won(&db), Some(100.into()), "it is not carried out again");
        assert!(matches!(pay(&db, "one", 5), Err(Error::IdempotentParameterMismatch(_))));
        let again = statement(&db, "two");
        assert_ne!(again, first, "charged as reads");
    }
    clock.advance(Duration::from_secs(601)).unwrap();
    let db = open(Database::builder(), directory.path(), &clock);
    pay(&db, "one", 5).unwrap();
    assert_eq!(won(&db), Some(105.into()), "after ten minutes it is another request");
}

#[test]
fn jobs_are_listed_and_their_tokens_known_after_opening() {
    let (directory, clock) = (directory(), clock());
    let db = open(Database::builder(), directory.path(), &clock);
    let import = |db: &Database| {
        let import = db.import_table("users", "data").prefix("in/").partition_key("id", S);
        import.client_token("monday").run().unwrap().import_arn
    };
    let bulk = |db: &Database| {
        db.table("users")
            .unwrap()
            .bulk_put("data")
            .prefix("in/")
            .client_token("friday")
            .run()
            .unwrap()
            .bulk_operation_arn
    };
    let describe = |db: &Database, import: &str, bulk: &str| {
        [
            call(db, "DescribeImport", &json!({"ImportArn": import})),
            call(db, "DescribeBulkOperation", &json!({"BulkOperationArn": bulk})),
            call(db, "ListImports", &json!({})),
            call(db, "ListBulkOperations", &json!({})),
        ]
    };
    let arns = (import(&db), bulk(&db));
    let before = describe(&db, &arns.0, &arns.1);
    assert_eq!(before[0]["ImportTableDescription"]["ImportStatus"], "COMPLETED");
    drop(db);
    let db = open(Database::builder(), directory.path(), &clock);
    assert_eq!(describe(&db, &arns.0, &arns.1), before);
    assert_eq!((import(&db), bulk(&db)), arns);
    assert_eq!(db.table("users").unwrap().item_count(), 2);
    drop(db);
    clock.advance(Duration::from_secs(91 * 24 * 3600)).unwrap();
    let db = open(Database::builder(), directory.path(), &clock);
    assert_eq!(call(&db, "ListImports", &json!({}))["ImportSummaryList"], json!([]), "after 90 days");
}

#[test]
fn regions_are_kept_and_new_ones_follow_them() {
    let (directory, clock) = (directory(), clock());
    let two = || Database::builder().regions(["us-east-1", "eu-west-1"]);
    let db = open(two(), directory.path(), &clock);
    let make = |db: &Database, region: &str| {
        let db = db.in_region(region).unwrap();
        db.create_table("users")
            .partition_key("id", S)
            .run()
            .unwrap()
            .put(item! { "id": region })
            .run()
            .unwrap();
    };
    make(&db, "us-east-1");
    make(&db, "eu-west-1");
    drop(db);
    let three = Database::builder().regions(["us-east-1", "eu-west-1", "ap-northeast-2"]);
    let db = open(three, directory.path(), &clock);
    make(&db, "ap-northeast-2");
    drop(db);
    let db = open(Database::builder(), directory.path(), &clock);
    let ids: std::collections::BTreeSet<_> = ["us-east-1", "eu-west-1", "ap-northeast-2"]
        .map(|region| {
            let db = db.in_region(region).unwrap();
            assert!(db.table("users").unwrap().get(region).run().unwrap().is_some(), "{region}");
            assert_eq!(db.table("users").unwrap().item_count(), 1);
            db.describe_table("users").unwrap().table.unwrap().table_id
        })
        .into();
    assert_eq!(ids.len(), 3);
    drop(db);
    let other = Database::builder().regions(["us-east-1", "us-west-2"]).clock(clock.clone());
    assert!(other.open(directory.path().join("db")).is_err());
}

#[test]
fn a_database_that_was_put_back_is_kept_as_it_became() {
    let (directory, clock) = (directory(), clock());
    let db = open(Database::builder(), directory.path(), &clock);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "kept" }).run().unwrap();
    let start = db.fork();
    start.table("users").unwrap().put(item! { "id": "of the copy" }).run().unwrap();
    start.create_table("likes").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "lost" }).run().unwrap();
    db.create_table("others").partition_key("id", S).run().unwrap();
    db.reset_to(&start).unwrap();
    users.put(item! { "id": "later" }).run().unwrap();
    db.create_table("more").partition_key("id", S).run().unwrap();
    let before = snapshot(&db, directory.path());
    drop((users, db));
    let db = open(Database::builder(), directory.path(), &clock);
    assert_eq!(snapshot(&db, directory.path()), before);
    assert_eq!(db.table_names(), ["likes", "more", "users"]);
    let users = db.table("users").unwrap();
    let is_there = |id: &str| users.get(id).run().unwrap().is_some();
    assert!(is_there("kept") && is_there("of the copy") && is_there("later") && !is_there("lost"));
}
