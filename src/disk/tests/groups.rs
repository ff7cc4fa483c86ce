//! Groups of changes beside other changes.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{
    super::{backend, journal::DiskJournal, open::store, region::RegionJournal},
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
