//! Snapshots that somebody changed and gave a right checksum again: refused with line and reason, or a database in
//! which everything works.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says so by panicking"
)]

#[path = "support/works.rs"]
mod works;

use std::{fs, path::Path, sync::LazyLock};

use hashrange::{
    Database, Index,
    ScalarAttributeType::{B, N, S},
    SnapshotError, item,
    operation::{CreateBackupInput, StreamViewType},
};
use proptest::{collection::vec, prelude::*, sample::Index as Choice};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use works::everything_works;

const KINESIS: &str = "arn:aws:kinesis:eu-west-1:000000000000:stream/changes";

/// A database with all that a file can have: settings, tables of several kinds, indexes, splits, items, changes, deleted
/// tables, exports, imports, bulk operations, backups and regions.
fn sample() -> Database {
    let folder = TempDir::new().unwrap();
    let builder = Database::builder().regions(["eu-west-1", "us-east-1"]).bucket("exports", folder.path());
    let db = builder.id_seed(7).partitions(2).build();
    let likes = db
        .create_table("likes")
        .partition_key("user", S)
        .sort_key("at", N)
        .local_index(Index::new("by_brand").sort_key("brand", S).keys_only())
        .global_index(Index::new("of_brand").partition_key("brand", S).sort_key("price", N).include(["name"]))
        .stream(StreamViewType::NewAndOldImages)
        .run()
        .unwrap();
    for at in 0..6 {
        let item = item! { "user": format!("user{}", at % 3), "at": at, "brand": "소니", "price": 9 - at, "name": "x" };
        likes.put(item).run().unwrap();
    }
    likes.split_partition(&likes.explain("user1").unwrap().hash);
    let user2 = item! { "user": "user2", "at": 2 };
    likes.put(user2.clone()).run().unwrap();
    likes.delete(user2).run().unwrap();
    let files = db.create_table("files").partition_key("hash", B).provisioned(5, 7).run().unwrap();
    files.put(item! { "hash": vec![1_u8, 2], "tags": vec!["a"] }).run().unwrap();
    db.create_table("notes").partition_key("user", S).sort_key("at", N).run().unwrap();
    for at in [3, 4] {
        let backup = CreateBackupInput { table_name: "likes".to_owned(), backup_name: "a_backup".to_owned() };
        db.create_backup(backup).unwrap();
        likes.delete(item! { "user": format!("user{}", at % 3), "at": at }).run().unwrap();
        likes.put(item! { "user": "user9", "at": at, "name": "after" }).run().unwrap();
    }
    recovered(&db);
    transferred(&db, folder.path());
    deleted(&db);
    replicated(&db);
    db
}

/// Carries out a request.
fn ask(db: &Database, operation: &str, request: &Value) {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
}

/// A table with changes for point-in-time recovery and for a Kinesis data stream, which was exported.
fn recovered(db: &Database) {
    let orders = db.create_table("orders").partition_key("user", S).run().unwrap();
    orders.put(item! { "user": "minji" }).run().unwrap();
    orders.enable_point_in_time_recovery().run().unwrap();
    let destination = json!({ "TableName": "orders", "StreamArn": KINESIS });
    ask(db, "EnableKinesisStreamingDestination", &destination);
    orders.put(item! { "user": "minji", "paid": true }).run().unwrap();
    orders.delete("minji").run().unwrap();
    orders.put(item! { "user": "haeri" }).run().unwrap();
    let export = json!({ "TableArn": orders.describe().table_arn, "S3Bucket": "exports" });
    ask(db, "ExportTableToPointInTime", &export);
    db.wait_for_transfers();
    ask(db, "DisableKinesisStreamingDestination", &destination);
    ask(db, "EnableKinesisStreamingDestination", &destination);
    orders.put(item! { "user": "haeri", "paid": false }).run().unwrap();
}

