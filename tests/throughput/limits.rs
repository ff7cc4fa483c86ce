//! What limits a table, an index and a partition, and how the service tells it.

use hashrange::{
    Index,
    ScalarAttributeType::S,
    Throughput, item,
    operation::{UpdateTableInput, WarmThroughput},
};

use super::{database, large, one, put, seconds, told};

const PROVISIONED: &str = "ProvisionedThroughputExceededException";

#[test]
fn a_provisioned_table_does_its_units_and_the_clock_says_when_it_does_more() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(1, 2).run().unwrap();
    put(&users, "a").unwrap();
    put(&users, "b").unwrap();
    let error = put(&users, "c").unwrap_err();
    assert_eq!(told(&error), one(PROVISIONED, "TableWriteProvisionedThroughputExceeded", "users"));
    assert_eq!(
        error.message(),
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
         provisioning level with the UpdateTable API."
    );
    assert!(error.is_retryable());
    assert_eq!(users.item_count(), 2, "what is throttled changes nothing");
    clock.advance(seconds(1)).unwrap();
    put(&users, "c").unwrap();
    put(&users, "d").unwrap();
    assert!(put(&users, "e").unwrap_err().is_throttled());

    // Reads have units of their own: those of the first second are still there.
    users.get("a").consistent().run().unwrap();
    users.get("a").consistent().run().unwrap();
    let error = users.get("a").run().unwrap_err();
    assert_eq!(told(&error), one(PROVISIONED, "TableReadProvisionedThroughputExceeded", "users"));
}

#[test]
fn an_eventually_consistent_read_costs_half_and_so_does_a_key_without_an_item() {
    let (db, _) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(2, 1).run().unwrap();
    for _ in 0..4 {
        assert_eq!(users.get("nobody").run().unwrap(), None);
    }
    assert!(users.get("nobody").run().unwrap_err().is_throttled());
}

#[test]
fn what_is_not_used_is_kept_for_300_seconds() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(1, 2).run().unwrap();
    clock.advance(seconds(3600)).unwrap();
    let written = (0..1000).take_while(|_| put(&users, "a").is_ok()).count();
    assert_eq!(written, 600);
    clock.advance(seconds(10)).unwrap();
    assert_eq!((0..1000).take_while(|_| put(&users, "a").is_ok()).count(), 20);
}

#[test]
fn a_request_may_take_more_than_is_left_and_the_next_waits() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(5, 5).run().unwrap();
    users.put(large("a")).run().unwrap();
    clock.advance(seconds(79)).unwrap();
    assert!(put(&users, "b").is_err(), "400 units at 5 a second");
    clock.advance(seconds(1)).unwrap();
    put(&users, "b").unwrap();
}

#[test]
fn one_partition_may_use_what_the_table_does_not() {
    let (db, _) = database(Throughput::as_provisioned(), 10);
    let users = db.create_table("users").partition_key("id", S).provisioned(100, 100).run().unwrap();
    let written = (0..1000).take_while(|_| put(&users, "hot").is_ok()).count();
    assert_eq!(written, 100, "not a tenth of it");
}

#[test]
fn a_partition_does_1000_write_units_and_3000_read_units_whatever_its_table_does() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(9000, 9000).run().unwrap();
    assert_eq!((0..2000).take_while(|_| put(&users, "a").is_ok()).count(), 1000);
    let error = put(&users, "a").unwrap_err();
    assert_eq!(told(&error), one(PROVISIONED, "TableWriteKeyRangeThroughputExceeded", "users"));
    let read = (0..9000).take_while(|_| users.get("a").consistent().run().is_ok()).count();
    assert_eq!(read, 3000);
    let error = users.get("a").run().unwrap_err();
    assert_eq!(told(&error), one(PROVISIONED, "TableReadKeyRangeThroughputExceeded", "users"));
    let heat = users.explain("a").unwrap().heat;
    assert_eq!((heat.read_units, heat.write_units), (3000.0, 1000.0));
    assert_eq!((heat.throttled_reads, heat.throttled_writes), (2, 2));
    assert_eq!(users.partitions()[0].heat, heat);
    clock.advance(seconds(3600)).unwrap();
    assert_eq!((0..2000).take_while(|_| put(&users, "a").is_ok()).count(), 1000, "a partition has no burst");
}

