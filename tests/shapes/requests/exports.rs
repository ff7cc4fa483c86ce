//! Exports, full and incremental, of which one fails.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{ADVANCE, Request};

/// The folder of the bucket `shapes`.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shapes-exports");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The time at which the database's clock begins.
const NOW: u64 = 1_700_000_000;

pub fn requests() -> Vec<Request> {
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/likes";
    let item = |at: u32| json!({"TableName": "likes", "Item": {"user": {"S": "a"}, "at": {"N": at.to_string()}, "b": {"B": "AA=="}}});
    let export = |more: Value| {
        let mut request = json!({"TableArn": arn, "S3Bucket": "shapes"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("ExportTableToPointInTime", request)
    };
    let described = ("DescribeExport", json!({"ExportArn": "{export}"}));
    vec![
        (
            "CreateTable",
            json!({
                "TableName": "likes", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    {"AttributeName": "user", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"},
                ],
                "KeySchema": [
                    {"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"},
                ],
            }),
        ),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "likes", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}),
        ),
        ("PutItem", item(1)),
        (ADVANCE, json!(1_000)),
        ("PutItem", item(2)),
        export(json!({
            "ExportTime": NOW + 500, "ClientToken": "one", "S3Prefix": "p", "S3BucketOwner": "123456789012",
            "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "alias/mine", "ExportFormat": "DYNAMODB_JSON",
            "ExportType": "FULL_EXPORT",
            "FilterSpecification": {
                "KeyConditionExpression": "#u = :u", "FilterExpression": "#b = :b", "ProjectionExpression": "b",
                "ExpressionAttributeNames": {"#b": "b", "#u": "user"},
                "ExpressionAttributeValues": {":b": {"B": "AA=="}, ":u": {"S": "a"}},
            },
        })),
        described.clone(),
        export(json!({
            "ExportType": "INCREMENTAL_EXPORT",
            "IncrementalExportSpecification": {
                "ExportFromTime": NOW, "ExportToTime": NOW + 1_000, "ExportViewType": "NEW_IMAGE",
            },
        })),
        described.clone(),
        export(json!({"S3Bucket": "missing"})),
        described,
        ("ListExports", json!({"TableArn": arn, "MaxResults": 1})),
        ("ListExports", json!({"TableArn": arn, "MaxResults": 1, "NextToken": "{token}"})),
        ("DeleteTable", json!({"TableName": "likes"})),
    ]
}