/// A table that was imported, and a bulk operation on it, both with a record that is no item.
fn transferred(db: &Database, bucket: &Path) {
    let lines = "{\"Item\":{\"id\":{\"S\":\"sora\"}}}\n{\"Item\":{\"id\":{\"N\":\"1\"}}}\n";
    fs::create_dir(bucket.join("in")).unwrap();
    fs::write(bucket.join("in/a.json"), lines).unwrap();
    let source = json!({ "S3Bucket": "exports", "S3KeyPrefix": "in/" });
    let table = json!({
        "TableName": "imported",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "BillingMode": "PAY_PER_REQUEST",
    });
    let import = json!({
        "ClientToken": "import",
        "S3BucketSource": source,
        "InputFormat": "DYNAMODB_JSON",
        "TableCreationParameters": table,
    });
    ask(db, "ImportTable", &import);
    let bulk = json!({
        "ClientToken": "bulk",
        "InputS3Configuration": { "S3Bucket": "exports", "S3KeyPrefix": "in/", "InputFormat": "DYNAMODB_JSON" },
        "OutputS3Configuration": { "S3Bucket": "exports", "OutputType": ["ERROR"] },
        "TableName": "imported",
    });
    ask(db, "StartBulkPutItems", &bulk);
    db.wait_for_transfers();
}

/// A deleted table whose streams can be read, and whose changes were sent.
fn deleted(db: &Database) {
    let gone = db.create_table("gone").partition_key("id", N).stream(StreamViewType::NewImage).run().unwrap();
    ask(db, "EnableKinesisStreamingDestination", &json!({ "TableName": "gone", "StreamArn": KINESIS }));
    for id in 0..3 {
        gone.put(item! { "id": id }).run().unwrap();
    }
    gone.delete(0).run().unwrap();
    db.delete_table("gone").unwrap();
}

/// A table with a replica in another region.
fn replicated(db: &Database) {
    let fans = db.create_table("fans").partition_key("id", S).run().unwrap();
    fans.put(item! { "id": "jihoon" }).run().unwrap();
    let create = json!({ "Create": { "RegionName": "us-east-1" } });
    ask(db, "UpdateTable", &json!({ "TableName": "fans", "ReplicaUpdates": [create] }));
    let replica = db.in_region("us-east-1").unwrap();
    replica.table("fans").unwrap().put(item! { "id": "sora" }).run().unwrap();
    fans.delete("jihoon").run().unwrap();
}

/// The lines of a snapshot without the first and the last.
static LINES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.snapshot");
    sample().save(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    lines[1..lines.len() - 1].iter().map(|line| serde_json::from_str(line).unwrap()).collect()
});

/// What stands between these marks in a text is written without them: numbers that no type holds.
const RAW: [&str; 2] = ["\"<<", ">>\""];

/// A snapshot of these lines, with the checksum that belongs to them.
fn snapshot(lines: &[Value]) -> Vec<u8> {
    let mut text = "hashrange snapshot 1\n".to_owned();
    for line in lines {
        text.push_str(&line.to_string().replace(RAW[0], "").replace(RAW[1], ""));
        text.push('\n');
    }
    let sum: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{text}sha256 {sum}\n").into_bytes()
}

/// The places of all values in a record, as JSON pointers.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Array(list) => {
            (0..).zip(list).for_each(|(index, inner)| places(inner, &format!("{place}/{index}"), found));
        }
        Value::Object(object) => {
            object.iter().for_each(|(name, inner)| places(inner, &format!("{place}/{name}"), found));
        }
        _ => {}
    }
}

/// One change of a snapshot.
#[derive(Debug, Clone)]
enum Damage {
    /// Another value stands there.
    Set(Value),
    /// The value of another place, of any line, stands there: two of what there may be one.
    Copy(Choice, Choice),
    /// Nothing stands there.
    Remove,
    /// It stands there twice, where it is of a list.
    Repeat,
    /// The line comes twice.
    RepeatLine,
}

