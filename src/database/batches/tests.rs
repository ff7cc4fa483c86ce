use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    thread,
    time::{Duration, UNIX_EPOCH},
};

use serde_json::{Value, json};

use super::{
    batch::{Batch, BatchResponse, DiscardReason},
    builder::BatchesBuilder,
};
use crate::{
    database::{handle::Database, table::Table},
    engine::Clock,
    error::{Error, Result},
    item,
    key::ScalarAttributeType::S,
    operation::StreamViewType,
    storage::ItemChange,
};

/// A table with one partition, into which these items are put one after the other.
fn table(ids: impl IntoIterator<Item = &'static str>) -> Table {
    let db = Database::builder().partitions(1).build();
    let table = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewAndOldImages);
    let table = table.run().unwrap();
    ids.into_iter().for_each(|id| table.put(item! { "id": id }).run().unwrap());
    table
}

fn id(change: &ItemChange) -> String {
    change.key.get("id").unwrap().as_s().unwrap().to_string()
}

/// The ids of a batch, joined in one text.
fn ids(batch: &Batch) -> String {
    batch.changes.iter().map(id).collect()
}

fn refused() -> Error {
    Error::Throttling("not now".into())
}

/// Delivers to a handler that fails on batches with one of these ids, and returns the batches that the handler
/// received.
fn delivered(builder: BatchesBuilder, bad: &str) -> (Vec<String>, Result<super::batch::Delivered>) {
    let mut given = Vec::new();
    let delivered = builder.run().unwrap().for_each_batch(|batch| {
        given.push(format!("{}{}", ids(batch), batch.retries));
        match ids(batch).contains(|letter| bad.contains(letter)) {
            true => Err(refused()),
            false => Ok(()),
        }
    });
    (given, delivered)
}

#[test]
fn a_batch_that_fails_is_the_callers_until_it_is_dealt_with() {
    let users = table(["a", "b", "c"]);
    let mut batches = users.changes().batches().size(2).run().unwrap();
    let fails = batches.for_each_batch(|batch| match batch.retries {
        0 => Err::<(), _>(refused()),
        _ => panic!("the caller retries"),
    });
    assert_eq!(fails, Err(refused()));
    assert_eq!(batches.checkpoint().map(|done| users.changes().after(done).run().unwrap().count()), Some(3));
    let mut given = Vec::new();
    let done = batches.for_each_batch(|batch| {
        given.push(format!("{}{}", ids(batch), batch.retries));
        Ok::<_, Error>(())
    });
    assert_eq!(given, ["ab1", "c0"]);
    assert_eq!(done.map(|done| (done.batches, done.changes, done.discarded.len())), Ok((2, 3, 0)));
    assert_eq!(batches.checkpoint().map(|done| users.changes().after(done).run().unwrap().count()), Some(0));
}

#[test]
fn a_batch_whose_handler_panics_is_delivered_again_as_it_was() {
    let users = table(["a", "b", "c", "d", "e"]);
    let mut batches = users.changes().batches().size(4).bisect_on_error().retries(1).run().unwrap();
    let mut given = Vec::new();
    let mut handler = |batch: &Batch| {
        given.push(format!("{}{}", ids(batch), batch.retries));
        match given.len() {
            1 => Err(refused()),
            2 => panic!("once"),
            _ => Ok(()),
        }
    };
    let ended = panic::catch_unwind(AssertUnwindSafe(|| batches.for_each_batch(&mut handler)));
    assert!(ended.is_err());
    assert_eq!(batches.for_each_batch(&mut handler).map(|done| done.changes), Ok(5));
    assert_eq!(given, ["abcd0", "ab0", "ab0", "cd0", "e0"]);
}

