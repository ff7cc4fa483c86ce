//! What requests are answered: members that the model has, of its types and with its words, and all that it requires.

use std::{collections::BTreeSet, time::UNIX_EPOCH};

use hashrange::{Clock, Database};
use serde_json::{Value, json};

use crate::{Operation, model::Model, nothing_in};

/// The ARN of the table that the requests are about.
const TABLE_ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/shapes";

/// Stands for the ARN of the latest backup.
const BACKUP: &str = "{backup}";

/// The ARN of its stream, in a database whose clock stands at 1970, and the id of the stream's shard.
const STREAM_ARN: &str =
    "arn:aws:dynamodb:us-east-1:000000000000:table/shapes/stream/1970-01-01T00:00:00.000";
const SHARD_ID: &str = "shardId-00000000000000000000-00000000";

/// Stands for the iterator that was given out last.
const ITERATOR: &str = "{iterator}";

/// Requests that make answers show as much as they can, in this order on one database.
fn requests() -> Vec<(&'static str, Value)> {
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
        ("CreateBackup", json!({"TableName": "shapes", "BackupName": "monday"})),
        ("ListBackups", json!({"TableName": "shapes", "Limit": 1})),
        ("DescribeBackup", json!({"BackupArn": BACKUP})),
        ("RestoreTableFromBackup", json!({"BackupArn": BACKUP, "TargetTableName": "shapes_again"})),
        ("DeleteBackup", json!({"BackupArn": BACKUP})),
        ("DeleteItem", with(&write, json!({"Key": key("1")}))),
        ("ListStreams", json!({"Limit": 1})),
        ("DescribeStream", json!({"StreamArn": STREAM_ARN})),
        (
            "GetShardIterator",
            json!({"StreamArn": STREAM_ARN, "ShardId": SHARD_ID, "ShardIteratorType": "TRIM_HORIZON"}),
        ),
        ("GetRecords", json!({"ShardIterator": ITERATOR})),
        ("DeleteTable", json!({"TableName": "shapes"})),
    ]
}

#[test]
fn answers_have_the_models_members_types_and_words() {
    let models = Model::both();
    let operations = Operation::all(&models);
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).partitions(1).build();
    let mut found = Vec::new();
    let (mut backup_arn, mut iterator) = (String::new(), String::new());
    for (name, request) in requests() {
        let operation = operations.iter().find(|operation| operation.name == name).unwrap();
        let request = request.to_string().replace(BACKUP, &backup_arn).replace(ITERATOR, &iterator);
        let answer = db.wire(name, request.as_bytes());
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let Some(output) = operation.output else {
            assert!(answer.body.is_empty(), "{name}: {}", answer.text());
            continue;
        };
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        if let Some(arn) = answer["BackupDetails"]["BackupArn"].as_str() {
            arn.clone_into(&mut backup_arn);
        }
        if let Some(given) = answer["ShardIterator"].as_str() {
            given.clone_into(&mut iterator);
        }
        assert_ne!(answer["Records"], json!([]), "there are records");
        check(operation.model, output, &answer, name, &mut found);
    }
    nothing_in(found);
}

#[test]
fn the_answers_of_all_operations_are_looked_at() {
    let models = Model::both();
    let looked_at: BTreeSet<&str> = requests().into_iter().map(|(name, _)| name).collect();
    let left: Vec<String> = Operation::all(&models)
        .iter()
        .filter(|operation| !looked_at.contains(operation.name))
        .map(|operation| operation.name.to_owned())
        .collect();
    nothing_in(left);
}

/// Notes where a value is not what its shape says.
fn check(model: &Model, shape_name: &str, value: &Value, path: &str, found: &mut Vec<String>) {
    let shape = model.shape(shape_name);
    let mut fits = |fits: bool| {
        if !fits {
            found.push(format!("{path} is no {shape_name}: {value}"));
        }
    };
    match model.shape_type(shape_name) {
        "structure" => {
            let Some(object) = value.as_object() else { return fits(false) };
            let members = model.members(shape_name);
            for member in model.required(shape_name) {
                fits(object.contains_key(member));
            }
            for (name, value) in object {
                match members.get(name.as_str()) {
                    Some(shape) => check(model, shape, value, &format!("{path}.{name}"), found),
                    None => found.push(format!("{path}.{name} is not in {shape_name}")),
                }
            }
        }
        "list" => {
            let Some(list) = value.as_array() else { return fits(false) };
            let element = shape["member"].as_str().unwrap();
            list.iter().for_each(|value| check(model, element, value, &format!("{path}[]"), found));
        }
        "map" => {
            let Some(map) = value.as_object() else { return fits(false) };
            let element = shape["value"].as_str().unwrap();
            map.values().for_each(|value| check(model, element, value, &format!("{path}{{}}"), found));
        }
        "string" => match shape["enum"].as_array() {
            Some(words) => fits(words.contains(value)),
            None => fits(value.is_string()),
        },
        "blob" => fits(value.is_string()),
        "boolean" => fits(value.is_boolean()),
        "integer" | "long" => fits(value.is_i64()),
        _ => fits(value.is_number()),
    }
}