fn damage() -> impl Strategy<Value = Damage> {
    let numbers = [
        "0",
        "1",
        "2",
        "-1",
        "-2",
        "0.5",
        "-0.0",
        "10000",
        "10001",
        "65536",
        "2147483648",
        "281474976710656",
        "281474976710657",
        "4611686018427387904",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1e19",
        "1e300",
        "-1e300",
        "1e999",
        "253402300800",
    ];
    let number = proptest::sample::select(numbers.to_vec()).prop_map(|digits| format!("<<{digits}>>").into());
    let texts = [
        "",
        "x",
        "likes",
        "files",
        "by_brand",
        "user",
        "at",
        "S",
        "N",
        "All",
        "DELETING",
        "arn:x:table/likes",
    ];
    let text = proptest::sample::select(texts.to_vec()).prop_map(Value::from);
    let other = proptest::sample::select(vec![Value::Null, true.into(), Value::Array(vec![]), json!({})]);
    prop_oneof![
        6 => number.prop_map(Damage::Set),
        3 => text.prop_map(Damage::Set),
        1 => other.prop_map(Damage::Set),
        4 => any::<(Choice, Choice)>().prop_map(|(line, place)| Damage::Copy(line, place)),
        1 => Just(Damage::Remove),
        1 => Just(Damage::Repeat),
        1 => Just(Damage::RepeatLine),
    ]
}

fn apply(lines: &mut Vec<Value>, line: &Choice, place: &Choice, damage: Damage) {
    let chosen = |lines: &[Value], line: &Choice, place: &Choice| {
        let line = line.index(lines.len());
        let mut found = Vec::new();
        places(&lines[line], "", &mut found);
        (line, place.get(&found).clone())
    };
    let (line, place) = chosen(lines, line, place);
    let (parent, name) = place.rsplit_once('/').unwrap_or_default();
    match damage {
        Damage::Set(value) => *lines[line].pointer_mut(&place).unwrap() = value,
        Damage::Copy(from_line, from_place) => {
            let (from_line, from_place) = chosen(lines, &from_line, &from_place);
            let value = lines[from_line].pointer(&from_place).unwrap().clone();
            *lines[line].pointer_mut(&place).unwrap() = value;
        }
        Damage::Remove => match lines[line].pointer_mut(parent) {
            Some(Value::Object(object)) => drop(object.remove(name)),
            Some(Value::Array(list)) => drop(name.parse().map(|index: usize| list.remove(index))),
            _ => drop(lines.remove(line)),
        },
        Damage::Repeat => {
            if let Some(Value::Array(list)) = lines[line].pointer_mut(parent) {
                list.push(list[name.parse::<usize>().unwrap()].clone());
            }
        }
        Damage::RepeatLine => lines.insert(line, lines[line].clone()),
    }
}

/// Loads a snapshot, and uses what was loaded; says whether it was.
fn load_and_use(content: &[u8]) -> bool {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("damaged.snapshot");
    fs::write(&path, content).unwrap();
    // A database may ask for a number of partitions that no table can have: new tables are refused then.
    let db = match Database::builder().partitions(2).load(&path) {
        Ok(db) => db,
        Err(SnapshotError::Damaged { line, reason, .. }) => {
            let lines = content.iter().filter(|byte| **byte == b'\n').count() as u64;
            assert!((2..=lines + 1).contains(&line) && !reason.is_empty(), "line {line}: {reason}");
            return false;
        }
        Err(other) => panic!("{other}"),
    };
    everything_works(&db);
    db.save(&path).unwrap();
    let saved = fs::read(&path).unwrap();
    Database::load(&path).unwrap().save(&path).unwrap();
    assert!(fs::read(&path).unwrap() == saved, "what was saved is loaded as it was");
    true
}

#[test]
fn a_snapshot_that_nobody_changed_is_loaded() {
    assert!(load_and_use(&snapshot(&LINES)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_damaged_snapshot_is_refused_or_all_of_it_works(
        damages in vec(any::<(Choice, Choice)>().prop_flat_map(|at| (Just(at), damage())), 1..4),
    ) {
        let mut lines = LINES.clone();
        for ((line, place), damage) in damages {
            // All lines may be gone by then.
            if !lines.is_empty() {
                apply(&mut lines, &line, &place, damage);
            }
        }
        load_and_use(&snapshot(&lines));
    }
}
