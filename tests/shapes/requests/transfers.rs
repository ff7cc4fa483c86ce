//! Imports and bulk operations.

use std::{fs, path::PathBuf};

use hashrange::{Database, DatabaseBuilder};
use serde_json::{Value, json};

use super::Request;

/// Settings with the bucket `shapes`. Its folder stays, because forks of the database read it later.
pub fn settings() -> DatabaseBuilder {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shapes-bucket");
    for (key, content) in [
        ("csv/a.csv", "a;1;b\nc;x;d\n"),
        ("json/a.json", "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n"),
        (
            "bulk/a.json",
            "{\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"g\":{\"S\":\"c\"},\"l\":{\"S\":\"d\"},\
             \"v\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"}]}}}\n{\"Item\":{\"pk\":{\"S\":\"b\"}}}\n",
        ),
    ] {
        let path = folder.join(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    Database::builder().bucket("shapes", folder)
}

fn import(name: &str, more: Value) -> Value {
    let mut table = json!({
        "TableName": name, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    });
    table.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "S3BucketSource": {"S3Bucket": "shapes", "S3KeyPrefix": "json/"}, "InputFormat": "DYNAMODB_JSON",
        "TableCreationParameters": table,
    })
}

fn bulk(prefix: &str, bucket: &str) -> Value {
    json!({
        "TableName": "bulk", "ClientToken": "token", "PerformanceTier": "ACCELERATED", "MaxWriteRequestUnits": 2000,
        "InputS3Configuration": {
            "S3Bucket": bucket, "S3KeyPrefix": prefix, "S3BucketOwner": "123456789012",
            "InputFormat": "DYNAMODB_JSON", "InputCompressionType": "NONE",
        },
        "OutputS3Configuration": {
            "S3Bucket": "shapes", "S3KeyPrefix": "out", "S3BucketOwner": "123456789012",
            "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "alias/mine", "OutputType": ["ERROR", "CONDITION_CHECK_FAILURE"],
        },
    })
}

pub fn requests() -> Vec<Request> {
    let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let definitions = |names: &[&str]| {
        let definition = |name: &&str| json!({"AttributeName": name, "AttributeType": "S"});
        names.iter().map(definition).collect::<Value>()
    };
    let all = json!({"ProjectionType": "ALL"});
    let vector = json!({
        "IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"}, "Dimensions": 2,
        "DistanceFunction": "COSINE", "Projection": all,
        "SearchSchema": [{"AttributeName": "g", "SearchSchemaElementType": "HASH"}],
    });
    let mut included = vector.clone();
    included["Projection"] = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["other"]});
    let mut csv = import("csv", json!({}));
    csv["ClientToken"] = json!("token");
    csv["S3BucketSource"]["S3BucketOwner"] = json!("123456789012");
    csv["InputCompressionType"] = json!("NONE");
    if cfg!(feature = "formats") {
        csv["S3BucketSource"]["S3KeyPrefix"] = json!("csv/");
        csv["InputFormat"] = json!("CSV");
        csv["InputFormatOptions"] = json!({"Csv": {"Delimiter": ";", "HeaderList": ["pk", "n", "text"]}});
    }
    csv["TableCreationParameters"]["AttributeDefinitions"] = json!([
        {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"},
    ]);
    csv["TableCreationParameters"]["GlobalSecondaryIndexes"] =
        json!([{"IndexName": "by_n", "KeySchema": key("n"), "Projection": all}]);
    let on_demand = json!({
        "AttributeDefinitions": definitions(&["pk", "g"]),
        "OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20},
        "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"},
        "GlobalSecondaryIndexes": [{
            "IndexName": "global", "KeySchema": key("g"),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["other"]},
            "OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20},
            "WarmThroughput": {"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000},
        }],
        "VectorIndexes": [included],
    });
    let units = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    let provisioned = json!({
        "AttributeDefinitions": definitions(&["pk", "g"]), "BillingMode": "PROVISIONED", "ProvisionedThroughput": units,
        "GlobalSecondaryIndexes": [{
            "IndexName": "global", "KeySchema": key("g"), "Projection": all, "ProvisionedThroughput": units,
        }],
    });
    let mut missing = import("missing", json!({}));
    missing["S3BucketSource"]["S3Bucket"] = json!("missing");
    let table = json!({
        "TableName": "bulk", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": definitions(&["pk", "sk", "g", "l"]),
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "LocalSecondaryIndexes": [{
            "IndexName": "local", "Projection": all,
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "l", "KeyType": "RANGE"}],
        }],
        "GlobalSecondaryIndexes": [{"IndexName": "global", "KeySchema": key("g"), "Projection": all}],
        "VectorIndexes": [vector],
    });
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/csv";
    let describe = || ("DescribeBulkOperation", json!({"BulkOperationArn": "{bulk}"}));
    vec![
        ("ImportTable", csv),
        ("DescribeImport", json!({"ImportArn": "{import}"})),
        ("ImportTable", import("on_demand", on_demand)),
        ("ImportTable", import("provisioned", provisioned)),
        ("ImportTable", missing),
        ("DescribeImport", json!({"ImportArn": "{import}"})),
        ("ListImports", json!({"TableArn": arn, "PageSize": 2})),
        ("ListImports", json!({"PageSize": 2})),
        ("ListImports", json!({"PageSize": 2, "NextToken": "{token}"})),
        ("CreateTable", table),
        ("StartBulkPutItems", bulk("bulk/", "shapes")),
        describe(),
        ("StartBulkPutItems", {
            let mut other = bulk("bulk/", "missing");
            other["ClientToken"] = json!("another");
            other
        }),
        describe(),
        ("ListBulkOperations", json!({"MaxResults": 1})),
        ("ListBulkOperations", json!({"MaxResults": 1, "NextToken": "{token}"})),
        ("CancelBulkOperation", json!({"BulkOperationArn": "{bulk}"})),
    ]
}
