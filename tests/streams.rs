//! DynamoDB Streams as a client sees them: shards, their records, and how long both are kept.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says so by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Error, Item,
    ScalarAttributeType::S,
    Table, item,
    operation::{
        DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, ListStreamsInput, OperationType,
        PutResourcePolicyInput, Record, Shard, ShardFilter, ShardFilterType, ShardIteratorType,
        StreamDescription, StreamSpecification, StreamStatus, StreamViewType, UpdateTableInput,
    },
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A database whose clock the test moves, with partitions of this number for each table.
fn database(partitions: usize) -> (Database, Clock) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    (Database::builder().clock(clock.clone()).partitions(partitions).build(), clock)
}

fn switch(db: &Database, table: &str, view_type: Option<StreamViewType>) -> Result<(), Error> {
    db.update_table(UpdateTableInput {
        table_name: table.to_owned(),
        stream_specification: Some(StreamSpecification {
            stream_enabled: view_type.is_some(),
            stream_view_type: view_type,
        }),
        ..Default::default()
    })
    .map(drop)
}

/// A table with a stream of old and new images, and the stream's ARN.
fn streamed(db: &Database, name: &str) -> (Table, String) {
    let table = db.create_table(name).partition_key("id", S).run().unwrap();
    switch(db, name, Some(StreamViewType::NewAndOldImages)).unwrap();
    let arn = table.describe().latest_stream_arn.unwrap();
    (table, arn)
}

fn describe(db: &Database, arn: &str) -> StreamDescription {
    db.describe_stream(arn).unwrap().stream_description.unwrap()
}

fn iterator_at(
    db: &Database,
    arn: &str,
    shard: &str,
    at: ShardIteratorType,
    number: Option<&str>,
) -> Result<String, Error> {
    let input = GetShardIteratorInput {
        stream_arn: arn.to_owned(),
        shard_id: shard.to_owned(),
        shard_iterator_type: Some(at),
        sequence_number: number.map(str::to_owned),
        ..Default::default()
    };
    db.get_shard_iterator(input).map(|output| output.shard_iterator.unwrap())
}

fn oldest(db: &Database, arn: &str, shard: &str) -> String {
    iterator_at(db, arn, shard, ShardIteratorType::TrimHorizon, None).unwrap()
}

/// The records from an iterator on, and whether that is the end of the shard.
fn read_on(db: &Database, iterator: String, limit: Option<i32>) -> (Vec<Record>, bool) {
    let (mut records, mut next) = (Vec::new(), Some(iterator));
    while let Some(shard_iterator) = next {
        let page = db.get_records(GetRecordsInput { shard_iterator, limit }).unwrap();
        let is_empty = page.records.is_empty();
        records.extend(page.records);
        next = page.next_shard_iterator;
        if is_empty && next.is_some() {
            return (records, false);
        }
    }
    (records, true)
}

fn read(db: &Database, arn: &str, shard: &str) -> Vec<Record> {
    read_on(db, oldest(db, arn, shard), None).0
}

/// All records of a stream, as a consumer reads them: each shard after its parent.
fn walk(db: &Database, arn: &str) -> Vec<Record> {
    let mut left = describe(db, arn).shards;
    let (mut records, mut done) = (Vec::new(), BTreeSet::new());
    while !left.is_empty() {
        let ids: BTreeSet<String> = left.iter().map(|shard| shard.shard_id.clone()).collect();
        let waits = |shard: &Shard| shard.parent_shard_id.as_ref().is_some_and(|parent| ids.contains(parent));
        let (waiting, ready): (Vec<Shard>, Vec<Shard>) = left.into_iter().partition(waits);
        assert!(!ready.is_empty(), "shards are each other's parents");
        for shard in ready {
            records.extend(read(db, arn, &shard.shard_id));
            assert!(done.insert(shard.shard_id), "a shard is there once");
        }
        left = waiting;
    }
    records
}

fn id(record: &Record) -> String {
    let keys = record.dynamodb.as_ref().unwrap().keys.as_ref().unwrap();
    keys.get("id").unwrap().as_s().unwrap().to_string()
}

fn ids(records: &[Record]) -> Vec<String> {
    records.iter().map(id).collect()
}

fn number(record: &Record) -> String {
    record.dynamodb.as_ref().unwrap().sequence_number.clone().unwrap()
}

