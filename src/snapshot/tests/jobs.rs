//! Exports, imports and bulk operations in snapshots.

use std::{
    fs,
    time::{Duration, UNIX_EPOCH},
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{super::error::StreamError, bytes, engine};
use crate::{Clock, Database, ScalarAttributeType::S, item};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A database with a bucket, from which it has imported a table and put items into another, and into which it has
/// exported that.
struct Desk {
    folder: TempDir,
    clock: Clock,
    db: Database,
}

fn export() -> Value {
    json!({
        "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/users",
        "ClientToken": "export",
        "S3Bucket": "data",
        "S3Prefix": "out",
        "FilterSpecification": {
            "FilterExpression": "contains(:ids, #id)",
            "ExpressionAttributeNames": { "#id": "id" },
            "ExpressionAttributeValues": { ":ids": { "SS": ["haeri05", "jihoon07"] } },
        },
    })
}

fn import() -> Value {
    json!({
        "ClientToken": "import",
        "S3BucketSource": { "S3Bucket": "data", "S3KeyPrefix": "in/" },
        "InputFormat": "DYNAMODB_JSON",
        "TableCreationParameters": {
            "TableName": "imported",
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "BillingMode": "PAY_PER_REQUEST",
        },
    })
}

fn bulk() -> Value {
    json!({
        "ClientToken": "bulk",
        "InputS3Configuration": { "S3Bucket": "data", "S3KeyPrefix": "in/", "InputFormat": "DYNAMODB_JSON" },
        "OutputS3Configuration": { "S3Bucket": "data", "OutputType": ["ERROR"] },
        "TableName": "users",
    })
}

fn ask(db: &Database, operation: &str, request: &Value) -> Result<Value, String> {
    let answer = db.wire(operation, request.to_string().as_bytes());
    match answer.status {
        200 => Ok(serde_json::from_str(&answer.text()).unwrap()),
        _ => Err(answer.text().into_owned()),
    }
}

/// What is told of all jobs.
fn described(db: &Database) -> Vec<Value> {
    let kinds = [
        ("Export", "ListExports", "ExportSummaries", "ExportArn"),
        ("Import", "ListImports", "ImportSummaryList", "ImportArn"),
        ("BulkOperation", "ListBulkOperations", "BulkOperationsSummaryList", "BulkOperationArn"),
    ];
    let mut told = Vec::new();
    for (kind, list, summaries, arn) in kinds {
        let listed = ask(db, list, &json!({})).unwrap();
        for summary in listed[summaries].as_array().unwrap() {
            told.push(ask(db, &format!("Describe{kind}"), &json!({ arn: summary[arn] })).unwrap());
        }
    }
    told
}

impl Desk {
    fn new(transitions: Duration) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Clock::manual(UNIX_EPOCH + 1_000 * HOUR);
        let db = Database::builder().bucket("data", folder.path()).clock(clock.clone()).build();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users.enable_point_in_time_recovery().run().unwrap();
        users.put(item! { "id": "haeri05" }).run().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let lines = "{\"Item\":{\"id\":{\"S\":\"sora\"}}}\n{\"Item\":{\"id\":{\"N\":\"1\"}}}\n";
        fs::write(folder.path().join("in/a.json"), lines).unwrap();
        db.set_transitions(transitions);
        Self { folder, clock, db }
    }

    fn with_jobs() -> Self {
        let desk = Self::new(Duration::ZERO);
        for (operation, request) in
            [("ExportTableToPointInTime", export()), ("ImportTable", import()), ("StartBulkPutItems", bulk())]
        {
            ask(&desk.db, operation, &request).unwrap();
        }
        desk
    }

    fn loaded(&self, saved: &[u8]) -> Database {
        let path = self.folder.path().join("a.snapshot");
        fs::write(&path, saved).unwrap();
        let builder = Database::builder().bucket("data", self.folder.path());
        builder.clock(self.clock.clone()).load(&path).unwrap()
    }
}

