//! UpdateTable: settings and throughput.

use hashrange::Database;
use serde_json::{Value, json};

use crate::{ask, refused};

/// A table with a global index `by_year`: on demand, or with five units each.
fn music(provisioned: bool) -> Database {
    let db = Database::new();
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    let mut index = json!({
        "IndexName": "by_year", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "year", "KeyType": "HASH"}],
    });
    let mut table = json!({
        "TableName": "music", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "artist", "AttributeType": "S"}, {"AttributeName": "year", "AttributeType": "N"},
        ],
        "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}],
    });
    if provisioned {
        index["ProvisionedThroughput"] = units.clone();
        table["ProvisionedThroughput"] = units;
        table["BillingMode"] = json!("PROVISIONED");
    }
    table["GlobalSecondaryIndexes"] = json!([index]);
    ask(&db, "CreateTable", table);
    db
}

fn request(changes: Value) -> Value {
    let mut request = json!({"TableName": "music"});
    request.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    request
}

fn update(db: &Database, changes: Value) -> Value {
    ask(db, "UpdateTable", request(changes))["TableDescription"].take()
}

fn said(db: &Database, changes: Value) -> String {
    refused(db, "UpdateTable", request(changes)).1
}

fn table(db: &Database) -> Value {
    ask(db, "DescribeTable", json!({"TableName": "music"}))["Table"].take()
}

