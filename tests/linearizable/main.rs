//! Whatever concurrent callers do, each answer is as if the operations took place one after the other, each at a moment
//! between its call and its return: recorded histories of gets, queries, conditional puts and transactions are
//! linearizable. A checker finds that out; callers that are broken on purpose show that it finds what is not so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what cannot fail in a test shows where it does"
)]

mod calls;
mod model;

use std::{sync::Barrier, thread};

use calls::{Calls, PutsLate, PutsOneByOne, QueriesOneByOne, ReadsStale, Sound, call, create};
use hashrange::{AttributeValue, Database, PartitionKeyHash};
use model::{History, KEYS};

const CALLERS: u32 = 4;

/// A source of chance.
fn chances(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |of| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) % of
    }
}

/// Concurrent callers, while partitions are split.
fn run(calls: &dyn Calls, history: &History, seed: u64, operations: u64) {
    let barrier = Barrier::new(CALLERS as usize + 1);
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            let barrier = &barrier;
            scope.spawn(move || {
                let mut chance = chances(seed * 100 + u64::from(caller));
                let mut seen = [None; KEYS];
                barrier.wait();
                for _ in 0..operations {
                    call(calls, history, caller, &mut seen, &mut chance);
                }
            });
        }
        barrier.wait();
        let mut chance = chances(seed + 7);
        for _ in 0..20 {
            let hash = PartitionKeyHash::of(&AttributeValue::from(chance(1_000) as i64));
            calls.table().split_partition(&hash);
            thread::yield_now();
        }
    });
}

fn in_memory(seed: u64, calls: impl Fn(&Database, &History)) -> History {
    let db = Database::builder().id_seed(seed).build();
    create(&db);
    let history = History::default();
    calls(&db, &history);
    assert_eq!(db.verify(), Vec::<String>::new());
    history
}

#[test]
fn in_memory_histories_are_linearizable() {
    let mut overlaps = 0;
    for seed in 0..40 {
        let history = in_memory(seed, |db, history| run(&Sound(db), history, seed, 250));
        assert!(history.is_linearizable(), "seed {seed}");
        overlaps += history.overlaps();
    }
    assert!(overlaps > 1_000, "{overlaps} operations overlap with another");
}

/// Whether one of some histories is found not to be linearizable.
fn is_found(calls: impl Fn(&Database, &History, u64)) -> bool {
    (0..200).any(|seed| !in_memory(seed, |db, history| calls(db, history, seed)).is_linearizable())
}

#[test]
fn what_is_not_linearizable_is_found() {
    let stale = |db: &Database, history: &History, seed| {
        run(&ReadsStale(db, Default::default()), history, seed, 100);
    };
    assert!(is_found(stale), "stale reads");
    assert!(
        is_found(|db, history, seed| run(&PutsLate(db), history, seed, 250)),
        "conditions checked before"
    );
    assert!(
        is_found(|db, history, seed| run(&PutsOneByOne(db), history, seed, 250)),
        "halves of transactions"
    );
    assert!(is_found(|db, history, seed| run(&QueriesOneByOne(db), history, seed, 250)), "torn queries");
}

#[cfg(feature = "disk")]
mod on_disk {
    use hashrange::Durability;

    use super::*;

    /// A history over restarts.
    fn over_restarts(durability: Durability, seed: u64) -> History {
        let directory = tempfile::TempDir::new().unwrap();
        let history = History::default();
        for restart in 0..4 {
            let db = Database::builder().durability(durability).open(&directory).unwrap();
            if db.table("items").is_err() {
                create(&db);
                db.sync().unwrap();
            }
            assert_eq!(db.verify(), Vec::<String>::new());
            run(&Sound(&db), &history, seed * 10 + restart, 25);
        }
        history
    }

    #[test]
    fn histories_over_restarts_are_linearizable() {
        for seed in 0..6 {
            let history = over_restarts([Durability::Sync, Durability::Buffered][seed as usize % 2], seed);
            assert!(history.is_linearizable(), "seed {seed}");
        }
    }

    /// Without a sync, a restart takes back what was answered.
    #[test]
    fn what_a_restart_takes_back_is_found() {
        assert!(!over_restarts(Durability::Manual, 1).is_linearizable());
    }
}
