use super::*;

const LABEL: &str = "2026-01-01T00:00:00.000";

/// A log with these many open shards of one stream, with the same part of the hash line.
fn log(shards: u64) -> (ChangeLog, Vec<Shard>) {
    let log = ChangeLog::default();
    let needs = Needs { stream: Some(LABEL.to_owned()), ..Needs::default() };
    let open = |at_ms| *log.open(HashRange::WHOLE, &needs, at_ms);
    let shards = (0..shards).map(open).collect();
    (log, shards)
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