/// The items that come of making the changes on an empty table. Each must find what the one before left.
fn replayed(records: &[Record]) -> BTreeMap<String, Arc<Item>> {
    let mut items: BTreeMap<String, Arc<Item>> = BTreeMap::new();
    for record in records {
        let change = record.dynamodb.as_ref().unwrap();
        let before = match &change.new_image {
            Some(new) => items.insert(id(record), Arc::clone(new)),
            None => items.remove(&id(record)),
        };
        assert_eq!(before, change.old_image, "{record:?}");
    }
    items
}

fn contents(table: &Table) -> BTreeMap<String, Arc<Item>> {
    let items = table.scan().run().unwrap().into_iter();
    items.map(|item| (item.get("id").unwrap().as_s().unwrap().to_string(), item)).collect()
}

fn verified(db: &Database) {
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn each_partition_has_an_open_shard() {
    let (db, _) = database(3);
    let (table, arn) = streamed(&db, "users");
    let stream = describe(&db, &arn);
    assert_eq!(stream.stream_status, Some(StreamStatus::Enabled));
    assert_eq!(stream.creation_request_date_time, Some(1_700_000_000.0));
    assert_eq!(stream.shards.len(), table.partitions().len());
    for shard in &stream.shards {
        let range = shard.sequence_number_range.as_ref().unwrap();
        assert_eq!(range.starting_sequence_number.as_ref().unwrap().len(), 21);
        assert_eq!((&range.ending_sequence_number, &shard.parent_shard_id), (&None, &None));
    }
    verified(&db);
}

#[test]
fn after_four_hours_a_shard_is_closed_and_continued_by_another() {
    let (db, clock) = database(1);
    let (table, arn) = streamed(&db, "users");
    table.put(item! { "id": "early" }).run().unwrap();
    clock.advance(4 * HOUR - MINUTE).unwrap();
    table.put(item! { "id": "last" }).run().unwrap();
    let first = oldest(&db, &arn, &describe(&db, &arn).shards[0].shard_id);
    assert_eq!(describe(&db, &arn).shards.len(), 1);
    clock.advance(MINUTE).unwrap();
    table.put(item! { "id": "late" }).run().unwrap();

    let shards = describe(&db, &arn).shards;
    let [closed, open] = shards.as_slice() else { panic!("{shards:?}") };
    assert_eq!(open.parent_shard_id.as_ref(), Some(&closed.shard_id));
    let (of_closed, of_open) =
        (closed.sequence_number_range.as_ref().unwrap(), open.sequence_number_range.as_ref().unwrap());
    assert!(of_closed.ending_sequence_number < of_open.starting_sequence_number);
    assert_eq!(of_open.ending_sequence_number, None);
    // An iterator that was given out before comes to the end of its shard.
    let (records, is_end) = read_on(&db, first, Some(1));
    assert_eq!((ids(&records), is_end), (vec!["early".to_owned(), "last".to_owned()], true));
    assert_eq!(ids(&read(&db, &arn, &open.shard_id)), ["late"]);
    verified(&db);
}

#[test]
fn shards_are_continued_though_nobody_writes_or_looks() {
    let (db, clock) = database(2);
    let (_, arn) = streamed(&db, "users");
    clock.advance(9 * HOUR).unwrap();
    let shards = describe(&db, &arn).shards;
    assert_eq!(shards.len(), 2 * 3, "two closed ones and an open one for each partition");
    let open =
        |shard: &&Shard| shard.sequence_number_range.as_ref().unwrap().ending_sequence_number.is_none();
    assert_eq!(shards.iter().filter(open).count(), 2);
    // However long that is, only what is kept is made.
    clock.advance(10_000 * HOUR).unwrap();
    let shards = describe(&db, &arn).shards;
    assert!((2 * 6..=2 * 8).contains(&shards.len()), "{}", shards.len());
    verified(&db);
}

#[test]
fn records_and_shards_are_kept_for_24_hours() {
    let (db, clock) = database(1);
    let (table, arn) = streamed(&db, "users");
    table.put(item! { "id": "old" }).run().unwrap();
    let first = describe(&db, &arn).shards[0].shard_id.clone();
    let old = number(&read(&db, &arn, &first)[0]);
    clock.advance(HOUR).unwrap();
    table.put(item! { "id": "newer" }).run().unwrap();
    clock.advance(23 * HOUR - MINUTE).unwrap();
    let iterator = oldest(&db, &arn, &first);
    assert_eq!(ids(&walk(&db, &arn)), ["old", "newer"]);

    clock.advance(MINUTE).unwrap();
    assert_eq!(ids(&walk(&db, &arn)), ["newer"]);
    let refused = db.get_records(iterator).unwrap_err();
    assert_eq!(refused.code(), "TrimmedDataAccessException");
    let at = iterator_at(&db, &arn, &first, ShardIteratorType::AtSequenceNumber, Some(&old)).unwrap_err();
    assert_eq!(at.code(), "TrimmedDataAccessException");
    iterator_at(&db, &arn, &first, ShardIteratorType::AfterSequenceNumber, Some(&old)).unwrap();

    clock.advance(4 * HOUR).unwrap();
    assert!(describe(&db, &arn).shards.iter().all(|shard| shard.shard_id != first));
    let gone = iterator_at(&db, &arn, &first, ShardIteratorType::TrimHorizon, None).unwrap_err();
    assert_eq!(gone.message(), "Requested resource not found: Shard does not exist");
    verified(&db);
}

#[test]
fn the_oldest_records_are_trimmed_where_they_are_more_than_the_bound() {
    const MOST: u64 = 20_000;
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).partitions(2).stream_bytes(MOST).build();
    let (table, arn) = streamed(&db, "users");
    let first = describe(&db, &arn).shards[0].shard_id.clone();
    let early = oldest(&db, &arn, &first);
    let put = |table: &Table, i: u32| {
        table.put(item! { "id": format!("{}", i % 10), "i": i, "text": "x".repeat(100) }).run().unwrap();
    };
    // What the newest records of all shards say is all there is, without a gap.
    let kept = |db: &Database, newest: u32| {
        let mut records = walk(db, &arn);
        records.sort_by_key(number);
        let image = |record: &Record| record.dynamodb.as_ref().unwrap().new_image.clone().unwrap();
        let numbers: Vec<u32> =
            records.iter().map(|record| image(record).n("i").unwrap().to_string().parse().unwrap()).collect();
        let from = newest + 1 - u32::try_from(numbers.len()).unwrap();
        assert_eq!(numbers, (from..=newest).collect::<Vec<_>>());
        verified(db);
        numbers.len()
    };
    (0..20).for_each(|i| put(&table, i));
    assert_eq!(kept(&db, 19), 20, "these are fewer than the bound");
    (20..400).for_each(|i| put(&table, i));
    // A record counts for 56 bytes and two items of some 110.
    let room = 50..=usize::try_from(MOST).unwrap() / 270;
    assert!(room.contains(&kept(&db, 399)), "{}", kept(&db, 399));
    let trimmed = db.get_records(GetRecordsInput { shard_iterator: early, limit: None }).unwrap_err();
    assert!(matches!(trimmed, Error::TrimmedDataAccess(_)), "{trimmed:?}");

    // Closed shards are trimmed before those that continue them.
    clock.advance(4 * HOUR).unwrap();
    (400..410).for_each(|i| put(&table, i));
    assert!(table.split_partition(&table.explain("7").unwrap().hash));
    (410..420).for_each(|i| put(&table, i));
    assert!(room.contains(&kept(&db, 419)));
    assert!(read(&db, &arn, &first).len() < 60, "it has lost its oldest records");
    (420..800).for_each(|i| put(&table, i));
    assert!(room.contains(&kept(&db, 799)));
    assert!(read(&db, &arn, &first).is_empty(), "it has lost all of them");

    // A fork and a snapshot have the bound too; each trims its own.
    let fork = db.fork();
    (800..1200).for_each(|i| put(&fork.table("users").unwrap(), i));
    assert!(room.contains(&kept(&fork, 1199)));
    assert!(room.contains(&kept(&db, 799)));
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("streams.snapshot");
    db.save(&file).unwrap();
    let loaded = Database::builder().clock(clock).load(&file).unwrap();
    assert_eq!(walk(&loaded, &arn), walk(&db, &arn));
    (800..1200).for_each(|i| put(&loaded.table("users").unwrap(), i));
    assert!(room.contains(&kept(&loaded, 1199)));

    assert_eq!(
        kept(&Database::builder().clock(db.clock().clone()).stream_bytes(0).load(&file).unwrap(), 799),
        1
    );

    // The newest record is kept, whatever the bound is.
    db.set_stream_bytes(0);
    assert_eq!(kept(&db, 799), 1);
    put(&table, 800);
    assert_eq!(kept(&db, 800), 1);
    table.delete("0").run().unwrap();
}

