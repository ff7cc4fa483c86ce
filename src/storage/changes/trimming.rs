//! Removes the oldest records of a table's change log where they are more than its bound.

use super::{number::ChangeNumber, records::Records};
use crate::{key::HashRange, storage::table::Table};

/// How many shards are closed at once in the name of others.
const CLOSED_AT_ONCE: usize = 64;

impl Table {
    /// What each request does for the log before it writes. `true` where the caller is to [trim](Self::trim_changes) it
    /// later, because nobody else will.
    pub(in crate::storage) fn tend_changes(&self) -> bool {
        self.trim_to_bound();
        if self.changes().garbage().any() {
            self.changes().garbage().free_some();
        }
        self.changes().take_trimming()
    }

    /// Frees a bounded piece of what nobody needs any more in the change log, for whoever was told to do so by a
    /// [look](Self::look). Returns when to do it again; `None` if no record is left.
    pub(crate) fn trim_changes(&self, now_ms: u64) -> Option<u64> {
        let now_ms = self.time().look(now_ms);
        // The next look finds out what is written from now on.
        self.changes().leave_trimming();
        let garbage = self.changes().garbage();
        garbage.free_some();
        let is_empty = self.changes().bound().kept_bytes() == 0 && !garbage.any();
        if is_empty || !self.changes().take_trimming() {
            return None;
        }
        let due = self.changes().due(now_ms);
        due.iter().take(CLOSED_AT_ONCE).for_each(|hash| self.rotate(*hash, now_ms));
        let is_left = self.changes().trim(now_ms) || due.len() > CLOSED_AT_ONCE || garbage.any();
        Some(if is_left { now_ms.saturating_add(1) } else { self.next_trimming_ms() })
    }

    /// When the change log is to be trimmed next.
    pub(crate) fn next_trimming_ms(&self) -> u64 {
        let soon_ms = self.time().looked_ms().saturating_add(1);
        self.changes().next_due_ms().map_or(soon_ms, |due_ms| due_ms.max(soon_ms))
    }

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

    /// What the records of the change log count for, in bytes.
    pub(crate) fn changes_bytes(&self) -> u64 {
        self.changes().bound().kept_bytes()
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
                if !records.is_empty() {
                    self.changes().note_trimmed(shard);
                }
                bound.take(records.bytes());
                taken.push(records);
            }
        });
        self.changes().garbage().add(taken);
    }

    /// The last of the oldest records that count for so many bytes, without the newest of all, and the latest time of
    /// those records.
    fn last_of_oldest(&self, bytes: u64) -> Option<(ChangeNumber, u64)> {
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
        self.layout().read_each(HashRange::WHOLE, |_, data| {
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
