//! Backups in snapshots.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use super::{super::error::StreamError, bytes, engine, loaded, same, sample};
use crate::{
    Clock, Database, Index, Item,
    ScalarAttributeType::{N, S},
    item,
    operation::{BackupSummary, CreateBackupInput, ListBackupsInput, RestoreTableFromBackupInput},
    storage::Table,
};

/// The sample with a backup of each of its tables, one of which is then deleted.
fn with_backups() -> Database {
    let db = sample();
    for name in ["likes", "files"] {
        db.create_backup(CreateBackupInput { table_name: name.to_owned(), backup_name: "monday".to_owned() })
            .unwrap();
    }
    db.delete_table("likes").unwrap();
    db
}

fn listed(db: &Database) -> Vec<BackupSummary> {
    db.list_backups(ListBackupsInput::default()).unwrap().backup_summaries
}

#[test]
fn backups_are_kept() {
    let db = with_backups();
    let again = loaded(&bytes(&db));
    assert_eq!(bytes(&db), bytes(&again), "the second snapshot is the first, byte for byte");
    assert_eq!(listed(&db), listed(&again));
    let backup_arn = listed(&again).pop().unwrap().backup_arn;
    assert!(backup_arn.contains("/likes/"));
    let input = RestoreTableFromBackupInput {
        target_table_name: "likes".to_owned(),
        backup_arn,
        ..Default::default()
    };
    again.restore_table_from_backup(input).unwrap();
    let likes = again.table("likes").unwrap();
    assert_eq!(likes.item_count(), 20);
    assert_eq!(likes.index("by_brand").query("user3").items().count(), 3);
    assert_eq!(again.verify(), Vec::<String>::new());
    // The source of the restored table is saved too.
    same(&again, &loaded(&bytes(&again)));
}

/// The table `events` of 500 items, with 100 backups, before each of which one item is replaced, one deleted and one
/// added.
fn with_many_backups() -> Database {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let events = db
        .create_table("events")
        .partition_key("id", N)
        .global_index(Index::new("of_kind").partition_key("kind", S))
        .run()
        .unwrap();
    let event = |id: u64, kind: &str| item! { "id": id, "kind": kind, "text": "x".repeat(200) };
    for id in 0..500 {
        events.put(event(id, "a")).run().unwrap();
    }
    for at in 0..100 {
        events.put(event(at + 200, "b")).run().unwrap();
        events.delete(at).run().unwrap();
        events.put(event(at + 1000, "c")).run().unwrap();
        back_up(&db, "events");
        // Backups of one moment are in no certain order.
        clock.advance(Duration::from_millis(1)).unwrap();
    }
    db
}

fn back_up(db: &Database, table: &str) {
    let input = CreateBackupInput { table_name: table.to_owned(), backup_name: "again".to_owned() };
    db.create_backup(input).unwrap();
}

/// The items of all backups, in the order of the list.
fn backed_up(db: &Database) -> Vec<Vec<Arc<Item>>> {
    let backups = db.engine().backups().all();
    let items = |table: &Table| {
        let contents = table.layout().contents();
        let stored = contents.iter().flat_map(|(_, data)| data.items().values());
        stored.map(|stored| Arc::clone(stored.item())).collect()
    };
    backups.iter().map(|backup| items(&backup.table)).collect()
}

#[test]
fn backups_share_their_items_with_the_table_in_the_file_and_when_they_are_loaded() {
    let db = with_many_backups();
    let saved = bytes(&db);
    let again = loaded(&saved);
    assert!(saved == bytes(&again), "the second snapshot is the first, byte for byte");
    assert_eq!(backed_up(&db), backed_up(&again));
    let one = {
        let db = db.fork();
        let arns = listed(&db).into_iter().map(|backup| backup.backup_arn);
        arns.for_each(|arn| drop(db.delete_backup(arn).unwrap()));
        bytes(&db)
    };
    // 101 tables of 500 items and, beside one of them, 100 records and up to 300 items for each backup.
    assert!(saved.len() < 4 * one.len(), "{} bytes, {} with the table alone", saved.len(), one.len());
    let distinct = |db: &Database| {
        let all = backed_up(db).into_iter().flatten();
        all.map(|item| Arc::as_ptr(&item)).collect::<HashSet<_>>().len()
    };
    assert!(distinct(&again) <= 1000, "{} items for 50,000", distinct(&again));
    assert_eq!(again.verify(), Vec::<String>::new());
}

#[test]
fn a_backup_of_a_table_that_has_changed_its_form_is_written_whole() {
    let db = with_many_backups();
    let events = db.table("events").unwrap();
    events.split_partition(&events.explain(300).unwrap().hash);
    back_up(&db, "events");
    events.update_settings().create_index(Index::new("by_text").partition_key("text", S)).run().unwrap();
    back_up(&db, "events");
    db.delete_table("events").unwrap();
    let again = loaded(&bytes(&db));
    assert_eq!(backed_up(&db), backed_up(&again));
    assert_eq!(bytes(&db), bytes(&again));
    assert_eq!(again.verify(), Vec::<String>::new());
}

