//! After each kind of change, what a crash leaves is what is in memory: the same snapshot.

use std::{path::Path, time::Duration};

use serde_json::json;

use super::compared::{BEGIN_SECONDS, Compared};

const KINESIS: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"dynamodb:DeleteItem","Resource":"*"}}"#;

fn created() -> Compared {
    let compared = Compared::new();
    compared.call(
        "CreateTable",
        &json!({
            "TableName": "users", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        }),
    );
    (0..5).for_each(|n| compared.put(&format!("user {n}")));
    compared
}

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/users";

#[test]
fn tags_policies_time_to_live_and_protection() {
    let users = created();
    users.call(
        "TagResource",
        &json!({"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}),
    );
    users.call("UntagResource", &json!({"ResourceArn": ARN, "TagKeys": ["a"]}));
    users.call("PutResourcePolicy", &json!({"ResourceArn": ARN, "Policy": POLICY}));
    users.call("DeleteResourcePolicy", &json!({"ResourceArn": ARN}));
    for enabled in [true, false] {
        let specification = json!({"Enabled": enabled, "AttributeName": "until"});
        users.call(
            "UpdateTimeToLive",
            &json!({"TableName": "users", "TimeToLiveSpecification": specification}),
        );
        let until = (BEGIN_SECONDS + 30 * 60).to_string();
        let item = json!({"id": {"S": "expires"}, "until": {"N": until}});
        users.call("PutItem", &json!({"TableName": "users", "Item": item}));
        users.advance(2);
    }
    users.update_table(json!({"DeletionProtectionEnabled": true}));
    users.update_table(json!({"DeletionProtectionEnabled": false}));
    users.call("DeleteTable", &json!({"TableName": "users"}));
}

#[test]
fn throughput_class_encryption_and_insights() {
    let users = created();
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 6});
    users.update_table(json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units}));
    users.update_table(json!({"ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 6}}));
    users.advance(30);
    users.update_table(json!({"BillingMode": "PAY_PER_REQUEST"}));
    users
        .update_table(json!({"OnDemandThroughput": {"MaxReadRequestUnits": 50, "MaxWriteRequestUnits": 60}}));
    users.update_table(
        json!({"WarmThroughput": {"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000}}),
    );
    users.update_table(json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    users.update_table(json!({"SSESpecification": {"Enabled": true, "SSEType": "KMS"}}));
    for action in ["ENABLE", "DISABLE"] {
        users.call(
            "UpdateContributorInsights",
            &json!({"TableName": "users", "ContributorInsightsAction": action}),
        );
    }
}

#[test]
fn indexes_and_splits() {
    let users = created();
    let by_n = json!({
        "IndexName": "by_n", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}],
    });
    let attributes =
        json!([{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"}]);
    users.update_table(
        json!({"AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [{"Create": by_n}]}),
    );
    let table = users.db.table("users").unwrap();
    for id in ["user 1", "user 2", "same"] {
        assert!(table.split_partition(&table.explain(id).unwrap().hash));
        users.compare("a split");
        users.put(id);
    }
    let store = users.db.engine().catalog().table("users").unwrap();
    let index = store.global_indexes().first().cloned().unwrap();
    assert!(store.split_index(&index, 1 << 61));
    users.compare("a split of an index");
    let maximum = json!({"IndexName": "by_n", "OnDemandThroughput": {"MaxReadRequestUnits": 9}});
    users.update_table(json!({"GlobalSecondaryIndexUpdates": [{"Update": maximum}]}));
    users.update_table(json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by_n"}}]}));
}

#[test]
fn streams_recovery_destinations_and_backups() {
    let users = created();
    users.update_table(
        json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}}),
    );
    let described = users.call("DescribeTable", &json!({"TableName": "users"}));
    let stream = described["Table"]["LatestStreamArn"].as_str().unwrap();
    users.call("PutResourcePolicy", &json!({"ResourceArn": stream, "Policy": POLICY.replace("dynamodb:DeleteItem", "dynamodb:GetRecords")}));
    users.advance(5);
    users.put("in another shard");
    users.call("DeleteResourcePolicy", &json!({"ResourceArn": stream}));
    let recovery = |enabled: bool, days: Option<u32>| {
        let mut specification = json!({"PointInTimeRecoveryEnabled": enabled});
        days.into_iter().for_each(|days| specification["RecoveryPeriodInDays"] = json!(days));
        json!({"TableName": "users", "PointInTimeRecoverySpecification": specification})
    };
    users.call("UpdateContinuousBackups", &recovery(true, None));
    users.put("to be recovered");
    users.advance(2);
    users.call("UpdateContinuousBackups", &recovery(true, Some(2)));
    let destination = json!({"TableName": "users", "StreamArn": KINESIS});
    users.call("EnableKinesisStreamingDestination", &destination);
    users.put("to be sent");
    let precision = json!({"ApproximateCreationDateTimePrecision": "MICROSECOND"});
    users.call("UpdateKinesisStreamingDestination", &json!({"TableName": "users", "StreamArn": KINESIS, "UpdateKinesisStreamingConfiguration": precision}));
    users.put("to be sent later");
    users.call("DisableKinesisStreamingDestination", &destination);
    users.put("not sent");
    let table = users.db.table("users").unwrap();
    assert!(table.split_partition(&table.explain("user 1").unwrap().hash));
    users.put("user 1");
    let backup = users.call("CreateBackup", &json!({"TableName": "users", "BackupName": "monday"}));
    users.put("after the backup");
    users.call("CreateBackup", &json!({"TableName": "users", "BackupName": "tuesday"}));
    let arn = &backup["BackupDetails"]["BackupArn"];
    users.call("RestoreTableFromBackup", &json!({"BackupArn": arn, "TargetTableName": "restored"}));
    users.call("DeleteBackup", &json!({"BackupArn": arn}));
    users.call(
        "RestoreTableToPointInTime",
        &json!({"SourceTableName": "users", "TargetTableName": "recovered", "UseLatestRestorableTime": true}),
    );
    users.db.set_stream_bytes(3_000);
    users.compare("a bound on streams");
    (0..20).for_each(|n| users.put(&format!("more {n}")));
    users.update_table(json!({"StreamSpecification": {"StreamEnabled": false}}));
    users.advance(40);
    users.call("UpdateContinuousBackups", &recovery(false, None));
    users.put("not to be recovered");
    users.call("UpdateContinuousBackups", &recovery(true, None));
    users
        .update_table(json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"}}));
    users.call("DeleteTable", &json!({"TableName": "users"}));
    users.clock.advance(Duration::from_secs(25 * 60 * 60)).unwrap();
    users.call("ListTables", &json!({}));
}

#[test]
fn exports_imports_and_bulk_operations() {
    let users = created();
    write_items(&users.folder.path().join("in"));
    users.call("UpdateContinuousBackups", &json!({"TableName": "users", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}));
    users.call(
        "ExportTableToPointInTime",
        &json!({"TableArn": ARN, "S3Bucket": "data", "ClientToken": "export"}),
    );
    let parameters = json!({
        "TableName": "imported", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    });
    let source = json!({"S3Bucket": "data", "S3KeyPrefix": "in/"});
    users.call("ImportTable", &json!({"S3BucketSource": source, "InputFormat": "DYNAMODB_JSON", "TableCreationParameters": parameters}));
    let put = json!({"Put": {"TableName": "users", "Item": {"id": {"S": "together"}}}});
    users.call("TransactWriteItems", &json!({"TransactItems": [put], "ClientRequestToken": "transaction"}));
}

fn write_items(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("items.json"), "{\"Item\": {\"id\": {\"S\": \"imported\"}}}\n").unwrap();
}

#[test]
fn replicas() {
    let users = created();
    let action = |action: &str| json!({"ReplicaUpdates": [{action: {"RegionName": "eu-west-1"}}]});
    users.update_table(action("Create"));
    let item = json!({"id": {"S": "user 1"}, "of": {"S": "eu-west-1"}});
    users.call_in("eu-west-1", "PutItem", &json!({"TableName": "users", "Item": item}));
    users.call_in("eu-west-1", "DeleteItem", &json!({"TableName": "users", "Key": {"id": {"S": "user 2"}}}));
    users.call_in("us-east-1", "GetItem", &json!({"TableName": "users", "Key": {"id": {"S": "user 2"}}}));
    users.update_table(json!({"ReplicaUpdates": [{"Update": {"RegionName": "eu-west-1", "TableClassOverride": "STANDARD_INFREQUENT_ACCESS"}}]}));
    let attributes =
        json!([{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"}]);
    let by_n = json!({
        "IndexName": "by_n", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}],
    });
    users.update_table(
        json!({"AttributeDefinitions": attributes, "GlobalSecondaryIndexUpdates": [{"Create": by_n}]}),
    );
    let specification = json!({"Enabled": true, "AttributeName": "until"});
    users.call_in(
        "eu-west-1",
        "UpdateTimeToLive",
        &json!({"TableName": "users", "TimeToLiveSpecification": specification}),
    );
    users.put("in both");
    users.update_table(action("Delete"));
    users.call("DeleteTable", &json!({"TableName": "users"}));
}
