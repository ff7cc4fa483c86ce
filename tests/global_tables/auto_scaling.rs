//! Auto scaling of the replicas of tables of version 2019.11.21.

use serde_json::{Value, json};

use crate::{
    World, described, off, replicate, scaled,
    support::{ask, refused},
    table, with,
};

/// A world with a table that has replicas in two of three regions.
fn replicated() -> World {
    let world = World::new();
    replicate(&world.db, "music");
    world
}

fn describe(world: &World, region: &str) -> Value {
    let described = ask(&world.at(region), "DescribeTableReplicaAutoScaling", json!({"TableName": "music"}));
    described["TableAutoScalingDescription"].clone()
}

fn update(world: &World, request: Value) -> Value {
    let request = with(json!({"TableName": "music"}), request);
    let updated = ask(&world.db, "UpdateTableReplicaAutoScaling", request);
    assert_eq!(updated["TableAutoScalingDescription"], describe(world, "eu-west-1"));
    updated["TableAutoScalingDescription"].clone()
}

/// The exception and message of a request that must fail.
fn told(world: &World, request: Value) -> (String, String) {
    refused(&world.db, "UpdateTableReplicaAutoScaling", with(json!({"TableName": "music"}), request))
}

#[test]
fn all_replicas_are_described_in_order_of_their_regions_whichever_region_asks() {
    let world = replicated();
    let replica = |region: &str| {
        json!({
            "RegionName": region, "ReplicaStatus": "ACTIVE",
            "ReplicaProvisionedReadCapacityAutoScalingSettings": off(),
            "ReplicaProvisionedWriteCapacityAutoScalingSettings": off(),
            "GlobalSecondaryIndexes": [{
                "IndexName": "of_g", "IndexStatus": "ACTIVE",
                "ProvisionedReadCapacityAutoScalingSettings": off(),
                "ProvisionedWriteCapacityAutoScalingSettings": off(),
            }],
        })
    };
    let replicas = ["eu-west-1", "us-east-1"].map(replica);
    let expected = json!({"TableName": "music", "TableStatus": "ACTIVE", "Replicas": replicas});
    assert_eq!(describe(&world, "us-east-1"), expected);
    assert_eq!(describe(&world, "eu-west-1"), expected);
    let arn = world.db.table("music").unwrap().describe().table_arn;
    let by_arn = ask(&world.db, "DescribeTableReplicaAutoScaling", json!({"TableName": arn}));
    assert_eq!(by_arn["TableAutoScalingDescription"], expected);
}

#[test]
fn writes_are_scaled_alike_in_all_regions_and_reads_in_each() {
    let world = replicated();
    let updated = update(
        &world,
        json!({
            "ProvisionedWriteCapacityAutoScalingUpdate": scaled(6, 60, 70.0),
            "GlobalSecondaryIndexUpdates": [
                {"IndexName": "of_g", "ProvisionedWriteCapacityAutoScalingUpdate": scaled(1, 8, 50.0)},
            ],
            "ReplicaUpdates": [{
                "RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": scaled(20, 30, 10.0),
                "ReplicaGlobalSecondaryIndexUpdates": [
                    {"IndexName": "of_g", "ProvisionedReadCapacityAutoScalingUpdate": scaled(1, 2, 90.0)},
                ],
            }],
        }),
    );
    for replica in updated["Replicas"].as_array().unwrap() {
        let index = &replica["GlobalSecondaryIndexes"][0];
        assert_eq!(
            replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
            described("DynamoDBWriteCapacityUtilization:table/music", 6, 60, 70.0)
        );
        assert_eq!(
            index["ProvisionedWriteCapacityAutoScalingSettings"],
            described("DynamoDBWriteCapacityUtilization:table/music/index/of_g", 1, 8, 50.0)
        );
        let (reads, of_index) = match replica["RegionName"] == "eu-west-1" {
            false => (off(), off()),
            true => (
                described("DynamoDBReadCapacityUtilization:table/music", 20, 30, 10.0),
                described("DynamoDBReadCapacityUtilization:table/music/index/of_g", 1, 2, 90.0),
            ),
        };
        assert_eq!(replica["ReplicaProvisionedReadCapacityAutoScalingSettings"], reads);
        assert_eq!(index["ProvisionedReadCapacityAutoScalingSettings"], of_index);
    }
    let units = |region: &str| {
        let throughput = world.at(region).table("music").unwrap().describe().provisioned_throughput;
        [throughput.read_capacity_units, throughput.write_capacity_units]
    };
    assert_eq!(["us-east-1", "eu-west-1"].map(units), [[10, 6], [20, 6]]);
}