#[test]
fn differences_that_no_backup_has_are_refused() {
    let text = String::from_utf8(bytes(&with_many_backups())).unwrap();
    let like = r#""like":{"place":0,"removed":"#;
    let record = text.lines().position(|line| line.contains(like)).unwrap();
    let counted = text.lines().nth(record).unwrap().split(like).nth(1).unwrap();
    let numbers = counted.split(&[',', ':', '}']);
    let numbers: Vec<u64> = numbers.filter_map(|number| number.parse().ok()).take(2).collect();
    let (removed, put) = (numbers[0], numbers[1]);
    let with = |place: u64, removed: u64, put: u64, name: &str, items: &str| {
        let old = text.lines().nth(record).unwrap();
        let new = old
            .replacen(
                &format!(r#""like":{{"place":0,"removed":{},"put":{}"#, numbers[0], numbers[1]),
                &format!(r#""like":{{"place":{place},"removed":{removed},"put":{put}"#),
                1,
            )
            .replacen(r#"{"name":"events""#, name, 1)
            .replacen(r#""items":500"#, items, 1);
        assert!(place == 0 && removed == numbers[0] && put == numbers[1] || new != old);
        match engine(text.replacen(old, &new, 1).as_bytes()) {
            Err(StreamError::Damaged { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    };
    let (name, items) = (r#"{"name":"events""#, r#""items":500"#);
    for place in [1, 101, u64::MAX] {
        assert_eq!(with(place, removed, put, name, items), "a backup that is like no earlier table");
    }
    assert_eq!(with(0, removed, put, name, r#""items":501"#), "a backup with another number of items");
    assert_eq!(
        with(0, removed + 1, put - 1, name, items),
        "The provided key element does not match the schema"
    );
    assert_eq!(with(0, removed - 1, put + 1, name, items), "a backup with another number of items");
    // Whatever the key that is removed: it lies in the table that the backup is like.
    let twice = text.lines().nth(record + 1).unwrap();
    let other = text.lines().nth(record + 2).unwrap();
    let changed = text.replacen(&format!("\n{other}\n"), &format!("\n{twice}\n"), 1);
    assert!(format!("{:?}", engine(changed.as_bytes())).contains("a removed item that was not there"));
}

#[test]
fn a_file_without_backups_is_one_that_older_releases_read() {
    assert!(bytes(&sample()).starts_with(b"hashrange snapshot 1\n"));
    assert!(bytes(&with_backups()).starts_with(b"hashrange snapshot 2\n"));
}

#[test]
fn records_of_backups_that_no_store_has_are_refused_in_their_line() {
    let text = String::from_utf8(bytes(&with_backups())).unwrap();
    // The version, the database, the table `files`; the backup of `files`; the backup of `likes` and its 20 items.
    let at = |line: usize| text.lines().nth(line - 1).unwrap();
    let id = at(4).split(r#""id":""#).nth(1).unwrap().split('"').next().unwrap();
    let later = id.replacen('0', "9", 1);
    for (line, from, to, reason) in [
        (4, r#""name":"monday""#, r#""name":"m""#, "length greater than or equal to 3"),
        (4, r#""name":"monday""#, r#""name":"m;nday""#, "regular expression pattern"),
        (4, id, "monday", "not the id of a backup"),
        (4, id, later.as_str(), "not the id of a backup"),
        (4, r#""backup_type":"USER""#, r#""backup_type":"AWS_BACKUP""#, "a backup of type AWS_BACKUP"),
        (4, r#""expires_ms":null"#, r#""expires_ms":1"#, "expires at"),
        (4, r#""created_ms":"#, r#""created_ms":99"#, "no time"),
        (4, r#""name":"files","sequence":1"#, r#""name":"files","sequence":2"#, "yet to be given"),
        (4, r#""items":0"#, r#""items":1"#, "expected"),
        (5, r#""name":"likes""#, r#""name":"l""#, "length greater than or equal to 3"),
    ] {
        assert!(at(line).contains(from), "{from}");
        let changed = at(line).replacen(from, to, 1);
        let changed: Vec<&str> =
            (1..).zip(text.lines()).map(|(n, old)| if n == line { &*changed } else { old }).collect();
        match engine(changed.join("\n").as_bytes()) {
            Err(StreamError::Damaged { reason: told, .. }) => assert!(told.contains(reason), "{to}: {told}"),
            other => panic!("{from} {to}: {other:?}"),
        }
    }
    let twice =
        text.replacen(r#""backups":2"#, r#""backups":3"#, 1).replacen(at(4), &format!("{0}\n{0}", at(4)), 1);
    assert!(format!("{:?}", engine(twice.as_bytes())).contains("a second backup"));
}
