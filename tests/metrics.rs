//! What the operations on tables come to, under CloudWatch's names.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, CloudWatchMetric, Database, Index, Metrics,
    ScalarAttributeType::{N, S},
    Table, Throughput, item,
    operation::{BatchGetItemInput, BatchWriteItemInput, Keys, KeysAndAttributes, WriteRequest},
};

fn likes(db: &Database) -> Table {
    let by_brand = Index::new("by_brand").partition_key("brand", S);
    let by_mark = Index::new("by_mark").sort_key("mark", N);
    let table = db.create_table("likes").partition_key("user", S).sort_key("at", N);
    table.global_index(by_brand).local_index(by_mark).run().unwrap()
}

fn put(likes: &Table, at: u32) {
    likes.put(item! { "user": "a", "at": at, "brand": "b" }).run().unwrap();
}

#[test]
fn nothing_is_counted_until_metrics_are_on() {
    let db = Database::new();
    let likes = likes(&db);
    put(&likes, 1);
    assert_eq!(likes.metrics().requests(), 0);
    db.set_metrics(true);
    put(&likes, 2);
    db.set_metrics(false);
    put(&likes, 3);
    let metrics = likes.metrics();
    assert_eq!((metrics.requests(), metrics.item_count), (1, 3));
    assert_eq!(metrics.table_size_bytes, likes.size_bytes());
}

#[test]
fn requests_units_and_items_are_counted_by_operation_and_index() {
    let db = Database::new();
    let likes = likes(&db);
    db.set_metrics(true);
    (0..4).for_each(|at| put(&likes, at));
    likes.get(("a", 1)).run().unwrap();
    likes.query("a").at_least(2).run().unwrap();
    likes.index("by_brand").query("b").run().unwrap();
    db.execute("SELECT * FROM likes WHERE \"user\" = 'a'", ()).unwrap();
    db.transaction_read().get(&likes, ("a", 1)).run().unwrap();

    let metrics = likes.metrics();
    assert_eq!(metrics.operation("PutItem").requests, 4);
    assert_eq!(metrics.operation("Query").returned_item_count, 2 + 4);
    assert_eq!(metrics.operation("ExecuteStatement").returned_item_count, 4);
    assert_eq!(metrics.units.consumed_write_capacity_units, 4.0);
    assert_eq!(metrics.units.consumed_read_capacity_units, 0.5 + 0.5 + 0.5 + 2.0);
    let by_brand = metrics.global_secondary_indexes["by_brand"];
    assert_eq!(by_brand.consumed_write_capacity_units, 4.0);
    assert_eq!(by_brand.consumed_read_capacity_units, 0.5);
    assert_eq!(metrics.operation("Scan").requests, 0);
}

/// (Developer guide: DynamoDB metrics and dimensions. `GlobalSecondaryIndexName` is the only dimension for indexes, and
/// `UserErrors` has none.)
#[test]
fn cloud_watch_has_a_dimension_for_global_indexes_alone() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock).build();
    let likes = likes(&db);
    db.set_metrics(true);
    likes.put(item! { "user": "a", "at": 1, "mark": 7, "brand": "b" }).run().unwrap();
    likes.index("by_mark").query("a").at_least(1).consistent().run().unwrap();
    likes.put(item! { "user": "a" }).run().unwrap_err();

    let metrics = likes.metrics();
    let by_mark = metrics.local_secondary_indexes["by_mark"];
    assert_eq!((by_mark.consumed_read_capacity_units, by_mark.consumed_write_capacity_units), (1.0, 1.0));
    let all = metrics.cloud_watch();
    let dimensions = |name: &str| -> Vec<(Vec<&str>, f64)> {
        let named = all.iter().filter(|metric| metric.name == name);
        let shown =
            named.map(|metric| (metric.dimensions.iter().map(|(name, _)| *name).collect(), metric.value));
        shown.collect()
    };
    assert_eq!(dimensions("ConsumedReadCapacityUnits"), [(vec!["TableName"], 1.0)]);
    let (of_table, of_index) = (vec!["TableName"], vec!["TableName", "GlobalSecondaryIndexName"]);
    assert_eq!(dimensions("ConsumedWriteCapacityUnits"), [(of_table, 2.0), (of_index, 1.0)]);
    assert_eq!(dimensions("UserErrors"), [(vec![], 1.0)]);
    assert_eq!(dimensions("SuccessfulRequestLatency").len(), 0, "no time has passed");
}

#[test]
fn what_fails_is_told_apart() {
    let db = Database::new();
    let likes = likes(&db);
    db.set_metrics(true);
    put(&likes, 1);
    likes.put(item! { "user": "a", "at": 1 }).if_absent().run().unwrap_err();
    likes.put(item! { "user": "a" }).run().unwrap_err();
    let _throttled = db.faults().on(["PutItem", "Query"]).throttle().unwrap();
    likes.put(item! { "user": "a", "at": 1 }).run().unwrap_err();
    likes.query("a").run().unwrap_err();
    db.faults().clear();
    let _broken = db.faults().on("GetItem").exception("InternalServerError").unwrap();
    likes.get(("a", 1)).run().unwrap_err();

    let metrics = likes.metrics();
    let puts = metrics.operation("PutItem");
    assert_eq!((puts.requests, puts.successful_request_latency.count()), (4, 1));
    assert_eq!(
        (puts.conditional_check_failed_requests, puts.user_errors, puts.throttled_requests),
        (1, 1, 1)
    );
    assert_eq!((metrics.read_throttle_events, metrics.write_throttle_events), (1, 1));
    assert_eq!(metrics.operation("GetItem").system_errors, 1);
    let named = |name: &str| metrics.cloud_watch().iter().filter(|metric| metric.name == name).count();
    assert_eq!((named("ReadThrottleEvents"), named("ThrottledRequests"), named("SystemErrors")), (1, 2, 1));
}

