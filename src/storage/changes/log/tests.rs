use super::{
    super::{
        record::{ChangeRecord, ChangedBy, Origin},
        shard::{Needs, RETENTION_MS, SHARD_MS},
        turnover::DROPPED_AT_ONCE,
    },
    *,
};
use crate::{item, key::HashRange, storage::Stored};

const LABEL: &str = "2026-01-01T00:00:00.000";

/// A log with these many open shards of one stream, with the same part of the hash line.
fn log(shards: u64) -> (ChangeLog, Vec<Shard>) {
    let log = ChangeLog::default();
    let needs = needs_of_stream();
    let open = |at_ms| *log.open(HashRange::WHOLE, &needs, at_ms);
    let shards = (0..shards).map(open).collect();
    (log, shards)
}

/// What a stream needs.
fn needs_of_stream() -> Needs {
    Needs { stream: Some(LABEL.to_owned()), ..Needs::default() }
}

fn record(log: &ChangeLog) -> ChangeRecord {
    let origin = Origin { by: ChangedBy::Request, at_ms: 0, us: 0, late_ms: 0 };
    ChangeRecord::new(log.next_number(), origin, (None, Some(Stored::new(item! { "id": "haeri05" }))))
}

fn listed(log: &ChangeLog, after: Option<ShardId>) -> Vec<ShardId> {
    log.with_shards(ShardsOf::Stream(LABEL), after, 0, |shards| shards.map(ShardInfo::id).collect())
}

#[test]
fn a_walk_begins_behind_a_shard_and_looks_at_no_more_than_it_takes() {
    let (log, shards) = log(1000);
    let ids: Vec<ShardId> = shards.iter().map(|shard| shard.info.id).collect();
    assert_eq!(listed(&log, None), ids);
    assert_eq!(listed(&log, Some(ids[900])), ids[901..]);
    assert_eq!(listed(&log, Some(ids[999])), []);
    let mut seen = 0;
    let page: Vec<ShardId> = log.with_shards(ShardsOf::Stream(LABEL), Some(ids[99]), 0, |shards| {
        shards.inspect(|_| seen += 1).take(10).map(ShardInfo::id).collect()
    });
    assert_eq!((page.as_slice(), seen), (&ids[100..110], 10));
}

#[test]
fn the_shards_that_are_due_are_the_open_ones_whose_time_is_over() {
    let (log, mut shards) = log(3);
    let closed = shards.remove(0).info.id;
    log.close(log.open(HashRange::WHOLE, &Needs::default(), 1), 5);
    assert_eq!(log.due(SHARD_MS - 1).len(), 0);
    assert_eq!(log.due(SHARD_MS + 1).len(), 2, "of 0 and 1");
    assert!(log.open_shards().contains(&closed), "only a shard that is closed is not open");
    log.rotate(&mut Box::new(shards.remove(0)), SHARD_MS + 1);
    assert_eq!(log.due(SHARD_MS + 1).len(), 1, "the child is not due");
    assert_eq!(log.open_shards().len(), 3);
}

#[test]
fn a_copy_shares_the_shards_until_one_of_the_two_changes() {
    let (log, mut shards) = log(2);
    let is_shared = |copy: &ChangeLog| Arc::ptr_eq(&log.state.read(), &copy.state.read());
    let (one, other) = (log.fork(), log.fork());
    assert!(is_shared(&one) && is_shared(&other));
    one.clear();
    assert_eq!((listed(&one, None).len(), listed(&log, None).len()), (0, 2));
    assert!(is_shared(&other), "what another copy does is nothing to it");
    log.close(Box::new(shards.remove(0)), 7);
    assert_eq!((log.open_shards().len(), other.open_shards().len()), (1, 2));
    assert_eq!((log.closed().len(), other.closed().len()), (1, 0));
}

#[test]
fn a_call_drops_few_of_the_shards_that_nobody_needs_and_the_rest_is_left_to_others() {
    let (log, shards) = log(100);
    shards.into_iter().for_each(|shard| log.close(Box::new(shard), 1000));
    assert_eq!(log.closed().len(), 100);
    let next = || log.open(HashRange::WHOLE, &needs_of_stream(), RETENTION_MS + 2000);
    log.close(next(), RETENTION_MS + 2000);
    assert_eq!(log.closed().len(), 101 - DROPPED_AT_ONCE);
    assert!(log.trim(RETENTION_MS + 2000), "there are others");
    while log.trim(RETENTION_MS + 2000) {}
    assert_eq!(log.closed().len(), 1);
}

#[test]
fn only_a_stream_keeps_a_shard_without_records() {
    let log = ChangeLog::default();
    let sent = Needs { kinesis: true, recovery_ms: Some(RETENTION_MS), ..Needs::default() };
    let mut open = log.open(HashRange::WHOLE, &sent, 0);
    log.rotate(&mut open, 3 * SHARD_MS);
    assert_eq!((log.closed().len(), log.open_shards().len()), (0, 1));
    log.close(open, 3 * SHARD_MS);
    assert_eq!((log.closed().len(), log.open_shards().len(), log.next_due_ms()), (0, 0, None));
    log.close(log.open(HashRange::WHOLE, &needs_of_stream(), 0), 0);
    assert_eq!(log.closed().len(), 1);
}

#[test]
fn each_need_keeps_a_shard_for_its_own_time() {
    const DAY_MS: u64 = RETENTION_MS;
    let closed = |window: Option<RecoveryWindow>, needs: &Needs| {
        let log = ChangeLog::default();
        log.set_window(window, 0);
        let mut shard = log.open(HashRange::WHOLE, needs, 0);
        log.bound().add(shard.records.push(record(&log)));
        log.close(shard, 1000);
        log
    };
    let week = Some(RecoveryWindow { begun_ms: 0, period_ms: 7 * DAY_MS });
    let is_there = |log: &ChangeLog, now_ms: u64| {
        log.trim(now_ms);
        log.closed().len() == 1
    };
    let of_stream = closed(None, &needs_of_stream());
    assert_eq!([DAY_MS, DAY_MS + 1000].map(|ms| is_there(&of_stream, ms)), [true, false]);
    let of_recovery = closed(week, &Needs::default());
    assert_eq!([7 * DAY_MS, 7 * DAY_MS + 1000].map(|ms| is_there(&of_recovery, ms)), [true, false]);
    assert_eq!(closed(None, &Needs::default()).closed().len(), 0);
    let of_both = closed(week, &needs_of_stream());
    assert!(is_there(&of_both, 2 * DAY_MS));
    assert_eq!(
        of_both.with_shards(ShardsOf::Stream(LABEL), None, 2 * DAY_MS, |shards| shards.count()),
        0,
        "a stream shows 24 hours"
    );
    of_both.set_window(None, 2 * DAY_MS);
    assert_eq!(of_both.closed().len(), 0);
    // Within the 24 hours, the stream still needs what recovery does not need any more.
    let of_both = closed(week, &needs_of_stream());
    of_both.set_window(None, 2000);
    assert_eq!(of_both.with_shards(ShardsOf::Stream(LABEL), None, 2000, |shards| shards.count()), 1);
}
