//! Changes of a table behind an endpoint, from its stream.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    thread,
    time::{Duration, Instant, UNIX_EPOCH},
};

use futures_core::Stream;
use hashrange::{
    ChangedBy, Changes, Clock, Database, Error, ItemChange, Result,
    ScalarAttributeType::{N, S},
    SequenceNumber, Table, item,
    operation::{OperationType, StreamViewType},
    remote::{Sending, Transport},
};

use crate::loopback::{Late, Loopback};

/// A table of an engine with a manual clock, and the same behind an endpoint.
fn users(partitions: usize) -> (Database, Table, Table) {
    let there = Database::builder().clock(Clock::manual(UNIX_EPOCH)).id_seed(7).build();
    let users = there
        .create_table("users")
        .partition_key("id", S)
        .sort_key("n", N)
        .partitions(partitions)
        .stream(StreamViewType::NewAndOldImages)
        .run()
        .unwrap();
    let remote = Database::connect_through(Loopback(there.clone())).table("users").unwrap();
    (there, users, remote)
}

fn put(table: &Table, ids: std::ops::Range<u32>, n: u32) {
    table.put_all(ids.map(|id| item! { "id": format!("user{id}"), "n": n, "v": id })).unwrap();
}

fn read(changes: &mut Changes) -> Vec<ItemChange> {
    changes.collect::<Result<_>>().unwrap()
}

fn sorted(mut changes: Vec<ItemChange>) -> Vec<ItemChange> {
    changes.sort_by_key(|change| change.sequence);
    changes
}

#[test]
fn the_changes_are_those_of_the_engine() {
    let (there, users, remote) = users(4);
    put(&users, 0..50, 1);
    users.update(("user1", 1)).set("v", "changed").run().unwrap();
    users.delete(("user2", 1)).run().unwrap();
    users.enable_time_to_live("expires").unwrap();
    users.put(item! { "id": "old", "n": 1, "expires": 10 }).run().unwrap();
    there.clock().advance(Duration::from_secs(3600)).unwrap();

    let here: Vec<ItemChange> = users.changes().run().unwrap().collect::<Result<_>>().unwrap();
    assert_eq!(here.len(), 54);
    assert_eq!(here.last().unwrap().by, ChangedBy::TimeToLive);
    let mut changes = remote.changes().run().unwrap();
    assert_eq!(sorted(read(&mut changes)), here);
    assert!(changes.next().is_none());

    users.put(item! { "id": "late", "n": 1 }).run().unwrap();
    let late = changes.next().unwrap().unwrap();
    assert_eq!((late.event_name, late.new.unwrap().s("id").unwrap()), (OperationType::Insert, "late"));
}

#[test]
fn it_begins_now_or_behind_a_number_of_a_shard() {
    let (_, users, remote) = users(2);
    put(&users, 0..20, 1);
    let mut from_now = remote.changes().from_now().run().unwrap();
    put(&users, 0..20, 2);
    assert!(read(&mut from_now).iter().all(|change| change.key.n("n").unwrap() == &2.into()));

    let mut found = 0;
    for shard in remote.shards().unwrap() {
        let whole = read(&mut remote.changes().shard(&shard.shard_id).run().unwrap());
        let fifth = whole.get(4).unwrap().sequence;
        let rest = read(&mut remote.changes().shard(&shard.shard_id).after(fifth).run().unwrap());
        assert_eq!(rest, whole.get(5..).unwrap());
        found += whole.len();
    }
    assert_eq!(found, 40);
}

#[test]
fn changes_of_an_item_stay_in_order_through_splits() {
    let (_, users, remote) = users(1);
    let mut changes = remote.changes().run().unwrap();
    let mut found = Vec::new();
    for n in 1..=40 {
        put(&users, 0..5, n);
        if n % 10 == 0 {
            let hash = users.explain(format!("user{}", n % 3)).unwrap().hash;
            users.split_partition(&hash);
        }
        if n % 7 == 0 {
            found.extend(read(&mut changes));
        }
    }
    found.extend(read(&mut changes));
    // The children of a shard are found when it has ended.
    found.extend(read(&mut changes));
    assert_eq!(found.len(), 200);
    let mut by_item: BTreeMap<String, Vec<SequenceNumber>> = BTreeMap::new();
    for change in found {
        by_item.entry(change.key.s("id").unwrap().to_owned()).or_default().push(change.sequence);
    }
    assert!(by_item.values().all(|numbers| numbers.len() == 40 && numbers.is_sorted()));
}

#[test]
fn it_waits_for_a_change_and_for_the_end() {
    let (_, users, remote) = users(2);
    let mut waits = remote.changes().wait(Duration::from_secs(30)).run().unwrap();
    let reader = thread::spawn(move || {
        let change = waits.next();
        (change, waits.next().is_none())
    });
    thread::sleep(Duration::from_millis(30));
    put(&users, 0..1, 1);
    users.update_settings().no_stream().run().unwrap();
    let (change, has_ended) = reader.join().unwrap();
    assert_eq!(change.unwrap().unwrap().key, item! { "id": "user0", "n": 1 });
    assert!(has_ended);

    let begin = Instant::now();
    let (_, _, quiet) = self::users(1);
    let mut waits = quiet.changes().wait(Duration::from_millis(40)).run().unwrap();
    assert!(waits.next().is_none());
    assert!(begin.elapsed() >= Duration::from_millis(40));
}

