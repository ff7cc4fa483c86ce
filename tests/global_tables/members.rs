//! Every member of the eight operations is served: what requests say is found in answers again, in other regions, and
//! after saving and loading; and no answer is the same whatever was said.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use hashrange::Database;
use serde_json::{Value, json};

use crate::{REGIONS, World, group, support::ask};

const OPERATIONS: [&str; 8] = [
    "CreateGlobalTable",
    "UpdateGlobalTable",
    "DescribeGlobalTable",
    "ListGlobalTables",
    "DescribeGlobalTableSettings",
    "UpdateGlobalTableSettings",
    "DescribeTableReplicaAutoScaling",
    "UpdateTableReplicaAutoScaling",
];

/// What the service tells of failures that do not happen here, and what replicas of tables of version 2017.11.29 do not
/// have.
const NEVER: [&str; 3] =
    ["ReplicaStatusDescription", "ReplicaStatusPercentProgress", "ReplicaInaccessibleDateTime"];
const OF_CURRENT_REPLICAS: [&str; 2] = ["ProvisionedThroughputOverride", "OnDemandThroughputOverride"];

/// What was said and answered, by the paths of members in the API's model.
#[derive(Default)]
struct Seen {
    inputs: BTreeSet<String>,
    /// The values of each member, one for "not there".
    outputs: BTreeMap<String, BTreeSet<String>>,
}

struct Model(Value);

impl Model {
    fn new() -> Self {
        Self(serde_json::from_str(include_str!("../model_data/dynamodb.json")).unwrap())
    }

    fn shape(&self, name: &str) -> &Value {
        &self.0["shapes"][name]
    }

    /// Walks the members of a shape beside a value, and calls `see` with each path and the value there, if there is one.
    fn walk<'v>(
        &self,
        shape: &str,
        path: &str,
        value: Option<&'v Value>,
        see: &mut impl FnMut(String, Option<&'v Value>),
    ) {
        let described = self.shape(shape);
        match described["type"].as_str() {
            Some("structure") => {
                for (name, shape) in described["members"].as_object().unwrap() {
                    let path = format!("{path}.{name}");
                    let value = value.and_then(|value| value.get(name));
                    see(path.clone(), value);
                    self.walk(shape.as_str().unwrap(), &path, value, see);
                }
            }
            Some("list") => {
                let element = described["member"].as_str().unwrap();
                match value.and_then(Value::as_array) {
                    Some(values) if !values.is_empty() => {
                        values.iter().for_each(|value| self.walk(element, path, Some(value), see));
                    }
                    _ => self.walk(element, path, None, see),
                }
            }
            _ => {}
        }
    }
}

/// Sends a request, and notes what it and the answer have.
fn call(model: &Model, seen: &mut Seen, db: &Database, operation: &str, request: Value) -> Value {
    let answer = ask(db, operation, request.clone());
    let shapes = &model.0["operations"][operation];
    let (input, output) = (shapes["input"].as_str().unwrap(), shapes["output"].as_str().unwrap());
    model.walk(input, operation, Some(&request), &mut |path, value| {
        if value.is_some() {
            seen.inputs.insert(path);
        }
    });
    // What several operations answer is one thing.
    model.walk(output, "", Some(&answer), &mut |path, value| {
        let value = value.map_or_else(|| "nothing".to_owned(), Value::to_string);
        seen.outputs.entry(path).or_default().insert(value);
    });
    answer
}

/// How units are to be scaled, with all that can be said.
fn scaled_in_full(minimum: u64, name: &str) -> Value {
    json!({
        "MinimumUnits": minimum, "MaximumUnits": minimum * 10, "AutoScalingDisabled": false,
        "AutoScalingRoleArn": format!("arn:aws:iam::000000000000:role/{name}"),
        "ScalingPolicyUpdate": {"PolicyName": name, "TargetTrackingScalingPolicyConfiguration": {
            "DisableScaleIn": minimum.is_multiple_of(2), "ScaleInCooldown": minimum, "ScaleOutCooldown": minimum + 1,
            "TargetValue": 50.0 + minimum as f64,
        }},
    })
}