#[test]
fn an_iterator_can_be_used_for_15_minutes() {
    let (db, clock) = database(1);
    let (_, arn) = streamed(&db, "users");
    let iterator = oldest(&db, &arn, &describe(&db, &arn).shards[0].shard_id);
    clock.advance(15 * MINUTE).unwrap();
    let next = db.get_records(&*iterator).unwrap().next_shard_iterator.unwrap();
    clock.advance(MINUTE).unwrap();
    assert_eq!(db.get_records(iterator).unwrap_err().code(), "ExpiredIteratorException");
    db.get_records(next).unwrap();
}

#[test]
fn a_split_closes_the_parent_and_opens_two_children() {
    let (db, _) = database(1);
    let (table, arn) = streamed(&db, "users");
    for i in 0..40 {
        table.put(item! { "id": format!("{}", i % 20), "i": i }).run().unwrap();
    }
    let at = table.explain("7").unwrap().hash;
    assert!(table.split_partition(&at));
    for i in 40..80 {
        table.put(item! { "id": format!("{}", i % 20), "i": i }).run().unwrap();
    }
    let shards = describe(&db, &arn).shards;
    assert_eq!(shards.len(), 3);
    let parent = &shards[0];
    assert!(parent.sequence_number_range.as_ref().unwrap().ending_sequence_number.is_some());
    assert!(shards[1..].iter().all(|child| child.parent_shard_id.as_ref() == Some(&parent.shard_id)));
    let children = DescribeStreamInput {
        stream_arn: arn.clone(),
        shard_filter: Some(ShardFilter {
            filter_type: Some(ShardFilterType::ChildShards),
            shard_id: Some(parent.shard_id.clone()),
        }),
        ..Default::default()
    };
    let children = db.describe_stream(children).unwrap().stream_description.unwrap().shards;
    assert_eq!(children, shards[1..]);

    let records = walk(&db, &arn);
    assert_eq!(records.len(), 80);
    assert_eq!(replayed(&records), contents(&table));
    // Of each item in the order of its writes, and all of them by their numbers.
    let mut by_number = records.clone();
    by_number.sort_by_key(number);
    assert_eq!(replayed(&by_number), contents(&table));
    verified(&db);
}