#[test]
fn a_batch_is_given_up_after_its_retries() {
    let users = table(["a", "b", "c"]);
    let (given, done) = delivered(users.changes().batches().size(2).retries(1), "b");
    assert_eq!(given, ["ab0", "ab1", "c0"]);
    let done = done.unwrap();
    assert_eq!((done.batches, done.changes), (1, 1));
    let [discarded] = done.discarded.as_slice() else { panic!("{done:?}") };
    assert_eq!((discarded.changes, discarded.reason), (2, DiscardReason::RetriesExhausted));
    let numbers: Vec<_> = users.changes().run().unwrap().map(|change| change.unwrap().sequence).collect();
    assert_eq!((discarded.first, discarded.last), (numbers[0], numbers[1]));
    assert_eq!(Some(&discarded.shard_id), users.shards().unwrap().first().map(|shard| &shard.shard_id));
}

#[test]
fn a_batch_is_split_until_one_change_fails() {
    let users = table(["a", "b", "c", "d", "e"]);
    let (given, done) = delivered(users.changes().batches().bisect_on_error().retries(1), "d");
    assert_eq!(given, ["abcde0", "abc0", "de0", "d0", "d1", "e0"]);
    assert_eq!(done.map(|done| (done.changes, done.discarded.len())), Ok((4, 1)));
    // Without a number of retries, the error is returned to the caller.
    let (given, done) = delivered(users.changes().batches().bisect_on_error(), "d");
    assert_eq!((given.last().unwrap().as_str(), done), ("d0", Err(refused())));
}

#[test]
fn what_is_reported_as_failed_is_delivered_again_with_all_behind_it() {
    let reports = |builder: BatchesBuilder| {
        let mut given = Vec::new();
        let done = builder.run().unwrap().for_each_batch(|batch| {
            given.push(format!("{}{}", ids(batch), batch.retries));
            let failed = batch.changes.iter().filter(|change| matches!(id(change).as_str(), "b" | "d"));
            Ok::<_, Error>(BatchResponse::failed(failed.map(|change| change.sequence)))
        });
        let done = done.unwrap();
        (given, done.changes, done.discarded.len())
    };
    let four = || table(["a", "b", "c", "d"]).changes().batches();
    assert_eq!(reports(four().retries(1)), (["abcd0", "bcd1"].map(str::to_owned).to_vec(), 1, 1));
    let mut batches = table(["a", "b"]).changes().batches().run().unwrap();
    let mut given = Vec::new();
    let mut report = |batch: &Batch| {
        given.push(ids(batch));
        let failed = batch.changes.last().filter(|_| batch.retries == 0);
        Ok::<_, Error>(BatchResponse::failed(failed.map(|change| change.sequence)))
    };
    assert!(
        matches!(batches.for_each_batch(&mut report), Err(Error::Validation(text)) if text.contains("failed"))
    );
    assert!(batches.for_each_batch(&mut report).is_ok());
    assert_eq!(given, ["ab", "b"], "without a number of retries it is the caller's");
    let split = ["abcd0", "bcd0", "bc0", "b0", "c0", "d0"].map(str::to_owned).to_vec();
    assert_eq!(reports(four().bisect_on_error().retries(0)), (split, 2, 2));
}

#[test]
fn the_answer_of_a_function_is_read_as_lambda_reads_it() {
    let users = table(["a", "b", "c"]);
    let changes: Vec<ItemChange> = users.changes().run().unwrap().map(Result::unwrap).collect();
    let done = |answer: &str| BatchResponse::from_json(answer).done(&changes);
    let failed =
        |identifier: &str| json!({ "batchItemFailures": [{ "itemIdentifier": identifier }] }).to_string();
    for nothing in ["", "null", "{}", r#"{"batchItemFailures": null}"#, r#"{"batchItemFailures": []}"#] {
        assert_eq!(done(nothing), None, "{nothing}");
    }
    assert_eq!(done(&failed(&changes[1].sequence.to_string())), Some(1));
    for all in [
        "{",
        "[",
        &failed(""),
        &failed("7"),
        r#"{"batchItemFailures": [{"id": "1"}]}"#,
        r#"{"batchItemFailures": 1}"#,
    ] {
        assert_eq!(done(all), Some(0), "{all}");
    }
}