#[test]
fn a_policy_has_one_name_at_a_time_and_keeps_what_it_was_given() {
    let world = replicated();
    let target = json!({
        "DisableScaleIn": true, "ScaleInCooldown": -1, "ScaleOutCooldown": 1_000_000_000, "TargetValue": 55.5,
    });
    for name in ["first", "second"] {
        let policy = json!({"PolicyName": name, "TargetTrackingScalingPolicyConfiguration": target});
        let writes = json!({
            "MinimumUnits": 5, "MaximumUnits": 5, "AutoScalingDisabled": false, "ScalingPolicyUpdate": policy,
            "AutoScalingRoleArn": "arn:aws:iam::000000000000:role/scaler",
        });
        let updated = update(&world, json!({"ProvisionedWriteCapacityAutoScalingUpdate": writes}));
        assert_eq!(
            updated["Replicas"][0]["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
            json!({
                "MinimumUnits": 5, "MaximumUnits": 5, "AutoScalingRoleArn": "arn:aws:iam::000000000000:role/scaler",
                "ScalingPolicies": [policy],
            })
        );
    }
    let disabled = json!({"ProvisionedWriteCapacityAutoScalingUpdate": {"AutoScalingDisabled": true}});
    for _ in 0..2 {
        let updated = update(&world, disabled.clone());
        assert_eq!(updated["Replicas"][0]["ReplicaProvisionedWriteCapacityAutoScalingSettings"], off());
    }
}

#[test]
fn a_table_on_demand_keeps_its_scaling_without_effect_and_gets_no_other() {
    let world = replicated();
    update(&world, json!({"ProvisionedWriteCapacityAutoScalingUpdate": scaled(6, 60, 70.0)}));
    ask(&world.db, "UpdateTable", json!({"TableName": "music", "BillingMode": "PAY_PER_REQUEST"}));
    let kept = with(
        described("DynamoDBWriteCapacityUtilization:table/music", 6, 60, 70.0),
        json!({"AutoScalingDisabled": true}),
    );
    let description = describe(&world, "us-east-1");
    assert_eq!(description["Replicas"][1]["ReplicaProvisionedWriteCapacityAutoScalingSettings"], kept);
    let (code, message) = told(
        &world,
        json!({
            "ProvisionedWriteCapacityAutoScalingUpdate": scaled(1, 10, 70.0),
            "ReplicaUpdates": [
                {"RegionName": "us-east-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": scaled(1, 10, 70.0)},
            ],
        }),
    );
    assert_eq!(code, "ValidationException");
    assert_eq!(
        message,
        "Failed to update global table with name ‘music‘. Replicas 'EU-WEST-1', 'US-EAST-1' BillingMode is \
         PayPerRequest. You must convert table's BillingMode to PROVISIONED to set parameters: \
         'GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate', \
         'ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate'."
    );
    let disabled = json!({"ProvisionedWriteCapacityAutoScalingUpdate": {"AutoScalingDisabled": true}});
    let updated = update(&world, disabled);
    assert_eq!(updated["Replicas"][1]["ReplicaProvisionedWriteCapacityAutoScalingSettings"], off());
}

#[test]
fn requests_that_cannot_be_carried_out_are_refused_in_the_services_words() {
    let world = replicated();
    let write = |update: Value| json!({"ProvisionedWriteCapacityAutoScalingUpdate": update});
    let replica = |region: &str, update: Value| {
        json!({"ReplicaUpdates": [{
            "RegionName": region, "ReplicaProvisionedReadCapacityAutoScalingUpdate": update,
        }]})
    };
    let whole = scaled(1, 10, 70.0);
    let failed = "Failed to update settings for global table with name: ‘music’";
    let twice = json!({"ReplicaUpdates": [
        {"RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": whole},
        {"RegionName": "eu-west-1", "ReplicaProvisionedReadCapacityAutoScalingUpdate": whole},
    ]});
    let no_policy = json!({"MinimumUnits": 1, "MaximumUnits": 10});
    for (request, code, message) in [
        (
            json!({}),
            "ValidationException",
            format!("{failed} because at least one update parameter must be specified."),
        ),
        (
            json!({"ReplicaUpdates": [{"RegionName": "eu-west-1"}]}),
            "ValidationException",
            format!(
                "{failed} because at least one update parameter must be specified for region: ‘eu-west-1’."
            ),
        ),
        (
            twice,
            "ValidationException",
            format!("{failed} because the regions: ‘[eu-west-1]’ were specified more than once."),
        ),
        (
            write(no_policy),
            "ValidationException",
            format!(
                "{failed}: Parameters 'ScalingPolicyUpdate' are required unless auto scaling is being disabled."
            ),
        ),
        (
            replica("ap-northeast-2", whole.clone()),
            "ResourceNotFoundException",
            format!("{failed} because a replica does not exist in regions: ‘[ap-northeast-2]’."),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [
                {"IndexName": "nothing", "ProvisionedWriteCapacityAutoScalingUpdate": whole},
            ]}),
            "ResourceNotFoundException",
            format!("{failed} because the global secondary indexes with names: ‘[nothing]’ do not exist."),
        ),
        (
            json!({"ReplicaUpdates": [{"RegionName": "eu-west-1", "ReplicaGlobalSecondaryIndexUpdates": [
                {"IndexName": "nothing", "ProvisionedReadCapacityAutoScalingUpdate": whole},
            ]}]}),
            "ResourceNotFoundException",
            format!(
                "{failed} because a global secondary index with name: ‘nothing’ does not exist in region: ‘eu-west-1’."
            ),
        ),
    ] {
        assert_eq!(told(&world, request.clone()), (code.to_owned(), message), "{request}");
    }
    let (code, message) = told(&world, write(scaled(2, 1, 70.0)));
    assert_eq!(code, "ValidationException");
    assert!(
        message.starts_with("Maximum capacity cannot be less than minimum capacity (Service: "),
        "{message}"
    );
    assert_eq!(
        describe(&world, "us-east-1")["Replicas"][0]["ReplicaProvisionedWriteCapacityAutoScalingSettings"],
        off()
    );
}

