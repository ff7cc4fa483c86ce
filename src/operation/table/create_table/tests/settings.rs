//! Throughput, partitions, streams and other settings of a new table.

use super::*;

#[test]
fn the_units_of_a_provisioned_table_and_its_indexes_must_be_there() {
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    assert_eq!(
        refused(json!({"BillingMode": "PROVISIONED"})),
        invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    );
    assert_eq!(
        refused(json!({"ProvisionedThroughput": units})),
        invalid(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        )
    );
    let gsi = index("gsi", key(&["pk"], &[]));
    assert_eq!(
        refused(json!({
            "BillingMode": "PROVISIONED", "ProvisionedThroughput": units, "GlobalSecondaryIndexes": [gsi]
        })),
        invalid("Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: gsi")
    );
    assert_eq!(
        refused(json!({"GlobalSecondaryIndexes": [with(gsi, "ProvisionedThroughput", units)]})),
        invalid(
            "ProvisionedThroughput should not be specified for index: gsi when BillingMode is PAY_PER_REQUEST"
        )
    );
}

#[test]
fn a_table_gets_as_many_partitions_as_its_units_need() {
    let partitions = |more: Value| {
        let engine = engine();
        create_in(&engine, table(more)).unwrap();
        engine.catalog().table("music").unwrap().layout().all().len()
    };
    let provisioned = |read: i64, write: i64| {
        partitions(json!({
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}
        }))
    };
    assert_eq!(partitions(json!({})), 4);
    assert_eq!(partitions(json!({"WarmThroughput": {"ReadUnitsPerSecond": 15001}})), 6);
    assert_eq!(provisioned(1, 1), 1);
    assert_eq!(provisioned(1500, 500), 1);
    assert_eq!(provisioned(1500, 501), 2);
    assert_eq!(provisioned(6000, 1000), 3);
    assert_eq!(provisioned(40_000, 40_000), 54);
    assert_eq!(partitions(json!({"WarmThroughput": {"ReadUnitsPerSecond": i64::MAX}})), 1024);
}

#[test]
fn a_stream_is_named_by_the_time_it_was_switched_on() {
    let stream = |enabled: bool, view_type: Option<&str>| json!({"StreamSpecification": {"StreamEnabled": enabled, "StreamViewType": view_type}});
    let answer = created(stream(true, Some("NEW_IMAGE")));
    let label = answer["LatestStreamLabel"].as_str().unwrap();
    assert_eq!(label.len(), "2015-05-11T21:21:33.291".len());
    assert_eq!(answer["LatestStreamArn"], format!("{}/stream/{label}", answer["TableArn"].as_str().unwrap()));
    assert!(created(stream(false, None)).get("StreamSpecification").is_none());
    assert_eq!(
        refused(stream(false, Some("NEW_IMAGE"))),
        invalid("Table is being created with a stream disabled, UpdateViewType should not be specified")
    );
    refused(stream(true, None));
}

#[test]
fn settings_asked_for_are_described() {
    let answer = created(json!({
        "SSESpecification": {"Enabled": true},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "DeletionProtectionEnabled": true,
        "OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5},
        "GlobalTableSettingsReplicationMode": "ENABLED",
    }));
    assert_eq!(answer["SSEDescription"]["SSEType"], "KMS");
    assert!(
        answer["SSEDescription"]["KMSMasterKeyArn"].as_str().unwrap().starts_with("arn:aws:kms:us-east-1:")
    );
    assert_eq!(answer["TableClassSummary"], json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    assert_eq!(answer["DeletionProtectionEnabled"], true);
    assert_eq!(answer["OnDemandThroughput"], json!({"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5}));
    assert_eq!(answer["GlobalTableSettingsReplicationMode"], "ENABLED");
}

#[test]
fn a_limit_of_requests_is_at_least_one_or_none_at_all() {
    let outside = |what: &str| invalid(&format!("Requested {what} is outside of valid range"));
    for units in [0, -1, -2] {
        assert_eq!(
            refused(
                json!({"OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": units}})
            ),
            outside("MaxWriteRequestUnits for OnDemandThroughput for table")
        );
    }
    let limited =
        with(index("gsi", key(&["pk"], &[])), "OnDemandThroughput", json!({"MaxReadRequestUnits": 0}));
    assert_eq!(
        refused(json!({"GlobalSecondaryIndexes": [limited]})),
        outside("MaxReadRequestUnits for OnDemandThroughput for index: gsi")
    );
}

#[test]
fn limits_of_requests_are_for_tables_on_demand() {
    let refused = |limits: Value| {
        refused(json!({
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            "OnDemandThroughput": limits,
        }))
    };
    let told = |member: &str| {
        invalid(&format!(
            "{member} for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."
        ))
    };
    assert_eq!(refused(json!({"MaxReadRequestUnits": 7})), told("MaxReadRequestUnits"));
    assert_eq!(refused(json!({"MaxWriteRequestUnits": 7})), told("MaxWriteRequestUnits"));
    let both = json!({"MaxReadRequestUnits": 0, "MaxWriteRequestUnits": 7});
    assert_eq!(refused(both), told("MaxReadRequestUnits"), "whatever the values");
}

#[test]
fn a_replica_of_another_accounts_table_is_refused() {
    let source = "arn:aws:dynamodb:us-east-1:111122223333:table/music";
    let told = refused(json!({"GlobalTableSourceArn": source}));
    assert!(told.contains("a database has one account"), "{told}");
}
