//! When states end, tested on settings without tables.

use super::*;
use crate::storage::settings::Throughput;

const LASTS_MS: u64 = 10;

/// An index that was added at the time 0, and has no entries yet.
fn added(lasts_ms: u64) -> IndexSettings {
    IndexSettings { transition: Transition::until(lasts_ms), ..IndexSettings::to_fill(Throughput::default()) }
}

#[test]
fn an_index_is_not_active_before_what_is_there_is_in_it() {
    let mut index = added(0);
    assert!(index.end_by(0, 0));
    assert_eq!(index.status, IndexStatus::Creating);
    assert!(index.backfill.is_some_and(|backfill| backfill.has_begun));
    assert!(index.end_by(u64::MAX, 0));
    assert_eq!(index.status, IndexStatus::Creating);
    index.set_filled(Transition::until(5));
    assert!(index.end_by(5, 0));
    assert_eq!((index.status, index.backfill), (IndexStatus::Active, None));
}

#[test]
fn one_that_is_filled_early_waits_for_its_states() {
    let mut index = added(LASTS_MS);
    index.set_filled(Transition::until(0));
    let status_at = |index: &mut IndexSettings, now_ms| {
        assert!(index.end_by(now_ms, LASTS_MS));
        (index.status, index.backfill.map(|backfill| backfill.has_begun))
    };
    assert_eq!(status_at(&mut index, 9), (IndexStatus::Creating, Some(false)));
    assert_eq!(status_at(&mut index, 10), (IndexStatus::Creating, Some(true)));
    assert_eq!(status_at(&mut index, 20), (IndexStatus::Active, None));
    // A late look ends all states that are due by then.
    let mut late = added(LASTS_MS);
    late.set_filled(Transition::until(0));
    assert_eq!(status_at(&mut late, 1000), (IndexStatus::Active, None));
}

#[test]
fn with_a_table_that_goes_all_goes_that_goes_on_with_it() {
    let mut settings = TableSettings::plain();
    settings.global_indexes.insert("added".to_owned(), added(LASTS_MS));
    settings.begin_deleting(Transition::until(30));
    assert_eq!(settings.next_end_ms(), Some(30));
    assert!(!settings.end_by(29, LASTS_MS).table_is_gone);
    assert_eq!(settings.global_indexes.len(), 1);
    assert!(settings.end_by(30, LASTS_MS).table_is_gone);
}

#[test]
fn what_an_update_brings_is_there_when_it_ends() {
    let mut settings = TableSettings::plain();
    (settings.status, settings.transition) = (TableStatus::Updating, Transition::until(10));
    let throughput = Throughput { read_units: 6000, write_units: 1000, ..Throughput::default() };
    settings.to_come.throughput = Some(throughput.clone());
    assert_eq!(settings.end_by(9, LASTS_MS).partitions, None);
    assert_ne!(settings.throughput, throughput);
    assert_eq!(settings.end_by(10, LASTS_MS).partitions, Some(3));
    assert_eq!((settings.status, &settings.throughput), (TableStatus::Active, &throughput));
    assert_eq!(settings.next_end_ms(), None);
}
