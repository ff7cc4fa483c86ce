//! How backups lie in the file.

use std::sync::Arc;

use redb::{ReadableDatabase, ReadableTableMetadata};

use super::{
    super::{backend, format::ARCHIVE, open::store},
    *,
};
use crate::engine::Backup;

/// How many rows of backups the file has, in its journal or in their place.
fn rows(disk: &PlayedDisk) -> u64 {
    let mut store = store(backend::database(disk.clone()).unwrap(), GivenOptions::default()).unwrap();
    store.checkpoint().unwrap();
    let reading = store.database().begin_read().unwrap();
    reading.open_table(ARCHIVE).unwrap().len().unwrap()
}

/// Puts so many items, and makes so many backups, with one change before each.
fn with_backups(db: &Database, items: u32, backups: u32) {
    let users = db.create_table("users").partition_key("id", N).run().unwrap();
    users.put_all((0..items).map(|id| item! { "id": id })).unwrap();
    for n in 0..backups {
        users.put(item! { "id": 0, "n": n }).run().unwrap();
        users.create_backup(format!("backup-{n}")).unwrap();
    }
}

fn backups(db: &Database) -> Vec<(String, Vec<Item>)> {
    let of = |backup: Arc<Backup>| {
        let contents = backup.table.layout().contents().into_iter();
        let items = contents.flat_map(|(_, data)| {
            data.items().values().map(|stored| (**stored.item()).clone()).collect::<Vec<_>>()
        });
        (backup.id.clone(), items.collect())
    };
    db.engine().backups().all().into_iter().map(of).collect()
}

#[test]
fn backups_that_come_with_a_reset_are_kept_as_their_differences() {
    let disk = made();
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    with_backups(&db, 40, 6);
    let start = Database::builder().clock(clock.clone()).build();
    with_backups(&start, 50, 8);
    db.reset_to(&start).unwrap();
    let expected = backups(&start);
    assert_eq!(backups(&db), expected);
    drop(db);
    assert!((50..=50 + 7).contains(&rows(&disk)), "{} rows", rows(&disk));
    let again = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!((backups(&again), again.verify()), (expected, Vec::<String>::new()));
}
