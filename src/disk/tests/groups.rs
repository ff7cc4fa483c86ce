//! Groups of changes beside other changes.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use redb::{ReadableDatabase, ReadableTable};

use super::{
    super::{
        backend,
        changes::{Changes, Values},
        commit::ENTRY_BYTES,
        error::StoreError,
        format::JOURNAL,
        journal::DiskJournal,
        open::store,
        read_journal::read_journal,
        region::RegionJournal,
    },
    crashes::LEFT,
    *,
};
use crate::{
    storage::{Journal, ValueKey, ValueKind},
    sync::atomic::{AtomicBool, Ordering},
};

fn journal(disk: &PlayedDisk) -> RegionJournal {
    let store = store(backend::database(disk.clone()).unwrap(), GivenOptions::default()).unwrap();
    let journal = DiskJournal::new(store, None, Durability::Sync, BTreeMap::new()).unwrap();
    RegionJournal::new(Arc::new(journal), 0)
}

fn key(key: &[u8]) -> ValueKey<'_> {
    ValueKey { table: None, kind: ValueKind::Way, key }
}

/// A change may depend on what a group has changed before it, so it is not durable before the group is.
#[test]
fn what_follows_a_group_is_durable_with_it() {
    let disk = made();
    let journal = journal(&disk);
    let is_durable = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let before = journal.note_value(&key(b"before"), Some(b"1"));
        journal.begin_group();
        let in_group = journal.note_value(&key(b"in it"), Some(b"1"));
        // Of what came before nobody waits.
        journal.keep(before).unwrap();
        let syncs = disk.syncs();
        let (journal, is_durable) = (&journal, &is_durable);
        let other = scope.spawn(move || {
            let behind = journal.note_value(&key(b"behind"), Some(b"1"));
            assert!(behind > in_group);
            journal.keep(behind).unwrap();
            is_durable.store(true, Ordering::SeqCst);
        });
        while disk.syncs() == syncs {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(100));
        let was_durable = is_durable.load(Ordering::SeqCst);
        journal.end_group();
        assert!(!was_durable, "the group had not ended");
        journal.keep(in_group).unwrap();
        other.join().unwrap();
    });
}

#[test]
fn a_group_has_its_place_when_it_has_ended() {
    let disk = made();
    let journal = journal(&disk);
    journal.begin_group();
    let first = journal.note_value(&key(b"a"), Some(b"1"));
    journal.begin_group();
    let second = journal.note_value(&key(b"b"), Some(b"1"));
    journal.end_group();
    let alone = std::thread::scope(|scope| {
        scope.spawn(|| journal.note_value(&key(b"c"), Some(b"1"))).join().unwrap()
    });
    let are_noted = [first, alone].map(|number| journal.is_noted(number));
    journal.end_group();
    assert_eq!(first, second, "a group in a group is part of it");
    assert_eq!(are_noted, [false, true]);
    assert!(journal.is_noted(first));
}

/// How many entries the journal of a disk has, and the bytes of the longest.
fn entries(disk: &PlayedDisk) -> (usize, usize) {
    let database = backend::database(disk.clone()).unwrap();
    let reading = database.begin_read().unwrap();
    let journal = reading.open_table(JOURNAL).unwrap();
    let lengths = journal.iter().unwrap().map(|entry| entry.unwrap().1.value().len());
    lengths.fold((0, 0), |(count, longest), length| (count + 1, longest.max(length)))
}

/// Notes a group of so many values, each of which takes about a fourth of an entry.
fn note_group(journal: &RegionJournal, values: u32) -> u64 {
    journal.begin_group();
    for n in 0..values {
        journal.note_value(&key(&n.to_be_bytes()), Some(&[1; ENTRY_BYTES / 4]));
    }
    journal.end_group();
    journal.last()
}

/// The values that the journal of a disk comes to, and the error at which reading it ends.
fn read(disk: &PlayedDisk) -> (usize, Result<(), StoreError>) {
    let database = backend::database(disk.clone()).unwrap();
    let reading = database.begin_read().unwrap();
    let mut changes = Changes::default();
    let read = read_journal(&reading, &mut changes);
    let mut values = Values::new();
    changes.carry_out_on(&mut values);
    (values.len(), read)
}

#[test]
fn a_crash_leaves_a_group_of_many_entries_whole_or_not_at_all() {
    let disk = made();
    let journal = journal(&disk);
    let before = journal.note_value(&key(b"before"), Some(b"1"));
    journal.keep(before).unwrap();
    disk.acknowledge();
    let group = note_group(&journal, 50);
    journal.keep(group).unwrap();
    disk.acknowledge();
    let (count, longest) = entries(&PlayedDisk::holding(disk.image()));
    assert!(count > 10 && longest <= ENTRY_BYTES, "{count} entries, of {longest} bytes at most");
    let mut seen = [false; 2];
    disk.for_each_crash(&LEFT, |image, acknowledged| {
        let (values, read) = read(&PlayedDisk::holding(image));
        read.unwrap();
        match acknowledged {
            0 => assert!(matches!(values, 0 | 1)),
            1 => assert!(matches!(values, 1 | 51), "{values} values"),
            _ => assert_eq!(values, 51),
        }
        seen[usize::from(values > 1)] = true;
    });
    assert_eq!(seen, [true, true]);
}

/// What can be saved of a damaged file has no part of a group.
#[test]
fn a_group_with_a_damaged_entry_is_left_out() {
    let disk = made();
    let journal = journal(&disk);
    journal.note_value(&key(b"before"), Some(b"1"));
    let group = note_group(&journal, 50);
    journal.keep(group).unwrap();
    drop(journal);
    let whole = disk.image();
    assert_eq!(read(&PlayedDisk::holding(whole.clone())).0, 51);
    type Damage = fn(&mut redb::Table<'_, u64, &'static [u8]>, u64);
    let damages: [(Damage, &str); 3] = [
        (
            |journal, last| {
                let mut entry = journal.get(last - 1).unwrap().unwrap().value().to_vec();
                entry[100] ^= 1;
                journal.insert(last - 1, entry.as_slice()).unwrap();
            },
            "checksum",
        ),
        (|journal, last| drop(journal.remove(last).unwrap()), "without its end"),
        (
            |journal, last| {
                let entry = journal.get(last - 2).unwrap().unwrap().value().to_vec();
                journal.insert(last - 1, entry.as_slice()).unwrap();
            },
            "goes on in another",
        ),
    ];
    for (damage, told) in damages {
        let disk = PlayedDisk::holding(whole.clone());
        let database = backend::database(disk.clone()).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let mut journal = transaction.open_table(JOURNAL).unwrap();
            let last = journal.last().unwrap().unwrap().0.value();
            damage(&mut journal, last);
        }
        transaction.commit().unwrap();
        drop(database);
        let (values, read) = read(&disk);
        let error = read.unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
        assert_eq!(values, 1, "only what was noted before");
    }
}

/// A checkpoint removes the oldest entries first.
#[test]
fn the_end_of_a_group_is_read_without_its_beginning() {
    let disk = made();
    let journal = journal(&disk);
    let group = note_group(&journal, 50);
    journal.keep(group).unwrap();
    drop(journal);
    let database = backend::database(disk.clone()).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut journal = transaction.open_table(JOURNAL).unwrap();
        for _ in 0..3 {
            journal.pop_first().unwrap();
        }
    }
    transaction.commit().unwrap();
    drop(database);
    let (values, read) = read(&disk);
    read.unwrap();
    assert!((20..50).contains(&values), "{values} values");
}
