//! A stream's records of several shards in one order.

use std::task::Waker;

use super::{
    number::ChangeNumber,
    reading::StreamSource,
    record::ChangeRecord,
    shard::{Shard, ShardId, ShardInfo, ShardsOf, Trimmed},
};

/// A read of a stream, from a position on.
#[derive(Debug)]
pub(crate) struct Wanted<'w> {
    /// The shards of the stream.
    pub(crate) of: ShardsOf<'w>,
    /// The one shard to read; all if `None`.
    pub(crate) shard: Option<ShardId>,
    /// The first number to read.
    pub(crate) from: ChangeNumber,
    /// The last record that was trimmed before the reading began: up to it, records may be missing.
    pub(crate) gone_before: Option<ChangeNumber>,
    /// About how many records to read.
    pub(crate) limit: usize,
    /// The current time.
    pub(crate) now_ms: u64,
}

/// A piece of a stream: all records of the shards to read, up to a number.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The records in the order of their numbers, each with its shard.
    pub(crate) records: Vec<(ShardId, ChangeRecord)>,
    /// The number at which the next piece begins.
    pub(crate) next: ChangeNumber,
    /// There are more records behind these.
    pub(crate) more: bool,
    /// One of the shards is open, so that more records may follow later.
    pub(crate) is_open: bool,
}

impl StreamSource {
    /// Records of all shards to read, in the order of their numbers: parents come before their children, and the
    /// changes of an item are in the order of its writes.
    ///
    /// Numbers are given under the locks of partitions. The bound is read before these locks are taken, so every record
    /// below the bound is in its shard once its partition is locked. No record is skipped.
    ///
    /// # Errors
    /// Records of the range are trimmed.
    pub(crate) fn merged(&self, wanted: &Wanted<'_>) -> Result<Merged, Trimmed> {
        let Wanted { of, shard: only, from, gone_before, limit, now_ms } = *wanted;
        let bound = self.changes().next_to_give();
        let mut is_missing = only.is_some();
        let shards: Vec<ShardId> = self.with_shards(of, None, now_ms, |shards| {
            let wanted = shards.filter(|shard| only.is_none_or(|only| only == shard.id()));
            let unread = wanted.inspect(|_| is_missing = false);
            unread.filter(|shard| shard.last().is_none_or(|last| from < last)).map(ShardInfo::id).collect()
        });
        let each = (limit / shards.len().max(1)).max(1);
        let mut merged = Merged { records: Vec::new(), next: bound.max(from), more: false, is_open: false };
        let mut gone = None;
        for id in shards {
            let mut read = |shard: &Shard| {
                let last_gone = shard.last_gone(now_ms);
                gone = gone.max(last_gone);
                let kept = last_gone.map_or(from, |last_gone| from.max(last_gone.next()));
                let mut behind = shard.records.behind(|record| record.sequence < kept).peekable();
                let mut taken = 0;
                while taken < each
                    && let Some(record) = behind.next_if(|record| record.sequence < bound)
                {
                    merged.records.push((id, record.clone()));
                    taken += 1;
                }
                if let Some(next) = behind.peek() {
                    merged.next = merged.next.min(next.sequence);
                    merged.more = true;
                }
                merged.is_open |= shard.info.end.is_none();
            };
            // A shard that was trimmed since is counted by `last_gone` below.
            let _ = self.with_shard(of, id, now_ms, &mut read);
        }
        if only.is_none() || is_missing {
            gone = gone.max(self.changes().last_gone(now_ms));
        }
        if gone.is_some_and(|gone| gone >= from && Some(gone) > gone_before) {
            return Err(Trimmed);
        }
        merged.records.retain(|(_, record)| record.sequence < merged.next);
        merged.records.sort_by_key(|(_, record)| record.sequence);
        Ok(merged)
    }

    /// The greatest number of a trimmed record, of all shards.
    pub(crate) fn last_gone(&self, of: ShardsOf<'_>, now_ms: u64) -> Option<ChangeNumber> {
        let shards: Vec<ShardId> =
            self.with_shards(of, None, now_ms, |shards| shards.map(ShardInfo::id).collect());
        let gone = shards
            .into_iter()
            .filter_map(|id| self.with_shard(of, id, now_ms, |shard| shard.last_gone(now_ms)).flatten());
        gone.max().max(self.changes().last_gone(now_ms))
    }

    /// The number that the next change will get.
    pub(crate) fn next_to_give(&self) -> ChangeNumber {
        self.changes().next_to_give()
    }

    /// Registers a waker that the next change wakes once.
    pub(crate) fn wake_by_change(&self, waker: &Waker) {
        self.changes().waiters().add(waker);
    }

    /// Removes a waker.
    pub(crate) fn forget_waker(&self, waker: &Waker) {
        self.changes().waiters().remove(waker);
    }
}
