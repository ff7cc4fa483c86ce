//! Kinesis streaming destinations: their states, and the records that are sent.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

#[path = "support/mod.rs"]
mod support;

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Error, KinesisStream,
    ScalarAttributeType::S,
    Table, item,
    operation::{KinesisRecord, StreamSpecification, StreamViewType, UpdateTableInput},
};
use serde_json::{Value, json};
use support::ask;

const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
const OTHER: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/others";
const START_SECONDS: u64 = 1_700_000_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn manual() -> (Clock, Database) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::new(START_SECONDS, 123_456_789));
    (clock.clone(), Database::builder().clock(clock).partitions(2).build())
}

fn users(db: &Database) -> Table {
    db.create_table("users").partition_key("id", S).run().unwrap()
}

/// An operation on the destination of `users`.
fn change(db: &Database, verb: &str, more: Value) -> Value {
    let mut request = json!({"TableName": "users", "StreamArn": ARN});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask(db, &format!("{verb}KinesisStreamingDestination"), request)
}

fn described(db: &Database) -> Value {
    ask(db, "DescribeKinesisStreamingDestination", json!({"TableName": "users"}))
        ["KinesisDataStreamDestinations"]
        .take()
}

fn records(stream: &KinesisStream) -> Vec<KinesisRecord> {
    stream.records().run().collect::<hashrange::Result<_>>().unwrap()
}

fn data(record: &KinesisRecord) -> Value {
    serde_json::from_str(&record.data).unwrap()
}