#[test]
fn jobs_that_have_ended_are_kept_with_all_that_is_told_of_them() {
    let desk = Desk::with_jobs();
    let saved = bytes(&desk.db);
    assert!(saved.starts_with(b"hashrange snapshot 2\n"));
    let again = desk.loaded(&saved);
    let told = described(&desk.db);
    assert_eq!(told.len(), 3);
    assert_eq!(told[1]["ImportTableDescription"]["ErrorCount"], 1);
    assert_eq!(told[2]["BulkOperationDescription"]["BulkOperationStatus"], "COMPLETED_WITH_ERRORS");
    assert_eq!(described(&again), told);
    assert!(saved == bytes(&again), "the second snapshot is the first, byte for byte");
}

#[test]
fn a_client_token_stands_for_its_job_after_loading_too() {
    let desk = Desk::with_jobs();
    let told = described(&desk.db);
    let again = desk.loaded(&bytes(&desk.db));
    let jobs = |db: &Database| described(db).len();
    for (operation, request) in
        [("ExportTableToPointInTime", export()), ("ImportTable", import()), ("StartBulkPutItems", bulk())]
    {
        ask(&again, operation, &request).unwrap();
        let mut other = request.clone();
        for of_source in ["S3BucketSource", "InputS3Configuration"] {
            if let Some(source) = other.get_mut(of_source) {
                source["S3KeyPrefix"] = "other/".into();
            }
        }
        other["ExportType"] = "FULL_EXPORT".into();
        let refused = ask(&again, operation, &other).unwrap_err();
        assert!(refused.contains("Conflict") || refused.contains("Mismatch"), "{refused}");
    }
    assert_eq!(described(&again), told, "nothing else was begun");
    desk.clock.advance(9 * HOUR).unwrap();
    let later = desk.loaded(&bytes(&again));
    ask(&later, "ExportTableToPointInTime", &export()).unwrap();
    assert_eq!(jobs(&later), told.len() + 1);
}

#[test]
fn an_operation_that_was_cancelled_before_its_end_was_seen_is_cancelled() {
    let desk = Desk::new(HOUR);
    let begun = ask(&desk.db, "StartBulkPutItems", &bulk()).unwrap();
    let arn = json!({ "BulkOperationArn": begun["BulkOperationDescription"]["BulkOperationArn"] });
    ask(&desk.db, "CancelBulkOperation", &arn).unwrap();
    let again = desk.loaded(&bytes(&desk.db));
    let told = ask(&again, "DescribeBulkOperation", &arn).unwrap();
    assert_eq!(told["BulkOperationDescription"]["BulkOperationStatus"], "CANCELLED");
}

/// A file of these lines, without its end.
fn file(lines: &[String]) -> Vec<u8> {
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let sum: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{text}sha256 {sum}\n").into_bytes()
}

/// The lines of the file of [`Desk::with_jobs`], of which the last three are its jobs.
fn lines() -> Vec<String> {
    let saved = String::from_utf8(bytes(&Desk::with_jobs().db)).unwrap();
    let lines: Vec<String> = saved.lines().map(str::to_owned).collect();
    lines[..lines.len() - 1].to_vec()
}