/// The settings of all that can be scaled, with all else.
fn settings(minimum: u64, name: &str) -> Value {
    let scaled = |kind: u64| scaled_in_full(minimum + kind, name);
    let of_replica = |region: &str| {
        json!({
            "RegionName": region, "ReplicaProvisionedReadCapacityUnits": minimum + 20,
            "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(1),
            "ReplicaGlobalSecondaryIndexSettingsUpdate": [{
                "IndexName": "of_g", "ProvisionedReadCapacityUnits": minimum + 21,
                "ProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(2),
            }],
        })
    };
    let replicas = REGIONS.map(of_replica);
    json!({
        "GlobalTableName": "music", "GlobalTableBillingMode": "PROVISIONED",
        "GlobalTableProvisionedWriteCapacityUnits": minimum + 22,
        "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(3),
        "GlobalTableGlobalSecondaryIndexSettingsUpdate": [{
            "IndexName": "of_g", "ProvisionedWriteCapacityUnits": minimum + 23,
            "ProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(4),
        }],
        "ReplicaSettingsUpdate": replicas,
    })
}

fn scaling(minimum: u64, name: &str) -> Value {
    let scaled = |kind: u64| scaled_in_full(minimum + kind, name);
    json!({
        "TableName": "current", "ProvisionedWriteCapacityAutoScalingUpdate": scaled(1),
        "GlobalSecondaryIndexUpdates": [
            {"IndexName": "of_g", "ProvisionedWriteCapacityAutoScalingUpdate": scaled(2)},
        ],
        "ReplicaUpdates": [{
            "RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": scaled(3),
            "ReplicaGlobalSecondaryIndexUpdates": [
                {"IndexName": "of_g", "ProvisionedReadCapacityAutoScalingUpdate": scaled(4)},
            ],
        }],
    })
}

/// All descriptions, from one region.
fn describe(model: &Model, seen: &mut Seen, db: &Database) -> Vec<Value> {
    let music = json!({"GlobalTableName": "music"});
    vec![
        call(model, seen, db, "DescribeGlobalTable", music.clone()),
        call(model, seen, db, "DescribeGlobalTableSettings", music),
        call(model, seen, db, "ListGlobalTables", json!({})),
        call(model, seen, db, "DescribeTableReplicaAutoScaling", json!({"TableName": "current"})),
    ]
}

/// The same from all regions, and from a copy that was saved and loaded: all must be equal.
fn describe_everywhere(model: &Model, seen: &mut Seen, world: &World) -> Vec<Value> {
    let here = describe(model, seen, &world.db);
    let path = std::env::temp_dir().join(format!("hashrange-members-{}.snapshot", std::process::id()));
    world.db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    for db in [&world.db, &loaded] {
        for region in ["us-east-1", "eu-west-1"] {
            let there = describe(model, seen, &db.in_region(region).unwrap());
            assert!(there == here, "{region}: {there:#?}\n{here:#?}");
        }
    }
    here
}