#[test]
fn what_is_too_old_is_given_up_also_where_it_failed_before() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().partitions(1).clock(clock.clone()).build();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    let minute = Duration::from_secs(60);
    for id in ["a", "b", "c"] {
        users.put(item! { "id": id }).run().unwrap();
        clock.advance(minute).unwrap();
    }
    // `a` is three minutes old, and `b` becomes so when the batch fails.
    let mut batches = users.changes().batches().record_age(2 * minute).run().unwrap();
    let mut given = Vec::new();
    let mut handler = |batch: &Batch| {
        given.push(ids(batch));
        clock.advance(minute).unwrap();
        if batch.retries == 0 { Err(refused()) } else { Ok(()) }
    };
    assert_eq!(batches.for_each_batch(&mut handler), Err(refused()));
    let done = batches.for_each_batch(&mut handler).unwrap();
    assert_eq!(given, ["bc", "c"]);
    assert_eq!(
        done.discarded.iter().map(|batch| batch.reason).collect::<Vec<_>>(),
        [DiscardReason::RecordAgeExceeded]
    );
}

#[test]
fn an_event_holds_no_more_than_an_invocation_takes() {
    let users = table([]);
    let text = "x".repeat(350_000);
    for number in 0..20 {
        users.put(item! { "id": format!("{number:02}"), "text": &*text }).run().unwrap();
    }
    let mut sizes = Vec::new();
    let done = users.changes().batches().run().unwrap().for_each_batch(|batch| {
        assert!(batch.event_json().len() <= 6 * 1024 * 1024 + 14);
        sizes.push(batch.changes.len());
        Ok::<_, Error>(())
    });
    assert_eq!((sizes, done.unwrap().changes), (vec![17, 3], 20));
}

#[test]
fn a_shard_is_delivered_behind_its_parent_and_each_change_of_an_item_in_order() {
    let db = Database::new();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    let mut batches = users.changes().batches().size(7).run().unwrap();
    let mut seen: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut count = 0;
    for round in 0..40_u64 {
        for number in 0..10 {
            users.put(item! { "id": format!("user{number}"), "round": round }).run().unwrap();
        }
        let hash = users.explain(format!("user{}", round % 10)).unwrap().hash;
        users.split_partition(&hash);
        if round % 3 == 0 {
            batches
                .for_each_batch(|batch| {
                    for change in &batch.changes {
                        let round =
                            change.new.as_ref().unwrap().get("round").unwrap().as_n().unwrap().to_string();
                        seen.entry(id(change)).or_default().push(round.parse().unwrap());
                        count += 1;
                    }
                    Ok::<_, Error>(())
                })
                .unwrap();
        }
    }
    assert_eq!((count, seen.len()), (400, 10));
    assert!(seen.values().all(|rounds| rounds.iter().copied().eq(0..40)));
}

#[test]
fn a_delivery_that_waits_goes_on_until_the_end_of_the_stream() {
    let users = table([]);
    let mut batches =
        users.changes().wait(Duration::MAX).batches().window(Duration::from_millis(1)).run().unwrap();
    let consumer = thread::spawn(move || batches.for_each_batch(|_| Ok::<_, Error>(())).unwrap().changes);
    for number in 0..200 {
        users.put(item! { "id": format!("user{number}") }).run().unwrap();
    }
    users.update_settings().no_stream().run().unwrap();
    assert_eq!(consumer.join().unwrap(), 200);
}

#[test]
fn a_window_gathers_a_batch() {
    let users = table(["a"]);
    let mut batches = users.changes().batches().size(2).window(Duration::from_secs(300)).run().unwrap();
    let writer = {
        let users = users.clone();
        thread::spawn(move || users.put(item! { "id": "b" }).run().unwrap())
    };
    let mut given = Vec::new();
    batches
        .for_each_batch(|batch| {
            given.push(ids(batch));
            Ok::<_, Error>(())
        })
        .unwrap();
    writer.join().unwrap();
    assert_eq!(given, ["ab"], "a whole batch does not wait");
}