#[test]
fn an_item_that_expired_was_removed_by_the_service() {
    let (db, clock) = database(1);
    let (table, arn) = streamed(&db, "users");
    table.enable_time_to_live("until").unwrap();
    table.put(item! { "id": "a", "until": 1_700_000_060 }).run().unwrap();
    table.put(item! { "id": "b" }).run().unwrap();
    table.delete("b").run().unwrap();
    clock.advance(2 * MINUTE).unwrap();
    // Reading the stream is a look at the table.
    let records = walk(&db, &arn);
    let removed: Vec<&Record> =
        records.iter().filter(|record| record.event_name == Some(OperationType::Remove)).collect();
    let [by_request, by_service] = removed.as_slice() else { panic!("{removed:?}") };
    assert_eq!((id(by_request), &by_request.user_identity), ("b".to_owned(), &None));
    let identity = by_service.user_identity.as_ref().unwrap();
    assert_eq!(identity.principal_id.as_deref(), Some("dynamodb.amazonaws.com"));
    assert_eq!((id(by_service), identity.identity_type.as_deref()), ("a".to_owned(), Some("Service")));
    verified(&db);
}

/// The sizes in the service's own example of an event. (Lambda developer guide: Using AWS Lambda with Amazon DynamoDB)
#[test]
fn a_record_counts_its_key_and_the_images_that_it_shows() {
    let (db, _) = database(1);
    let table = db.create_table("ExampleTableWithStream");
    let table = table.partition_key("Id", hashrange::ScalarAttributeType::N).run().unwrap();
    switch(&db, "ExampleTableWithStream", Some(StreamViewType::NewAndOldImages)).unwrap();
    let arn = table.describe().latest_stream_arn.unwrap();
    table.put(item! { "Id": 101, "Message": "New item!" }).run().unwrap();
    table.put(item! { "Id": 101, "Message": "This item has changed" }).run().unwrap();
    table.delete(101).run().unwrap();
    let records = walk(&db, &arn);
    let sizes = records.iter().map(|record| record.dynamodb.as_ref().unwrap().size_bytes.unwrap());
    assert_eq!(sizes.collect::<Vec<u64>>(), [26, 59, 38]);
}

