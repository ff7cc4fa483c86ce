//! Replicas of tables in other regions, with all their settings.

use hashrange::Database;
use serde_json::{Value, json};

use super::{
    Request,
    global_tables::{scale_writes, table},
};
use crate::corpus::still_clock;

/// A database of regions between which tables can be strongly consistent.
pub fn database() -> Database {
    let regions = ["us-east-1", "us-east-2", "us-west-2"];
    Database::builder().partitions(1).regions(regions).clock(still_clock()).build()
}

/// All settings of a replica; `throughput` is the override of its units or limits.
fn replica(key: &str, class: &str, throughput: impl Fn(u32) -> Value) -> Value {
    let with = |mut settings: Value, throughput: Value| {
        settings.as_object_mut().unwrap().extend(throughput.as_object().unwrap().clone());
        settings
    };
    let index = with(json!({"IndexName": "of_g"}), throughput(7));
    let settings = json!({
        "RegionName": "us-east-2", "KMSMasterKeyId": key, "TableClassOverride": class,
        "GlobalSecondaryIndexes": [index],
    });
    with(settings, throughput(8))
}

pub fn requests() -> Vec<Request> {
    let provisioned = |units: u32| json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": units}});
    let on_demand = |units: u32| json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": units}});
    let without_units = |name: &str| {
        let mut request = table(name);
        request["BillingMode"] = json!("PAY_PER_REQUEST");
        request["GlobalTableSettingsReplicationMode"] = json!("ENABLED_WITH_OVERRIDES");
        request.as_object_mut().unwrap().remove("ProvisionedThroughput");
        request["GlobalSecondaryIndexes"][0].as_object_mut().unwrap().remove("ProvisionedThroughput");
        request
    };
    let of = |name: &str, action: &str, member: Value| {
        ("UpdateTable", json!({"TableName": name, "ReplicaUpdates": [{action: member}]}))
    };
    let protect = |protected: bool| {
        ("UpdateTable", json!({"TableName": "units", "DisassociationProtectionEnabled": protected}))
    };
    let strong = |action: &str| {
        json!({
            "TableName": "strong", "ReplicaUpdates": [{action: {"RegionName": "us-east-2"}}],
            "GlobalTableWitnessUpdates": [{action: {"RegionName": "us-west-2"}}],
        })
    };
    let mut of_strong = strong("Create");
    of_strong["MultiRegionConsistency"] = json!("STRONG");
    let disassociated = json!({"RegionName": "us-east-1", "DisassociationMode": "WAIT_FOR_REPLICATION"});
    let describe = |name: &str| ("DescribeTable", json!({"TableName": name}));
    vec![
        ("CreateTable", table("units")),
        scale_writes("units"),
        of("units", "Create", replica("alias/one", "STANDARD_INFREQUENT_ACCESS", provisioned)),
        describe("units"),
        of("units", "Update", replica("alias/two", "STANDARD", |units| provisioned(units * 2))),
        protect(true),
        describe("units"),
        protect(false),
        of("units", "Disassociate", disassociated),
        ("CreateTable", without_units("limits")),
        of("limits", "Create", replica("alias/one", "STANDARD", on_demand)),
        of("limits", "Update", replica("alias/two", "STANDARD", |units| on_demand(units * 2))),
        describe("limits"),
        of("limits", "Delete", json!({"RegionName": "us-east-2"})),
        ("CreateTable", without_units("strong")),
        ("UpdateTable", of_strong),
        describe("strong"),
        ("UpdateTable", strong("Delete")),
    ]
}
