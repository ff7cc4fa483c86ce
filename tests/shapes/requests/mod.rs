//! Good requests to every operation, with every member between them, on databases of their own.

mod every_operation;
mod exports;
mod global_tables;
mod items;
mod lists;
mod replicas;
mod tables;
mod transfers;

use hashrange::{Database, DatabaseBuilder};
use serde_json::Value;

use crate::{
    corpus::{Call, Recorder},
    runner::target::Target,
};

/// An operation and its input.
type Request = (&'static str, Value);

/// Where answers have what later requests stand on: `{name}` in a request is the latest such value.
const KEPT: [(&str, &str); 9] = [
    ("{backup}", "/BackupDetails/BackupArn"),
    ("{export}", "/ExportDescription/ExportArn"),
    ("{stream}", "/TableDescription/LatestStreamArn"),
    ("{shard}", "/StreamDescription/Shards/0/ShardId"),
    ("{sequence}", "/Records/0/dynamodb/SequenceNumber"),
    ("{iterator}", "/ShardIterator"),
    ("{token}", "/NextToken"),
    ("{import}", "/ImportTableDescription/ImportArn"),
    ("{bulk}", "/BulkOperationDescription/BulkOperationArn"),
];

/// No operation: moves the clock on by this many seconds.
const ADVANCE: &str = "advance";

fn of_one_database(settings: DatabaseBuilder, requests: Vec<Request>) -> Vec<Call> {
    recorded(Recorder::new(settings), requests)
}

fn recorded(recorder: Recorder, requests: Vec<Request>) -> Vec<Call> {
    let mut kept = KEPT.map(|(name, path)| (name, path, String::new()));
    for (name, request) in requests {
        if name == ADVANCE {
            recorder.advance(request.as_u64().unwrap());
            continue;
        }
        let request =
            kept.iter().fold(request.to_string(), |request, (name, _, value)| request.replace(name, value));
        let answer = recorder.call(name, request.as_bytes());
        let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        for (_, path, value) in &mut kept {
            if let Some(found) = answer.pointer(path).and_then(Value::as_str) {
                found.clone_into(value);
            }
        }
    }
    recorder.calls()
}

/// The calls on each of the databases.
pub fn played() -> Vec<Vec<Call>> {
    // With one partition, all records of a stream are in one shard.
    let one = || Database::builder().partitions(1);
    vec![
        of_one_database(one(), every_operation::requests()),
        of_one_database(one(), tables::requests()),
        of_one_database(one(), items::requests()),
        of_one_database(one().bucket("shapes", exports::folder()), exports::requests()),
        of_one_database(Database::builder(), lists::requests()),
        of_one_database(transfers::settings(), transfers::requests()),
        recorded(Recorder::of(global_tables::database()), global_tables::requests()),
        recorded(Recorder::of(replicas::database()), replicas::requests()),
    ]
}