#[test]
fn a_table_on_demand_does_4000_write_units_at_first_and_twice_its_peak_half_an_hour_later() {
    let (db, clock) = database(Throughput::as_provisioned(), 4);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    // As many keys as it takes to fill all partitions.
    let write = || {
        let keys = (0..60).map(|n| format!("user{n}"));
        keys.map(|id| f64::from(u8::from(users.put(large(&id)).run().is_ok())) * 400.0).sum::<f64>()
    };
    let first = write();
    assert!((4000.0..=4400.0).contains(&first), "{first}");
    let error = (0..60).find_map(|n| put(&users, &format!("user{n}")).err()).unwrap();
    let scaling = one("ThrottlingException", "TableWriteKeyRangeThroughputExceeded", "users");
    assert_eq!(told(&error), scaling);
    assert!(
        error
            .message()
            .starts_with("Throughput exceeds the current capacity of your table or index. DynamoDB is")
    );
    assert_eq!(users.partitions().len(), 4);

    clock.advance(seconds(30 * 60)).unwrap();
    put(&users, "a").unwrap();
    put(&users, "a").unwrap();
    let warm = users.describe().warm_throughput.unwrap();
    assert_eq!(warm.write_units_per_second, 2 * first as u64);
    assert!(users.partitions().len() >= 8);
    clock.advance(seconds(10)).unwrap();
    assert!(write() >= 1.9 * first);
}

#[test]
fn the_maximum_on_demand_is_kept_with_a_burst() {
    let (db, clock) = database(Throughput::as_provisioned(), 4);
    let json = r#"{"TableName":"users","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "OnDemandThroughput":{"MaxReadRequestUnits":1,"MaxWriteRequestUnits":3}}"#;
    assert_eq!(db.wire("CreateTable", json.as_bytes()).status, 200);
    let users = db.table("users").unwrap();
    assert_eq!((0..9).take_while(|_| put(&users, "a").is_ok()).count(), 3);
    let error = put(&users, "a").unwrap_err();
    let most = one("ThrottlingException", "TableWriteMaxOnDemandThroughputExceeded", "users");
    assert_eq!(told(&error), most);
    assert_eq!(
        error.message(),
        "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
    );
    assert_eq!((0..9).take_while(|_| users.get("a").run().is_ok()).count(), 2);
    let error = users.get("a").run().unwrap_err();
    assert_eq!(told(&error).1[0].0, "TableReadMaxOnDemandThroughputExceeded");
    clock.advance(seconds(10)).unwrap();
    assert_eq!((0..99).take_while(|_| put(&users, "a").is_ok()).count(), 30);
}

#[test]
fn the_accounts_quota_is_40000_units_for_a_table_on_demand() {
    let (db, _) = database(Throughput::as_provisioned(), 200);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let warm = WarmThroughput { read_units_per_second: Some(200_000), write_units_per_second: Some(200_000) };
    let input =
        UpdateTableInput { table_name: "users".into(), warm_throughput: Some(warm), ..Default::default() };
    db.update_table(input).unwrap();
    let errors = (0..300).find_map(|n| {
        users
            .put(large(&format!("user{n}")))
            .run()
            .err()
            .filter(|error| error.throttling_reasons()[0].reason.ends_with("AccountLimitExceeded"))
    });
    let error = errors.expect("300 items are 120,000 units");
    assert_eq!(told(&error).0, "RequestLimitExceeded");
    assert_eq!(told(&error).1[0], ("TableWriteAccountLimitExceeded", "users".to_owned()));
    let written = users.partitions().iter().map(|partition| partition.heat.write_units).sum::<f64>();
    assert_eq!(written, 40_000.0);
}

