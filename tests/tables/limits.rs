//! How often settings may be changed, and how many units may be provisioned.

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database};
use serde_json::{Value, json};

use crate::{ask, refused};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn database() -> (Database, Clock) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    (Database::builder().clock(clock.clone()).build(), clock)
}

fn units(read: u64, write: u64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

/// A table with these units, of which an index has some besides.
fn create(name: &str, table: &Value, index: Option<&Value>) -> Value {
    let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let mut create = json!({
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": key("id"),
        "ProvisionedThroughput": table,
    });
    if let Some(index) = index {
        let projection = json!({"ProjectionType": "ALL"});
        create["GlobalSecondaryIndexes"] = json!([{
            "IndexName": "by_id", "KeySchema": key("id"), "Projection": projection, "ProvisionedThroughput": index,
        }]);
    }
    create
}

fn exceeded(refusal: (String, String)) -> String {
    assert_eq!(refusal.0, "LimitExceededException");
    refusal.1
}

#[test]
fn a_table_is_switched_to_on_demand_four_times_in_24_hours_and_back_whenever() {
    let (db, clock) = database();
    ask(&db, "CreateTable", create("likes", &units(1, 1), None));
    let on_demand = json!({"TableName": "likes", "BillingMode": "PAY_PER_REQUEST"});
    let provisioned =
        json!({"TableName": "likes", "BillingMode": "PROVISIONED", "ProvisionedThroughput": units(1, 1)});
    for _ in 0..4 {
        ask(&db, "UpdateTable", on_demand.clone());
        // On demand already: that is no switch.
        ask(&db, "UpdateTable", on_demand.clone());
        ask(&db, "UpdateTable", provisioned.clone());
        clock.advance(HOUR).unwrap();
    }
    assert_eq!(
        exceeded(refused(&db, "UpdateTable", on_demand.clone())),
        "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1 day(s). Last update at \
         Wednesday, November 15, 2023 at 1:13:20 AM Coordinated Universal Time. Next update can be made at Wednesday, \
         November 15, 2023 at 10:13:20 PM Coordinated Universal Time"
    );
    exceeded(refused(&db.fork(), "UpdateTable", on_demand.clone()));
    clock.advance(20 * HOUR).unwrap();
    ask(&db, "UpdateTable", on_demand.clone());
    ask(&db, "UpdateTable", provisioned);
    exceeded(refused(&db, "UpdateTable", on_demand));
}

#[test]
fn the_class_of_a_table_is_changed_twice_in_30_days_and_with_nothing_else() {
    let (db, clock) = database();
    ask(&db, "CreateTable", create("likes", &units(1, 1), None));
    let class = |class: &str| json!({"TableName": "likes", "TableClass": class});
    let mut with_more = class("STANDARD_INFREQUENT_ACCESS");
    with_more["DeletionProtectionEnabled"] = true.into();
    assert_eq!(
        refused(&db, "UpdateTable", with_more).1,
        "One or more parameter values were invalid: TableClass modification must be the only operation in the request"
    );
    ask(&db, "UpdateTable", class("STANDARD_INFREQUENT_ACCESS"));
    ask(&db, "UpdateTable", class("STANDARD_INFREQUENT_ACCESS"));
    clock.advance(HOUR).unwrap();
    ask(&db, "UpdateTable", class("STANDARD"));
    let refusal = exceeded(refused(&db, "UpdateTable", class("STANDARD_INFREQUENT_ACCESS")));
    assert!(refusal.contains("limited to 2 times in 30 day(s)"), "{refusal}");
    clock.advance(30 * 24 * HOUR - HOUR).unwrap();
    ask(&db, "UpdateTable", class("STANDARD_INFREQUENT_ACCESS"));
    exceeded(refused(&db, "UpdateTable", class("STANDARD")));
}

#[test]
fn a_table_has_so_many_units_with_its_indexes_and_the_account_twice_as_many() {
    let (db, _) = database();
    let limits = ask(&db, "DescribeLimits", json!({}));
    let most = limits["TableMaxReadCapacityUnits"].as_u64().unwrap();
    let of_account = limits["AccountMaxReadCapacityUnits"].as_u64().unwrap();
    assert_eq!((most, of_account), (40_000, 80_000));
    let with_index = create("one", &units(most - 1, 1), Some(&units(2, 1)));
    assert_eq!(
        exceeded(refused(&db, "CreateTable", with_index)),
        "Subscriber limit exceeded: ReadCapacityUnits of a table and its global indexes are limited to 40000, and would be \
         40001"
    );
    let most_written = create("one", &units(1, most + 1), None);
    assert!(exceeded(refused(&db, "CreateTable", most_written)).contains("WriteCapacityUnits of a table"));
    ask(&db, "CreateTable", create("one", &units(most - 1, 1), Some(&units(1, 1))));
    ask(&db, "CreateTable", create("two", &units(most - 1, 1), None));
    // One more is left in the account.
    let refusal = exceeded(refused(&db, "CreateTable", create("three", &units(2, 1), None)));
    let expected = "ReadCapacityUnits of all tables are limited to 80000, and would be 80001";
    assert!(refusal.contains(expected), "{refusal}");
    ask(&db, "CreateTable", create("three", &units(1, 1), None));
    let update = |name: &str, table: Value| json!({"TableName": name, "ProvisionedThroughput": table});
    exceeded(refused(&db, "UpdateTable", update("three", units(2, 1))));
    exceeded(refused(&db, "UpdateTable", update("two", units(most + 1, 1))));
    // Writes are counted for themselves, and what is lowered is free.
    ask(&db, "UpdateTable", update("three", units(1, 7)));
    ask(&db, "UpdateTable", update("two", units(10, 1)));
    ask(&db, "UpdateTable", update("three", units(most - 10, 7)));
    let raise_index = json!({
        "TableName": "one",
        "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "by_id", "ProvisionedThroughput": units(2, 1)}}],
    });
    exceeded(refused(&db, "UpdateTable", raise_index));
    // On demand there are none.
    ask(&db, "UpdateTable", json!({"TableName": "one", "BillingMode": "PAY_PER_REQUEST"}));
    ask(&db, "CreateTable", create("four", &units(most, 1), None));
}

#[test]
fn a_table_whose_units_are_raised_has_the_partitions_of_a_new_one() {
    let (db, _) = database();
    ask(&db, "CreateTable", create("likes", &units(1, 1), Some(&units(1, 1))));
    let likes = db.table("likes").unwrap();
    for number in 0..100 {
        likes.put(hashrange::item! { "id": number.to_string() }).run().unwrap();
    }
    let partitions = || likes.partitions().len();
    assert_eq!(partitions(), 1);
    let raise =
        |read: u64, write: u64| json!({"TableName": "likes", "ProvisionedThroughput": units(read, write)});
    ask(&db, "UpdateTable", raise(6000, 1000));
    assert_eq!(partitions(), 3);
    // Partitions are never put together again.
    ask(&db, "UpdateTable", raise(1, 1));
    assert_eq!(partitions(), 3);
    ask(&db, "UpdateTable", json!({"TableName": "likes", "BillingMode": "PAY_PER_REQUEST"}));
    assert_eq!(partitions(), 4);
    ask(&db, "UpdateTable", json!({"TableName": "likes", "WarmThroughput": {"ReadUnitsPerSecond": 21_000}}));
    assert_eq!(partitions(), 7);
    let counts: Vec<_> = likes.partitions().iter().map(|partition| partition.item_count).collect();
    assert_eq!(counts.iter().sum::<u64>(), 100);
    assert_eq!(likes.index("by_id").scan().items().count(), 100);
    assert!(db.verify().is_empty());
    // A number that was set stays.
    let set = Database::builder().partitions(2).build();
    ask(&set, "CreateTable", create("likes", &units(1, 1), None));
    ask(&set, "UpdateTable", raise(6000, 1000));
    assert_eq!(set.table("likes").unwrap().partitions().len(), 2);
}
