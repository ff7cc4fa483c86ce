//! What operations on global tables of version 2017.11.29 refuse.

use hashrange::{
    Error,
    operation::{CreateGlobalTableInput, Replica},
};
use serde_json::{Value, json};

use crate::{
    REGIONS, World, group, replicate, scaled,
    support::{ask, refused},
    table, with,
};

fn of(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

#[test]
fn a_global_table_that_is_not_there_is_not_found_in_the_words_of_each_operation() {
    let world = World::with_tables("music");
    let alone = "Global table with name: 'music' does not exist.";
    let found = format!("Global table not found: {alone}");
    let name = json!({"GlobalTableName": "music"});
    let update = json!({"ReplicaUpdates": [{"Delete": {"RegionName": "us-east-1"}}]});
    let settings = json!({"GlobalTableProvisionedWriteCapacityUnits": 1});
    for (operation, request, message) in [
        ("DescribeGlobalTable", name.clone(), found.as_str()),
        ("UpdateGlobalTable", with(name.clone(), update), found.as_str()),
        ("DescribeGlobalTableSettings", name.clone(), alone),
        ("UpdateGlobalTableSettings", with(name, settings), alone),
    ] {
        assert_eq!(
            refused(&world.db, operation, request),
            of("GlobalTableNotFoundException", message),
            "{operation}"
        );
    }
}

#[test]
fn a_global_table_of_the_current_version_is_none_of_the_legacy_one() {
    let world = World::new();
    replicate(&world.db, "music");
    let name = json!({"GlobalTableName": "music"});
    assert_eq!(refused(&world.db, "DescribeGlobalTable", name).0, "GlobalTableNotFoundException");
    assert_eq!(ask(&world.db, "ListGlobalTables", json!({})), json!({"GlobalTables": []}));
    let (code, _) = refused(&world.db, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1"]));
    assert_eq!(code, "GlobalTableAlreadyExistsException");
}

#[test]
fn a_global_table_is_made_once_from_regions_that_are_named_once() {
    let world = World::with_global_table("music");
    let (code, message) =
        refused(&world.at("eu-west-1"), "CreateGlobalTable", group("music", &["us-east-1"]));
    assert_eq!(code, "GlobalTableAlreadyExistsException");
    assert!(message.contains("'music' already exists"), "{message}");
    let bare = of("ValidationException", "One or more parameter values were invalid");
    assert_eq!(refused(&world.db, "CreateGlobalTable", group("other", &[])), bare);
    let nameless = json!({"GlobalTableName": "other", "ReplicationGroup": [{}]});
    assert_eq!(refused(&world.db, "CreateGlobalTable", nameless), bare);
    let twice = refused(&world.db, "CreateGlobalTable", group("other", &["us-east-1", "us-east-1"]));
    assert_eq!(twice.0, "ValidationException");
    assert!(twice.1.ends_with("Region: 'us-east-1' is specified more than once"), "{}", twice.1);
}

#[test]
fn each_region_needs_a_table_and_the_database_the_region() {
    let world = World::new();
    ask(&world.db, "CreateTable", table("music"));
    let missing = |region: &str| {
        of(
            "TableNotFoundException",
            &format!("Table not found: Table: 'music' not found in region: '{region}'."),
        )
    };
    let create =
        |region: &str| refused(&world.db, "CreateGlobalTable", group("music", &["us-east-1", region]));
    assert_eq!(create("eu-west-1"), missing("eu-west-1"));
    assert_eq!(create("us-west-2"), missing("us-west-2"));
    assert_eq!(ask(&world.db, "ListGlobalTables", json!({})), json!({"GlobalTables": []}));
    let hint = |region: &str| {
        let replication_group = vec![Replica::from(region)];
        let input = CreateGlobalTableInput { global_table_name: "music".into(), replication_group };
        let error: Error = world.db.create_global_table(input).unwrap_err();
        error.hint().unwrap_or_default().into_owned()
    };
    assert!(
        hint("eu-west-1").starts_with("create the table `music` in eu-west-1 first"),
        "{}",
        hint("eu-west-1")
    );
    assert!(hint("us-west-2").contains("serve --regions"), "{}", hint("us-west-2"));
    let (code, message) = refused(&world.db, "ListGlobalTables", json!({"RegionName": "us-west-2"}));
    assert_eq!(code, "ValidationException");
    assert!(message.contains("us-west-2") && message.contains("--regions"), "{message}");
}

/// The refusal of a global table whose table in `eu-west-1` is another than that in `us-east-1`.
fn unlike(change: impl FnOnce(Value) -> Value) -> String {
    let world = World::new();
    ask(&world.db, "CreateTable", table("music"));
    ask(&world.at("eu-west-1"), "CreateTable", change(table("music")));
    let (code, message) =
        refused(&world.db, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1"]));
    assert_eq!(code, "ValidationException");
    let describe = json!({"GlobalTableName": "music"});
    assert_eq!(refused(&world.db, "DescribeGlobalTable", describe).0, "GlobalTableNotFoundException");
    message
}

#[test]
fn tables_are_alike_in_keys_indexes_writes_and_streams() {
    let stream = |view: &str| json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": view}});
    for view in ["NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"] {
        let told = unlike(|table| with(table, stream(view)));
        assert!(
            told.ends_with(
                "in region: 'eu-west-1' must have a stream with StreamViewType NEW_AND_OLD_IMAGES"
            ),
            "{told}"
        );
    }
    let no_stream = unlike(|table| with(table, json!({"StreamSpecification": null})));
    assert!(no_stream.contains("NEW_AND_OLD_IMAGES"), "{no_stream}");
    let units = |write: u64| json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": write});
    let index = |name: &str, write: u64| {
        json!({"GlobalSecondaryIndexes": [{
            "IndexName": name, "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": units(write),
        }]})
    };
    let range = json!({"KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "g", "KeyType": "RANGE"},
    ]});
    let local = json!({
        "KeySchema": range["KeySchema"],
        "LocalSecondaryIndexes": [{
            "IndexName": "local", "KeySchema": range["KeySchema"], "Projection": {"ProjectionType": "ALL"},
        }],
    });
    for (change, what) in [
        (range, "key schema"),
        (index("other", 4), "global secondary indexes"),
        (index("of_g", 5), "write capacity"),
        (json!({"ProvisionedThroughput": units(6)}), "write capacity"),
        (local, "key schema"),
    ] {
        let told = unlike(|table| with(table, change.clone()));
        assert!(told.contains(&format!("must have the same {what} as in region: '")), "{change}: {told}");
    }
}

#[test]
fn tables_have_no_items_yet() {
    let world = World::with_tables("music");
    ask(&world.at("us-east-1"), "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "a"}}}));
    let (code, message) = refused(&world.db, "CreateGlobalTable", group("music", &REGIONS));
    assert_eq!(code, "ValidationException");
    assert!(message.ends_with("Table: 'music' in region: 'us-east-1' must be empty"), "{message}");
    // No table has become a replica.
    ask(&world.db, "DeleteItem", json!({"TableName": "music", "Key": {"pk": {"S": "a"}}}));
    ask(&world.at("eu-west-1"), "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "b"}}}));
    assert_eq!(world.db.table("music").unwrap().item_count(), 0);
}

#[test]
fn replicas_are_added_where_there_is_none_and_removed_where_there_is_one() {
    let world = World::with_tables("music");
    ask(&world.db, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1"]));
    let update = |updates: Value| {
        refused(
            &world.db,
            "UpdateGlobalTable",
            json!({"GlobalTableName": "music", "ReplicaUpdates": updates}),
        )
    };
    let create = |region: &str| json!({"Create": {"RegionName": region}});
    let delete = |region: &str| json!({"Delete": {"RegionName": region}});
    assert_eq!(update(json!([create("eu-west-1")])).0, "ReplicaAlreadyExistsException");
    assert_eq!(update(json!([delete("ap-northeast-2")])).0, "ReplicaNotFoundException");
    assert_eq!(update(json!([create("us-west-2")])).0, "TableNotFoundException");
    let bare = of("ValidationException", "One or more parameter values were invalid");
    assert_eq!(update(json!([])), bare);
    assert_eq!(update(json!([{}])), bare);
    assert_eq!(update(json!([with(create("eu-west-1"), delete("eu-west-1"))])), bare);
    assert_eq!(update(json!([create("ap-northeast-2"), delete("ap-northeast-2")])).0, "ValidationException");
    // What is wrong with one keeps the other from happening.
    assert_eq!(update(json!([create("ap-northeast-2"), delete("us-west-2")])).0, "ReplicaNotFoundException");
    let described = ask(&world.db, "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
    assert_eq!(described["GlobalTableDescription"]["ReplicationGroup"].as_array().unwrap().len(), 2);
}

#[test]
fn settings_are_of_replicas_and_indexes_that_are_there() {
    let world = World::with_global_table("music");
    let update = |request: Value| {
        refused(&world.db, "UpdateGlobalTableSettings", with(json!({"GlobalTableName": "music"}), request))
    };
    let replica = |region: &str, more: Value| json!({"ReplicaSettingsUpdate": [with(json!({"RegionName": region}), more)]});
    let read = json!({"ReplicaProvisionedReadCapacityUnits": 1});
    let index = json!([{"IndexName": "nothing", "ProvisionedWriteCapacityUnits": 1}]);
    let of_replica = json!([{"IndexName": "nothing", "ProvisionedReadCapacityUnits": 1}]);
    for (request, code) in [
        (json!({}), "ValidationException"),
        (replica("eu-west-1", json!({})), "ValidationException"),
        (replica("us-west-2", read), "ReplicaNotFoundException"),
        (json!({"GlobalTableGlobalSecondaryIndexSettingsUpdate": index}), "IndexNotFoundException"),
        (
            replica("eu-west-1", json!({"ReplicaGlobalSecondaryIndexSettingsUpdate": of_replica})),
            "IndexNotFoundException",
        ),
        (
            json!({"GlobalTableGlobalSecondaryIndexSettingsUpdate": [{"IndexName": "of_g"}]}),
            "ValidationException",
        ),
        (
            json!({"GlobalTableBillingMode": "PAY_PER_REQUEST", "GlobalTableProvisionedWriteCapacityUnits": 1}),
            "ValidationException",
        ),
        (
            json!({"GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(2, 1, 70.0)}),
            "ValidationException",
        ),
        (json!({"GlobalTableProvisionedWriteCapacityUnits": 40_001}), "LimitExceededException"),
    ] {
        assert_eq!(update(request.clone()).0, code, "{request}");
    }
    // On demand there are no units, and back from there all have to be given.
    let mode = |mode: &str| json!({"GlobalTableName": "music", "GlobalTableBillingMode": mode});
    ask(&world.db, "UpdateGlobalTableSettings", mode("PAY_PER_REQUEST"));
    let (code, message) = update(json!({"GlobalTableProvisionedWriteCapacityUnits": 1}));
    assert_eq!(code, "ValidationException");
    assert!(message.contains("BillingMode is PayPerRequest. You must convert"), "{message}");
    let (code, message) = update(json!({"GlobalTableBillingMode": "PROVISIONED"}));
    assert_eq!(code, "ValidationException");
    assert!(message.contains("must both be specified when BillingMode is PROVISIONED"), "{message}");
}
