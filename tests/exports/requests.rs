//! What requests for exports are answered.

use std::time::Duration;

use hashrange::{Database, ScalarAttributeType::S};
use serde_json::{Value, json};

use crate::{
    Shop, seconds,
    support::{ask, refused},
};

fn refusal(shop: &Shop, more: Value) -> (String, String) {
    refused(&shop.db, "ExportTableToPointInTime", shop.request(more))
}

fn kind(shop: &Shop, more: Value) -> String {
    refusal(shop, more).0
}

const VALIDATION: &str = "ValidationException";

#[test]
fn a_description_repeats_the_request() {
    let shop = Shop::new();
    let filter = json!({"FilterExpression": "attribute_exists(x)"});
    let asked = json!({
        "S3Prefix": "p", "S3BucketOwner": "123456789012", "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "alias/mine",
        "ExportFormat": "DYNAMODB_JSON", "ExportType": "FULL_EXPORT", "FilterSpecification": filter,
        "ClientToken": "one",
    });
    let export = shop.exported(asked.clone());
    for (member, value) in asked.as_object().unwrap() {
        assert_eq!(&export[member], value, "{member}");
    }
    let now = seconds(shop.now());
    for (member, value) in [("ExportTime", now), ("StartTime", now), ("EndTime", now)] {
        assert_eq!(export[member], value, "{member}");
    }
    assert_eq!((&export["ItemCount"], &export["BilledSizeBytes"]), (&json!(0), &json!(0)));
    assert_eq!(shop.exported(json!({}))["S3SseAlgorithm"], "AES256");
}

#[test]
fn the_end_is_shown_when_states_take_time_and_it_has_passed() {
    let shop = Shop::with_transitions(Duration::from_secs(60));
    let begun = shop.begin(json!({}));
    let status = || shop.described(&begun)["ExportStatus"].clone();
    assert_eq!(status(), "IN_PROGRESS");
    shop.advance(59);
    assert_eq!(status(), "IN_PROGRESS");
    shop.advance(1);
    assert_eq!(status(), "COMPLETED");
    assert_eq!(shop.described(&begun)["EndTime"], seconds(shop.now()));
}

#[test]
fn tables_and_exports_that_are_not_there() {
    let shop = Shop::new();
    let (name, message) = refusal(&shop, json!({"TableArn": format!("{}_none", shop.arn())}));
    assert_eq!((name.as_str(), message.as_str()), ("TableNotFoundException", "Table not found: orders_none"));
    shop.db.create_table("plain").partition_key("id", S).run().unwrap();
    let arn = shop.db.table("plain").unwrap().describe().table_arn;
    let (name, message) = refusal(&shop, json!({"TableArn": arn}));
    assert_eq!(name, "PointInTimeRecoveryUnavailableException");
    assert_eq!(message, "Point in time recovery is not enabled for table 'plain'");
    for arn in [format!("{}/export/01695353076000-a1b2c3d4", shop.arn()), format!("{}/export/x", shop.arn())]
    {
        let (name, message) = refused(&shop.db, "DescribeExport", json!({"ExportArn": arn}));
        assert_eq!((name.as_str(), message), ("ExportNotFoundException", format!("Export not found: {arn}")));
    }
    for arn in ["orders", "arn:aws:dynamodb:eu-west-1:000000000000:table/orders", "arn:aws:s3:::x"] {
        assert_eq!(kind(&shop, json!({"TableArn": arn})), VALIDATION, "{arn}");
    }
    let other = shop.arn().replace("000000000000", "111111111111");
    assert_eq!(kind(&shop, json!({"TableArn": other})), "AccessDeniedException");
    let (name, _) =
        refused(&shop.db, "DescribeExport", json!({"ExportArn": format!("{}/backup/01-a", shop.arn())}));
    assert_eq!(name, VALIDATION);
}

