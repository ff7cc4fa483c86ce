//! Requests about items that show what other requests do not.

use serde_json::{Value, json};

use super::Request;

/// How many items of nearly 400 KB a BatchGetItem asks for: more than it answers.
const LARGE: usize = 45;

pub fn requests() -> Vec<Request> {
    let on = |id: &str| json!({"id": {"S": id}});
    let with = |more: Value| {
        let mut request = json!({"TableName": "items", "Key": on("a")});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let one = || json!([{"N": "1"}]);
    let expected = json!({
        "n": {"ComparisonOperator": "EQ", "AttributeValueList": one()},
        "m": {"ComparisonOperator": "GT", "AttributeValueList": one()},
    });
    let mut requests = vec![
        (
            "CreateTable",
            json!({
                "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            }),
        ),
        (
            "UpdateTimeToLive",
            json!({"TableName": "items", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "until"}}),
        ),
        // Its time is over, so that it is deleted at once.
        (
            "PutItem",
            json!({"TableName": "items", "Item": {"id": {"S": "over"}, "until": {"N": "1600000000"}}}),
        ),
        ("ListStreams", json!({"TableName": "items"})),
        ("DescribeStream", json!({"StreamArn": "{stream}"})),
        (
            "GetShardIterator",
            json!({"StreamArn": "{stream}", "ShardId": "{shard}", "ShardIteratorType": "TRIM_HORIZON"}),
        ),
        ("GetRecords", json!({"ShardIterator": "{iterator}"})),
        (
            "PutItem",
            json!({"TableName": "items", "Item": {"id": {"S": "a"}, "n": {"N": "1"}, "m": {"N": "1"}}}),
        ),
        ("GetItem", with(json!({"ConsistentRead": true, "ReturnConsumedCapacity": "TOTAL"}))),
        ("UpdateItem", with(json!({"Expected": expected, "ConditionalOperator": "OR"}))),
        ("UpdateItem", with(json!({"Expected": {"x": {"Exists": false}}}))),
        ("DeleteItem", with(json!({"Expected": expected, "ConditionalOperator": "AND"}))),
        (
            "DeleteItem",
            with(json!({
                "ConditionExpression": "attribute_not_exists(id)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            })),
        ),
        (
            "BatchExecuteStatement",
            json!({"Statements": [{
                "Statement": "UPDATE items SET x = 1 WHERE id = 'a' AND n = 2",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }]}),
        ),
    ];
    for number in 0..LARGE {
        let text = "x".repeat(390_000);
        let item = json!({"id": {"S": number.to_string()}, "text": {"S": text}});
        requests.push(("PutItem", json!({"TableName": "items", "Item": item})));
    }
    let keys: Vec<Value> = (0..LARGE).map(|number| on(&number.to_string())).collect();
    for members in [
        json!({"ProjectionExpression": "id, #t", "ExpressionAttributeNames": {"#t": "text"}, "ConsistentRead": true}),
        json!({"AttributesToGet": ["text"]}),
    ] {
        let mut of_table = members;
        of_table["Keys"] = json!(keys);
        requests.push(("BatchGetItem", json!({"RequestItems": {"items": of_table}})));
    }
    requests
}
