//! Streams, point-in-time recovery, Kinesis destinations and backups of databases that are kept on disk.

#![cfg(feature = "disk")]
#![expect(clippy::unwrap_used, reason = "what cannot fail in a test shows where it does")]

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, DiskError, Durability, Item, ItemChange, ScalarAttributeType::*, Table, item,
    operation::*,
};
use tempfile::TempDir;

const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
const HOUR: Duration = Duration::from_secs(60 * 60);

fn open(directory: &TempDir, clock: &Clock) -> Database {
    Database::builder().clock(clock.clone()).durability(Durability::Buffered).open(directory).unwrap()
}

fn stream(arn: &str) -> DescribeStreamInput {
    DescribeStreamInput { stream_arn: arn.to_owned(), ..DescribeStreamInput::default() }
}

/// The changes of a table's stream so far.
fn changes(table: &Table) -> Vec<ItemChange> {
    table.changes().run().unwrap().map(Result::unwrap).collect()
}

fn items(table: &Table) -> Vec<Item> {
    let mut items: Vec<Item> = table.scan().items().map(|item| Item::from(item.unwrap())).collect();
    items.sort_by_key(|item| format!("{item:?}"));
    items
}

#[test]
fn a_stream_goes_on_with_its_numbers_and_shards() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewAndOldImages);
    let users = users.run().unwrap();
    for n in 0..40 {
        users.put(item! { "id": format!("{}", n % 9), "n": n }).run().unwrap();
        if n == 20 {
            clock.advance(5 * HOUR).unwrap();
        }
    }
    let hash = users.explain("0").unwrap().hash;
    assert!(users.split_partition(&hash));
    users.delete("0").run().unwrap();
    let arn = users.describe().latest_stream_arn.unwrap();
    let described = db.describe_stream(stream(&arn)).unwrap();
    let before = changes(&users);
    assert_eq!(before.len(), 41);
    drop((users, db));

    let db = open(&directory, &clock);
    let users = db.table("users").unwrap();
    assert_eq!(users.describe().latest_stream_arn.as_ref(), Some(&arn));
    assert_eq!(db.describe_stream(stream(&arn)).unwrap(), described);
    assert_eq!(changes(&users), before);
    users.put(item! { "id": "0" }).run().unwrap();
    let mut after = changes(&users);
    let new = after.pop().unwrap();
    assert_eq!(after, before);
    assert!(new.sequence > before.last().unwrap().sequence);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn what_is_left_of_a_deleted_table_is_there_for_24_hours() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    let arn = users.describe().latest_stream_arn.unwrap();
    db.delete_table("users").unwrap();
    drop((users, db));
    clock.advance(23 * HOUR).unwrap();
    let db = open(&directory, &clock);
    let described = db.describe_stream(stream(&arn)).unwrap().stream_description.unwrap();
    assert!(!described.shards.is_empty());
    clock.advance(2 * HOUR).unwrap();
    assert!(db.describe_stream(stream(&arn)).is_err());
    drop(db);
    assert!(open(&directory, &clock).describe_stream(stream(&arn)).is_err());
}

#[test]
fn a_table_is_restored_to_moments_before_the_database_was_opened() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH + 24 * HOUR));
    let db = open(&directory, &clock);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.enable_point_in_time_recovery().run().unwrap();
    let mut moments: Vec<(SystemTime, Vec<Item>)> = Vec::new();
    for n in 0..12 {
        clock.advance(HOUR).unwrap();
        users.put(item! { "id": format!("{}", n % 3), "n": n }).run().unwrap();
        if n % 4 == 3 {
            users.delete("1").run().unwrap();
        }
        moments.push((clock.now(), items(&users)));
    }
    drop((users, db));
    let db = open(&directory, &clock);
    let users = db.table("users").unwrap();
    for (place, (moment, items_then)) in moments.into_iter().enumerate() {
        let restored = users.restore(format!("restored{place}")).to_time(moment).run().unwrap();
        assert_eq!(items(&restored), items_then, "the moment {place}");
    }
    // The deletion of a table with recovery leaves a backup, which outlives the process too.
    db.delete_table("users").unwrap();
    drop((users, db));
    let db = open(&directory, &clock);
    let all = ListBackupsInput { backup_type: Some(BackupTypeFilter::System), ..ListBackupsInput::default() };
    let backups = db.list_backups(all).unwrap().backup_summaries;
    assert_eq!(backups.len(), 1);
    let restored = db.restore_from_backup(backups[0].backup_arn.clone(), "again").run().unwrap();
    assert_eq!(restored.item_count(), 2);
}