#[test]
fn an_event_is_lambdas() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().partitions(1).clock(clock.clone()).build();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::OldImage).run().unwrap();
    users.enable_time_to_live("expires").unwrap();
    users.put(item! { "id": "a", "expires": 1_700_000_060 }).run().unwrap();
    clock.advance(Duration::from_secs(61)).unwrap();
    let mut events: Vec<Value> = Vec::new();
    let mut batches = users.changes().batches().run().unwrap();
    batches
        .for_each_batch(|batch| {
            events.push(serde_json::from_str(&batch.event_json()).unwrap());
            Ok::<_, Error>(())
        })
        .unwrap();
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let [put, expired] = event["Records"].as_array().unwrap().as_slice() else { panic!("{event}") };
    assert_eq!(put["userIdentity"], Value::Null);
    assert_eq!(
        expired["userIdentity"],
        json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" })
    );
    let arn = users.describe().latest_stream_arn.unwrap();
    assert_eq!((&expired["eventSourceARN"], &expired["eventSource"]), (&json!(arn), &json!("aws:dynamodb")));
    assert_eq!((&expired["eventName"], &expired["eventVersion"]), (&json!("REMOVE"), &json!("1.1")));
    assert_eq!(expired["awsRegion"], json!("us-east-1"));
    assert_eq!(expired["eventID"].as_str().map(str::len), Some(32));
    let dynamodb = &expired["dynamodb"];
    assert_eq!(dynamodb["ApproximateCreationDateTime"].as_f64(), Some(1_700_000_061.0));
    assert_eq!(dynamodb["Keys"], json!({ "id": { "S": "a" } }));
    assert_eq!(dynamodb["OldImage"], json!({ "id": { "S": "a" }, "expires": { "N": "1700000060" } }));
    assert_eq!((&dynamodb["NewImage"], &dynamodb["StreamViewType"]), (&Value::Null, &json!("OLD_IMAGE")));
    assert!(dynamodb["SizeBytes"].is_u64() && dynamodb["SequenceNumber"].is_string());
}

#[test]
fn settings_are_held_to_lambdas_bounds() {
    let users = table([]);
    let batches = || users.changes().batches();
    let patterns = (0..11).fold(batches(), |batches, _| batches.filter(r#"{"eventName": ["INSERT"]}"#));
    for wrong in [
        batches().size(0),
        batches().size(10_001),
        batches().window(Duration::from_secs(301)),
        batches().retries(10_001),
        batches().record_age(Duration::from_secs(604_801)),
        batches().filter("{}"),
        patterns,
    ] {
        assert!(matches!(wrong.run(), Err(Error::Validation(_))));
    }
}

#[test]
fn changes_that_were_trimmed_are_reported_once_and_the_delivery_continues() {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    for partitions in [1, 3] {
        let clock = Clock::manual(UNIX_EPOCH);
        let db = Database::builder().clock(clock.clone()).partitions(partitions).build();
        let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly);
        let users = users.run().unwrap();
        let mut batches = users.changes().batches().run().unwrap();
        let mut deliver = || {
            let mut given = String::new();
            let done = batches.for_each_batch(|batch| {
                given.push_str(&ids(batch));
                Ok::<_, Error>(())
            });
            (given, done.map(drop))
        };
        let put = |id: &str| users.put(item! { "id": id }).run().unwrap();
        put("a");
        assert_eq!(deliver(), ("a".to_owned(), Ok(())));
        put("b");
        clock.advance(23 * HOUR).unwrap();
        put("c");
        clock.advance(2 * HOUR).unwrap();
        let mut given = String::new();
        let mut refusals = 0;
        loop {
            let (more, done) = deliver();
            given.push_str(&more);
            match done {
                Ok(()) => break,
                Err(Error::TrimmedDataAccess(_)) => refusals += 1,
                Err(error) => panic!("{error}"),
            }
            assert!(refusals <= partitions, "each shard reports it once");
        }
        assert_eq!((given.as_str(), refusals > 0), ("c", true));
        put("d");
        assert_eq!(deliver(), ("d".to_owned(), Ok(())));
    }
}
