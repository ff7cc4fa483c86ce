//! Global tables of version 2017.11.29: made, changed, listed, replicated.

use std::time::Duration;

use hashrange::{AttributeValue, Database, Table, item};
use serde_json::{Value, json};

use crate::{
    REGIONS, World, group,
    support::{ask, refused},
    table, with,
};

fn get(db: &Database, table: &str, pk: &str) -> Value {
    ask(db, "GetItem", json!({"TableName": table, "Key": {"pk": {"S": pk}}}))["Item"].clone()
}

#[test]
fn a_global_table_is_being_created_and_then_active_in_all_regions() {
    let world = World::with_tables("music");
    world.db.set_transitions(Duration::from_secs(5));
    let regions: Vec<Value> = REGIONS.iter().map(|region| json!({"RegionName": region})).collect();
    let made =
        ask(&world.db, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1", "ap-northeast-2"]));
    let description = &made["GlobalTableDescription"];
    assert_eq!(description["GlobalTableStatus"], "CREATING");
    assert_eq!(description["GlobalTableArn"], "arn:aws:dynamodb::000000000000:global-table/music");
    assert_eq!(description["CreationDateTime"], json!(1_700_000_000.0));
    let names = |description: &Value| -> Vec<Value> {
        let group = description["ReplicationGroup"].as_array().unwrap();
        group.iter().map(|replica| json!({"RegionName": replica["RegionName"]})).collect()
    };
    assert_eq!(names(description), regions);

    let _ = world.clock.advance(Duration::from_secs(5));
    for region in REGIONS {
        let described = ask(&world.at(region), "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
        let described = &described["GlobalTableDescription"];
        assert_eq!(described["GlobalTableStatus"], "ACTIVE");
        assert_eq!(names(described), regions);
        assert!(
            described["ReplicationGroup"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["ReplicaStatus"] == "ACTIVE")
        );
        let listed = ask(&world.at(region), "ListGlobalTables", json!({}));
        assert_eq!(
            listed,
            json!({"GlobalTables": [{"GlobalTableName": "music", "ReplicationGroup": regions}]})
        );
    }
}

#[test]
fn items_have_the_services_attributes_in_all_regions_and_lose_nothing_of_their_own() {
    let world = World::with_global_table("music");
    let _ = world.clock.advance(Duration::from_millis(1_250));
    let item = json!({"pk": {"S": "a"}, "g": {"S": "rock"}});
    ask(&world.at("eu-west-1"), "PutItem", json!({"TableName": "music", "Item": item}));
    let stamped = with(
        item,
        json!({
            "aws:rep:deleting": {"BOOL": false}, "aws:rep:updateregion": {"S": "eu-west-1"},
            "aws:rep:updatetime": {"N": "1700000001.250001"},
        }),
    );
    for region in REGIONS {
        assert_eq!(get(&world.at(region), "music", "a"), stamped, "{region}");
    }

    let _ = world.clock.advance(Duration::from_secs(1));
    ask(
        &world.at("us-east-1"),
        "UpdateItem",
        json!({
            "TableName": "music", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET g = :g",
            "ExpressionAttributeValues": {":g": {"S": "jazz"}},
        }),
    );
    let item = get(&world.at("ap-northeast-2"), "music", "a");
    assert_eq!((&item["g"]["S"], &item["aws:rep:updateregion"]["S"]), (&json!("jazz"), &json!("us-east-1")));
    assert_eq!(item["aws:rep:updatetime"]["N"], "1700000002.250001");

    ask(&world.db, "DeleteItem", json!({"TableName": "music", "Key": {"pk": {"S": "a"}}}));
    for region in REGIONS {
        assert_eq!(get(&world.at(region), "music", "a"), Value::Null, "{region}");
    }
    assert_eq!(world.db.verify(), Vec::<String>::new());
}

#[test]
fn a_stream_shows_the_attributes_as_changes_of_their_own() {
    let world = World::with_global_table("music");
    let (here, there) =
        (world.at("us-east-1").table("music").unwrap(), world.at("eu-west-1").table("music").unwrap());
    here.put(item! { "pk": "a" }).run().unwrap();
    here.delete("a").run().unwrap();
    there.item_count();
    let shown = |table: &Table| -> Vec<String> {
        let changes = table.changes().run().unwrap();
        changes
            .map(|change| {
                let change = change.unwrap();
                let deleting = change.new.as_ref().and_then(|new| new.get("aws:rep:deleting").cloned());
                format!("{} {deleting:?}", change.event_name)
            })
            .collect()
    };
    let bool = |value| format!("{:?}", Some(AttributeValue::Bool(value)));
    assert_eq!(
        shown(&here),
        ["INSERT None".to_owned(), format!("MODIFY {}", bool(false)), "REMOVE None".to_owned()]
    );
    // Both changes were on their way, so the item came and went as one.
    assert_eq!(shown(&there), Vec::<String>::new());

    here.put(item! { "pk": "b" }).run().unwrap();
    assert_eq!(there.item_count(), 1);
    here.delete("b").run().unwrap();
    assert_eq!(there.item_count(), 0);
    assert_eq!(
        shown(&there),
        [format!("INSERT {}", bool(false)), format!("MODIFY {}", bool(true)), "REMOVE None".to_owned()]
    );
}

#[test]
fn regions_are_added_while_all_replicas_are_empty_and_removed_with_their_items() {
    let world = World::with_tables("music");
    ask(&world.db, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1"]));
    let create = |region: &str| json!({"GlobalTableName": "music", "ReplicaUpdates": [{"Create": {"RegionName": region}}]});
    let updated = ask(&world.db, "UpdateGlobalTable", create("ap-northeast-2"));
    assert_eq!(updated["GlobalTableDescription"]["GlobalTableStatus"], "UPDATING");
    assert_eq!(updated["GlobalTableDescription"]["ReplicationGroup"].as_array().unwrap().len(), 3);

    ask(&world.db, "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "a"}}}));
    let delete =
        json!({"GlobalTableName": "music", "ReplicaUpdates": [{"Delete": {"RegionName": "eu-west-1"}}]});
    assert_ne!(get(&world.at("eu-west-1"), "music", "a"), Value::Null);
    let updated = ask(&world.at("ap-northeast-2"), "UpdateGlobalTable", delete);
    assert_eq!(updated["GlobalTableDescription"]["ReplicationGroup"].as_array().unwrap().len(), 2);

    // The table is one of its own: it keeps what it has, and nothing comes or goes.
    ask(&world.at("eu-west-1"), "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "b"}}}));
    ask(&world.db, "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "c"}}}));
    let names = |region: &str| world.at(region).table("music").unwrap().item_count();
    assert_eq!(REGIONS.map(names), [2, 2, 2]);
    assert_eq!(get(&world.at("eu-west-1"), "music", "b"), json!({"pk": {"S": "b"}}));
    assert_ne!(get(&world.at("eu-west-1"), "music", "a"), Value::Null);
    let not_empty = refused(&world.db, "UpdateGlobalTable", create("eu-west-1"));
    assert_eq!(not_empty.0, "ValidationException");
    assert!(not_empty.1.ends_with("must be empty"), "{}", not_empty.1);
    assert_eq!(world.db.verify(), Vec::<String>::new());
}

#[test]
fn without_its_last_replica_there_is_no_global_table() {
    let world = World::with_tables("music");
    ask(&world.db, "CreateGlobalTable", group("music", &["eu-west-1"]));
    let delete =
        json!({"GlobalTableName": "music", "ReplicaUpdates": [{"Delete": {"RegionName": "eu-west-1"}}]});
    let updated = ask(&world.db, "UpdateGlobalTable", delete);
    assert_eq!(updated["GlobalTableDescription"]["ReplicationGroup"], json!([]));
    assert_eq!(ask(&world.db, "ListGlobalTables", json!({})), json!({"GlobalTables": []}));
    ask(&world.db, "CreateGlobalTable", group("music", &REGIONS));
}

#[test]
fn a_replica_that_is_deleted_is_no_longer_part_of_the_global_table() {
    let world = World::with_global_table("music");
    ask(&world.at("eu-west-1"), "DeleteTable", json!({"TableName": "music"}));
    let described = ask(&world.db, "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
    let group = described["GlobalTableDescription"]["ReplicationGroup"].as_array().unwrap();
    let regions: Vec<&Value> = group.iter().map(|replica| &replica["RegionName"]).collect();
    assert_eq!(regions, ["ap-northeast-2", "us-east-1"]);
}

#[test]
fn global_tables_are_listed_in_pages_and_by_region() {
    let world = World::new();
    let regions = |n: usize| {
        if n.is_multiple_of(2) { ["eu-west-1", "us-east-1"] } else { ["ap-northeast-2", "us-east-1"] }
    };
    for n in 0..5 {
        let name = format!("table{n}");
        for region in regions(n) {
            ask(&world.at(region), "CreateTable", table(&name));
        }
        ask(&world.db, "CreateGlobalTable", group(&name, &regions(n)));
    }
    let list = |request: Value| ask(&world.at("eu-west-1"), "ListGlobalTables", request);
    let names = |listed: &Value| -> Vec<String> {
        let tables = listed["GlobalTables"].as_array().unwrap().iter();
        tables.map(|table| table["GlobalTableName"].as_str().unwrap().to_owned()).collect()
    };
    let first = list(json!({"Limit": 2}));
    assert_eq!(names(&first), ["table0", "table1"]);
    let second =
        list(json!({"Limit": 2, "ExclusiveStartGlobalTableName": first["LastEvaluatedGlobalTableName"]}));
    assert_eq!(names(&second), ["table2", "table3"]);
    let last =
        list(json!({"Limit": 2, "ExclusiveStartGlobalTableName": second["LastEvaluatedGlobalTableName"]}));
    assert_eq!(
        (names(&last), &last["LastEvaluatedGlobalTableName"]),
        (vec!["table4".to_owned()], &Value::Null)
    );
    assert_eq!(names(&list(json!({"RegionName": "eu-west-1"}))), ["table0", "table2", "table4"]);
    assert_eq!(names(&list(json!({"RegionName": "ap-northeast-2", "Limit": 1000}))), ["table1", "table3"]);
}

#[test]
fn a_database_of_one_region_has_global_tables_of_one_replica() {
    let db = Database::new();
    ask(&db, "CreateTable", table("music"));
    ask(&db, "CreateGlobalTable", group("music", &["us-east-1"]));
    ask(&db, "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "a"}}}));
    assert_eq!(get(&db, "music", "a")["aws:rep:updateregion"]["S"], "us-east-1");
    assert_eq!(db.table("music").unwrap().describe().global_table_version.as_deref(), Some("2017.11.29"));
}

#[test]
fn global_tables_are_in_forks_and_in_snapshots() {
    let world = World::with_global_table("music");
    ask(&world.db, "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "a"}}}));
    let path = std::env::temp_dir().join(format!("hashrange-global-tables-{}.snapshot", std::process::id()));
    world.db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let describe = |db: &Database| ask(db, "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
    for copy in [world.db.fork(), loaded] {
        assert_eq!(describe(&copy), describe(&world.db));
        ask(&copy, "PutItem", json!({"TableName": "music", "Item": {"pk": {"S": "b"}}}));
        let there = copy.in_region("eu-west-1").unwrap();
        assert_eq!(get(&there, "music", "b")["aws:rep:updateregion"]["S"], "us-east-1");
        assert_eq!(get(&world.at("eu-west-1"), "music", "b"), Value::Null);
        assert_eq!(copy.verify(), Vec::<String>::new());
    }
}

#[test]
fn a_write_that_has_no_room_for_the_attributes_is_replicated_without_them() {
    let world = World::with_global_table("music");
    let here = world.db.table("music").unwrap();
    let large = "x".repeat(409_600 - 10);
    here.put(item! { "pk": "a", "text": large.as_str() }).run().unwrap();
    let there = world.at("eu-west-1").table("music").unwrap();
    let item = there.get("a").run().unwrap().unwrap();
    assert_eq!((item.len(), item.get("aws:rep:deleting")), (2, None));
}
