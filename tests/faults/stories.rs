//! The stories.

use hashrange::{Error, faults::StoryKind};

use super::support::{START, left, like, likes, put_batch};

#[test]
fn a_hot_key_is_throttled_half_of_the_time_and_other_keys_never() {
    let (db, likes) = likes();
    let [fault] = db.faults().hot_key(&likes, "a").start().unwrap().try_into().unwrap();
    let failed = (0..200).filter(|at| likes.put(like("a", *at)).run().is_err()).count();
    assert!((60..140).contains(&failed), "{failed}");
    assert_eq!(fault.hits() as usize, failed);
    assert!((0..200).all(|at| likes.put(like("b", at)).run().is_ok()));
    let error = (0..).find_map(|_| likes.get(("a", 1)).run().err()).unwrap();
    assert_eq!(error.throttling_reasons()[0].reason, "TableReadKeyRangeThroughputExceeded");
}

#[test]
fn a_brown_out_is_slow_and_fails() {
    let (db, likes) = likes();
    let [slow, internal, unavailable] = db.faults().brown_out().start().unwrap().try_into().unwrap();
    let mut codes: Vec<_> =
        (0..200).filter_map(|at| likes.put(like("a", at)).run().err()).map(|error| error.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["InternalServerError", "ServiceUnavailable"]);
    assert_eq!(likes.item_count(), 200 - internal.hits() - unavailable.hits());
    assert_eq!(db.clock().now(), START + std::time::Duration::from_millis(500 * slow.hits()));
}

#[test]
fn lost_answers_leave_what_they_wrote() {
    let (db, likes) = likes();
    db.faults().lost_answers().start().unwrap();
    let lost = (0..100)
        .filter(|at| likes.put(like("a", *at)).run().is_err_and(|error| error.is_no_answer()))
        .count();
    assert!((5..40).contains(&lost), "{lost}");
    assert_eq!(likes.item_count(), 100);
}

#[test]
fn partial_batches_are_whole_for_who_asks_again() {
    let (db, likes) = likes();
    db.faults().partial_batches().start().unwrap();
    let mut items: Vec<_> = (0..25).map(|at| like("a", at)).collect();
    let mut batches = 0;
    while !items.is_empty() {
        items = left(&put_batch(&db, &items).unwrap());
        batches += 1;
        assert_eq!(likes.item_count() as usize, 25 - items.len());
    }
    assert!(batches > 1);
}

#[test]
fn conflicts_are_those_of_writes_transactions_and_batches() {
    let (db, likes) = likes();
    db.faults().conflicts().chance(1.0).start().unwrap();
    assert!(matches!(likes.put(like("a", 1)).run(), Err(Error::TransactionConflict(_))));
    let cancelled = db.transaction().put(&likes, like("a", 1)).run().unwrap_err();
    assert!(cancelled.message().ends_with("[TransactionConflict]"));
    assert_eq!(left(&put_batch(&db, &[like("a", 1)]).unwrap()).len(), 1);
    assert!(likes.get(("a", 1)).run().unwrap().is_none());
}

#[test]
fn a_story_is_told_of_one_table_and_so_often() {
    let (db, likes) = likes();
    let faults = db.faults().lost_answers().table("likes").chance(1.0).times(2).until(START).start().unwrap();
    likes.put(like("a", 1)).run().unwrap();
    assert_eq!(faults[0].calls(), 0, "its time is over");
    let json = serde_json::to_string(faults[0].rule()).unwrap();
    assert!(json.contains(r#""until":0.0"#) && json.contains(r#""times":2"#), "{json}");
    assert_eq!(serde_json::to_string(&StoryKind::PartialBatches).unwrap(), r#""partial_batches""#);
}