#[test]
fn what_was_sent_to_kinesis_is_sent_again_and_nothing_is_left_out() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "before" }).run().unwrap();
    db.kinesis_stream(ARN).receive_from("users").unwrap();
    (0..10).for_each(|n| users.put(item! { "id": format!("{n}") }).run().unwrap());
    assert_eq!(db.kinesis_stream(ARN).records().run().count(), 10);
    drop((users, db));
    let db = open(&directory, &clock);
    db.table("users").unwrap().put(item! { "id": "after" }).run().unwrap();
    assert_eq!(db.kinesis_stream(ARN).records().run().count(), 11);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn backups_are_described_restored_and_deleted_after_opening() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let by_age = hashrange::Index::new("by_age").partition_key("age", N);
    let users = db.create_table("users").partition_key("id", S).global_index(by_age).run().unwrap();
    let mut made = Vec::new();
    for n in 0..3 {
        users.put(item! { "id": format!("{n}"), "age": n }).run().unwrap();
        made.push((users.create_backup(format!("backup-{n}")).unwrap(), items(&users)));
    }
    // A backup that is like none before.
    users.update_settings().delete_index("by_age").run().unwrap();
    made.push((users.create_backup("without").unwrap(), items(&users)));
    let described: Vec<_> =
        made.iter().map(|(backup, _)| db.describe_backup(backup.backup_arn.clone()).unwrap()).collect();
    drop((users, db));
    let db = open(&directory, &clock);
    for (place, (backup, items_then)) in made.iter().enumerate() {
        assert_eq!(db.describe_backup(backup.backup_arn.clone()).unwrap(), described[place]);
        let restored =
            db.restore_from_backup(backup.backup_arn.clone(), format!("restored{place}")).run().unwrap();
        assert_eq!(&items(&restored), items_then);
    }
    assert_eq!(db.table("restored2").unwrap().index("by_age").query(2).items().count(), 1);
    db.delete_backup(made[1].0.backup_arn.clone()).unwrap();
    drop(db);
    let db = open(&directory, &clock);
    assert!(db.describe_backup(made[1].0.backup_arn.clone()).is_err());
    let restored = db.restore_from_backup(made[2].0.backup_arn.clone(), "once more").run();
    assert!(restored.is_err(), "no name of a table");
    let restored = db.restore_from_backup(made[2].0.backup_arn.clone(), "once_more").run().unwrap();
    assert_eq!(items(&restored), made[2].1);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_fork_and_a_snapshot_have_logs_and_backups() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    users.create_backup("monday").unwrap();
    let snapshot = directory.path().join("snapshot");
    db.save(&snapshot).unwrap();
    for copy in [db.fork(), Database::builder().clock(clock.clone()).load(&snapshot).unwrap()] {
        let table = copy.table("users").unwrap();
        assert_eq!(changes(&table), changes(&users));
        assert_eq!(table.backups().unwrap().len(), 1);
        table.put(item! { "id": "only here" }).run().unwrap();
        table.create_backup("tuesday").unwrap();
    }
    drop((users, db));
    let db = open(&directory, &clock);
    let users = db.table("users").unwrap();
    assert_eq!((changes(&users).len(), users.backups().unwrap().len()), (1, 1));
    // All of another database takes its place, with logs and backups.
    let other = Database::builder().clock(clock.clone()).build();
    let likes =
        other.create_table("likes").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    likes.put(item! { "id": "one" }).run().unwrap();
    likes.create_backup("theirs").unwrap();
    other.create_table("gone").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    other.table("gone").unwrap().put(item! { "id": "left" }).run().unwrap();
    other.delete_table("gone").unwrap();
    db.reset_to(&other).unwrap();
    drop((users, db));
    let db = open(&directory, &clock);
    assert!(db.table("users").is_err());
    let likes = db.table("likes").unwrap();
    assert_eq!((changes(&likes).len(), likes.backups().unwrap().len()), (1, 1));
    let streams = db.list_streams(ListStreamsInput::default()).unwrap().streams;
    assert_eq!(streams.len(), 2, "also what is left of a table");
    assert_eq!(db.verify(), Vec::<String>::new());
}

/// Whatever is changed in the file, it opens with the changes and backups that were in it, or is refused.
#[test]
fn a_damaged_file_with_logs_and_backups_is_refused_or_whole() {
    let (directory, clock) = (TempDir::new().unwrap(), Clock::manual(UNIX_EPOCH));
    let db = open(&directory, &clock);
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    for n in 0..100 {
        users.put(item! { "id": format!("{n}"), "text": "x".repeat(300) }).run().unwrap();
    }
    users.create_backup("monday").unwrap();
    let before = (changes(&users), items(&users));
    drop((users, db));
    let path = directory.path().join("database.redb");
    let sound = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in (0..sound.len()).step_by(sound.len() / 40) {
        damage(&path, &sound, at);
        match Database::open(&directory) {
            Ok(db) => {
                let users = db.table("users").unwrap();
                // The clock of this one shows records of 1970 no longer.
                assert_eq!(items(&users), before.1);
                assert_eq!(users.backups().unwrap().len(), 1);
            }
            Err(DiskError::Damaged { .. } | DiskError::Newer { .. } | DiskError::Io { .. }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(refused > 5, "{refused} refused");
}

fn damage(path: &Path, sound: &[u8], at: usize) {
    let mut damaged = sound.to_vec();
    damaged.iter_mut().skip(at).take(2_000).for_each(|byte| *byte ^= 0x10);
    fs::write(path, &damaged).unwrap();
}
