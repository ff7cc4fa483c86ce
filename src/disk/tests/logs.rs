//! Change logs and backups on a played disk.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use proptest::prelude::*;
use redb::ReadableDatabase;

use super::{
    super::{
        backend,
        format::{ARCHIVE, CHANGES},
        open::store,
    },
    played::{Fault, Left},
    *,
};
use crate::{
    operation::StreamViewType,
    storage::{SavedLog, Table},
};

const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";

/// The shards of a log with their records. What numbers are next is not compared: opening takes some.
fn shards(log: &SavedLog) -> String {
    format!("{:?} {:?}", log.window, log.shards)
}

/// All that a database keeps beside tables and items: change logs, what is left of deleted tables, and backups.
pub(super) fn logs(db: &Database) -> Vec<String> {
    let engine = db.engine();
    let tables = engine.catalog().all_tables();
    let of_tables = tables.iter().map(|table| {
        let log = table.saved_changes().as_ref().map(shards);
        let destinations = table.settings().kinesis_destinations.clone();
        let periods = destinations.iter().map(|destination| destination.periods.len()).sum::<usize>();
        format!("{}: {log:?}, {periods} periods", table.name())
    });
    let deleted = engine.catalog().all_deleted();
    let of_deleted = deleted.iter().map(|(name, table)| {
        format!("{name} {}: {:?} {}", table.sequence(), table.streams(), shards(&table.saved_changes()))
    });
    let backups = engine.backups().all();
    let of_backups = backups.iter().map(|backup| {
        let items = backup.table.layout().contents().into_iter().flat_map(|(_, data)| {
            data.items().values().map(|stored| (**stored.item()).clone()).collect::<Vec<_>>()
        });
        let items: Vec<Item> = items.collect();
        format!("{} {} {} {}: {items:?}", backup.id, backup.name, backup.backup_type, backup.created_ms)
    });
    of_tables.chain(of_deleted).chain(of_backups).collect()
}

/// What is kept, whole.
fn all(db: &Database) -> (Contents, Vec<String>) {
    (contents(db.engine()), logs(db))
}

/// What no operation of the API does is on disk when it is synced.
fn synced(db: &Database) -> crate::Result<()> {
    db.sync().map_err(|error| crate::Error::InternalServer(error.to_string()))
}