fn units(read: u64, write: u64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

fn index_update(update: Value) -> Value {
    json!([{"Update": update}])
}

#[test]
fn the_answer_tells_the_units_from_before_and_that_the_table_is_being_updated() {
    let db = music(true);
    let told = update(&db, json!({"ProvisionedThroughput": units(6, 7)}));
    assert_eq!(told["TableStatus"], "UPDATING");
    assert_eq!(told["ProvisionedThroughput"]["ReadCapacityUnits"], 5);
    assert_eq!(told["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE");
    let table = table(&db);
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 7);
    assert!(table["ProvisionedThroughput"]["LastIncreaseDateTime"].is_number());
}

#[test]
fn what_is_refused_changes_nothing() {
    let db = music(true);
    let before = table(&db);
    for (changes, message) in [
        (json!({}), "At least one of ProvisionedThroughput, BillingMode"),
        (json!({"GlobalSecondaryIndexUpdates": []}), "At least one of ProvisionedThroughput, BillingMode"),
        (
            json!({"DeletionProtectionEnabled": true, "ProvisionedThroughput": units(5, 5)}),
            "The provisioned throughput for the table will not change.",
        ),
        (
            json!({
                "ProvisionedThroughput": units(9, 9),
                "GlobalSecondaryIndexUpdates":
                    index_update(json!({"IndexName": "by_year", "ProvisionedThroughput": units(5, 5)})),
            }),
            "The provisioned throughput for the index by_year will not change.",
        ),
        (
            json!({"GlobalSecondaryIndexUpdates":
                index_update(json!({"IndexName": "by_title", "ProvisionedThroughput": units(5, 5)}))}),
            "Requested resource not found",
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": index_update(json!({"IndexName": "by_year"}))}),
            "must be specified for index: by_year",
        ),
        (
            json!({"BillingMode": "PROVISIONED"}),
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ),
        (
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": 5}}),
            "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.",
        ),
        (json!({"WarmThroughput": {"ReadUnitsPerSecond": 4}}), "decreasing WarmThroughput is not supported"),
        (json!({"StreamSpecification": {"StreamEnabled": false}}), "Table does not have an enabled stream"),
        (json!({"StreamSpecification": {"StreamEnabled": true}}), "UpdateViewType must be specified"),
        (json!({"SSESpecification": {"Enabled": false}}), "Table is already encrypted by default"),
        (
            json!({"ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}),
            "This database does not have the region eu-west-1.",
        ),
        (
            json!({"DeletionProtectionEnabled": true, "VectorIndexUpdates": [{}]}),
            "Exactly one of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must be specified",
        ),
    ] {
        let said = said(&db, changes.clone());
        assert!(said.contains(message), "{changes}: {said}");
    }
    assert_eq!(table(&db), before);
}

#[test]
fn a_table_goes_on_demand_and_back_with_its_indexes() {
    let db = music(true);
    update(&db, json!({"BillingMode": "PAY_PER_REQUEST"}));
    let on_demand = table(&db);
    assert_eq!(on_demand["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert!(on_demand["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"].is_number());
    assert_eq!(on_demand["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(on_demand["WarmThroughput"]["ReadUnitsPerSecond"], 12_000);
    assert_eq!(update(&db, json!({"BillingMode": "PAY_PER_REQUEST"}))["TableStatus"], "ACTIVE");
    assert!(
        said(&db, json!({"ProvisionedThroughput": units(5, 5)}))
            .contains("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified")
    );

    let back = json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(5, 5)});
    assert!(said(&db, back.clone()).contains("must be specified for index: by_year"));
    let mut back = back;
    back["GlobalSecondaryIndexUpdates"] =
        index_update(json!({"IndexName": "by_year", "ProvisionedThroughput": units(3, 4)}));
    update(&db, back);
    let table = table(&db);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"], 4);
}

#[test]
fn limits_on_demand_are_set_one_by_one_and_taken_away() {
    let db = music(false);
    let limits = |read: i64, write: i64| json!({"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write});
    update(&db, json!({"OnDemandThroughput": limits(10, 20)}));
    update(&db, json!({"OnDemandThroughput": {"MaxReadRequestUnits": 11}}));
    assert_eq!(table(&db)["OnDemandThroughput"], limits(11, 20));
    assert!(said(&db, json!({"OnDemandThroughput": limits(0, 5)})).contains("outside of valid range"));
    assert!(said(&db, json!({"OnDemandThroughput": limits(5, -2)})).contains("outside of valid range"));
    let index = json!({"IndexName": "by_year", "OnDemandThroughput": limits(1, 2)});
    let told = update(
        &db,
        json!({"OnDemandThroughput": limits(-1, -1), "GlobalSecondaryIndexUpdates": index_update(index)}),
    );
    assert_eq!(told["GlobalSecondaryIndexes"][0]["IndexStatus"], "UPDATING");
    assert!(table(&db)["OnDemandThroughput"].is_null());
    assert_eq!(table(&db)["GlobalSecondaryIndexes"][0]["OnDemandThroughput"], limits(1, 2));
}

#[test]
fn a_stream_that_is_switched_on_again_is_another_one() {
    let db = music(false);
    let on = |view: &str| json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": view}});
    let mut labels = Vec::new();
    for view in ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE"] {
        let told = update(&db, on(view));
        assert_eq!(told["StreamSpecification"]["StreamViewType"], view);
        labels.push(told["LatestStreamLabel"].as_str().unwrap().to_owned());
        assert_eq!(said(&db, on("KEYS_ONLY")), "Table already has an enabled stream: TableName: music");
        update(&db, json!({"StreamSpecification": {"StreamEnabled": false}}));
        let off = table(&db);
        assert!(off["StreamSpecification"].is_null());
        assert_eq!(off["LatestStreamLabel"].as_str(), labels.last().map(String::as_str));
    }
    assert!(labels.is_sorted_by(|one, other| one < other), "{labels:?}");
}

#[test]
fn a_table_that_was_updated_goes_through_a_snapshot() {
    let db = music(false);
    update(&db, json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    update(
        &db,
        json!({
            "DeletionProtectionEnabled": true,
            "SSESpecification": {"Enabled": true}, "OnDemandThroughput": {"MaxReadRequestUnits": 11},
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
            "WarmThroughput": {"ReadUnitsPerSecond": 20_000},
        }),
    );
    let before = table(&db);
    assert!(before["TableClassSummary"]["LastUpdateDateTime"].is_number());
    let path = std::env::temp_dir().join(format!("hashrange-update-{}", std::process::id()));
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(table(&loaded), before);
    assert!(
        refused(&loaded, "DeleteTable", json!({"TableName": "music"}))
            .1
            .contains("protected against deletion")
    );
    update(&loaded, json!({"DeletionProtectionEnabled": false}));
    ask(&loaded, "DeleteTable", json!({"TableName": "music"}));
}

#[test]
fn lists_of_index_changes_without_one_ask_for_nothing() {
    let db = music(false);
    let nothing = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or \
                   SSESpecification or ReplicaUpdates is required";
    for list in ["GlobalSecondaryIndexUpdates", "VectorIndexUpdates"] {
        assert_eq!(said(&db, json!({list: []})), nothing, "{list}");
        update(&db, json!({list: [], "DeletionProtectionEnabled": true}));
        update(&db, json!({list: [], "DeletionProtectionEnabled": false}));
    }
}
