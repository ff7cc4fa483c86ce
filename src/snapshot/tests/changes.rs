//! Change logs in snapshots.

use std::time::{Duration, UNIX_EPOCH};

use super::{super::read, bytes};
use crate::{
    Clock, Database,
    ScalarAttributeType::S,
    engine::GivenOptions,
    item,
    operation::{
        DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, ListStreamsInput, ShardIteratorType,
        StreamViewType,
    },
    storage::copy_as_of,
    transfer::Buckets,
};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn database(clock: &Clock) -> Database {
    Database::builder().clock(clock.clone()).build()
}

fn loaded(bytes: &[u8], clock: &Clock) -> Database {
    Database { engine: read::read(bytes, clock, GivenOptions::default(), &Buckets::default()).unwrap() }
}

/// The names of the events in all streams.
fn events(db: &Database) -> Vec<String> {
    let streams = db.list_streams(ListStreamsInput::default()).unwrap().streams;
    let mut events = Vec::new();
    for stream_arn in streams.into_iter().map(|stream| stream.stream_arn) {
        let described = DescribeStreamInput { stream_arn: stream_arn.clone(), ..Default::default() };
        for shard in db.describe_stream(described).unwrap().stream_description.unwrap().shards {
            let iterator = GetShardIteratorInput {
                stream_arn: stream_arn.clone(),
                shard_id: shard.shard_id,
                shard_iterator_type: Some(ShardIteratorType::TrimHorizon),
                ..Default::default()
            };
            let shard_iterator = db.get_shard_iterator(iterator).unwrap().shard_iterator.unwrap();
            let input = GetRecordsInput { shard_iterator, ..Default::default() };
            events.extend(db.get_records(input).unwrap().records.iter().map(|record| format!("{record:?}")));
        }
    }
    events
}

#[test]
fn the_streams_of_a_deleted_table_are_kept_for_their_time() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = database(&clock);
    let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewAndOldImages);
    let users = users.run().unwrap();
    (0..5).for_each(|n| users.put(item! { "id": format!("user{}", n % 3), "n": n }).run().unwrap());
    db.delete_table("users").unwrap();
    assert_eq!(events(&db).len(), 5);
    clock.advance(HOUR).unwrap();
    let saved = bytes(&db);
    let again = loaded(&saved, &clock);
    assert_eq!(saved, bytes(&again), "the second snapshot is the first, byte for byte");
    assert_eq!(events(&again), events(&db));
    assert_eq!(again.verify(), Vec::<String>::new());
    // Another table of the same name has streams of its own.
    again.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    assert_eq!(
        loaded(&bytes(&again), &clock).list_streams(ListStreamsInput::default()).unwrap().streams.len(),
        2
    );
    clock.advance(24 * HOUR).unwrap();
    assert_eq!(events(&again).len(), 0);
    assert_eq!(loaded(&saved, &clock).list_streams(ListStreamsInput::default()).unwrap().streams.len(), 0);
}

#[test]
fn the_window_of_recovery_is_kept_with_its_records() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = database(&clock);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let table = |db: &Database| db.engine().catalog().table("users").unwrap();
    table(&db).set_recovery(Some(35), 0);
    let later = |n: u64| {
        clock.advance(HOUR).unwrap();
        users.put(item! { "id": "haeri05", "n": n }).run().unwrap();
    };
    (0..50).for_each(later);
    let again = loaded(&bytes(&db), &clock);
    assert_eq!(bytes(&db), bytes(&again), "the second snapshot is the first, byte for byte");
    let n_at = |db: &Database, hours: u64| {
        let copy = copy_as_of(&table(db), hours * 3_600_000).unwrap();
        let contents = copy.layout().contents();
        let mut items = contents.iter().flat_map(|(_, data)| data.items().values());
        items.next().and_then(|stored| stored.item().get("n").cloned())
    };
    for hours in 0..=50 {
        assert_eq!(n_at(&again, hours), n_at(&db, hours));
        assert_eq!(n_at(&again, hours), hours.checked_sub(1).map(|n| n.into()));
    }
    assert_eq!(table(&again).earliest_restorable_ms(clock.now_ms()), Some(0));
    // It goes on.
    again.table("users").unwrap().delete("haeri05").run().unwrap();
    assert_eq!(again.verify(), Vec::<String>::new());
}

#[test]
fn items_that_expire_because_a_file_ended_a_state_were_there_before() {
    let clock = Clock::manual(UNIX_EPOCH + 3 * HOUR);
    let db = Database::builder().clock(clock.clone()).transitions(HOUR).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    clock.advance(2 * HOUR).unwrap();
    users.enable_point_in_time_recovery().run().unwrap();
    users.enable_time_to_live("until").unwrap();
    users.put(item! { "id": "haeri05", "until": 1 }).run().unwrap();
    let still_enabling = clock.now();
    clock.advance(HOUR / 2).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("enabling.snapshot");
    db.save(&path).unwrap();
    let again = Database::builder().clock(clock.clone()).load(&path).unwrap();
    let users = again.table("users").unwrap();
    assert_eq!(users.item_count(), 0, "a file has no clock, so time to live is enabled in it");
    assert_eq!(users.restore("earlier").to_time(still_enabling).run().unwrap().item_count(), 1);
    assert_eq!(users.restore("later").to_time(clock.now()).run().unwrap().item_count(), 0);
}