#[test]
fn a_busy_service_is_asked_again_and_old_iterators_are_taken_anew() {
    let (there, users, remote) = users(1);
    put(&users, 0..3, 1);
    let mut changes = remote.changes().run().unwrap();
    for busy in ["LimitExceededException", "ThrottlingException"] {
        there.faults().on("GetRecords").times(1).exception(busy).unwrap();
        assert!(changes.next().is_none(), "it could not look");
    }
    assert_eq!(read(&mut changes).len(), 3);

    there.clock().advance(Duration::from_secs(16 * 60)).unwrap();
    put(&users, 3..5, 1);
    assert_eq!(read(&mut changes).len(), 2);

    let mut from_now = remote.changes().from_now().run().unwrap();
    put(&users, 5..6, 1);
    there.clock().advance(Duration::from_secs(16 * 60)).unwrap();
    assert!(
        matches!(from_now.next(), Some(Err(Error::ExpiredIterator(_)))),
        "what came since cannot be found"
    );
    assert!(from_now.next().is_none());
}

#[test]
fn what_is_not_kept_any_more_is_told() {
    let (there, users, remote) = users(1);
    put(&users, 0..3, 1);
    let mut changes = remote.changes().run().unwrap();
    assert!(changes.next().is_some());
    assert_eq!(read(&mut changes).len(), 2);
    put(&users, 0..3, 2);
    there.clock().advance(Duration::from_secs(25 * 3600)).unwrap();
    assert!(matches!(changes.find(Result::is_err), Some(Err(Error::TrimmedDataAccess(_)))));
}

#[test]
fn an_async_stream_holds_no_thread() {
    let (there, users, _) = users(2);
    let late = Late::to(&there);
    let remote = Database::connect_through(late.clone()).table("users").unwrap();
    let asked = late.asked.lock().unwrap().len();
    put(&users, 0..10, 1);
    let mut changes = pin!(remote.changes().stream().unwrap());
    assert_eq!(late.asked.lock().unwrap().len(), asked, "it begins when it is polled");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        for _ in 0..10 {
            poll_fn(|context| changes.as_mut().poll_next(context)).await.unwrap().unwrap();
        }
        let writer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            put(&users, 0..1, 2);
            users.update_settings().no_stream().run().unwrap();
        });
        let late = poll_fn(|context| changes.as_mut().poll_next(context)).await.unwrap().unwrap();
        assert_eq!(late.key, item! { "id": "user0", "n": 2 });
        assert!(poll_fn(|context| changes.as_mut().poll_next(context)).await.is_none());
        writer.join().unwrap();
    });
}

/// Puts this in front of sequence numbers, as if they were those of the service: longer than 64 bits.
const PREFIX: &str = "44215845";

#[derive(Debug)]
struct LongNumbers(Database);

impl Transport for LongNumbers {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        let body = String::from_utf8(body).unwrap().replace(PREFIX, "");
        let mut answer = self.0.wire(operation, body.as_bytes());
        let long = format!("SequenceNumber\":\"{PREFIX}1");
        answer.body = String::from_utf8(answer.body).unwrap().replace("SequenceNumber\":\"1", &long).into();
        Box::pin(async { Ok(answer) })
    }
}

#[test]
fn numbers_may_be_longer_than_64_bits() {
    let (there, users, _) = users(1);
    put(&users, 0..7, 1);
    let remote = Database::connect_through(LongNumbers(there)).table("users").unwrap();
    let whole = read(&mut remote.changes().run().unwrap());
    assert!(whole.iter().all(|change| change.sequence.to_string().starts_with("442158451")));
    assert!(whole.is_sorted_by_key(|change| change.sequence));
    let shard = remote.shards().unwrap().pop().unwrap().shard_id;
    let third = whole.get(2).unwrap().sequence;
    assert_eq!(read(&mut remote.changes().shard(shard).after(third).run().unwrap()), whole.get(3..).unwrap());
    let none = users.changes().after(third).run().unwrap_err();
    assert!(none.is_validation(), "no engine gives it: {none}");
}

#[test]
fn what_cannot_be_read_is_told_at_the_beginning() {
    let (there, users, remote) = users(1);
    put(&users, 0..1, 1);
    let number = users.changes().run().unwrap().next().unwrap().unwrap().sequence;
    let of_no_shard = remote.changes().after(number).run().unwrap_err();
    assert!(of_no_shard.to_string().contains("Read that shard alone"), "{of_no_shard}");
    let no_shard = remote.changes().shard("shardId-00000000000000000009-00000000").run().unwrap_err();
    assert!(no_shard.is_resource_not_found());
    there.create_table("plain").partition_key("id", S).run().unwrap();
    let plain = Database::connect_through(Loopback(there.clone())).table("plain").unwrap();
    assert!(plain.changes().run().unwrap_err().to_string().contains("has no stream"));
}