#[test]
fn tables_that_are_not_there_and_legacy_global_tables_are_not_scaled_so() {
    let world = World::with_global_table("legacy");
    for name in ["legacy", "nothing"] {
        let expected = (
            "ResourceNotFoundException".to_owned(),
            format!("Global table with name: '{name}' does not exist."),
        );
        let request = json!({"TableName": name});
        assert_eq!(refused(&world.db, "DescribeTableReplicaAutoScaling", request.clone()), expected);
        let request =
            with(request, json!({"ProvisionedWriteCapacityAutoScalingUpdate": scaled(1, 10, 70.0)}));
        assert_eq!(refused(&world.db, "UpdateTableReplicaAutoScaling", request), expected);
    }
}

#[test]
fn a_table_with_provisioned_writes_gets_replicas_when_they_are_scaled() {
    let world = World::new();
    ask(&world.db, "CreateTable", table("music"));
    let create =
        || json!({"TableName": "music", "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]});
    let refusal = || refused(&world.db, "UpdateTable", create());
    let scaling_refused = |what: &str| {
        let text = format!("{what} write capacity should either be Pay-Per-Request or AutoScaled.");
        ("ValidationException".to_owned(), text)
    };
    assert_eq!(refusal(), scaling_refused("Table"));
    let scaling = || json!({"ProvisionedWriteCapacityAutoScalingUpdate": scaled(5, 60, 70.0)});
    let updated = update_alone(&world, scaling());
    assert_eq!(updated["Replicas"][0]["RegionName"], "us-east-1");
    assert_eq!(refusal(), scaling_refused("Index of_g"));
    let of_index = with(scaling(), json!({"IndexName": "of_g"}));
    update_alone(&world, json!({"GlobalSecondaryIndexUpdates": [of_index]}));
    ask(&world.db, "UpdateTable", create());
    let replicas = describe(&world, "eu-west-1")["Replicas"].clone();
    let write = |place: usize| &replicas[place]["ReplicaProvisionedWriteCapacityAutoScalingSettings"];
    assert_eq!(write(0), write(1));
    assert_eq!(write(0)["MaximumUnits"], 60);
}

/// Scales the units of a table without replicas.
fn update_alone(world: &World, request: Value) -> Value {
    let request = with(json!({"TableName": "music"}), request);
    ask(&world.db, "UpdateTableReplicaAutoScaling", request)["TableAutoScalingDescription"].take()
}