#[test]
fn latencies_are_those_of_the_clock() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock).build();
    let likes = likes(&db);
    db.set_metrics(true);
    db.faults().on("PutItem").delay(Duration::from_millis(50)).unwrap();
    put(&likes, 1);
    let latency = likes.metrics().operation("PutItem").successful_request_latency;
    assert_eq!(latency.longest(), Duration::from_millis(50));
}

#[test]
fn each_database_counts_for_itself_and_unknown_tables_are_not_counted() {
    let db = Database::new();
    let likes = likes(&db);
    db.set_metrics(true);
    put(&likes, 1);
    let fork = db.fork();
    assert_eq!(fork.table("likes").unwrap().metrics().requests(), 0);
    db.wire("GetItem", br#"{"TableName":"unknown","Key":{"id":{"S":"a"}}}"#);
    let other = db.create_table("unknown").partition_key("id", S).run().unwrap();
    let metrics: Metrics = other.metrics();
    assert_eq!(metrics.operation("GetItem").requests, 0);
    assert_eq!(format!("{metrics:?}").lines().count(), 1);
}

#[test]
fn metrics_are_serialized_under_the_names_of_their_fields() {
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    let likes = likes(&db);
    db.set_metrics(true);
    db.faults().on("GetItem").delay(Duration::from_millis(250)).unwrap();
    put(&likes, 1);
    likes.get(("a", 1)).run().unwrap();
    let json = serde_json::to_value(likes.metrics()).unwrap();
    assert_eq!(json["table_name"], "likes");
    assert_eq!(json["units"]["consumed_read_capacity_units"], 0.5);
    assert_eq!(json["global_secondary_indexes"]["by_brand"]["consumed_write_capacity_units"], 1.0);
    let get = &json["operations"]["GetItem"];
    assert_eq!((&get["requests"], &get["user_errors"]), (&1.into(), &0.into()));
    let latency = &get["successful_request_latency"];
    assert_eq!(
        (&latency["count"], &latency["average"], &latency["longest"]),
        (&1.into(), &0.25.into(), &0.25.into())
    );
    assert_eq!(latency["p99"], 0.25);
}

#[test]
fn each_throttled_item_of_a_batch_is_an_event_of_its_table() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db =
        Database::builder().clock(clock).partitions(1).throughput(Throughput::per_partition(3, 3)).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    db.set_metrics(true);
    let write = |from: u32| {
        let requests =
            (from..from + 10).map(|id| WriteRequest::put(item! { "id": format!("{id}") })).collect();
        let request_items = BTreeMap::from([("users".to_owned(), requests)]);
        db.batch_write_item(BatchWriteItemInput { request_items, ..BatchWriteItemInput::default() })
    };
    let left = write(0).unwrap().unprocessed_items["users"].len() as u64;
    assert!(0 < left && left < 10);
    let metrics = users.metrics();
    assert_eq!(metrics.write_throttle_events, left);
    assert_eq!(metrics.operation("BatchWriteItem").throttled_requests, 0, "not every item was throttled");
    assert!(write(10).unwrap_err().is_throttled());
    users.put(item! { "id": "20" }).run().unwrap_err();
    let metrics = users.metrics();
    assert_eq!((metrics.read_throttle_events, metrics.write_throttle_events), (0, left + 10 + 1));
    assert_eq!(metrics.operation("BatchWriteItem").throttled_requests, 1);

    let _unprocessed = db.faults().on("BatchGetItem").item(1).throttle().unwrap();
    let keys: Keys = vec![item! { "id": "1" }, item! { "id": "2" }].into();
    let request_items =
        BTreeMap::from([("users".to_owned(), KeysAndAttributes { keys, ..KeysAndAttributes::default() })]);
    db.batch_get_item(BatchGetItemInput { request_items, ..BatchGetItemInput::default() }).unwrap();
    assert_eq!(users.metrics().read_throttle_events, 1, "a fault counts as throttling does");
}

#[test]
fn an_index_that_throttles_a_write_counts_for_itself() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock).partitions(1).throughput(Throughput::as_provisioned()).build();
    let by_brand = Index::new("by_brand").partition_key("brand", S).provisioned(1, 1);
    let table = db.create_table("likes").partition_key("user", S).provisioned(100, 100);
    let likes = table.global_index(by_brand).run().unwrap();
    db.set_metrics(true);
    let put = |user: &str| likes.put(item! { "user": user, "brand": "b" }).run();
    put("a").unwrap();
    assert!(put("b").unwrap_err().is_throttled());
    let metrics = likes.metrics();
    assert_eq!((metrics.write_throttle_events, metrics.operation("PutItem").throttled_requests), (0, 1));
    assert_eq!(metrics.index_throttle_events["by_brand"].write_throttle_events, 1);
    let of_index = |metric: &&CloudWatchMetric| {
        metric.name == "WriteThrottleEvents" && metric.dimensions.len() == 2 && metric.value == 1.0
    };
    assert_eq!(metrics.cloud_watch().iter().filter(of_index).count(), 1);
}
