//! Settings of tables and indexes: made, changed and restored.

use serde_json::{Value, json};

use super::Request;

fn key(attribute: &str) -> Value {
    json!([{"AttributeName": attribute, "KeyType": "HASH"}])
}

fn limits(read: u32, write: u32) -> Value {
    json!({"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write})
}

fn warm(read: u32, write: u32) -> Value {
    json!({"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write})
}

fn units(read: u32, write: u32) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

/// A global index on demand, with all settings.
fn on_demand(name: &str) -> Value {
    json!({
        "IndexName": name, "KeySchema": key("g"),
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["m", "n"]},
        "OnDemandThroughput": limits(20, 10), "WarmThroughput": warm(13_000, 5_000),
    })
}

fn vectors(name: &str) -> Value {
    json!({
        "IndexName": name, "VectorAttribute": {"AttributeName": "v"}, "Dimensions": 2, "DistanceFunction": "EUCLIDEAN",
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["m", "n"]},
        "SearchSchema": [{"AttributeName": "g", "SearchSchemaElementType": "HASH"}],
    })
}

pub fn requests() -> Vec<Request> {
    let string = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let ranged = |name: &str, hash: &str, range: &str| {
        json!({
            "IndexName": name, "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["m"]},
            "KeySchema": [{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}],
        })
    };
    let update = |name: &str, value: Value| ("UpdateTable", json!({"TableName": "likes", name: value}));
    let of_index = |action: &str, value: Value| {
        let mut request = json!({"TableName": "likes", "GlobalSecondaryIndexUpdates": [{action: value}]});
        if action == "Create" {
            request["AttributeDefinitions"] = json!([string("g")]);
        }
        ("UpdateTable", request)
    };
    let restored = |mut request: Value, overrides: &Value| {
        request.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
        request
    };
    let from_backup = |name: &str, overrides: &Value| {
        let request = json!({"BackupArn": "{backup}", "TargetTableName": name});
        ("RestoreTableFromBackup", restored(request, overrides))
    };
    let to_time =
        |request: Value, overrides: &Value| ("RestoreTableToPointInTime", restored(request, overrides));
    let on_demand_overrides = json!({
        "BillingModeOverride": "PAY_PER_REQUEST", "OnDemandThroughputOverride": limits(7, 8),
        "SSESpecificationOverride": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/again"},
        "GlobalSecondaryIndexOverride": [on_demand("global")],
        "LocalSecondaryIndexOverride": [ranged("local", "pk", "l")],
        "VectorIndexOverride": [vectors("vectors")],
    });
    let provisioned_overrides = json!({
        "BillingModeOverride": "PROVISIONED", "ProvisionedThroughputOverride": units(3, 4),
        "GlobalSecondaryIndexOverride": [{
            "IndexName": "global", "KeySchema": key("g"), "ProvisionedThroughput": units(5, 6),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["m", "n"]},
        }],
        "LocalSecondaryIndexOverride": [], "VectorIndexOverride": [],
    });
    let statement = json!({"Effect": "Deny", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/likes";
    vec![
        (
            "CreateTable",
            json!({
                "TableName": "likes", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [
                    {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
                "AttributeDefinitions": [string("pk"), string("sk"), string("g"), string("l")],
                "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/likes"},
                "WarmThroughput": warm(14_000, 6_000), "GlobalTableSettingsReplicationMode": "ENABLED",
                "GlobalSecondaryIndexes": [on_demand("global")], "LocalSecondaryIndexes": [ranged("local", "pk", "l")],
            }),
        ),
        ("DescribeTable", json!({"TableName": "likes"})),
        update(
            "SSESpecification",
            json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/others"}),
        ),
        update("SSESpecification", json!({"Enabled": false})),
        update("GlobalTableSettingsReplicationMode", json!("DISABLED")),
        of_index("Create", on_demand("another")),
        of_index(
            "Update",
            json!({"IndexName": "another", "OnDemandThroughput": limits(5, 6), "WarmThroughput": warm(15_000, 7_000)}),
        ),
        (
            "UpdateTable",
            json!({"TableName": "likes", "VectorIndexUpdates": [{"Create": vectors("vectors")}]}),
        ),
        ("DescribeTable", json!({"TableName": "likes"})),
        (
            "PutItem",
            json!({"TableName": "likes", "Item": {
                "pk": {"S": "a"}, "sk": {"S": "1"}, "g": {"S": "g"}, "l": {"S": "l"}, "m": {"S": "m"}, "n": {"S": "n"},
                "v": {"L": [{"N": "1"}, {"N": "2"}]},
            }}),
        ),
        ("CreateBackup", json!({"TableName": "likes", "BackupName": "monday"})),
        ("DescribeBackup", json!({"BackupArn": "{backup}"})),
        from_backup("on_demand", &on_demand_overrides),
        ("DescribeTable", json!({"TableName": "on_demand"})),
        from_backup("provisioned", &provisioned_overrides),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "likes", "PointInTimeRecoverySpecification": {
                "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7,
            }}),
        ),
        to_time(
            json!({
                "SourceTableName": "likes", "TargetTableName": "of_now", "UseLatestRestorableTime": true,
            }),
            &on_demand_overrides,
        ),
        ("DescribeTable", json!({"TableName": "of_now"})),
        to_time(
            json!({
                "SourceTableArn": arn, "TargetTableName": "of_a_time", "RestoreDateTime": 1_700_000_000,
            }),
            &provisioned_overrides,
        ),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "of_now", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}),
        ),
        ("DeleteTable", json!({"TableName": "of_now"})),
        ("ListBackups", json!({"TableName": "of_now", "BackupType": "SYSTEM"})),
        (
            "DescribeBackup",
            json!({"BackupArn": arn.replace("likes", "of_now/backup/01700000000000-00000000")}),
        ),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": arn, "Policy": policy, "ConfirmRemoveSelfResourceAccess": true}),
        ),
    ]
}
