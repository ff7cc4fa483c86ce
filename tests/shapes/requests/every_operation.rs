//! One table with all that a table can have, and every operation on it.

use serde_json::{Value, json};

/// The Kinesis data stream that the changes are sent to.
const KINESIS_ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";

/// The ARN of the table that the requests are about.
const TABLE_ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/shapes";

/// Requests that make answers show as much as they can.
pub fn requests() -> Vec<(&'static str, Value)> {
    let key = |sk: &str| json!({"pk": {"S": "a"}, "sk": {"S": sk}});
    let all = json!({"ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE"});
    let with = |base: &Value, more: Value| {
        let mut request = base.clone();
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let capacity = json!({"TableName": "shapes", "ReturnConsumedCapacity": "INDEXES"});
    let write = with(&capacity, json!({"ReturnItemCollectionMetrics": "SIZE", "ReturnValues": "ALL_OLD"}));
    let item = json!({
        "pk": {"S": "a"}, "sk": {"S": "1"}, "g": {"S": "g"}, "l": {"N": "1"}, "b": {"B": "AA=="}, "ss": {"SS": ["x"]},
        "v": {"L": [{"N": "1"}, {"N": "0.5"}]}, "ns": {"NS": ["1"]}, "bs": {"BS": ["AA=="]}, "m": {"M": {"a": {"L": [{"NULL": true}, {"BOOL": false}]}}},
    });
    let index = |name: &str, hash: &str, range: &str| {
        json!({
            "IndexName": name, "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["m"]},
            "KeySchema": [{"AttributeName": hash, "KeyType": "HASH"}, {"AttributeName": range, "KeyType": "RANGE"}],
        })
    };
    let tags: Vec<Value> = (0..20).map(|n| json!({"Key": format!("k{n}"), "Value": "v"})).collect();
    let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
    let on = |what: &Value| json!({"TableName": "shapes", "Key": what});
    vec![
        (
            "CreateTable",
            json!({
                "TableName": "shapes", "BillingMode": "PAY_PER_REQUEST", "TableClass": "STANDARD",
                "DeletionProtectionEnabled": false, "Tags": [{"Key": "k", "Value": "v"}],
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
                "SSESpecification": {"Enabled": true, "SSEType": "KMS"},
                "OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 10},
                "AttributeDefinitions": [
                    {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"},
                    {"AttributeName": "g", "AttributeType": "S"}, {"AttributeName": "l", "AttributeType": "N"},
                ],
                "KeySchema": [
                    {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
                "VectorIndexes": [{
                    "IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"}, "Dimensions": 2,
                    "DistanceFunction": "COSINE", "Projection": {"ProjectionType": "ALL"},
                    "SearchSchema": [{"AttributeName": "g", "SearchSchemaElementType": "HASH"}],
                }],
                "LocalSecondaryIndexes": [index("local", "pk", "l")],
                "GlobalSecondaryIndexes": [index("global", "g", "l")],
            }),
        ),
        (
            "CreateTable",
            json!({
                "TableName": "units", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            }),
        ),
        ("DescribeTable", json!({"TableName": "shapes"})),
        ("DescribeTable", json!({"TableName": "units"})),
        ("ListTables", json!({"Limit": 1})),
        (
            "UpdateTable",
            json!({"TableName": "shapes", "WarmThroughput": {
                "ReadUnitsPerSecond": 20_000, "WriteUnitsPerSecond": 20_000,
            }}),
        ),
        ("UpdateTable", json!({"TableName": "shapes", "TableClass": "STANDARD_INFREQUENT_ACCESS"})),
        ("TagResource", json!({"ResourceArn": TABLE_ARN, "Tags": tags})),
        ("ListTagsOfResource", json!({"ResourceArn": TABLE_ARN})),
        ("PutResourcePolicy", json!({"ResourceArn": TABLE_ARN, "Policy": policy.to_string()})),
        ("GetResourcePolicy", json!({"ResourceArn": TABLE_ARN})),
        ("DeleteResourcePolicy", json!({"ResourceArn": TABLE_ARN})),
        (
            "UpdateTimeToLive",
            json!({"TableName": "shapes", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "t"}}),
        ),
        ("DescribeTimeToLive", json!({"TableName": "shapes"})),
        ("UntagResource", json!({"ResourceArn": TABLE_ARN, "TagKeys": ["k"]})),
        ("DescribeLimits", json!({})),
        ("DescribeEndpoints", json!({})),
        ("PutItem", with(&write, json!({"Item": item}))),
        ("PutItem", with(&write, json!({"Item": item}))),
        ("GetItem", with(&capacity, json!({"Key": key("1")}))),
        (
            "UpdateItem",
            with(
                &write,
                json!({
                    "Key": key("2"), "UpdateExpression": "SET l = :n", "ReturnValues": "ALL_NEW",
                    "ExpressionAttributeValues": {":n": {"N": "2"}},
                }),
            ),
        ),
        (
            "Query",
            with(
                &capacity,
                json!({
                    "IndexName": "local", "KeyConditionExpression": "pk = :a", "Limit": 1, "Select": "ALL_ATTRIBUTES",
                    "ExpressionAttributeValues": {":a": {"S": "a"}},
                }),
            ),
        ),
        ("Scan", with(&capacity, json!({"IndexName": "global", "Limit": 1}))),
        (
            "SearchVectors",
            with(
                &capacity,
                json!({
                    "IndexName": "vectors", "SearchVector": [{"N": "1"}, {"N": "0"}], "TopK": 1,
                    "SearchConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": {"S": "g"}},
                }),
            ),
        ),
        (
            "BatchGetItem",
            json!({
                "RequestItems": {"shapes": {"Keys": [key("1"), key("9")]}}, "ReturnConsumedCapacity": "INDEXES",
            }),
        ),
        (
            "BatchWriteItem",
            with(
                &all,
                json!({"RequestItems": {"shapes": [
                    {"PutRequest": {"Item": key("3")}}, {"DeleteRequest": {"Key": key("4")}},
                ]}}),
            ),
        ),
        (
            "TransactGetItems",
            json!({
                "TransactItems": [{"Get": on(&key("1"))}, {"Get": on(&key("9"))}], "ReturnConsumedCapacity": "INDEXES",
            }),
        ),
        (
            "TransactWriteItems",
            with(
                &all,
                json!({"TransactItems": [
                    {"Put": {"TableName": "shapes", "Item": key("5")}}, {"Delete": on(&key("3"))},
                ]}),
            ),
        ),
        (
            "ExecuteStatement",
            json!({
                "Statement": "SELECT * FROM shapes", "Limit": 1, "ReturnConsumedCapacity": "INDEXES",
            }),
        ),
        (
            "BatchExecuteStatement",
            json!({"ReturnConsumedCapacity": "INDEXES", "Statements": [
                {"Statement": "SELECT * FROM shapes WHERE pk = 'a' AND sk = '1'"},
                {"Statement": "SELECT * FROM nowhere WHERE pk = 'a'"},
            ]}),
        ),
        (
            "ExecuteTransaction",
            json!({"ReturnConsumedCapacity": "INDEXES", "TransactStatements": [
                {"Statement": "SELECT * FROM shapes WHERE pk = 'a' AND sk = '1'"},
            ]}),
        ),
        ("UpdateContributorInsights", json!({"TableName": "shapes", "ContributorInsightsAction": "ENABLE"})),
        (
            "UpdateContributorInsights",
            json!({
                "TableName": "shapes", "IndexName": "global", "ContributorInsightsAction": "ENABLE",
            }),
        ),
        ("DescribeContributorInsights", json!({"TableName": "shapes", "IndexName": "global"})),
        ("ListContributorInsights", json!({"MaxResults": 1})),
        (
            "EnableKinesisStreamingDestination",
            json!({
                "TableName": "shapes", "StreamArn": KINESIS_ARN,
                "EnableKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": "MILLISECOND"},
            }),
        ),
        (
            "UpdateKinesisStreamingDestination",
            json!({
                "TableName": "shapes", "StreamArn": KINESIS_ARN,
                "UpdateKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": "MICROSECOND"},
            }),
        ),
        ("DescribeKinesisStreamingDestination", json!({"TableName": "shapes"})),
        (
            "DisableKinesisStreamingDestination",
            json!({
                "TableName": "shapes", "StreamArn": KINESIS_ARN,
                "EnableKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": "MILLISECOND"},
            }),
        ),
        ("CreateBackup", json!({"TableName": "shapes", "BackupName": "monday"})),
        ("ListBackups", json!({"TableName": "shapes", "Limit": 1})),
        ("DescribeBackup", json!({"BackupArn": "{backup}"})),
        ("RestoreTableFromBackup", json!({"BackupArn": "{backup}", "TargetTableName": "shapes_again"})),
        ("DeleteBackup", json!({"BackupArn": "{backup}"})),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "shapes", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}),
        ),
        ("DescribeContinuousBackups", json!({"TableName": "shapes"})),
        (
            "RestoreTableToPointInTime",
            json!({
                "SourceTableName": "shapes", "TargetTableName": "shapes_once_more", "UseLatestRestorableTime": true,
            }),
        ),
        ("DeleteItem", with(&write, json!({"Key": key("1")}))),
        ("ListStreams", json!({"Limit": 1})),
        ("DescribeStream", json!({"StreamArn": "{stream}"})),
        (
            "GetShardIterator",
            json!({"StreamArn": "{stream}", "ShardId": "{shard}", "ShardIteratorType": "TRIM_HORIZON"}),
        ),
        ("GetRecords", json!({"ShardIterator": "{iterator}"})),
        ("DeleteTable", json!({"TableName": "shapes"})),
    ]
}