#[test]
fn exports_in_the_record_of_the_database_are_read_too() {
    let mut lines = lines();
    let export = lines.remove(lines.len() - 3);
    let counts = r#""jobs":{"exports":1,"imports":1,"bulk_operations":1}"#;
    assert!(lines[1].contains(counts));
    let older = format!(r#""exports":[{export}],"jobs":{{"imports":1,"bulk_operations":1}}"#);
    lines[1] = lines[1].replace(counts, &older);
    let read = engine(&file(&lines)).unwrap();
    assert_eq!(read.exports().ended(0).len(), 1);
    lines[1] = lines[1].replacen(r#""id":"#, r#""id":[],"id":"#, 1);
    lines[1] = lines[1].replace(r#"["users","#, r#"["userz","#);
    let refused = engine(&file(&lines)).unwrap_err();
    assert!(matches!(refused, StreamError::Damaged { line: 2, .. }), "{refused}");
}

#[test]
fn jobs_that_nobody_began_are_refused_in_their_line() {
    let lines = lines();
    let [exported, imported, put] = [lines.len() - 3, lines.len() - 2, lines.len() - 1];
    for (at, from, to, reason) in [
        (exported, r#""key":["users""#, r#""key":["u""#, "not the name of a table"),
        (exported, r#""key":["users""#, r#""key":["others""#, "not the ARN of others"),
        (exported, r#""started_ms":"#, r#""started_ms":1"#, "not the id of a job"),
        (exported, r#""at_ms":3600000000}"#, r#""at_ms":1}"#, "has not ended"),
        (exported, r#""at_ms":3600000000}"#, r#""at_ms":18446744073709551615}"#, "no time"),
        (exported, r#""status":"Completed""#, r#""status":"InProgress""#, "has not ended"),
        (exported, r#""items":1"#, r#""items":281474976710657"#, "counted to"),
        (exported, r#""written":1"#, r#""written":-1"#, "invalid value"),
        (exported, r#""request_sha256":""#, r#""request_sha256":"0"#, "not a SHA-256"),
        (exported, r#""client_token":"export""#, r#""client_token":"""#, "not a client token"),
        (exported, r#""table_id":""#, r#""table_id":"0"#, "not the id of a table"),
        (exported, r#""bucket":"data""#, r#""bucket":"d""#, "regular expression pattern"),
        (exported, r#""kms_key_id":null"#, r#""kms_key_id":"key""#, "S3SseKmsKeyId"),
        (
            exported,
            r#"{"Full":{"at_ms":3600000000}}"#,
            r#"{"Full":{"at_ms":18446744073709551615}}"#,
            "no time",
        ),
        (
            exported,
            r#"{"Full":{"at_ms":3600000000}}"#,
            r#"{"Incremental":{"from_ms":2,"to_ms":1,"view":"NEW_IMAGE"}}"#,
            "15 minutes",
        ),
        (exported, r#"contains(:ids, #id)"#, r#"contains(:ids, #id"#, "Syntax error"),
        (imported, r#""errors":1"#, r#""errors":281474976710657"#, "counted to"),
        (imported, r#""S3Bucket":"data""#, r#""S3Bucket":"d""#, "regular expression pattern"),
        (imported, r#""TableName":"imported""#, r#""TableName":"others""#, "a request for 'others'"),
        (imported, r#""TableName":"imported""#, r#""TableName":["imported"]"#, "Start of list"),
        (imported, r#""InputFormat":"DYNAMODB_JSON""#, r#""InputFormat":"XML""#, "enum value set"),
        (put, r#""OutputType":["ERROR"]"#, r#""OutputType":[]"#, "OutputType"),
        (put, r#""TableName":"users""#, r#""TableName":"others""#, "a request for 'others'"),
        (put, r#""table_bytes":"#, r#""table_bytes":9999999999999999"#, "counted to"),
        (put, r#""local_bytes":{}"#, r#""local_bytes":{"":1}"#, "not the name of an index"),
        (put, r#""vector_bytes":{}"#, r#""vector_bytes":{"abc":999999999999999}"#, "counted to"),
    ] {
        let mut changed = lines.clone();
        assert!(changed[at].contains(from), "{from}: {}", changed[at]);
        changed[at] = changed[at].replacen(from, to, 1);
        match engine(&file(&changed)) {
            Err(StreamError::Damaged { line, reason: told }) => {
                assert!(told.contains(reason), "{to}: {told}");
                assert_eq!(line, at as u64 + 1, "{to}: {told}");
            }
            other => panic!("{to}: {other:?}"),
        }
    }
    let mut twice = lines.clone();
    twice.insert(exported, lines[exported].clone());
    twice[1] = twice[1].replace(r#""exports":1"#, r#""exports":2"#);
    let refused = engine(&file(&twice)).unwrap_err().to_string();
    assert!(refused.contains("a second job"), "{refused}");
}