/// The ids of the items that were changed, in order.
fn ids(records: &[KinesisRecord]) -> Vec<String> {
    records
        .iter()
        .map(|record| data(record)["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap().to_owned())
        .collect()
}

fn sent(db: &Database) -> Vec<String> {
    ids(&records(&db.kinesis_stream(ARN)))
}

#[test]
fn states_end_by_the_clock() {
    let (clock, db) = manual();
    let users = users(&db);
    db.set_transitions(Duration::from_secs(5));
    let status = || described(&db)[0]["DestinationStatus"].clone();
    assert_eq!(described(&db), json!([]));
    assert_eq!(change(&db, "Enable", json!({}))["DestinationStatus"], "ENABLING");
    assert_eq!(status(), "ENABLING");
    users.put(item! { "id": "too early" }).run().unwrap();
    clock.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(status(), "ACTIVE");
    users.put(item! { "id": "a" }).run().unwrap();
    let micro = json!({"UpdateKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": "MICROSECOND"}});
    assert_eq!(change(&db, "Update", micro.clone())["DestinationStatus"], "UPDATING");
    assert_eq!(
        described(&db)[0],
        json!({
            "StreamArn": ARN, "DestinationStatus": "UPDATING", "ApproximateCreationDateTimePrecision": "MILLISECOND",
        })
    );
    users.put(item! { "id": "b" }).run().unwrap();
    clock.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(status(), "ACTIVE");
    users.put(item! { "id": "c" }).run().unwrap();
    assert_eq!(change(&db, "Disable", json!({}))["DestinationStatus"], "DISABLING");
    users.put(item! { "id": "d" }).run().unwrap();
    clock.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(status(), "DISABLED");
    users.put(item! { "id": "too late" }).run().unwrap();
    assert_eq!(sent(&db), ["a", "b", "c", "d"]);
    let precisions: Vec<Value> = records(&db.kinesis_stream(ARN))
        .iter()
        .map(|record| data(record)["dynamodb"]["ApproximateCreationDateTimePrecision"].clone())
        .collect();
    assert_eq!(precisions, ["MILLISECOND", "MILLISECOND", "MICROSECOND", "MICROSECOND"]);
    // One that is off is listed for a day, as long as its records are kept.
    clock.advance(DAY - Duration::from_secs(1)).unwrap();
    assert_eq!(status(), "DISABLED");
    clock.advance(Duration::from_secs(1)).unwrap();
    assert_eq!(described(&db), json!([]));
    assert!(sent(&db).is_empty());
}

#[test]
fn a_table_has_one_destination_at_a_time() {
    let db = Database::new();
    users(&db);
    let refused = |verb: &str, more: Value| {
        let mut request = json!({"TableName": "users", "StreamArn": ARN});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (exception, message) =
            support::refused(&db, &format!("{verb}KinesisStreamingDestination"), request);
        assert_eq!(exception, "ValidationException", "{message}");
        message
    };
    let not_in_state = "Table is not in a valid state to enable Kinesis Streaming Destination: ";
    let update = |precision: &str| json!({"UpdateKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": precision}});
    let no_destination = format!(
        "{not_in_state}No streaming destination with streamArn: {ARN} found for table with tableName: users"
    );
    assert_eq!(refused("Disable", json!({})), no_destination);
    assert_eq!(refused("Update", update("MICROSECOND")), no_destination);
    change(&db, "Enable", json!({}));
    for arn in [ARN, OTHER] {
        assert_eq!(
            refused("Enable", json!({"StreamArn": arn})),
            format!(
                "{not_in_state}EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE \
                 operation."
            )
        );
    }
    assert!(
        refused("Update", update("MILLISECOND")).starts_with("Invalid Request: Precision is already set")
    );
    for nothing in [json!({}), json!({"UpdateKinesisStreamingConfiguration": {}})] {
        assert!(refused("Update", nothing).contains("cannot be null"));
    }
    change(&db, "Disable", json!({}));
    let not_active = |operation: &str| {
        format!("{not_in_state}KinesisStreamingDestination must be ACTIVE to perform {operation} operation.")
    };
    assert_eq!(refused("Disable", json!({})), not_active("DISABLE"));
    assert_eq!(refused("Update", update("MICROSECOND")), not_active("UPDATE"));
    change(&db, "Enable", json!({"StreamArn": OTHER}));
    let statuses: Vec<_> =
        described(&db).as_array().unwrap().iter().map(|one| one["DestinationStatus"].clone()).collect();
    assert_eq!(statuses, ["DISABLED", "ACTIVE"]);
    for arn in [
        "arn:aws:kinesis:us-east-2:000000000000:stream/changes",
        "arn:aws:kinesis:us-east-1:111111111111:stream/changes",
        "arn:aws:kinesis:us-east-1:000000000000:stream/",
        "arn:aws:kinesis:us-east-1:000000000000:stream/a/b",
        "arn:aws:dynamodb:us-east-1:000000000000:stream/changes",
        &"kinesis".repeat(40),
        &format!("arn:aws:kinesis:us-east-1:000000000000:stream/{}", "n".repeat(129)),
    ] {
        assert!(refused("Enable", json!({"StreamArn": arn})).starts_with("Invalid StreamArn"), "{arn}");
    }
    assert!(refused("Enable", json!({"StreamArn": "short"})).contains("greater than or equal to 37"));
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_stream_that_refuses_the_records_is_described_so() {
    let db = Database::new();
    let users = users(&db);
    let stream = db.kinesis_stream(ARN);
    stream.refuse(Some("The stream does not exist"));
    change(&db, "Enable", json!({}));
    assert_eq!(described(&db)[0]["DestinationStatus"], "ENABLE_FAILED");
    assert_eq!(described(&db)[0]["DestinationStatusDescription"], "The stream does not exist");
    users.put(item! { "id": "a" }).run().unwrap();
    assert!(sent(&db).is_empty());
    stream.refuse(None);
    change(&db, "Enable", json!({}));
    users.put(item! { "id": "b" }).run().unwrap();
    assert_eq!(sent(&db), ["b"]);
    assert_eq!(described(&db)[0].get("DestinationStatusDescription"), None);
}

#[test]
fn a_record_is_the_json_that_dynamodb_sends() {
    for (precision, time) in [("MILLISECOND", 1_700_000_000_123_u64), ("MICROSECOND", 1_700_000_000_123_456)]
    {
        let (_, db) = manual();
        let users = users(&db);
        let configuration = json!({"ApproximateCreationDateTimePrecision": precision});
        let answer = change(&db, "Enable", json!({"EnableKinesisStreamingConfiguration": configuration}));
        assert_eq!(answer["EnableKinesisStreamingConfiguration"], configuration);
        users.put(item! { "id": "a", "age": 39 }).run().unwrap();
        users.update("a").expression("SET age = :age").value(":age", 40).run().unwrap();
        users.put(item! { "id": "a", "age": 40 }).run().unwrap(); // no change
        users.delete("a").run().unwrap();
        let sent = records(&db.kinesis_stream(ARN));
        let image = |age: &str| json!({"id": {"S": "a"}, "age": {"N": age}});
        let mut all: Vec<Value> = sent.iter().map(data).collect();
        let ids: Vec<String> =
            all.iter_mut().map(|record| record["eventID"].take().as_str().unwrap().to_owned()).collect();
        assert!(ids.iter().all(|id| id.len() == 36 && id.matches('-').count() == 4), "{ids:?}");
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
        let record = |name: &str, new: Option<&str>, old: Option<&str>, size: u64| {
            let mut body = json!({
                "ApproximateCreationDateTime": time, "ApproximateCreationDateTimePrecision": precision,
                "Keys": {"id": {"S": "a"}}, "SizeBytes": size,
            });
            new.into_iter().for_each(|age| body["NewImage"] = image(age));
            old.into_iter().for_each(|age| body["OldImage"] = image(age));
            json!({
                "awsRegion": "us-east-1", "eventID": null, "eventName": name, "userIdentity": null,
                "recordFormat": "application/json", "tableName": "users", "dynamodb": body,
                "eventSource": "aws:dynamodb",
            })
        };
        // The key counts 3 bytes, an image 8.
        let expected = [
            record("INSERT", Some("39"), None, 11),
            record("MODIFY", Some("40"), Some("39"), 19),
            record("REMOVE", None, Some("40"), 11),
        ];
        assert_eq!(all, expected);
        assert!(sent[0].data.starts_with(r#"{"awsRegion":"us-east-1","eventID":"#), "{}", sent[0].data);
        assert_eq!(sent[0].at, UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456));
        assert_eq!(sent[0].partition_key.len(), 32);
        assert!(sent.iter().all(|record| record.partition_key == sent[0].partition_key));
    }
}

#[test]
fn the_records_of_an_item_are_in_the_order_of_its_writes() {
    let db = Database::builder().partitions(1).build();
    let users = users(&db);
    change(&db, "Enable", json!({}));
    let stream = db.kinesis_stream(ARN);
    let mut reader = stream.records().run();
    let mut seen: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for round in 0..20_u64 {
        for number in 0..30 {
            users.put(item! { "id": format!("u{number}"), "round": round }).run().unwrap();
        }
        users.split_partition(&users.explain(format!("u{round}")).unwrap().hash);
        for record in reader.by_ref() {
            let body = data(&record.unwrap())["dynamodb"]["NewImage"].clone();
            let round = body["round"]["N"].as_str().unwrap().parse().unwrap();
            seen.entry(body["id"]["S"].as_str().unwrap().to_owned()).or_default().push(round);
        }
    }
    assert_eq!(seen.len(), 30);
    assert!(seen.values().all(|rounds| rounds.iter().copied().eq(0..20)), "{seen:?}");
    assert_eq!(records(&stream).len(), 600, "a later reader reads all");
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn transactions_are_sent_whole_and_expired_items_as_the_service_s() {
    let (clock, db) = manual();
    let users = users(&db);
    users.enable_time_to_live("until").unwrap();
    change(&db, "Enable", json!({}));
    let transaction = db.transaction().put(&users, item! { "id": "a", "until": START_SECONDS + 60 });
    transaction.put(&users, item! { "id": "b" }).put(&users, item! { "id": "c" }).run().unwrap();
    let failed =
        db.transaction().put(&users, item! { "id": "d" }).check(&users, "nobody", "attribute_exists(id)");
    failed.run().unwrap_err();
    let mut ids = sent(&db);
    ids.sort();
    assert_eq!(ids, ["a", "b", "c"]);
    clock.advance(Duration::from_secs(61)).unwrap();
    let last = data(records(&db.kinesis_stream(ARN)).last().unwrap());
    assert_eq!(last["eventName"], "REMOVE");
    assert_eq!(last["userIdentity"], json!({"principalId": "dynamodb.amazonaws.com", "type": "Service"}));
}

#[test]
fn what_changes_while_it_is_disabled_is_not_sent_even_with_a_stream() {
    for with_stream in [false, true] {
        let db = Database::new();
        let users = users(&db);
        if with_stream {
            let specification = StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some(StreamViewType::KeysOnly),
            };
            let input = UpdateTableInput {
                table_name: "users".into(),
                stream_specification: Some(specification),
                ..Default::default()
            };
            db.update_table(input).unwrap();
        }
        let put = |id: &str| users.put(item! { "id": id }).run().unwrap();
        put("1");
        change(&db, "Enable", json!({}));
        put("2");
        change(&db, "Disable", json!({}));
        put("3");
        change(&db, "Enable", json!({"StreamArn": OTHER}));
        put("4");
        change(&db, "Disable", json!({"StreamArn": OTHER}));
        put("5");
        change(&db, "Enable", json!({}));
        put("6");
        assert_eq!(sent(&db), ["2", "6"]);
        assert_eq!(ids(&records(&db.kinesis_stream(OTHER))), ["4"]);
        if with_stream {
            assert_eq!(users.changes().run().unwrap().count(), 6);
            assert!(users.shards().unwrap().iter().all(|shard| {
                shard.sequence_number_range.as_ref().unwrap().ending_sequence_number.is_none()
            }));
        }
        assert_eq!(db.verify(), Vec::<String>::new());
    }
}

#[test]
fn a_stream_comes_and_goes_without_a_record_being_lost() {
    let db = Database::new();
    let users = users(&db);
    change(&db, "Enable", json!({}));
    users.put(item! { "id": "1" }).run().unwrap();
    users.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    users.put(item! { "id": "2" }).run().unwrap();
    users.update_settings().no_stream().run().unwrap();
    users.put(item! { "id": "3" }).run().unwrap();
    assert_eq!(sent(&db), ["1", "2", "3"]);
    assert_eq!(users.changes().run().unwrap().count(), 1);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn the_records_of_a_deleted_table_are_kept_for_a_day() {
    let (clock, db) = manual();
    let before = users(&db);
    change(&db, "Enable", json!({}));
    let mut reader = db.kinesis_stream(ARN).records().run();
    before.put(item! { "id": "1" }).run().unwrap();
    assert_eq!(ids(&[reader.next().unwrap().unwrap()]), ["1"]);
    before.put(item! { "id": "2" }).run().unwrap();
    db.delete_table("users").unwrap();
    let again = users(&db);
    again.put(item! { "id": "not sent" }).run().unwrap();
    change(&db, "Enable", json!({}));
    again.put(item! { "id": "3" }).run().unwrap();
    let rest: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(ids(&rest), ["2", "3"]);
    assert_eq!(sent(&db), ["1", "2", "3"]);
    clock.advance(DAY).unwrap();
    assert!(sent(&db).is_empty());
}

#[test]
fn several_tables_send_to_one_stream() {
    let (clock, db) = manual();
    let stream = db.kinesis_stream(ARN);
    let tables: Vec<Table> = ["aaa", "bbb"]
        .iter()
        .map(|name| db.create_table(*name).partition_key("id", S).run().unwrap())
        .collect();
    tables.iter().for_each(|table| stream.receive_from(table.name()).unwrap());
    for round in 0..3 {
        for table in &tables {
            clock.advance(Duration::from_secs(1)).unwrap();
            table.put(item! { "id": format!("{round}") }).run().unwrap();
        }
    }
    let sent: Vec<String> = records(&stream).into_iter().map(|record| record.table_name).collect();
    assert_eq!(sent, ["aaa", "bbb", "aaa", "bbb", "aaa", "bbb"]);
}

#[test]
fn forks_and_files_have_the_destinations_and_their_records() {
    let path = std::env::temp_dir().join(format!("hashrange-kinesis-{}", std::process::id()));
    let (clock, db) = manual();
    let original = users(&db);
    change(&db, "Enable", json!({}));
    original.put(item! { "id": "1" }).run().unwrap();
    change(&db, "Disable", json!({}));
    original.put(item! { "id": "not sent" }).run().unwrap();
    let micro = json!({"ApproximateCreationDateTimePrecision": "MICROSECOND"});
    change(&db, "Enable", json!({"EnableKinesisStreamingConfiguration": micro}));
    original.put(item! { "id": "2" }).run().unwrap();
    db.save(&path).unwrap();
    let loaded = Database::builder().clock(clock).load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    for copy in [db.fork(), loaded] {
        assert_eq!(described(&copy), described(&db));
        assert_eq!(records(&copy.kinesis_stream(ARN)), records(&db.kinesis_stream(ARN)));
        copy.table("users").unwrap().put(item! { "id": "3" }).run().unwrap();
        assert_eq!(sent(&copy), ["1", "2", "3"]);
        assert_eq!(copy.verify(), Vec::<String>::new());
    }
    assert_eq!(sent(&db), ["1", "2"]);
    // A backup has no destination.
    let backup = db.create_backup(hashrange::operation::CreateBackupInput {
        table_name: "users".into(),
        backup_name: "monday".into(),
    });
    let backup_arn = backup.unwrap().backup_details.unwrap().backup_arn;
    ask(&db, "RestoreTableFromBackup", json!({"TargetTableName": "again", "BackupArn": backup_arn}));
    let of_restored = ask(&db, "DescribeKinesisStreamingDestination", json!({"TableName": "again"}));
    assert_eq!(of_restored["KinesisDataStreamDestinations"], json!([]));
}

#[test]
fn records_are_bounded_by_bytes_as_those_of_streams_are() {
    let db = Database::builder().stream_bytes(20_000).build();
    let users = users(&db);
    change(&db, "Enable", json!({}));
    let stream = db.kinesis_stream(ARN);
    let mut slow = stream.records().run();
    users.put(item! { "id": "1" }).run().unwrap();
    assert!(slow.next().unwrap().is_ok());
    for number in 0..2_000 {
        users.put(item! { "id": "1", "number": number }).run().unwrap();
    }
    assert!(matches!(slow.next(), Some(Err(Error::TrimmedDataAccess(_)))));
    assert!(slow.next().is_none());
    let kept = records(&stream).len();
    assert!((50..400).contains(&kept), "{kept}");
}

#[test]
fn a_reader_that_waits_is_woken_by_a_write_and_by_a_new_destination() {
    let db = Database::new();
    let users = users(&db);
    let mut reader = db.kinesis_stream(ARN).records().wait(Duration::MAX).run();
    let (received, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        while let Some(Ok(record)) = reader.next() {
            if received.send(record).is_err() {
                return;
            }
        }
    });
    change(&db, "Enable", json!({}));
    for id in ["1", "2"] {
        users.put(item! { "id": id }).run().unwrap();
        let record = receiver.recv_timeout(Duration::from_secs(20)).expect("it is woken");
        assert_eq!(ids(&[record]), [id]);
    }
    drop(receiver);
    users.put(item! { "id": "3" }).run().unwrap();
}

#[test]
fn changes_of_a_destination_without_writes_take_no_room() {
    let (_clock, db) = manual();
    let users = users(&db);
    change(&db, "Enable", json!({}));
    let update = |precision: &str| {
        let precision = json!({"ApproximateCreationDateTimePrecision": precision});
        change(&db, "Update", json!({"UpdateKinesisStreamingConfiguration": precision}));
    };
    let path = std::env::temp_dir().join(format!("hashrange-kinesis-periods-{}", std::process::id()));
    let size = || {
        db.save(&path).unwrap();
        std::fs::metadata(&path).unwrap().len()
    };
    users.put(item! { "id": "1" }).run().unwrap();
    let mut waiting = db.kinesis_stream(ARN).records().run();
    assert!(waiting.next().unwrap().is_ok());
    let before = size();
    for _ in 0..500 {
        update("MICROSECOND");
        update("MILLISECOND");
    }
    let after = size();
    std::fs::remove_file(&path).unwrap();
    assert!(after < before + 1_000, "{after} bytes, and {before} before");
    users.put(item! { "id": "2" }).run().unwrap();
    update("MICROSECOND");
    users.put(item! { "id": "3" }).run().unwrap();
    assert_eq!(sent(&db), ["1", "2", "3"]);
    assert_eq!(waiting.count(), 2);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn destinations_to_which_nothing_was_sent_take_no_room() {
    let (clock, db) = manual();
    users(&db);
    let path = std::env::temp_dir().join(format!("hashrange-kinesis-idle-{}", std::process::id()));
    let size = || {
        db.save(&path).unwrap();
        std::fs::metadata(&path).unwrap().len()
    };
    let switch = |number: u32| {
        let arn = format!("{ARN}{number}");
        clock.advance(Duration::from_secs(1)).unwrap();
        for verb in ["Enable", "Disable"] {
            change(&db, verb, json!({ "StreamArn": arn }));
        }
    };
    (0..30).for_each(switch);
    let before = size();
    (30..300).for_each(switch);
    let after = size();
    std::fs::remove_file(&path).unwrap();
    assert!(after < before + 1_000, "{after} bytes, and {before} before");
    let told = described(&db).as_array().unwrap().len();
    assert!((2..=30).contains(&told), "{told}");
    assert_eq!(db.verify(), Vec::<String>::new());
}