#[test]
fn an_index_that_cannot_keep_up_throttles_the_writes_that_change_it() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let by_city = Index::new("by_city").partition_key("city", S).provisioned(1, 2);
    let users = db
        .create_table("users")
        .partition_key("id", S)
        .provisioned(50, 50)
        .global_index(by_city)
        .run()
        .unwrap();
    let put = |id: &str, city: &str| users.put(item! { "id": id, "city": city }).run();
    put("a", "Seoul").unwrap();
    put("b", "Busan").unwrap();
    let error = put("c", "Seoul").unwrap_err();
    let throttled = one(PROVISIONED, "IndexWriteProvisionedThroughputExceeded", "users/index/by_city");
    assert_eq!(told(&error), throttled);
    assert!(
        error.message().starts_with("The level of configured provisioned throughput for one or more global")
    );
    assert_eq!(users.get("c").run().unwrap(), None, "the table was not written");
    put("a", "Seoul").unwrap();
    users.put(item! { "id": "c" }).run().unwrap();
    assert!(users.delete("a").run().is_err(), "the entry would go");
    clock.advance(seconds(1)).unwrap();
    // An entry that moves is deleted and inserted.
    put("a", "Busan").unwrap();
    assert!(put("c", "Seoul").is_err());

    let read = || users.index("by_city").query("Busan").page();
    for _ in 0..4 {
        read().unwrap();
    }
    let error = read().unwrap_err();
    let throttled = one(PROVISIONED, "IndexReadProvisionedThroughputExceeded", "users/index/by_city");
    assert_eq!(told(&error), throttled);
    users.get("a").run().unwrap();
}

#[test]
fn a_hot_partition_of_an_index_throttles_its_table() {
    let (db, _) = database(Throughput::per_partition(100, 3), 8);
    let by_city = Index::new("by_city").partition_key("city", S);
    let users = db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    let put = |n: u32| users.put(item! { "id": format!("user{n}"), "city": "Seoul" }).run();
    let errors = (0..10).filter_map(|n| put(n).err().map(|error| told(&error)));
    let errors: Vec<_> = errors.collect();
    let of_index = one("ThrottlingException", "IndexWriteKeyRangeThroughputExceeded", "users/index/by_city");
    assert!(errors.contains(&of_index), "{errors:?}");
    assert_eq!(users.index("by_city").query("Seoul").items().count(), 3);
}

#[test]
fn a_write_whose_condition_fails_is_charged() {
    let (db, _) = database(Throughput::per_partition(10, 401), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "a" }).run().unwrap();
    assert!(users.put(large("a")).if_absent().run().unwrap_err().is_condition_failed());
    assert!(put(&users, "b").unwrap_err().is_throttled(), "the larger of the two items counts");
}

#[test]
fn what_no_request_does_is_not_throttled() {
    let (db, clock) = database(Throughput::per_partition(100, 2), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.enable_time_to_live("expires").unwrap();
    for id in ["a", "b"] {
        users.put(item! { "id": id, "expires": 1_700_000_005 }).run().unwrap();
    }
    assert!(put(&users, "c").is_err());
    clock.advance(seconds(10)).unwrap();
    put(&users, "c").unwrap();
    assert_eq!(users.item_count(), 1, "two expired");
    put(&users, "c").unwrap();
    assert!(put(&users, "c").is_err(), "their deletion cost nothing");
}

#[test]
fn a_change_of_the_units_counts_from_when_it_was_made() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    let users = db.create_table("users").partition_key("id", S).provisioned(1, 1).run().unwrap();
    put(&users, "a").unwrap();
    clock.advance(seconds(10)).unwrap();
    users.update_settings().provisioned(1, 5).run().unwrap();
    clock.advance(seconds(10)).unwrap();
    assert_eq!((0..999).take_while(|_| put(&users, "a").is_ok()).count(), 10 + 50);
}

#[test]
fn a_fork_has_the_settings_and_what_is_left() {
    let (db, clock) = database(Throughput::per_partition(1, 2), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    put(&users, "a").unwrap();
    let fork = db.fork();
    let theirs = fork.table("users").unwrap();
    put(&theirs, "a").unwrap();
    assert!(put(&theirs, "a").is_err());
    put(&users, "a").unwrap();
    clock.advance(seconds(1)).unwrap();
    put(&theirs, "a").unwrap();
    fork.set_throughput(None);
    put(&theirs, "a").unwrap();
    put(&theirs, "a").unwrap();
    assert_eq!(db.throughput(), Some(Throughput::per_partition(1, 2)));
}
