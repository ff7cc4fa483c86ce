//! What the requests are refused for, tokens, and lists.

use hashrange::{ScalarAttributeType::S, operation::ListImportsInput};
use serde_json::{Value, json};

use crate::Desk;

fn import_request() -> Value {
    json!({
        "S3BucketSource": {"S3Bucket": "data"}, "InputFormat": "DYNAMODB_JSON",
        "TableCreationParameters": {
            "TableName": "made", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        },
    })
}

fn bulk_request() -> Value {
    json!({
        "TableName": "tab",
        "InputS3Configuration": {"S3Bucket": "data", "S3KeyPrefix": "in/", "InputFormat": "DYNAMODB_JSON"},
        "OutputS3Configuration": {"S3Bucket": "data", "OutputType": ["ERROR"]},
    })
}

/// A request with another value at a place: `a.b.c`. A null removes it.
fn with(mut request: Value, place: &str, value: Value) -> Value {
    let mut at = &mut request;
    let (path, last) = place.rsplit_once('.').unwrap_or(("", place));
    for part in path.split('.').filter(|part| !part.is_empty()) {
        at = &mut at[part];
    }
    if value.is_null() {
        at.as_object_mut().unwrap().remove(last);
    } else {
        at[last] = value;
    }
    request
}

fn desk() -> Desk {
    let desk = Desk::at_rest();
    desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
    desk.object("in/a.json", r#"{"Item":{"pk":{"S":"a"}}}"#);
    desk
}

fn refused(desk: &Desk, operation: &str, request: &Value) -> (String, String) {
    let answer = desk.db.wire(operation, request.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer.status, 400, "{request} {body}");
    let kind = body["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    let message = body["message"].as_str().or(body["Message"].as_str()).unwrap().to_owned();
    (kind, message)
}

#[test]
fn imports_are_refused_for_what_the_model_and_create_table_refuse() {
    let desk = desk();
    for (place, value, kind, told) in [
        (
            "InputFormat",
            json!("PARQUET"),
            "ValidationException",
            "'inputFormat' failed to satisfy constraint",
        ),
        (
            "InputFormat",
            Value::Null,
            "ValidationException",
            "'inputFormat' failed to satisfy constraint: Member must not be null",
        ),
        ("S3BucketSource.S3Bucket", json!("a"), "ValidationException", "'s3BucketSource.s3Bucket'"),
        (
            "S3BucketSource.S3BucketOwner",
            json!("12"),
            "ValidationException",
            "'s3BucketSource.s3BucketOwner'",
        ),
        (
            "InputFormatOptions",
            json!({"Csv": {"Delimiter": "x"}}),
            "ValidationException",
            "'inputFormatOptions.csv.delimiter'",
        ),
        (
            "InputFormatOptions",
            json!({"Csv": {"HeaderList": ["a,b"]}}),
            "ValidationException",
            "headerList.1.member",
        ),
        (
            "InputFormatOptions",
            json!({"Csv": {}}),
            "ValidationException",
            "InputFormatOptions.Csv can only be used",
        ),
        (
            "TableCreationParameters.TableName",
            json!("a"),
            "ValidationException",
            "'tableCreationParameters.tableName'",
        ),
        (
            "TableCreationParameters.TableName",
            Value::Null,
            "ValidationException",
            "'tableCreationParameters.tableName'",
        ),
        (
            "TableCreationParameters.KeySchema",
            json!([]),
            "ValidationException",
            "'tableCreationParameters.keySchema'",
        ),
        (
            "TableCreationParameters.AttributeDefinitions",
            json!([{"AttributeName": "x", "AttributeType": "S"}]),
            "ValidationException",
            "Some index key attributes are not defined in AttributeDefinitions",
        ),
        (
            "TableCreationParameters.BillingMode",
            Value::Null,
            "ValidationException",
            "ReadCapacityUnits and WriteCapacityUnits must both be specified",
        ),
        (
            "TableCreationParameters.TableName",
            json!("tab"),
            "ResourceInUseException",
            "Table already exists: tab",
        ),
    ] {
        let (found, message) = refused(&desk, "ImportTable", &with(import_request(), place, value));
        assert_eq!(found, kind, "{place}: {message}");
        assert!(message.contains(told), "{place}: {message}");
    }
    assert!(desk.db.table("made").is_err());
}

#[test]
fn bulk_operations_are_refused_for_what_the_model_refuses_and_for_tables_that_are_not_there() {
    let desk = desk();
    for (place, value, kind, told) in [
        ("TableName", json!("missing"), "ResourceNotFoundException", "Requested resource not found"),
        (
            "InputS3Configuration.InputFormat",
            json!("CSV"),
            "ValidationException",
            "'inputS3Configuration.inputFormat'",
        ),
        (
            "OutputS3Configuration.OutputType",
            json!(["SOME"]),
            "ValidationException",
            "enum value set: [ERROR, CONDITION_CHECK_FAILURE]",
        ),
        ("OutputS3Configuration.OutputType", json!([]), "ValidationException", "OutputType"),
        ("OutputS3Configuration.S3Bucket", Value::Null, "ValidationException", "S3Bucket is required"),
        ("OutputS3Configuration.S3SseKmsKeyId", json!("k"), "ValidationException", "S3SseAlgorithm is KMS"),
        ("MaxWriteRequestUnits", json!(1023), "ValidationException", "greater than or equal to 1024"),
        ("PerformanceTier", json!("FAST"), "ValidationException", "'performanceTier'"),
        ("ClientToken", json!("$"), "ValidationException", "'clientToken'"),
    ] {
        let (found, message) = refused(&desk, "StartBulkPutItems", &with(bulk_request(), place, value));
        assert_eq!(found, kind, "{place}: {message}");
        assert!(message.contains(told), "{place}: {message}");
    }
    for (operation, member, kind) in [
        ("DescribeImport", "ImportArn", "ImportNotFoundException"),
        ("DescribeBulkOperation", "BulkOperationArn", "ResourceNotFoundException"),
        ("CancelBulkOperation", "BulkOperationArn", "ResourceNotFoundException"),
    ] {
        let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/tab/import/01695353076000-a1b2c3d4";
        assert_eq!(refused(&desk, operation, &json!({member: arn})).0, kind);
        assert_eq!(refused(&desk, operation, &json!({member: "short"})).0, "ValidationException");
    }
}

fn good(desk: &Desk, operation: &str, request: &Value) -> Value {
    let answer = desk.db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn the_same_request_with_the_same_token_is_the_same_job() {
    let desk = desk();
    let request = with(import_request(), "ClientToken", json!("one"));
    let arn = |answer: Value| answer["ImportTableDescription"]["ImportArn"].as_str().unwrap().to_owned();
    let first = arn(good(&desk, "ImportTable", &request));
    assert_eq!(arn(good(&desk, "ImportTable", &request)), first);
    let other = with(request, "S3BucketSource.S3KeyPrefix", json!("in/"));
    assert_eq!(refused(&desk, "ImportTable", &other).0, "ImportConflictException");
    let request = with(bulk_request(), "ClientToken", json!("one"));
    let arn =
        |answer: Value| answer["BulkOperationDescription"]["BulkOperationArn"].as_str().unwrap().to_owned();
    let first = arn(good(&desk, "StartBulkPutItems", &request));
    assert_eq!(arn(good(&desk, "StartBulkPutItems", &request)), first);
    let other = with(request, "PerformanceTier", json!("ACCELERATED"));
    assert_eq!(refused(&desk, "StartBulkPutItems", &other).0, "IdempotentParameterMismatchException");
}

#[test]
fn lists_come_in_pages_without_a_gap() {
    let desk = desk();
    let count = 30;
    for number in 0..count {
        good(
            &desk,
            "ImportTable",
            &with(import_request(), "TableCreationParameters.TableName", json!(format!("t{number:02}"))),
        );
        good(&desk, "StartBulkPutItems", &bulk_request());
        desk.db.clock().advance(std::time::Duration::from_millis(1)).unwrap();
    }
    for (operation, list, size, member, default) in [
        ("ListImports", "ImportSummaryList", "PageSize", "ImportArn", 25),
        ("ListBulkOperations", "BulkOperationsSummaryList", "MaxResults", "BulkOperationArn", 10),
    ] {
        let first = good(&desk, operation, &json!({}));
        assert_eq!(first[list].as_array().unwrap().len(), default);
        let mut arns: Vec<String> = Vec::new();
        let mut token = Value::Null;
        loop {
            let mut request = json!({size: 7});
            if !token.is_null() {
                request["NextToken"] = token;
            }
            let page = good(&desk, operation, &request);
            arns.extend(
                page[list].as_array().unwrap().iter().map(|one| one[member].as_str().unwrap().to_owned()),
            );
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(arns.len(), count);
        assert_eq!(arns.is_sorted(), operation == "ListImports", "bulk operations come latest first");
        assert_eq!(
            refused(&desk, operation, &json!({"NextToken": "0".repeat(112)})).0,
            "ValidationException"
        );
        assert_eq!(refused(&desk, operation, &json!({"NextToken": "x"})).0, "ValidationException");
        assert_eq!(refused(&desk, operation, &json!({size: 26})).0, "ValidationException");
    }
    let of_one = ListImportsInput {
        table_arn: Some("arn:aws:dynamodb:us-east-1:000000000000:table/t07".to_owned()),
        ..ListImportsInput::default()
    };
    assert_eq!(desk.db.list_imports(of_one).unwrap().import_summary_list.len(), 1);
}

#[test]
fn no_more_than_fifty_imports_are_in_progress() {
    let desk = desk();
    desk.db.set_transitions(std::time::Duration::from_secs(60));
    let import = |number: u32| {
        with(import_request(), "TableCreationParameters.TableName", json!(format!("t{number:02}")))
    };
    (0..50).for_each(|number| drop(good(&desk, "ImportTable", &import(number))));
    let (kind, message) = refused(&desk, "ImportTable", &import(50));
    assert_eq!(kind, "LimitExceededException");
    assert!(message.contains("50"), "{message}");
    assert!(desk.db.describe_table("t50").is_err());
}
