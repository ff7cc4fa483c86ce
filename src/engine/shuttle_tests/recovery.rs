//! Copies as of a moment during transactions, splits, and the closing and trimming of the change log.

use std::sync::Arc;

use super::*;
use crate::storage::{RecoverySettings, US_OF_MS, copy_as_of};

/// When the first shards are closed and succeeded by others.
const ROTATED_MS: u64 = 4 * 60 * 60 * 1000;
/// All that is written before the threads begin is from before this moment.
const BEGUN_MS: u64 = 2000;

/// A table of two partitions with point-in-time recovery and two items of version 1, in both halves of the line.
fn recoverable() -> (Arc<Engine>, Arc<Table>, [u32; 2]) {
    let (engine, table) = one_table(true, 2);
    let recovery = RecoverySettings { period_days: 35, enabled_ms: 0 };
    table.change_settings(|settings| settings.recovery = Some(recovery));
    table.record_needs(0);
    table.look(|| 1000 * US_OF_MS);
    let ids = [0, 1].map(|half| id_in_half(&table, half));
    put_all(&ids.map(|id| (&*table, id)), 1);
    table.look(|| BEGUN_MS * US_OF_MS);
    (engine, table, ids)
}

/// The versions of these items, which are found in both indexes too.
fn versions(copy: &Table, ids: [u32; 2]) -> [u32; 2] {
    let versions = ids.map(|id| version(copy, id));
    for index in ["local", "global"] {
        let mut found = indexed(copy, index);
        found.sort_by_key(|(id, _)| ids.iter().position(|known| known == id));
        assert_eq!(found, ids.into_iter().zip(versions).collect::<Vec<_>>(), "{index}");
    }
    versions
}

#[test]
fn a_copy_as_of_a_moment_has_what_was_there_and_transactions_whole() {
    explore(|| {
        let (engine, table, ids) = recoverable();
        let [writer, splitter, closer, copier] = [(); 4].map(|()| Arc::clone(&table));
        together([
            Box::new(move || (2..=3).for_each(|step| put_all(&ids.map(|id| (&*writer, id)), step))),
            Box::new(move || {
                assert!(splitter.split(HashRange::part(1, 4).first));
                assert!(splitter.split(HashRange::part(3, 4).first));
            }),
            Box::new(move || {
                closer.look(|| ROTATED_MS * US_OF_MS);
                closer.trim_changes(ROTATED_MS);
            }),
            Box::new(move || {
                let _unchanging = copier.changing();
                let before = copy_as_of(&copier, BEGUN_MS - 1).unwrap();
                assert_eq!(versions(&before, ids), [1, 1]);
                let now = copy_as_of(&copier, u64::MAX).unwrap();
                let [low, high] = versions(&now, ids);
                assert_eq!(low, high, "a transaction is there whole or not at all");
            }),
        ]);
        assert_eq!(versions(&copy_as_of(&table, BEGUN_MS - 1).unwrap(), ids), [1, 1]);
        assert_eq!(versions(&table, ids), [3, 3]);
        assert_sound(&engine);
    });
}

#[test]
fn where_records_are_taken_out_beside_it_a_copy_is_right_or_out_of_the_window() {
    explore(|| {
        let (engine, table, ids) = recoverable();
        let [writer, bounder, copier] = [(); 3].map(|()| Arc::clone(&table));
        together([
            Box::new(move || {
                for step in 2..=3 {
                    put_all(&ids.map(|id| (&*writer, id)), step);
                    writer.look(|| (BEGUN_MS + u64::from(step)) * US_OF_MS);
                }
            }),
            Box::new(move || bounder.set_stream_bytes(Some(1))),
            Box::new(move || {
                for _ in 0..2 {
                    let _unchanging = copier.changing();
                    if let Ok(before) = copy_as_of(&copier, BEGUN_MS - 1) {
                        assert_eq!(versions(&before, ids), [1, 1]);
                    }
                }
            }),
        ]);
        assert_sound(&engine);
    });
}
