//! Removes the oldest records of a table's change log where they are more than its bound.

use super::{bound::FREED_ASIDE_BYTES, records::Records, sequence::SequenceNumber};
use crate::{key::HashRange, storage::table::Table, sync::drop_aside};

impl Table {
    /// The same table, whose change log keeps about so many bytes of records; all where it is `None`.
    pub(crate) fn with_stream_bytes(self, most: Option<u64>) -> Self {
        self.set_stream_bytes(most);
        self
    }

    /// Has the change log keep about so many bytes of records; all where it is `None`.
    pub(crate) fn set_stream_bytes(&self, most: Option<u64>) {
        self.changes().bound().set_most(most);
        self.trim_to_bound();
    }

    /// Takes out the oldest records where they count for more than the bound; the newest stays. Called under no lock of a
    /// partition. Where another thread does it, it does not wait for that.
    pub(in crate::storage) fn trim_to_bound(&self) {
        let bound = self.changes().bound();
        if bound.to_take().is_none() {
            return;
        }
        let Some(_turn) = bound.try_turn() else { return };
        let Some(to_take) = bound.to_take() else { return };
        let Some((up_to, trimmed_ms)) = self.last_of_oldest(to_take) else { return };
        // Recovery's records count too: memory is bounded whoever needs them, and its window says what is left.
        self.changes().begin_window_behind(trimmed_ms);
        // First those of closed shards, which are older than those of their children: what is left of an item's changes
        // has no gap at any time.
        let mut taken = self.changes().trim_closed(up_to);
        self.layout().write_each(|data| {
            if let Some(shard) = data.shard_mut() {
                let records = shard.records.trim(up_to);
                bound.take(records.bytes());
                taken.push(records);
            }
        });
        if taken.iter().map(Records::bytes).sum::<u64>() >= FREED_ASIDE_BYTES {
            drop_aside(taken);
        }
    }

    /// The last of the oldest records that count for so many bytes, without the newest of all, and the latest time of
    /// those records.
    fn last_of_oldest(&self, bytes: u64) -> Option<(SequenceNumber, u64)> {
        let (mut oldest, mut newest) = (Vec::new(), None);
        let mut look = |records: &Records| {
            newest = newest.max(records.last().map(|last| last.sequence));
            let mut left = bytes;
            let fits = records.iter().map_while(|record| {
                let fits = left > 0;
                left = left.saturating_sub(record.bytes());
                fits.then(|| (record.sequence, record.at_ms, record.bytes()))
            });
            oldest.extend(fits);
        };
        self.changes().closed().iter().for_each(|shard| look(&shard.records));
        self.layout().read_each(HashRange::WHOLE, |data| {
            data.shard().into_iter().for_each(|shard| look(&shard.records));
            true
        });
        oldest.sort_unstable_by_key(|(sequence, ..)| *sequence);
        let mut left = bytes;
        let goes = oldest.into_iter().take_while(|(sequence, _, bytes)| {
            let goes = left > 0 && Some(*sequence) < newest;
            left = left.saturating_sub(*bytes);
            goes
        });
        // Numbers and times have one order within a shard only.
        goes.map(|(sequence, at_ms, _)| (sequence, at_ms)).reduce(|one, next| (next.0, one.1.max(next.1)))
    }
}
