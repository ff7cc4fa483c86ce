//! Which operations are called, as `Database::calls` records it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Call, CallPattern, Clock, Database, Index,
    ScalarAttributeType::{N, S},
    Table, assert_calls, item,
    operation::{DescribeTableInput, NAMES},
};

fn users() -> (Database, Table) {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    (db, users)
}

fn operations(calls: &[Arc<Call>]) -> Vec<&str> {
    calls.iter().map(|call| call.operation).collect()
}

#[test]
fn every_operation_that_comes_over_the_wire_is_recorded() {
    let db = Database::new();
    let recording = db.calls();
    for operation in NAMES {
        // Unlike others, SearchVectors reads no body without its required members.
        let body = match *operation {
            "SearchVectors" => r#"{"TableName":"t","IndexName":"i","SearchVector":[{"N":"1"}],"TopK":1}"#,
            _ => "{}",
        };
        db.wire(operation, body.as_bytes());
    }
    let calls = recording.take();
    assert_eq!(operations(&calls), NAMES);
    let succeeded: Vec<_> = calls.into_iter().filter(|call| call.error.is_none()).collect();
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
    assert!(recording.take().is_empty(), "nothing is carried out");
}

#[test]
fn every_builder_s_call_is_recorded_with_its_tables() {
    let db = Database::new();
    let recording = db.calls();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    let created = recording.take();
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
    let calls = recording.take();
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
    let calls = recording.take();
    assert_eq!(operations(&calls), ["TransactWriteItems", "TransactGetItems", "ExecuteStatement"]);
    let tables: Vec<_> = calls.iter().map(|call| call.tables.join(" ")).collect();
    assert_eq!(tables, ["users likes", "likes users", "likes"]);
}

#[test]
fn each_page_of_a_query_is_a_call() {
    let (db, users) = users();
    users.put_all((0..5).map(|number| item! { "id": number.to_string() })).unwrap();
    let recording = db.calls();
    assert_eq!(users.scan().limit(2).items().count(), 5);
    let calls = recording.take();
    assert!(calls.len() >= 3 && calls.iter().all(|call| call.operation == "Scan"), "{calls:?}");
}

#[test]
fn a_call_tells_when_it_came_and_with_what_exception_it_failed() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let recording = db.calls();
    clock.advance(Duration::from_secs(7)).unwrap();
    db.describe_table("none").unwrap_err();
    let calls = recording.take();
    assert_eq!(calls[0].error, Some("ResourceNotFoundException"));
    assert_eq!(calls[0].at, UNIX_EPOCH + Duration::from_secs(7));
}

#[test]
fn recording_is_each_recorder_s_own_and_ends_with_it() {
    let (db, users) = users();
    let early = db.calls();
    users.get("a").run().unwrap();
    let late = db.calls();
    users.scan().run().unwrap();
    assert_eq!(operations(&early.take()), ["GetItem", "Scan"]);
    drop(early);
    db.fork().table("users").unwrap().get("a").run().unwrap();
    assert_eq!(operations(&late.take()), ["Scan"], "a fork's calls are its own");
}

/// A table with a sort key and an index, and a recording of what follows.
fn likes() -> (Database, Table) {
    let db = Database::new();
    let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    let likes =
        db.create_table("likes").partition_key("user", S).sort_key("hour", N).global_index(by_brand).run();
    (db, likes.unwrap())
}

/// The keys of a call as its line shows them.
fn keys(call: &Call) -> String {
    call.keys.iter().map(|key| format!("{}{key}", key.table)).collect::<Vec<_>>().join(" ")
}