#[test]
fn times_outside_of_the_window_are_refused() {
    let shop = Shop::new();
    let start = seconds(shop.now());
    shop.advance(3600);
    let at = |time: f64| json!({"ExportTime": time});
    for outside in [start - 1.0, start + 3601.0, 0.0, -5.0, 1e300] {
        let (name, message) = refusal(&shop, at(outside));
        assert_eq!(name, "InvalidExportTimeException", "{outside}");
        assert_eq!(message, "The specified ExportTime is outside of the point in time recovery window.");
    }
    for inside in [start, start + 1.5, start + 3600.0] {
        assert_eq!(shop.exported(at(inside))["ExportTime"], inside);
    }
    let between = |from: f64, to: f64| {
        let times = json!({"ExportFromTime": start + from, "ExportToTime": start + to});
        json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": times})
    };
    for (from, to, wanted) in [
        (0.0, 899.0, VALIDATION),
        (1000.0, 0.0, VALIDATION),
        (0.0, 90_000.0, VALIDATION),
        (-1.0, 900.0, "InvalidExportTimeException"),
        (3000.0, 3901.0, "InvalidExportTimeException"),
    ] {
        assert_eq!(kind(&shop, between(from, to)), wanted, "{from} {to}");
    }
    assert_eq!(shop.exported(between(0.0, 900.0))["ExportStatus"], "COMPLETED");
}

#[test]
fn parameters_that_exclude_or_need_each_other() {
    let shop = Shop::new();
    let now = seconds(shop.now());
    let incremental = |specification: Value| json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": specification});
    let mut with_time = incremental(json!({"ExportFromTime": now}));
    with_time["ExportTime"] = now.into();
    for wrong in [
        json!({"ExportType": "INCREMENTAL_EXPORT"}),
        json!({"IncrementalExportSpecification": {"ExportFromTime": now}}),
        incremental(json!({})),
        with_time,
        json!({"S3SseKmsKeyId": "alias/mine"}),
        json!({"S3SseAlgorithm": "AES256", "S3SseKmsKeyId": "alias/mine"}),
        json!({"ClientToken": "a$b"}),
        json!({"S3Bucket": "-a"}),
        json!({"S3Bucket": "a/b"}),
        json!({"S3Bucket": "../exports"}),
        json!({"S3BucketOwner": "12345678901"}),
        json!({"S3Prefix": "p".repeat(1025)}),
    ] {
        assert_eq!(kind(&shop, wrong.clone()), VALIDATION, "{wrong}");
    }
}

#[test]
fn filters_are_refused_as_queries_are() {
    let shop = Shop::new();
    let message = |filter: Value| {
        let (name, message) = refusal(&shop, json!({"FilterSpecification": filter}));
        assert_eq!(name, VALIDATION);
        message
    };
    let query = |input: Value| {
        let mut input = input;
        input["TableName"] = "orders".into();
        refused(&shop.db, "Query", input).1
    };
    let key = json!({"KeyConditionExpression": "#u = :u", "ExpressionAttributeNames": {"#u": "user"}});
    let with = |more: Value| {
        let mut filter = key.clone();
        filter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        filter
    };
    let value = json!({":u": {"S": "a"}});
    for wrong in [
        with(json!({})),
        with(json!({"ExpressionAttributeValues": {":u": {"N": "1"}}})),
        with(json!({"ExpressionAttributeValues": value, "FilterExpression": "#u = :u"})),
        with(json!({"ExpressionAttributeValues": value, "FilterExpression": "a ="})),
        with(json!({"ExpressionAttributeValues": value, "ProjectionExpression": "a, a"})),
        with(json!({"ExpressionAttributeValues": {":u": {"S": "a"}, ":v": {"S": "b"}}})),
        json!({"KeyConditionExpression": "price = :p", "ExpressionAttributeValues": {":p": {"N": "1"}}}),
    ] {
        assert_eq!(message(wrong.clone()), query(wrong));
    }
}

