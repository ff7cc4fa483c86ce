//! UpdateGlobalTableSettings: writes of all replicas, reads and classes of each.

use std::time::Duration;

use hashrange::Database;
use serde_json::{Value, json};

use crate::{REGIONS, World, described, off, scaled, support::ask, with};

/// The settings of the replicas in order of their regions, the same from all regions.
fn settings(world: &World, name: &str) -> Vec<Value> {
    let describe = |region: &str| {
        let described =
            ask(&world.at(region), "DescribeGlobalTableSettings", json!({"GlobalTableName": name}));
        assert_eq!(described["GlobalTableName"], name);
        described["ReplicaSettings"].as_array().unwrap().clone()
    };
    let all = REGIONS.map(describe);
    assert!(all.iter().all(|of_region| *of_region == all[0]), "{all:#?}");
    let [first, ..] = all;
    first
}

fn update(world: &World, request: Value) -> Vec<Value> {
    let request = with(json!({"GlobalTableName": "music"}), request);
    let updated = ask(&world.at("eu-west-1"), "UpdateGlobalTableSettings", request);
    let replicas = updated["ReplicaSettings"].as_array().unwrap().clone();
    assert_eq!(replicas, settings(world, "music"));
    replicas
}

#[test]
fn a_new_global_table_has_the_settings_of_its_tables() {
    let world = World::with_global_table("music");
    let replica = |region: &str| {
        json!({
            "RegionName": region, "ReplicaStatus": "ACTIVE",
            "ReplicaProvisionedReadCapacityUnits": 10, "ReplicaProvisionedWriteCapacityUnits": 5,
            "ReplicaProvisionedReadCapacityAutoScalingSettings": off(),
            "ReplicaProvisionedWriteCapacityAutoScalingSettings": off(),
            "ReplicaGlobalSecondaryIndexSettings": [{
                "IndexName": "of_g", "IndexStatus": "ACTIVE",
                "ProvisionedReadCapacityUnits": 3, "ProvisionedWriteCapacityUnits": 4,
                "ProvisionedReadCapacityAutoScalingSettings": off(),
                "ProvisionedWriteCapacityAutoScalingSettings": off(),
            }],
        })
    };
    assert_eq!(settings(&world, "music"), REGIONS.map(replica));
}

#[test]
fn writes_are_those_of_all_replicas_and_reads_those_of_one() {
    let world = World::with_global_table("music");
    let replicas = update(
        &world,
        json!({
            "GlobalTableProvisionedWriteCapacityUnits": 50,
            "GlobalTableGlobalSecondaryIndexSettingsUpdate": [
                {"IndexName": "of_g", "ProvisionedWriteCapacityUnits": 40},
            ],
            "ReplicaSettingsUpdate": [{
                "RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityUnits": 100,
                "ReplicaGlobalSecondaryIndexSettingsUpdate": [
                    {"IndexName": "of_g", "ProvisionedReadCapacityUnits": 30},
                ],
            }],
        }),
    );
    let units = |replica: &Value| -> [u64; 4] {
        let index = &replica["ReplicaGlobalSecondaryIndexSettings"][0];
        [
            &replica["ReplicaProvisionedReadCapacityUnits"],
            &replica["ReplicaProvisionedWriteCapacityUnits"],
            &index["ProvisionedReadCapacityUnits"],
            &index["ProvisionedWriteCapacityUnits"],
        ]
        .map(|units| units.as_u64().unwrap())
    };
    let units: Vec<_> = replicas.iter().map(units).collect();
    assert_eq!(units, [[10, 50, 3, 40], [100, 50, 30, 40], [10, 50, 3, 40]]);
    // The tables are what is described.
    let throughput = world.at("eu-west-1").table("music").unwrap().describe().provisioned_throughput;
    assert_eq!((throughput.read_capacity_units, throughput.write_capacity_units), (100, 50));
    assert_eq!(throughput.last_increase_date_time, Some(1_700_000_000.0));
}

#[test]
fn a_class_is_of_one_replica_and_a_billing_mode_of_all() {
    let world = World::with_global_table("music");
    let replicas = update(
        &world,
        json!({
            "GlobalTableBillingMode": "PAY_PER_REQUEST",
            "ReplicaSettingsUpdate": [{
                "RegionName": "us-east-1", "ReplicaTableClass": "STANDARD_INFREQUENT_ACCESS",
            }],
        }),
    );
    let now = 1_700_000_000.0;
    for replica in &replicas {
        assert_eq!(
            replica["ReplicaBillingModeSummary"],
            json!({"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": now})
        );
        assert_eq!(replica["ReplicaProvisionedReadCapacityUnits"], 0);
        assert_eq!(
            replica["ReplicaGlobalSecondaryIndexSettings"][0]["ProvisionedReadCapacityUnits"],
            Value::Null
        );
    }
    let classes: Vec<&Value> = replicas.iter().map(|replica| &replica["ReplicaTableClassSummary"]).collect();
    let class = json!({"TableClass": "STANDARD_INFREQUENT_ACCESS", "LastUpdateDateTime": now});
    assert_eq!(classes, [&Value::Null, &Value::Null, &class]);

    // Back again, with all units.
    let read = |region: &str| {
        json!({
            "RegionName": region, "ReplicaProvisionedReadCapacityUnits": 7,
            "ReplicaGlobalSecondaryIndexSettingsUpdate": [
                {"IndexName": "of_g", "ProvisionedReadCapacityUnits": 8},
            ],
        })
    };
    let reads = REGIONS.map(read);
    let replicas = update(
        &world,
        json!({
            "GlobalTableBillingMode": "PROVISIONED", "GlobalTableProvisionedWriteCapacityUnits": 9,
            "GlobalTableGlobalSecondaryIndexSettingsUpdate": [
                {"IndexName": "of_g", "ProvisionedWriteCapacityUnits": 6},
            ],
            "ReplicaSettingsUpdate": reads,
        }),
    );
    for replica in &replicas {
        assert_eq!(replica["ReplicaProvisionedReadCapacityUnits"], 7);
        assert_eq!(replica["ReplicaBillingModeSummary"]["BillingMode"], "PROVISIONED");
        assert_eq!(replica["ReplicaGlobalSecondaryIndexSettings"][0]["ProvisionedWriteCapacityUnits"], 6);
    }
}