#[test]
fn every_member_is_served() {
    let model = Model::new();
    let mut seen = Seen::default();
    let world = World::with_tables("music");
    crate::replicate(&world.db, "current");
    let create = json!([{"Create": {"RegionName": "eu-west-1"}}]);
    let replicate = |name: &str| json!({"TableName": name, "ReplicaUpdates": create});
    for (name, region) in [("other", "eu-west-1"), ("other", "us-east-1"), ("another", "us-east-1")] {
        ask(
            &world.at(region),
            "CreateTable",
            json!({
                "TableName": name, "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [
                    {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "h", "AttributeType": "S"},
                ],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "of_h", "KeySchema": [{"AttributeName": "h", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }],
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
                "SSESpecification": {"Enabled": true, "KMSMasterKeyId": region},
                "GlobalTableSettingsReplicationMode": "DISABLED",
            }),
        );
    }
    ask(&world.db, "UpdateTable", replicate("another"));
    let call =
        |seen: &mut Seen, operation: &str, request: Value| call(&model, seen, &world.db, operation, request);

    call(&mut seen, "CreateGlobalTable", group("music", &["us-east-1", "eu-west-1"]));
    let first = describe_everywhere(&model, &mut seen, &world);
    let _ = world.clock.advance(Duration::from_secs(1));
    call(&mut seen, "CreateGlobalTable", group("other", &["us-east-1", "eu-west-1"]));
    call(&mut seen, "DescribeGlobalTable", json!({"GlobalTableName": "other"}));
    call(&mut seen, "DescribeGlobalTableSettings", json!({"GlobalTableName": "other"}));
    call(&mut seen, "DescribeTableReplicaAutoScaling", json!({"TableName": "another"}));
    call(&mut seen, "ListGlobalTables", json!({"Limit": 1}));
    let start = json!({"ExclusiveStartGlobalTableName": "music", "RegionName": "eu-west-1"});
    call(&mut seen, "ListGlobalTables", start);
    let update = |region: &str, action: &str| json!([{action: {"RegionName": region}}]);
    for (table, updates) in
        [("other", update("us-east-1", "Delete")), ("music", update("ap-northeast-2", "Create"))]
    {
        call(&mut seen, "UpdateGlobalTable", json!({"GlobalTableName": table, "ReplicaUpdates": updates}));
    }

    let mut before = first;
    let class = |class: &str| {
        json!({"GlobalTableName": "music", "ReplicaSettingsUpdate": [
            {"RegionName": "eu-west-1", "ReplicaTableClass": class},
        ]})
    };
    let limits = json!({"TableName": "music", "WarmThroughput": {
        "ReadUnitsPerSecond": 20_000, "WriteUnitsPerSecond": 20_000,
    }});
    let requests: Vec<(&str, Value)> = vec![
        ("UpdateGlobalTableSettings", settings(1, "one")),
        ("UpdateTableReplicaAutoScaling", scaling(5, "one")),
        ("UpdateGlobalTableSettings", settings(6, "two")),
        ("UpdateTableReplicaAutoScaling", scaling(8, "two")),
        ("UpdateGlobalTableSettings", class("STANDARD_INFREQUENT_ACCESS")),
        ("UpdateGlobalTableSettings", class("STANDARD")),
        (
            "UpdateGlobalTableSettings",
            json!({"GlobalTableName": "music", "GlobalTableBillingMode": "PAY_PER_REQUEST"}),
        ),
    ];
    ask(&world.db, "UpdateTable", limits);
    world.db.set_transitions(Duration::from_secs(5));
    for (operation, request) in requests {
        call(&mut seen, operation, request.clone());
        describe(&model, &mut seen, &world.db);
        // An index changes after its table.
        let _ = world.clock.advance(Duration::from_secs(10));
        let after = describe_everywhere(&model, &mut seen, &world);
        assert_ne!(after, before, "{operation} {request} changes nothing");
        before = after;
    }
    let deleted = |table: &str| json!({"TableName": table, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "of_g"}}]});
    for table in ["music", "current"] {
        ask(&world.db, "UpdateTable", deleted(table));
        describe(&model, &mut seen, &world.db);
    }

    let mut unseen = Vec::new();
    for operation in OPERATIONS {
        let shapes = &model.0["operations"][operation];
        model.walk(shapes["input"].as_str().unwrap(), operation, None, &mut |path, _| {
            if !seen.inputs.contains(&path) {
                unseen.push(format!("no request says {path}"));
            }
        });
        model.walk(shapes["output"].as_str().unwrap(), "", None, &mut |path, _| {
            let is_left_out = NEVER.iter().chain(&OF_CURRENT_REPLICAS).any(|name| path.contains(name));
            let values = seen.outputs.get(&path).map_or(0, BTreeSet::len);
            if !is_left_out && values < 2 {
                unseen.push(format!("{path} is always {:?}", seen.outputs.get(&path)));
            }
        });
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
    let is_there = |name: &&&str| {
        seen.outputs
            .iter()
            .any(|(path, values)| path.ends_with(**name) && values.iter().any(|value| value != "nothing"))
    };
    assert_eq!(NEVER.iter().find(is_there), None, "what is there leaves the list");
}
