use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread,
    time::{Duration, UNIX_EPOCH},
};

use futures_core::Stream;

use crate::{
    database::{handle::Database, table::Table},
    engine::Clock,
    error::{Error, Result},
    item,
    key::ScalarAttributeType::S,
    operation::StreamViewType,
    storage::{ChangeNumber, ChangedBy, ItemChange, OperationType},
    sync::atomic::{AtomicUsize, Ordering},
};

const HOUR: Duration = Duration::from_secs(3600);

fn users(db: &Database) -> Table {
    let table = db.create_table("users").partition_key("id", S);
    table.stream(StreamViewType::NewAndOldImages).run().unwrap()
}

fn id(number: usize) -> String {
    format!("user{number}")
}

fn put(users: &Table, numbers: impl IntoIterator<Item = usize>) {
    users.put_all(numbers.into_iter().map(|number| item! { "id": id(number) })).unwrap();
}

fn ids(changes: impl Iterator<Item = Result<ItemChange>>) -> Vec<String> {
    let id = |change: Result<ItemChange>| change.unwrap().key.get("id").unwrap().as_s().unwrap().to_string();
    changes.map(id).collect()
}

#[test]
fn all_shards_are_read_in_the_order_of_the_writes_over_splits_and_rotations() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let users = users(&db);
    let mut early = users.changes().run().unwrap();
    for number in 0..60 {
        users.put(item! { "id": id(number) }).run().unwrap();
        if number % 20 == 7 {
            assert!(users.split_partition(&users.explain(id(number)).unwrap().hash));
        }
        if number == 30 {
            clock.advance(5 * HOUR).unwrap();
        }
        assert_eq!(ids(early.by_ref()), [id(number)]);
    }
    let written: Vec<String> = (0..60).map(id).collect();
    assert_eq!(ids(users.changes().run().unwrap()), written);
    // Reading the shards one after the other gives the same changes, in order within each shard.
    let mut found = Vec::new();
    for shard in users.shards().unwrap() {
        let changes = users.changes().shard(shard.shard_id).run().unwrap();
        let changes: Vec<ItemChange> = changes.map(Result::unwrap).collect();
        assert!(changes.is_sorted_by_key(|change| change.sequence));
        found.extend(changes.into_iter().map(Ok));
    }
    found.sort_by_key(|change| change.as_ref().map(|change| change.sequence).ok());
    assert_eq!(ids(found.into_iter()), written);
}

#[test]
fn more_than_a_page_is_read_whole() {
    let db = Database::new();
    let users = users(&db);
    put(&users, 0..5_000);
    let changes: Vec<ItemChange> = users.changes().run().unwrap().map(Result::unwrap).collect();
    assert!(changes.is_sorted_by(|one, next| one.sequence < next.sequence));
    assert_eq!(changes.len(), 5_000);
    let behind = users.changes().after(changes[3_999].sequence).run().unwrap();
    assert_eq!(behind.map(Result::unwrap).collect::<Vec<_>>(), changes[4_000..]);
}

#[test]
fn a_change_tells_what_the_stream_shows() {
    let clock = Clock::manual(UNIX_EPOCH + HOUR);
    let db = Database::builder().clock(clock.clone()).build();
    let table = db.create_table("users").partition_key("id", S);
    let users = table.stream(StreamViewType::OldImage).run().unwrap();
    users.enable_time_to_live("expires").unwrap();
    users.put(item! { "id": "a", "expires": 7_000 }).run().unwrap();
    clock.advance(HOUR).unwrap();
    let changes: Vec<ItemChange> = users.changes().run().unwrap().map(Result::unwrap).collect();
    let [insert, remove] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(
        (insert.event_name, insert.by, insert.at),
        (OperationType::Insert, ChangedBy::Request, UNIX_EPOCH + HOUR)
    );
    assert_eq!((&insert.old, &insert.new), (&None, &None));
    assert_eq!(
        (remove.event_name, remove.by, remove.at),
        (OperationType::Remove, ChangedBy::TimeToLive, UNIX_EPOCH + 2 * HOUR)
    );
    assert_eq!(remove.old.as_deref(), Some(&item! { "id": "a", "expires": 7_000 }));
    assert_eq!((&remove.new, &remove.key), (&None, &item! { "id": "a" }));
}

#[test]
fn it_ends_with_its_stream_and_begins_anew_with_the_next() {
    let db = Database::new();
    let users = users(&db);
    put(&users, [1]);
    let mut changes = users.changes().wait(Duration::MAX).run().unwrap();
    assert!(changes.next().is_some());
    put(&users, [2]);
    users.update_settings().no_stream().run().unwrap();
    put(&users, [3]);
    assert_eq!(ids(changes.by_ref()), [id(2)], "a stream that is off can be read to its end");
    assert_eq!(ids(users.changes().run().unwrap()), [id(1), id(2)]);
    users.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    put(&users, [4]);
    assert!(changes.next().is_none());
    assert_eq!(ids(users.changes().run().unwrap()), [id(4)]);
    db.delete_table("users").unwrap();
    assert_eq!(ids(users.changes().wait(Duration::MAX).run().unwrap()), [id(4)]);
}