#[test]
fn a_fork_has_the_records_until_then_and_its_own_behind_them() {
    let (db, _) = database(2);
    let (table, arn) = streamed(&db, "users");
    for i in 0..30 {
        table.put(item! { "id": format!("{i}") }).run().unwrap();
    }
    let before = walk(&db, &arn);
    let fork = db.fork();
    table.put(item! { "id": "original" }).run().unwrap();
    fork.table("users").unwrap().put(item! { "id": "copy" }).run().unwrap();
    for (db, last) in [(&db, "original"), (&fork, "copy")] {
        let mut records = walk(db, &arn);
        records.sort_by_key(number);
        assert_eq!(id(&records.pop().unwrap()), last);
        assert_eq!(records.len(), before.len());
        verified(db);
    }
    let events: BTreeSet<_> = walk(&fork, &arn).into_iter().map(|record| record.event_id.unwrap()).collect();
    assert_eq!(events.len(), 31);
}

#[test]
fn a_stream_that_was_switched_off_can_be_read_for_24_hours() {
    let (db, clock) = database(1);
    let (table, one) = streamed(&db, "users");
    table.put(item! { "id": "a" }).run().unwrap();
    switch(&db, "users", None).unwrap();
    table.put(item! { "id": "unseen" }).run().unwrap();
    switch(&db, "users", Some(StreamViewType::KeysOnly)).unwrap();
    let two = table.describe().latest_stream_arn.unwrap();
    assert_ne!(one, two, "though the clock stands still");
    table.put(item! { "id": "b" }).run().unwrap();

    assert_eq!(describe(&db, &one).stream_status, Some(StreamStatus::Disabled));
    assert_eq!(ids(&walk(&db, &one)), ["a"]);
    assert_eq!(ids(&walk(&db, &two)), ["b"]);
    let listed = db.list_streams(ListStreamsInput::default()).unwrap().streams;
    assert_eq!(listed.iter().map(|stream| &stream.stream_arn).collect::<Vec<_>>(), [&one, &two]);
    verified(&db);

    clock.advance(24 * HOUR - MINUTE).unwrap();
    assert_eq!(ids(&walk(&db, &one)), ["a"]);
    clock.advance(MINUTE).unwrap();
    let gone = db.describe_stream(&*one).unwrap_err();
    assert_eq!(gone.message(), format!("Requested resource not found: Stream: {one} not found"));
    assert_eq!(db.list_streams(ListStreamsInput::default()).unwrap().streams.len(), 1);
}

#[test]
fn the_stream_of_a_deleted_table_can_be_read_for_24_hours() {
    let (db, clock) = database(2);
    let (table, one) = streamed(&db, "users");
    for i in 0..20 {
        table.put(item! { "id": format!("{i}") }).run().unwrap();
    }
    db.delete_table("users").unwrap();
    // A table of the same name, at the same time, has another stream.
    let (_, two) = streamed(&db, "users");
    assert_ne!(one, two);
    let fork = db.fork();
    for db in [&db, &fork] {
        let stream = describe(db, &one);
        assert_eq!(
            (stream.stream_status, stream.table_name.as_str()),
            (Some(StreamStatus::Disabled), "users")
        );
        let is_closed =
            |shard: &Shard| shard.sequence_number_range.as_ref().unwrap().ending_sequence_number.is_some();
        assert!(stream.shards.iter().all(is_closed));
        assert_eq!(walk(db, &one).len(), 20);
        assert_eq!(db.list_streams(ListStreamsInput::default()).unwrap().streams.len(), 2);
    }
    clock.advance(24 * HOUR).unwrap();
    assert_eq!(db.describe_stream(&*one).unwrap_err().code(), "ResourceNotFoundException");
    assert_eq!(db.list_streams(ListStreamsInput::default()).unwrap().streams.len(), 1);
    verified(&db);
}