/// A number of operations of all kinds that logs and backups meet.
fn operate_logged(db: &Database, clock: &Clock, n: u64) -> crate::Result<()> {
    let chance = |salt: u64, of: u64| crate::mix::mix(n.wrapping_mul(37).wrapping_add(salt)) % of;
    let name = ["users", "likes"][chance(1, 2) as usize];
    let Ok(table) = db.table(name) else {
        let made = db.create_table(name).partition_key("id", S);
        return match name {
            "users" => made.stream(StreamViewType::NewAndOldImages).run().map(drop),
            _ => made.run().map(drop),
        };
    };
    let id = || format!("user {}", chance(2, 6));
    match chance(3, 24) {
        0 => db.delete_table(name).map(drop),
        1 => table.update_settings().stream(StreamViewType::KeysOnly).run().map(drop).or_else(unless_broken),
        2 => table.update_settings().no_stream().run().map(drop).or_else(unless_broken),
        3 => table.enable_point_in_time_recovery().run().map(drop),
        4 if n.is_multiple_of(3) => table.disable_point_in_time_recovery().map(drop),
        5 => {
            let places = [1_u64, 3, 5].map(|part| part << 61);
            let table = db.engine().catalog().table(name).unwrap();
            table.split(places[chance(4, 3) as usize]);
            synced(db)
        }
        6 => {
            let action = if chance(5, 2) == 0 { "Enable" } else { "Disable" };
            let request = format!(r#"{{"TableName":"{name}","StreamArn":"{ARN}"}}"#);
            let answer = db.wire(&format!("{action}KinesisStreamingDestination"), request.as_bytes());
            match answer.status {
                500.. => Err(crate::Error::InternalServer("the disk".to_owned())),
                _ => Ok(()),
            }
        }
        7 => {
            clock.advance(Duration::from_secs(100 * 60)).unwrap();
            synced(db)
        }
        8 | 9 => table.create_backup(format!("backup-{n}")).map(drop).or_else(unless_broken),
        10 => match db
            .engine()
            .backups()
            .all()
            .into_iter()
            .find(|backup| backup.name.contains(&format!("{}", chance(6, 10))))
        {
            None => Ok(()),
            Some(backup) => {
                db.delete_backup(db.engine().backup_arn(&backup)).map(drop).or_else(unless_broken)
            }
        },
        11 | 12 => {
            let mut transaction = db.transaction();
            for other in 0..4 {
                transaction = transaction.put(&table, item! { "id": format!("together {other}"), "n": n });
            }
            transaction.run().map(drop)
        }
        13 | 14 => table.delete(id()).run().map(drop),
        _ => table.put(item! { "id": id(), "n": n, "text": "x".repeat(chance(7, 500) as usize) }).run(),
    }
}

/// Carries out operations, and tells what is kept after each.
fn workload(
    disk: &PlayedDisk,
    durability: Durability,
    seed: u64,
    count: u64,
) -> Vec<(Contents, Vec<String>)> {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = open(disk, durability, &clock).unwrap();
    let mut states = vec![all(&db)];
    for n in 0..count {
        operate_logged(&db, &clock, seed + n).unwrap();
        states.push(all(&db));
        disk.acknowledge();
    }
    assert_eq!(db.verify(), Vec::<String>::new());
    states
}

/// Opens the database that a crash has left, which must be sound, and returns what it keeps.
fn reopened(image: Vec<u8>) -> (Contents, Vec<String>) {
    let db = open(&PlayedDisk::holding(image), Durability::Sync, &Clock::manual(UNIX_EPOCH)).unwrap();
    assert_eq!(db.verify(), Vec::<String>::new());
    all(&db)
}

#[test]
fn a_crash_at_any_sync_keeps_logs_and_backups_with_their_items() {
    let mut crashes = 0;
    for seed in [0, 1_000] {
        let disk = made();
        let states = workload(&disk, Durability::Sync, seed, 50);
        let left = [Left::Nothing, Left::Everything, Left::Some(seed + 1)];
        disk.for_each_crash(&left, |image, acknowledged| {
            let kept = reopened(image);
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(
                allowed.contains(&kept),
                "after {acknowledged} operations of {seed}: {kept:#?} is none of {allowed:#?}"
            );
            crashes += 1;
        });
    }
    assert!(crashes > 200, "{crashes} crashes");
}

#[test]
fn without_a_sync_a_crash_takes_a_suffix_of_the_logs_too() {
    let disk = made();
    let states = workload(&disk, Durability::Manual, 3_000, 40);
    disk.for_each_crash(&[Left::Nothing, Left::Everything, Left::Some(1)], |image, _| {
        assert!(states.contains(&reopened(image)), "what is kept of some moment");
    });
}

#[test]
fn whatever_call_fails_logs_and_backups_are_those_of_what_was_acknowledged() {
    let begin = |disk: &PlayedDisk| open(disk, Durability::Sync, &Clock::manual(UNIX_EPOCH));
    let whole = made();
    workload(&whole, Durability::Sync, 5_000, 30);
    let mut refused = 0;
    for call in (1..whole.calls()).step_by(131) {
        let disk = made();
        disk.begin(Fault::From(call));
        let clock = Clock::manual(UNIX_EPOCH);
        let mut states = vec![(Contents::new(), Vec::new())];
        if let Ok(db) = open(&disk, Durability::Sync, &clock) {
            for n in 0..30 {
                let result = operate_logged(&db, &clock, 5_000 + n);
                states.push(all(&db));
                if result.is_err() {
                    refused += 1;
                    break;
                }
                disk.acknowledge();
            }
        }
        disk.for_each_crash(&[Left::Nothing, Left::Some(call as u64)], |image, acknowledged| {
            let kept = all(&begin(&PlayedDisk::holding(image)).unwrap());
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(allowed.contains(&kept), "call {call}");
        });
    }
    assert!(refused > 1, "{refused} operations met the broken disk");
}

/// The places of the rows in a table of the file, after a checkpoint.
fn places(disk: &PlayedDisk, of: redb::TableDefinition<'_, &[u8], &[u8]>) -> BTreeSet<Vec<u8>> {
    let database = backend::database(disk.clone()).unwrap();
    let mut store = store(database, GivenOptions::default()).unwrap();
    store.checkpoint().unwrap();
    let rows = store.database().begin_read().unwrap().open_table(of).unwrap();
    rows.range::<&[u8]>(..).unwrap().map(|row| row.unwrap().0.value().to_vec()).collect()
}

/// What is trimmed in memory is trimmed in the file, and what nobody needs is no longer there.
#[test]
fn a_file_keeps_no_more_records_than_memory() {
    let (disk, clock) = (made(), Clock::manual(UNIX_EPOCH));
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    db.set_stream_bytes(50_000);
    for n in 0..600 {
        users.put(item! { "id": format!("{}", n % 7), "n": n, "text": "x".repeat(400) }).run().unwrap();
    }
    let before = logs(&db);
    assert!(users.changes().run().unwrap().next().is_some());
    drop((users, db));
    let kept = |disk: &PlayedDisk| places(disk, CHANGES).len();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(logs(&db), before);
    drop(db);
    let records = kept(&disk);
    assert!((10..=200).contains(&records), "{records} records");
    // After a day nothing is left of a deleted table.
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    db.delete_table("users").unwrap();
    clock.advance(Duration::from_secs(25 * 60 * 60)).unwrap();
    assert_eq!(db.wire("ListTables", b"{}").status, 200);
    drop(db);
    assert_eq!(kept(&disk), 0);
}

#[test]
fn a_backup_takes_what_differs_from_the_last_and_gives_it_back() {
    let (disk, clock) = (made(), Clock::manual(UNIX_EPOCH));
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    (0..50).for_each(|n| users.put(item! { "id": format!("{n}") }).run().unwrap());
    let mut backups = Vec::new();
    for n in 0..4 {
        users.put(item! { "id": "one", "n": n }).run().unwrap();
        users.delete(format!("{n}")).run().unwrap();
        backups.push(users.create_backup(format!("backup-{n}")).unwrap().backup_arn);
    }
    let before = logs(&db);
    drop((users, db));
    assert_eq!(
        places(&disk, ARCHIVE).len(),
        50 + 2 * 3,
        "50 items, and what differs in each of three backups"
    );

    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(logs(&db), before);
    // Of the items that it shares with its table a backup has hardly a copy.
    let stored = |table: &Table| {
        let contents = table.layout().contents().into_iter();
        let items = contents.flat_map(|(_, data)| data.items().values().cloned().collect::<Vec<_>>());
        items.map(|stored| Arc::as_ptr(stored.item()) as usize).collect::<BTreeSet<_>>()
    };
    let live = stored(&db.engine().catalog().table("users").unwrap());
    // Ids of the same moment are in no order.
    let all = db.engine().backups().all();
    let last = all.into_iter().find(|backup| backup.name == "backup-3").unwrap();
    assert!(stored(&last.table).difference(&live).count() <= 1, "but for the one that was in all backups");
    db.delete_backup(backups[0].clone()).unwrap();
    db.delete_backup(backups[2].clone()).unwrap();
    let before = logs(&db);
    drop((db, last));
    assert!(places(&disk, ARCHIVE).len() <= 50 + 4 + 2, "{}", places(&disk, ARCHIVE).len());
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(logs(&db), before);
    let restored = db.restore_from_backup(backups[3].clone(), "restored").run();
    assert!(restored.is_ok(), "{restored:?}");
    db.delete_backup(backups[1].clone()).unwrap();
    db.delete_backup(backups[3].clone()).unwrap();
    drop(db);
    assert!(places(&disk, ARCHIVE).is_empty());
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert!(db.engine().backups().all().is_empty());
}

#[test]
fn a_deletion_that_takes_time_is_ended_by_opening() {
    let (disk, clock) = (made(), Clock::manual(UNIX_EPOCH));
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    users.enable_point_in_time_recovery().run().unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    db.set_transitions(Duration::from_secs(60));
    db.delete_table("users").unwrap();
    let image = disk.image();
    drop((users, db));
    for image in [image, disk.image()] {
        let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
        assert!(db.table("users").is_err());
        assert_eq!(db.engine().backups().all().len(), 1, "the system backup");
        let left = db.engine().catalog().all_deleted();
        assert!(left[0].1.saved_changes().shards.iter().any(|shard| shard.records.len() == 1));
        assert_eq!(db.verify(), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A database on disk that is closed and opened again in between is the one in memory.
    #[test]
    fn logs_and_backups_are_those_of_a_database_in_memory(
        operations in prop::collection::vec(0..100_000_u64, 1..60), closed in prop::collection::btree_set(0..60_usize, 0..4)
    ) {
        let (disk, clock, own_clock) = (made(), Clock::manual(UNIX_EPOCH), Clock::manual(UNIX_EPOCH));
        let reference = Database::builder().clock(own_clock.clone()).build();
        let mut db = Some(open(&disk, Durability::Buffered, &clock).unwrap());
        for (place, n) in operations.into_iter().enumerate() {
            if closed.contains(&place) {
                drop(db.take());
                db = Some(open(&disk, Durability::Buffered, &clock).unwrap());
            }
            let db = db.as_ref().unwrap();
            operate_logged(db, &clock, n).unwrap();
            operate_logged(&reference, &own_clock, n).unwrap();
            // Opening takes numbers, so the numbers are others.
            let shown = |db: &Database| {
                let tables = db.engine().catalog().all_tables();
                let records = tables.iter().filter_map(|table| table.saved_changes()).flat_map(|log| {
                    log.shards.into_iter().map(|shard| {
                        let records = shard.records.iter().map(|record| format!("{:?} {:?}", record.old(), record.new_item()));
                        (shard.stream, shard.is_sent, shard.range, shard.end.map(|(_, ms)| ms), records.collect::<Vec<_>>())
                    }).collect::<Vec<_>>()
                });
                let backups = db.engine().backups().all().into_iter().map(|backup| (backup.id.clone(), backup.table.totals()));
                (format!("{:?}", records.collect::<Vec<_>>()), format!("{:?}", backups.collect::<Vec<_>>()), contents(db.engine()))
            };
            prop_assert_eq!(shown(db), shown(&reference));
        }
        let db = db.unwrap();
        prop_assert_eq!(db.verify(), Vec::<String>::new());
    }
}

/// A record of a change or an item of a backup with another checksum is told, and the rest is saved.
#[cfg(feature = "cli")]
#[test]
fn what_is_damaged_is_told_and_the_rest_is_saved() {
    use super::super::{damages::Damages, read::read};

    let clock = Clock::manual(UNIX_EPOCH);
    for (of, told) in [(CHANGES, "the change log of table users"), (ARCHIVE, "backup 0")] {
        let disk = made();
        let db = open(&disk, Durability::Sync, &clock).unwrap();
        let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage);
        let users = users.run().unwrap();
        (0..9).for_each(|n| users.put(item! { "id": format!("{n}") }).run().unwrap());
        users.create_backup("monday").unwrap();
        drop((users, db));
        let row = places(&disk, of).pop_first().unwrap();
        let database = backend::database(disk.clone()).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(of).unwrap().insert(row.as_slice(), b"damage".as_slice()).unwrap();
        transaction.commit().unwrap();
        drop(database);

        let refused = open(&disk, Durability::Sync, &clock).unwrap_err();
        assert!(matches!(&refused, StoreError::Damaged(what) if what.contains(told)), "{refused:?}");
        let store = store(backend::database(disk.clone()).unwrap(), GivenOptions::default()).unwrap();
        let mut damages = Damages::Collected(Vec::new());
        let contents = read(&store, &clock, &mut |_| {}, &mut damages).unwrap();
        let db = Database::of(contents.engine(&clock, &Buckets::default(), None, &mut damages).unwrap());
        assert!(damages.into_found().iter().any(|what| what.contains(told)));
        assert_eq!(db.verify(), Vec::<String>::new());
        let users = db.table("users").unwrap();
        assert_eq!(users.item_count(), 9);
        assert_eq!(users.backups().unwrap().len(), usize::from(told != "backup 0"));
        users.put(item! { "id": "goes on" }).run().unwrap();
        let is_recorded = users.changes().run().unwrap().last().is_some();
        assert!(is_recorded);
    }
}