#[test]
fn what_cannot_be_read_is_told_first() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let none = db.create_table("none").partition_key("id", S).run().unwrap();
    assert!(
        matches!(none.changes().run(), Err(Error::ResourceNotFound(text)) if text.contains("has no stream"))
    );
    assert!(matches!(none.shards(), Err(Error::ResourceNotFound(_))));
    db.delete_table("none").unwrap();
    assert!(matches!(none.changes().run(), Err(Error::ResourceNotFound(_))));

    let users = users(&db);
    assert!(matches!(users.changes().shard("shardId-1").run(), Err(Error::ResourceNotFound(_))));
    put(&users, [1, 2, 3]);
    let numbers: Vec<_> = users.changes().run().unwrap().map(|change| change.unwrap().sequence).collect();
    let mut slow = users.changes().after(numbers[0]).run().unwrap();
    let mut quick = users.changes().run().unwrap();
    assert_eq!(quick.by_ref().count(), 3);
    clock.advance(25 * HOUR).unwrap();
    put(&users, [4]);
    let trimmed = |found: Option<Result<ItemChange>>| matches!(found, Some(Err(Error::TrimmedDataAccess(_))));
    assert!(trimmed(slow.next()));
    assert!(slow.next().is_none(), "an error ends it");
    assert_eq!(ids(quick), [id(4)], "what was read before may be trimmed");
    assert!(matches!(users.changes().after(numbers[1]).run(), Err(Error::TrimmedDataAccess(_))));
    assert_eq!(ids(users.changes().after(numbers[2]).run().unwrap()), [id(4)]);
    assert_eq!(ids(users.changes().run().unwrap()), [id(4)], "the start is what is kept");
    let far = ChangeNumber::new(1 << 40).sequence();
    assert!(matches!(users.changes().after(far).run(), Err(Error::Validation(_))));
}

#[test]
fn a_reader_that_waits_is_woken_by_each_writer() {
    let db = Database::new();
    let users = users(&db);
    let changes = users.changes().wait(Duration::MAX).run().unwrap();
    let reader =
        thread::spawn(move || changes.take(2_000).map(|change| change.unwrap().sequence).collect::<Vec<_>>());
    thread::scope(|scope| {
        for writer in 0..2 {
            let users = &users;
            scope.spawn(move || (0..1_000).for_each(|number| put(users, [number * 2 + writer])));
        }
        scope.spawn(|| {
            for number in 0..20 {
                users.split_partition(&users.explain(id(number)).unwrap().hash);
            }
        });
    });
    let found = reader.join().unwrap();
    assert!(found.len() == 2_000 && found.is_sorted_by(|one, next| one < next));
}

#[test]
fn a_wait_ends_with_its_time() {
    let db = Database::new();
    let users = users(&db);
    let mut changes = users.changes().wait(Duration::from_millis(1)).run().unwrap();
    assert!(changes.next().is_none());
    put(&users, [1]);
    assert_eq!(ids(changes), [id(1)]);
}

#[derive(Default)]
struct Counts(AtomicUsize);

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_task_that_waits_is_woken_by_the_next_change_and_by_the_end() {
    let db = Database::new();
    let users = users(&db);
    let mut changes = pin!(users.changes().stream().unwrap());
    let counts = Arc::new(Counts::default());
    let waker = Waker::from(Arc::clone(&counts));
    let mut context = Context::from_waker(&waker);
    let wakes = || counts.0.load(Ordering::Relaxed);
    assert!(changes.as_mut().poll_next(&mut context).is_pending());
    assert!(changes.as_mut().poll_next(&mut context).is_pending());
    put(&users, [1, 2]);
    assert_eq!(wakes(), 1, "once until it waits again");
    for number in [1, 2] {
        let Poll::Ready(found) = changes.as_mut().poll_next(&mut context) else { panic!("it is there") };
        assert_eq!(ids(found.into_iter()), [id(number)]);
    }
    assert!(changes.as_mut().poll_next(&mut context).is_pending());
    db.delete_table("users").unwrap();
    assert!(wakes() >= 2);
    assert!(matches!(changes.as_mut().poll_next(&mut context), Poll::Ready(None)));
}

#[test]
fn a_reader_that_is_dropped_is_woken_no_longer() {
    let db = Database::new();
    let users = users(&db);
    let counts = Arc::new(Counts::default());
    let waker = Waker::from(Arc::clone(&counts));
    {
        let mut changes = pin!(users.changes().stream().unwrap());
        assert!(changes.as_mut().poll_next(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(Arc::strong_count(&counts), 4);
    }
    assert_eq!(Arc::strong_count(&counts), 2, "nothing of it is left");
    put(&users, [1]);
    assert_eq!(counts.0.load(Ordering::Relaxed), 0);
}