#[test]
fn the_same_token_is_the_same_export() {
    let shop = Shop::new();
    let begin = |more: Value| shop.begin(more)["ExportArn"].clone();
    let first = begin(json!({"ClientToken": "one"}));
    assert_eq!(begin(json!({"ClientToken": "one"})), first);
    assert_ne!(begin(json!({"ClientToken": "two"})), first);
    let (name, message) = refusal(&shop, json!({"ClientToken": "one", "S3Prefix": "other"}));
    assert_eq!(name, "ExportConflictException");
    assert_eq!(message, "There was a conflict when writing to the specified S3 bucket.");
    shop.advance(8 * 60 * 60);
    assert_eq!(begin(json!({"ClientToken": "one"})), first);
    shop.advance(1);
    assert_ne!(begin(json!({"ClientToken": "one"})), first);
    shop.db.delete_table("orders").unwrap();
}

#[test]
fn exports_are_listed_in_pages_for_ninety_days() {
    let shop = Shop::new();
    let mut arns: Vec<Value> = (0..5).map(|_| shop.exported(json!({}))["ExportArn"].clone()).collect();
    arns.sort_by_key(Value::to_string);
    let mut listed = Vec::new();
    let mut request = json!({"TableArn": shop.arn(), "MaxResults": 2});
    loop {
        let page = ask(&shop.db, "ListExports", request.clone());
        for export in page["ExportSummaries"].as_array().unwrap() {
            assert_eq!(
                (&export["ExportStatus"], &export["ExportType"]),
                (&json!("COMPLETED"), &json!("FULL_EXPORT"))
            );
            listed.push(export["ExportArn"].clone());
        }
        match page.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(listed, arns);
    let count =
        |request: Value| ask(&shop.db, "ListExports", request)["ExportSummaries"].as_array().unwrap().len();
    assert_eq!(count(json!({})), 5);
    assert_eq!(count(json!({"TableArn": format!("{}s", shop.arn())})), 0);
    for wrong in [
        json!({"MaxResults": 0}),
        json!({"MaxResults": 26}),
        json!({"NextToken": "x"}),
        json!({"TableArn": "x"}),
    ] {
        assert_eq!(refused(&shop.db, "ListExports", wrong.clone()).0, VALIDATION, "{wrong}");
    }
    shop.db.delete_table("orders").unwrap();
    shop.advance(90 * 24 * 60 * 60);
    assert_eq!(count(json!({})), 5, "also those of a table that is gone");
    shop.advance(1);
    assert_eq!(count(json!({})), 0);
}

#[test]
fn a_bucket_that_is_not_there_fails_the_export() {
    let shop = Shop::new();
    let failure = |more: Value| {
        let export = shop.exported(more);
        assert_eq!(export["ExportStatus"], "FAILED", "{export}");
        assert!(export.get("ExportManifest").is_none() && export.get("EndTime").is_some());
        (
            export["FailureCode"].as_str().unwrap().to_owned(),
            export["FailureMessage"].as_str().unwrap().to_owned(),
        )
    };
    let no_bucket = ("S3NoSuchBucket".to_owned(), "The specified bucket does not exist".to_owned());
    assert_eq!(failure(json!({"S3Bucket": "other"})), no_bucket);
    for prefix in ["../out", "/etc", "a/../../b", "a\\b", "C:", "nul", "a//b", "a\u{0}b"] {
        assert_eq!(failure(json!({"S3Prefix": prefix})).0, "S3AccessDenied", "{prefix:?}");
    }
    let file = shop.folder.path().join("AWSDynamoDB");
    std::fs::write(&file, "in the way").unwrap();
    assert_eq!(failure(json!({})).0, "S3AccessDenied");
    std::fs::remove_dir_all(shop.folder.path()).unwrap();
    assert_eq!(failure(json!({})), no_bucket);
}

#[test]
fn a_format_that_this_build_lacks_is_refused_with_the_feature_it_needs() {
    let shop = Shop::new();
    if cfg!(feature = "formats") {
        assert_eq!(shop.exported(json!({"ExportFormat": "ION"}))["ExportStatus"], "COMPLETED");
    } else {
        let (name, message) = refusal(&shop, json!({"ExportFormat": "ION"}));
        assert_eq!(name, VALIDATION);
        assert!(message.contains("feature `formats`"), "{message}");
    }
    assert_eq!(Database::new().table_names().len(), 0);
}