#[test]
fn calls_tell_the_keys_that_they_name_in_the_order_of_the_schema() {
    let (db, likes) = likes();
    db.create_table("users").partition_key("id", S).run().unwrap();
    let users = db.table("users").unwrap();
    let calls = db.calls();
    let one = r#"likes{"user": "a", "hour": 1}"#;

    likes.put(item! { "user": "a", "hour": 1, "brand": "x" }).run().unwrap();
    likes.put(item! { "user": "a", "hour": 1, "brand": "x" }).replaced().unwrap();
    likes.get(("a", 1)).run().unwrap();
    likes.get(("a", 1)).project("brand").run().unwrap();
    likes.update(("a", 1)).expression("SET price = :p").value(":p", 1).run().unwrap();
    likes.delete(("a", 1)).run().unwrap();
    let body = br#"{"TableName": "likes", "Key": {"hour": {"N": "1"}, "user": {"S": "a"}}}"#;
    db.wire("GetItem", body);
    for call in calls.take() {
        assert_eq!(keys(&call), one, "{}", call.operation);
    }

    likes.query("a").run().unwrap();
    likes.query("a").between(1, 2).run().unwrap();
    likes.index("by_brand").query("x").run().unwrap();
    likes.scan().page().unwrap();
    db.execute("SELECT * FROM likes.by_brand WHERE brand = ?", ["x"]).unwrap();
    let read = calls.take();
    let (keys_of, indexes): (Vec<_>, Vec<_>) =
        read.iter().map(|call| (keys(call), call.index.as_deref())).unzip();
    let brand = r#"likes{"brand": "x"}"#;
    assert_eq!(keys_of, [r#"likes{"user": "a"}"#, r#"likes{"user": "a"}"#, brand, "", brand]);
    assert_eq!(indexes, [None, None, Some("by_brand"), None, Some("by_brand")]);

    db.transaction().put(&users, item! { "id": "a" }).delete(&likes, ("a", 1)).run().unwrap();
    db.transaction_read().get(&likes, ("a", 1)).get(&users, "a").run().unwrap();
    let put = |id: &str| format!(r#"{{"PutRequest": {{"Item": {{"id": {{"S": "{id}"}}}}}}}}"#);
    let puts = format!(r#"{{"RequestItems": {{"users": [{}, {}]}}}}"#, put("a"), put("b"));
    db.wire("BatchWriteItem", puts.as_bytes());
    let gets = r#"{"RequestItems": {"users": {"Keys": [{"id": {"S": "a"}}, {"id": {"S": "b"}}]}}}"#;
    db.wire("BatchGetItem", gets.as_bytes());
    db.execute("UPDATE users SET n = 1 WHERE id = 'a'", ()).unwrap();
    let both = r#"users{"id": "a"} users{"id": "b"}"#;
    let expected = [
        &format!(r#"users{{"id": "a"}} {one}"#),
        &format!(r#"{one} users{{"id": "a"}}"#),
        both,
        both,
        r#"users{"id": "a"}"#,
    ];
    assert_eq!(calls.list().iter().map(|call| keys(call)).collect::<Vec<_>>(), expected);
}

#[test]
fn a_call_that_is_refused_by_the_item_itself_has_its_key_too() {
    let (db, users) = users();
    let calls = db.calls();
    users.put(item! { "id": "a" }).condition("attribute_exists(id)").run().unwrap_err();
    users.get(item! { "other": "a" }).run().unwrap_err();
    db.wire("GetItem", br#"{"TableName": "none", "Key": {"id": {"S": "a"}}}"#);
    let told: Vec<_> = calls.list().iter().map(|call| (keys(call), call.error)).collect();
    let expected = [
        (r#"users{"id": "a"}"#.to_owned(), Some("ConditionalCheckFailedException")),
        (String::new(), Some("ValidationException")),
        (String::new(), Some("ResourceNotFoundException")),
    ];
    assert_eq!(told, expected);
}

#[test]
fn calls_are_filtered_and_counted() {
    let (db, likes) = likes();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let calls = db.calls();
    likes.put(item! { "user": "a", "hour": 1, "brand": "x" }).run().unwrap();
    likes.put(item! { "user": "a", "hour": 2, "brand": "x" }).run().unwrap();
    likes.put(item! { "user": "a", "hour": 2 }).if_absent().run().unwrap_err();
    users.put(item! { "id": "a" }).run().unwrap();
    likes.index("by_brand").query("x").run().unwrap();
    users.get("b").run().unwrap();

    assert_eq!(calls.count(), 6);
    assert_eq!(calls.operation("PutItem").count(), 4);
    assert_eq!(calls.operation("PutItem").table("likes").count(), 3);
    assert_eq!(calls.table("arn:aws:dynamodb:us-east-1:000000000000:table/users").count(), 2, "by its ARN");
    assert_eq!(calls.key("a").count(), 4, "all that have this partition key");
    assert_eq!(calls.key("a").table("users").count(), 1);
    assert_eq!(calls.key(("a", 2)).count(), 2);
    assert_eq!(calls.key(item! { "user": "a", "hour": 1 }).count(), 1);
    let whole = calls.key(&item! { "user": "a", "hour": 1, "brand": "x" });
    assert_eq!(operations(&whole.list()), ["PutItem", "Query"], "a whole item has the keys of indexes too");
    assert_eq!(calls.index("by_brand").count(), 1);
    assert_eq!(operations(&calls.failed().list()), ["PutItem"]);
    assert_eq!(calls.failed_with("ConditionalCheckFailedException").count(), 1);
    assert_eq!(calls.failed_with("ThrottlingException").count(), 0);
    assert_eq!(calls.succeeded().operation("PutItem").count(), 3);

    assert_eq!(calls.failed().take().len(), 1);
    assert_eq!(calls.count(), 5, "the others are still there");
    calls.clear();
    assert!(calls.is_empty());
}

#[test]
fn a_view_goes_on_when_the_recording_it_came_from_is_dropped() {
    let (db, users) = users();
    let gets = db.calls().operation("GetItem");
    users.get("a").run().unwrap();
    users.scan().page().unwrap();
    assert_eq!(gets.count(), 1);
}

fn message(assertion: impl FnOnce()) -> String {
    *catch_unwind(AssertUnwindSafe(assertion)).unwrap_err().downcast().unwrap()
}

#[test]
fn an_assertion_that_fails_marks_the_difference() {
    let (db, users) = users();
    let calls = db.calls();
    users.put(item! { "id": "a" }).run().unwrap();
    users.get("a").run().unwrap();
    users.put(item! { "id": "a" }).if_absent().run().unwrap_err();
    let conditional = CallPattern::new("PutItem").key("a").failed_with("ConditionalCheckFailedException");
    assert_calls!(calls, ["PutItem", "GetItem users", &conditional]);
    assert_calls!(calls.table("users").operation("GetItem"), count: 1);

    let failure = message(|| assert_calls!(calls, ["PutItem users", conditional.clone().key("b"), "Scan"]));
    let expected = r#"the calls are not those that were expected (- expected, + called)
    PutItem users {"id": "a"}
  - PutItem "b" -> ConditionalCheckFailedException
  - Scan
  + GetItem users {"id": "a"}
  + PutItem users {"id": "a"} -> ConditionalCheckFailedException"#;
    assert_eq!(without_units(&failure), expected);
    let failure = message(|| assert_calls!(calls.failed(), count: 2));
    let expected = r#"2 calls were expected, and there are 1
    PutItem users {"id": "a"} -> ConditionalCheckFailedException"#;
    assert_eq!(without_units(&failure), expected);
}

fn without_units(text: &str) -> String {
    let line = |line: &str| match line.split_once(" unit") {
        Some((before, _)) => before.rsplit_once(", ").unwrap().0.to_owned(),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_long_difference_is_bounded_and_shows_what_is_near_it() {
    let (db, users) = users();
    let calls = db.calls();
    for _ in 0..50 {
        users.get("a").run().unwrap();
    }
    users.scan().page().unwrap();
    let mut expected = vec![CallPattern::from("GetItem"); 50];
    let differ = calls.check(&expected).unwrap_err().to_string();
    assert_eq!(differ.lines().count(), 1 + 1 + 3 + 1, "{differ}");
    assert!(differ.contains("... 47 as expected"), "{differ}");
    expected.resize(5_000, "Query none".into());
    let differ = calls.check(&expected).unwrap_err().to_string();
    assert!(differ.lines().count() < 210 && differ.contains("... and "), "{differ}");
}

#[test]
fn a_recording_is_bounded_and_says_what_it_dropped() {
    let (db, users) = users();
    let calls = db.calls().limit(3);
    for id in ["a", "b", "c", "d", "e"] {
        users.get(id).run().unwrap();
    }
    assert_eq!((calls.count(), calls.dropped()), (3, 2));
    assert_calls!(calls, [CallPattern::new("GetItem").key("c"), "GetItem", "GetItem"]);
    let failure = message(|| assert_calls!(calls, count: 5));
    assert!(failure.contains("2 earlier calls of the recording were dropped"), "{failure}");
    let unbounded = db.calls();
    (0..10_001).for_each(|_| drop(users.get("a").run().unwrap()));
    assert_eq!((unbounded.count(), unbounded.dropped()), (10_000, 1), "the default");
}

#[test]
fn a_duration_is_that_of_the_database_s_clock() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let calls = db.calls();
    users.put_all((0..100).map(|id| item! { "id": id.to_string() })).unwrap();
    assert!(calls.list().iter().all(|call| call.duration == Duration::ZERO), "nobody moved it");
}

#[test]
fn a_call_is_serialized_with_keys_in_dynamodb_json() {
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH + Duration::from_millis(1_500))).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let calls = db.calls();
    users.get("a").run().unwrap();
    let mut json = serde_json::to_value(&*calls.list()[0]).unwrap();
    json.as_object_mut().unwrap().remove("units");
    let range = users.explain("a").unwrap().range;
    let expected = serde_json::json!({
        "operation": "GetItem", "tables": ["users"], "index": null, "at": 1.5, "duration": 0.0, "error": null,
        "keys": [{ "table": "users", "key": { "id": { "S": "a" } } }],
        "partitions": [{ "table": "users", "index": null, "first": range.first_hex(),
            "last": range.last_hex(), "read": 0.5, "write": 0.0 }],
    });
    assert_eq!(json, expected);
}