#[test]
fn streams_and_shards_are_listed_in_pages() {
    let (db, _) = database(5);
    let names = ["a-b", "abc", "a.c"];
    names.iter().for_each(|name| drop(streamed(&db, name)));
    let (mut listed, mut start) = (Vec::new(), None);
    loop {
        let input =
            ListStreamsInput { limit: Some(1), exclusive_start_stream_arn: start, ..Default::default() };
        let page = db.list_streams(input).unwrap();
        assert!(page.streams.len() <= 1);
        listed.extend(page.streams.into_iter().map(|stream| stream.table_name));
        start = page.last_evaluated_stream_arn;
        if start.is_none() {
            break;
        }
    }
    assert_eq!(listed, BTreeSet::from(names).into_iter().collect::<Vec<_>>());

    let arn = db.table("abc").unwrap().describe().latest_stream_arn.unwrap();
    let all = describe(&db, &arn).shards;
    let (mut shards, mut start) = (Vec::new(), None);
    loop {
        let input = DescribeStreamInput {
            stream_arn: arn.clone(),
            limit: Some(2),
            exclusive_start_shard_id: start,
            ..Default::default()
        };
        let page = db.describe_stream(input).unwrap().stream_description.unwrap();
        shards.extend(page.shards);
        start = page.last_evaluated_shard_id;
        if start.is_none() {
            break;
        }
    }
    assert_eq!(shards, all);
}

#[test]
fn iterators_begin_where_their_type_says() {
    let (db, clock) = database(1);
    let (table, arn) = streamed(&db, "users");
    for name in ["a", "b", "c"] {
        table.put(item! { "id": name }).run().unwrap();
        clock.advance(MINUTE).unwrap();
    }
    let shard = describe(&db, &arn).shards[0].shard_id.clone();
    let records = read(&db, &arn, &shard);
    let second = number(&records[1]);
    let read_at = |at, number: Option<&str>| {
        ids(&read_on(&db, iterator_at(&db, &arn, &shard, at, number).unwrap(), None).0)
    };
    assert_eq!(read_at(ShardIteratorType::TrimHorizon, None), ["a", "b", "c"]);
    assert_eq!(read_at(ShardIteratorType::AtSequenceNumber, Some(&second)), ["b", "c"]);
    assert_eq!(read_at(ShardIteratorType::AfterSequenceNumber, Some(&second)), ["c"]);
    assert!(read_at(ShardIteratorType::Latest, None).is_empty());
    for (seconds, expected) in [(0.0, "abc"), (60.0, "bc"), (60.5, "c"), (1e9, "")] {
        let iterator = db.get_shard_iterator(GetShardIteratorInput {
            stream_arn: arn.clone(),
            shard_id: shard.clone(),
            shard_iterator_type: Some(ShardIteratorType::AtTimestamp),
            timestamp: Some(1_700_000_000.0 + seconds),
            ..Default::default()
        });
        let read = ids(&read_on(&db, iterator.unwrap().shard_iterator.unwrap(), None).0);
        assert_eq!(read.concat(), expected, "{seconds}");
    }
    let never = format!("1{}", "9".repeat(20));
    for (at, number) in [
        (ShardIteratorType::AtSequenceNumber, None),
        (ShardIteratorType::AtTimestamp, None),
        (ShardIteratorType::Latest, Some(second.as_str())),
        (ShardIteratorType::AtSequenceNumber, Some(never.as_str())),
        (ShardIteratorType::AtSequenceNumber, Some("000000000000000000000")),
    ] {
        assert!(iterator_at(&db, &arn, &shard, at, number).unwrap_err().is_validation(), "{at} {number:?}");
    }
}

#[test]
fn a_page_has_at_most_1_mb() {
    let (db, _) = database(1);
    let (table, arn) = streamed(&db, "users");
    let text = "x".repeat(300_000);
    for i in 0..10 {
        table.put(item! { "id": format!("{i}"), "text": &*text }).run().unwrap();
    }
    let shard = describe(&db, &arn).shards[0].shard_id.clone();
    let page = db.get_records(oldest(&db, &arn, &shard)).unwrap();
    assert_eq!(page.records.len(), 3);
    assert_eq!(read(&db, &arn, &shard).len(), 10);
}

#[test]
fn each_stream_that_can_be_read_has_a_policy_of_its_own() {
    let (db, _) = database(1);
    let (table, one) = streamed(&db, "users");
    let policy = r#"{"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetRecords", "Resource": "*"}}"#;
    let put = |arn: &str| {
        let (resource_arn, policy) = (arn.to_owned(), policy.to_owned());
        db.put_resource_policy(PutResourcePolicyInput { resource_arn, policy, ..Default::default() })
    };
    put(&one).unwrap();
    switch(&db, "users", None).unwrap();
    switch(&db, "users", Some(StreamViewType::KeysOnly)).unwrap();
    let two = table.describe().latest_stream_arn.unwrap();
    assert!(db.get_resource_policy(&*one).is_ok());
    assert_eq!(db.get_resource_policy(&*two).unwrap_err().code(), "PolicyNotFoundException");
    put(&two).unwrap();
    let never = one.replace("2023", "2022");
    assert!(put(&never).unwrap_err().is_resource_not_found());
}