#[test]
fn scaling_moves_units_into_its_bounds_and_is_in_forks_and_snapshots() {
    let world = World::with_global_table("music");
    let replicas = update(
        &world,
        json!({
            "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(6, 60, 70.0),
            "GlobalTableGlobalSecondaryIndexSettingsUpdate": [{
                "IndexName": "of_g", "ProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(1, 2, 50.0),
            }],
            "ReplicaSettingsUpdate": [{
                "RegionName": "us-east-1",
                "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(1, 100, 20.5),
                "ReplicaGlobalSecondaryIndexSettingsUpdate": [{
                    "IndexName": "of_g", "ProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(4, 9, 90.0),
                }],
            }],
        }),
    );
    for replica in &replicas {
        assert_eq!(
            replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
            described("DynamoDBWriteCapacityUtilization:table/music", 6, 60, 70.0)
        );
        assert_eq!(replica["ReplicaProvisionedWriteCapacityUnits"], 6);
        let index = &replica["ReplicaGlobalSecondaryIndexSettings"][0];
        assert_eq!(
            index["ProvisionedWriteCapacityAutoScalingSettings"],
            described("DynamoDBWriteCapacityUtilization:table/music/index/of_g", 1, 2, 50.0)
        );
        assert_eq!(index["ProvisionedWriteCapacityUnits"], 2);
        let (reads, of_index, units) = match replica["RegionName"] == "us-east-1" {
            false => (off(), off(), 3),
            true => (
                described("DynamoDBReadCapacityUtilization:table/music", 1, 100, 20.5),
                described("DynamoDBReadCapacityUtilization:table/music/index/of_g", 4, 9, 90.0),
                4,
            ),
        };
        assert_eq!(replica["ReplicaProvisionedReadCapacityAutoScalingSettings"], reads);
        assert_eq!(replica["ReplicaProvisionedReadCapacityUnits"], 10);
        assert_eq!(index["ProvisionedReadCapacityAutoScalingSettings"], of_index);
        assert_eq!(index["ProvisionedReadCapacityUnits"], units);
    }
    // Capacity beside them is within the bounds too.
    let replicas = update(&world, json!({"GlobalTableProvisionedWriteCapacityUnits": 1000}));
    assert_eq!(replicas[0]["ReplicaProvisionedWriteCapacityUnits"], 60);

    let path = std::env::temp_dir().join(format!("hashrange-scaling-{}.snapshot", std::process::id()));
    world.db.save(&path).unwrap();
    let copies = [world.db.fork(), Database::load(&path).unwrap()];
    std::fs::remove_file(&path).unwrap();
    let off = update(
        &world,
        json!({"GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate": {"AutoScalingDisabled": true}}),
    );
    assert_eq!(off[0]["ReplicaProvisionedWriteCapacityAutoScalingSettings"], crate::off());
    for copy in copies {
        let described = ask(&copy, "DescribeGlobalTableSettings", json!({"GlobalTableName": "music"}));
        assert_eq!(described["ReplicaSettings"], json!(replicas));
    }
}

#[test]
fn settings_are_being_changed_for_a_while_and_meanwhile_not_again() {
    let world = World::with_global_table("music");
    world.db.set_transitions(Duration::from_secs(5));
    let request = json!({"GlobalTableName": "music", "GlobalTableProvisionedWriteCapacityUnits": 50});
    let updating = ask(&world.db, "UpdateGlobalTableSettings", request.clone());
    for replica in updating["ReplicaSettings"].as_array().unwrap() {
        assert_eq!(
            (&replica["ReplicaStatus"], &replica["ReplicaProvisionedWriteCapacityUnits"]),
            (&json!("UPDATING"), &json!(5))
        );
    }
    let described = ask(&world.db, "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
    assert_eq!(described["GlobalTableDescription"]["GlobalTableStatus"], "UPDATING");
    assert_eq!(
        crate::support::refused(&world.db, "UpdateGlobalTableSettings", request).0,
        "ResourceInUseException"
    );
    let _ = world.clock.advance(Duration::from_secs(5));
    for replica in settings(&world, "music") {
        assert_eq!(
            (&replica["ReplicaStatus"], &replica["ReplicaProvisionedWriteCapacityUnits"]),
            (&json!("ACTIVE"), &json!(50))
        );
    }
}

#[test]
fn either_all_replicas_change_or_none() {
    let world = World::with_global_table("music");
    let more = |world: &World, units: u64| {
        let region = json!({"RegionName": "us-east-1", "ReplicaProvisionedReadCapacityUnits": units});
        let request = json!({
            "GlobalTableName": "music", "GlobalTableProvisionedWriteCapacityUnits": units,
            "ReplicaSettingsUpdate": [region],
        });
        world.db.wire("UpdateGlobalTableSettings", request.to_string().as_bytes()).status
    };
    // A table has at most 40,000 units of a kind.
    let before = settings(&world, "music");
    assert_eq!(more(&world, 40_001), 400);
    assert_eq!(settings(&world, "music"), before);
    assert_eq!(more(&world, 20_000), 200);
}
