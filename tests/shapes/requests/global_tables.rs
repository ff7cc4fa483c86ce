//! Global tables of both versions, with all that is set for their replicas.

use hashrange::Database;
use serde_json::{Value, json};

use super::Request;
use crate::corpus::still_clock;

/// A provisioned table with an index, as a replica of version 2017.11.29 must be.
pub fn table(name: &str) -> Value {
    let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let string = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    json!({
        "TableName": name, "KeySchema": key("pk"), "AttributeDefinitions": [string("pk"), string("g")],
        "ProvisionedThroughput": units,
        "GlobalSecondaryIndexes": [{
            "IndexName": "of_g", "KeySchema": key("g"), "Projection": {"ProjectionType": "ALL"},
            "ProvisionedThroughput": units,
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    })
}

/// A database of three regions, each with the tables of two global tables to come.
pub fn database() -> Database {
    let regions = ["us-east-1", "eu-west-1", "ap-northeast-2"];
    let db = Database::builder().partitions(1).regions(regions).clock(still_clock()).build();
    for (region, name) in regions.iter().flat_map(|region| ["music", "other"].map(|name| (region, name))) {
        let answer = db.in_region(region).unwrap().wire("CreateTable", table(name).to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    db
}

/// A request after which the table may get replicas although its units are provisioned.
pub fn scale_writes(name: &str) -> Request {
    let scaling = || json!({"ProvisionedWriteCapacityAutoScalingUpdate": scaled(2)});
    let mut request = scaling();
    let mut of_index = scaling();
    of_index["IndexName"] = json!("of_g");
    (request["TableName"], request["GlobalSecondaryIndexUpdates"]) = (json!(name), json!([of_index]));
    ("UpdateTableReplicaAutoScaling", request)
}

/// How units are scaled, with all that can be said.
fn scaled(minimum: u32) -> Value {
    json!({
        "MinimumUnits": minimum, "MaximumUnits": minimum * 10, "AutoScalingDisabled": false,
        "AutoScalingRoleArn": "arn:aws:iam::000000000000:role/scaling",
        "ScalingPolicyUpdate": {"PolicyName": "half", "TargetTrackingScalingPolicyConfiguration": {
            "DisableScaleIn": true, "ScaleInCooldown": 60, "ScaleOutCooldown": 120, "TargetValue": 50.5,
        }},
    })
}

pub fn requests() -> Vec<Request> {
    let region = |name: &str| json!({"RegionName": name});
    let group = |name: &str, regions: &[&str]| {
        let regions: Vec<Value> = regions.iter().map(|name| region(name)).collect();
        ("CreateGlobalTable", json!({"GlobalTableName": name, "ReplicationGroup": regions}))
    };
    let update = |action: &str, name: &str| {
        let updates = json!([{action: region(name)}]);
        ("UpdateGlobalTable", json!({"GlobalTableName": "music", "ReplicaUpdates": updates}))
    };
    let of_music = |operation: &'static str| (operation, json!({"GlobalTableName": "music"}));
    vec![
        group("music", &["us-east-1", "eu-west-1"]),
        of_music("DescribeGlobalTable"),
        group("other", &["eu-west-1"]),
        ("ListGlobalTables", json!({"Limit": 1, "RegionName": "eu-west-1"})),
        ("ListGlobalTables", json!({"ExclusiveStartGlobalTableName": "music"})),
        update("Create", "ap-northeast-2"),
        update("Delete", "ap-northeast-2"),
        of_music("DescribeGlobalTableSettings"),
        (
            "UpdateGlobalTableSettings",
            json!({
                "GlobalTableName": "music", "GlobalTableBillingMode": "PROVISIONED",
                "GlobalTableProvisionedWriteCapacityUnits": 30,
                "GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(3),
                "GlobalTableGlobalSecondaryIndexSettingsUpdate": [{
                    "IndexName": "of_g", "ProvisionedWriteCapacityUnits": 31,
                    "ProvisionedWriteCapacityAutoScalingSettingsUpdate": scaled(4),
                }],
                "ReplicaSettingsUpdate": [{
                    "RegionName": "eu-west-1", "ReplicaTableClass": "STANDARD_INFREQUENT_ACCESS",
                    "ReplicaProvisionedReadCapacityUnits": 32,
                    "ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(5),
                    "ReplicaGlobalSecondaryIndexSettingsUpdate": [{
                        "IndexName": "of_g", "ProvisionedReadCapacityUnits": 33,
                        "ProvisionedReadCapacityAutoScalingSettingsUpdate": scaled(6),
                    }],
                }],
            }),
        ),
        of_music("DescribeGlobalTableSettings"),
        (
            "UpdateGlobalTableSettings",
            json!({"GlobalTableName": "music", "GlobalTableBillingMode": "PAY_PER_REQUEST"}),
        ),
        of_music("DescribeGlobalTableSettings"),
        ("CreateTable", table("current")),
        scale_writes("current"),
        ("UpdateTable", json!({"TableName": "current", "ReplicaUpdates": [{"Create": region("eu-west-1")}]})),
        (
            "UpdateTableReplicaAutoScaling",
            json!({
                "TableName": "current", "ProvisionedWriteCapacityAutoScalingUpdate": scaled(3),
                "GlobalSecondaryIndexUpdates": [
                    {"IndexName": "of_g", "ProvisionedWriteCapacityAutoScalingUpdate": scaled(4)},
                ],
                "ReplicaUpdates": [{
                    "RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": scaled(5),
                    "ReplicaGlobalSecondaryIndexUpdates": [
                        {"IndexName": "of_g", "ProvisionedReadCapacityAutoScalingUpdate": scaled(6)},
                    ],
                }],
            }),
        ),
        ("DescribeTableReplicaAutoScaling", json!({"TableName": "current"})),
    ]
}