#[test]
fn writes_that_fail_or_change_nothing_leave_no_record_and_all_others_one() {
    let (db, _) = database(2);
    let (table, arn) = streamed(&db, "users");
    table.put(item! { "id": "a", "n": 1 }).run().unwrap();
    table.put(item! { "id": "a", "n": 1 }).run().unwrap();
    table.put(item! { "id": "a", "n": 2 }).if_absent().run().unwrap_err();
    table.update("a").expression("SET n = n + :zero").value(":zero", 0).run().unwrap();
    table.delete("nobody").run().unwrap();
    let cancelled = db.transaction().put(&table, item! { "id": "b" });
    cancelled.check(&table, "a", "attribute_not_exists(id)").run().unwrap_err();
    table.update("a").expression("SET n = n + :one").value(":one", 1).run().unwrap();
    db.transaction().put(&table, item! { "id": "c" }).delete(&table, "a").run().unwrap();
    db.execute("INSERT INTO users VALUE {'id': 'd'}", ()).unwrap();
    table.put_all(["e", "f"].map(|id| item! { "id": id })).unwrap();
    let mut records = walk(&db, &arn);
    records.sort_by_key(number);
    let names: Vec<&str> = records.iter().map(|record| record.event_name.unwrap().as_str()).collect();
    assert_eq!(names, ["INSERT", "MODIFY", "INSERT", "REMOVE", "INSERT", "INSERT", "INSERT"]);
    assert_eq!(replayed(&records), contents(&table));
    verified(&db);
}

#[test]
fn a_snapshot_has_streams_with_their_shards_and_records() {
    // A database that is loaded has the system's clock.
    let db = Database::builder().partitions(2).build();
    let (table, one) = streamed(&db, "users");
    for i in 0..40 {
        table.put(item! { "id": format!("{}", i % 20), "i": i }).run().unwrap();
    }
    assert!(table.split_partition(&table.explain("7").unwrap().hash));
    table.delete("7").run().unwrap();
    switch(&db, "users", None).unwrap();
    switch(&db, "users", Some(StreamViewType::NewImage)).unwrap();
    let two = table.describe().latest_stream_arn.unwrap();
    table.put(item! { "id": "late" }).run().unwrap();

    let directory = std::env::temp_dir().join(format!("hashrange-streams-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("streams.snapshot");
    db.save(&file).unwrap();
    let loaded = Database::load(&file).unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    for arn in [&one, &two] {
        assert_eq!(describe(&loaded, arn), describe(&db, arn));
        assert_eq!(walk(&loaded, arn), walk(&db, arn));
    }
    verified(&loaded);
    // Numbers and ids go on behind those that were given out.
    let mut before: Vec<Record> = walk(&db, &one);
    before.extend(walk(&db, &two));
    loaded.table("users").unwrap().put(item! { "id": "after" }).run().unwrap();
    let after = walk(&loaded, &two).into_iter().find(|record| id(record) == "after").unwrap();
    assert!(before.iter().all(|record| number(record) < number(&after) && record.event_id != after.event_id));
    verified(&loaded);
}

#[test]
fn a_database_that_was_loaded_with_an_earlier_clock_can_be_saved_at_any_time() {
    let (db, clock) = database(1);
    let (table, _) = streamed(&db, "users");
    clock.advance(30 * HOUR).unwrap();
    table.put(item! { "id": "1" }).run().unwrap();
    let file = std::env::temp_dir().join(format!("hashrange-earlier-{}.snapshot", std::process::id()));
    db.save(&file).unwrap();

    let (_, earlier) = database(1);
    let mut db = Database::builder().clock(earlier.clone()).load(&file).unwrap();
    for on in [false, true, false, true] {
        switch(&db, "users", on.then_some(StreamViewType::KeysOnly)).unwrap();
        earlier.advance(25 * HOUR).unwrap();
        db.save(&file).unwrap();
        db = Database::builder().clock(earlier.clone()).load(&file).unwrap();
        verified(&db);
    }
    std::fs::remove_file(&file).unwrap();
}
