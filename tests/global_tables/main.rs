//! Global tables of version 2017.11.29, and settings of the replicas of both versions, as requests see them.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod auto_scaling;
mod legacy;
mod members;
mod policies;
mod refusals;
mod settings;
#[path = "../support/mod.rs"]
mod support;

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database};
use serde_json::{Value, json};
use support::ask;

/// The regions of the databases here, in order.
const REGIONS: [&str; 3] = ["ap-northeast-2", "eu-west-1", "us-east-1"];

/// A database of three regions whose clock stands at the second 1,700,000,000.
struct World {
    db: Database,
    clock: Clock,
}

impl World {
    fn new() -> Self {
        let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        let db = Database::builder()
            .clock(clock.clone())
            .regions(["us-east-1", "eu-west-1", "ap-northeast-2"])
            .build();
        Self { db, clock }
    }

    /// The same with tables of this name in all regions, from which a global table can be made.
    fn with_tables(name: &str) -> Self {
        let world = Self::new();
        for region in REGIONS {
            ask(&world.at(region), "CreateTable", table(name));
        }
        world
    }

    /// The same with a global table in all regions.
    fn with_global_table(name: &str) -> Self {
        let world = Self::with_tables(name);
        ask(&world.db, "CreateGlobalTable", group(name, &REGIONS));
        world
    }

    fn at(&self, region: &str) -> Database {
        self.db.in_region(region).unwrap()
    }
}

/// A table with provisioned units, a global index and a stream of new and old images.
fn table(name: &str) -> Value {
    json!({
        "TableName": name,
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "of_g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        }],
        "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    })
}

/// Makes such a table with a replica in Ireland; its units are provisioned then, because without scaling no replica is made
/// of provisioned ones.
fn replicate(db: &Database, name: &str) {
    let mut on_demand = with(table(name), json!({"BillingMode": "PAY_PER_REQUEST"}));
    on_demand.as_object_mut().unwrap().remove("ProvisionedThroughput");
    on_demand["GlobalSecondaryIndexes"][0].as_object_mut().unwrap().remove("ProvisionedThroughput");
    ask(db, "CreateTable", on_demand);
    let create = json!([{"Create": {"RegionName": "eu-west-1"}}]);
    ask(db, "UpdateTable", json!({"TableName": name, "ReplicaUpdates": create}));
    let provisioned = table(name);
    let of_index = &provisioned["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"];
    let of_index = json!([{"Update": {"IndexName": "of_g", "ProvisionedThroughput": of_index}}]);
    let switch = json!({
        "TableName": name, "BillingMode": "PROVISIONED", "GlobalSecondaryIndexUpdates": of_index,
        "ProvisionedThroughput": provisioned["ProvisionedThroughput"],
    });
    ask(db, "UpdateTable", switch);
}

/// A request for a global table in these regions.
fn group(name: &str, regions: &[&str]) -> Value {
    let regions: Vec<Value> = regions.iter().map(|region| json!({"RegionName": region})).collect();
    json!({"GlobalTableName": name, "ReplicationGroup": regions})
}

/// The object with these members instead of its own.
fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

/// How units are to be scaled.
fn scaled(minimum: u64, maximum: u64, target: f64) -> Value {
    json!({
        "MinimumUnits": minimum, "MaximumUnits": maximum,
        "ScalingPolicyUpdate": {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": target}},
    })
}

/// The same as it is described.
fn described(policy: &str, minimum: u64, maximum: u64, target: f64) -> Value {
    json!({
        "MinimumUnits": minimum, "MaximumUnits": maximum,
        "AutoScalingRoleArn": "arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
        "ScalingPolicies": [{
            "PolicyName": policy, "TargetTrackingScalingPolicyConfiguration": {"TargetValue": target},
        }],
    })
}

/// How units that are not scaled are described.
fn off() -> Value {
    json!({"AutoScalingDisabled": true, "ScalingPolicies": []})
}
