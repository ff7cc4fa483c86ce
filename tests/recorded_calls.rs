//! Which operations are called, as `record_calls` tells.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{
    Call, Clock, Database,
    ScalarAttributeType::S,
    Table, item,
    operation::{DescribeTableInput, NAMES},
};

fn users() -> (Database, Table) {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    (db, users)
}

fn operations(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| call.operation).collect()
}

#[test]
fn every_operation_that_comes_over_the_wire_is_recorded() {
    let db = Database::new();
    let recorder = db.record_calls();
    for operation in NAMES {
        // Unlike others, SearchVectors reads no body without its required members.
        let body = match *operation {
            "SearchVectors" => r#"{"TableName":"t","IndexName":"i","SearchVector":[{"N":"1"}],"TopK":1}"#,
            _ => "{}",
        };
        db.wire(operation, body.as_bytes());
    }
    let calls = recorder.take();
    assert_eq!(operations(&calls), NAMES);
    let succeeded: Vec<Call> = calls.into_iter().filter(|call| call.error.is_none()).collect();
    assert_eq!(
        operations(&succeeded),
        [
            "ListTables",
            "ListBackups",
            "ListExports",
            "ListImports",
            "ListBulkOperations",
            "ListStreams",
            "ListContributorInsights",
            "ListGlobalTables",
            "DescribeLimits",
            "DescribeEndpoints",
        ]
    );
    db.wire("PutItem", b"no JSON");
    db.wire("NoSuchOperation", b"{}");
    assert!(recorder.take().is_empty(), "nothing is carried out");
}

#[test]
fn every_builder_s_call_is_recorded_with_its_tables() {
    let db = Database::new();
    let recorder = db.record_calls();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    let created = recorder.take();
    assert_eq!(operations(&created), ["CreateTable", "CreateTable"]);
    assert_eq!(created[1].tables, ["likes"]);

    users.put(item! { "id": "a" }).run().unwrap();
    users.put(item! { "id": "a" }).replaced().unwrap();
    users.get("a").run().unwrap();
    users.get("a").project("id").run().unwrap();
    users.update("a").expression("SET x = :x").value(":x", 1).run().unwrap();
    users.delete("a").run().unwrap();
    users.query("a").run().unwrap();
    users.scan().run().unwrap();
    db.describe_table(DescribeTableInput::from("users")).unwrap();
    let calls = recorder.take();
    let expected = [
        "PutItem",
        "PutItem",
        "GetItem",
        "GetItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
        "Scan",
        "DescribeTable",
    ];
    assert_eq!(operations(&calls), expected);
    assert!(calls.iter().all(|call| call.tables == ["users"] && call.error.is_none()), "{calls:?}");

    db.transaction().put(&users, item! { "id": "a" }).put(&likes, item! { "id": "a" }).run().unwrap();
    db.transaction_read().get(&likes, "a").get(&users, "a").run().unwrap();
    db.execute("SELECT * FROM likes WHERE id = ?", ["a"]).unwrap();
    let calls = recorder.take();
    assert_eq!(operations(&calls), ["TransactWriteItems", "TransactGetItems", "ExecuteStatement"]);
    let tables: Vec<_> = calls.iter().map(|call| call.tables.join(" ")).collect();
    assert_eq!(tables, ["users likes", "likes users", "likes"]);
}

#[test]
fn each_page_of_a_query_is_a_call() {
    let (db, users) = users();
    users.put_all((0..5).map(|number| item! { "id": number.to_string() })).unwrap();
    let recorder = db.record_calls();
    assert_eq!(users.scan().limit(2).items().count(), 5);
    let calls = recorder.take();
    assert!(calls.len() >= 3 && calls.iter().all(|call| call.operation == "Scan"), "{calls:?}");
}

#[test]
fn a_call_tells_when_it_came_and_with_what_exception_it_failed() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let recorder = db.record_calls();
    clock.advance(Duration::from_secs(7)).unwrap();
    db.describe_table("none").unwrap_err();
    let calls = recorder.take();
    assert_eq!(calls[0].error, Some("ResourceNotFoundException"));
    assert_eq!(calls[0].at, UNIX_EPOCH + Duration::from_secs(7));
}

#[test]
fn recording_is_each_recorder_s_own_and_ends_with_it() {
    let (db, users) = users();
    let early = db.record_calls();
    users.get("a").run().unwrap();
    let late = db.record_calls();
    users.scan().run().unwrap();
    assert_eq!(operations(&early.take()), ["GetItem", "Scan"]);
    drop(early);
    db.fork().table("users").unwrap().get("a").run().unwrap();
    assert_eq!(operations(&late.take()), ["Scan"], "a fork's calls are its own");
}
