//! A bound on what a table's change log keeps: the oldest records are taken out where it is more.

use super::{records::Records, sequence::SequenceNumber};
use crate::{
    key::HashRange,
    storage::table::Table,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
        drop_aside,
    },
};

/// The least that is taken out at once, in bytes, and as a part of the bound: all partitions are looked at for it.
const TAKEN_BYTES: u64 = 1024 * 1024;
const TAKEN_PART: u64 = 8;

/// From this size on, in bytes, records are freed aside: whoever takes them out should not wait.
pub(super) const FREED_ASIDE_BYTES: u64 = 64 * 1024;

/// How many bytes the records of a log may count for, and how many they do.
#[derive(Debug)]
pub(super) struct Bound {
    kept_bytes: AtomicU64,
    most_bytes: AtomicU64,
    /// Held by who takes records out.
    turn: Mutex<()>,
}

impl Default for Bound {
    fn default() -> Self {
        Self { kept_bytes: AtomicU64::new(0), most_bytes: AtomicU64::new(u64::MAX), turn: Mutex::default() }
    }
}

impl Bound {
    /// The same for a copy of the log.
    pub(super) fn fork(&self) -> Self {
        Self {
            kept_bytes: AtomicU64::new(self.kept_bytes.load(Ordering::Relaxed)),
            most_bytes: AtomicU64::new(self.most_bytes.load(Ordering::Relaxed)),
            turn: Mutex::default(),
        }
    }

    /// Counts records that are put into the log.
    pub(super) fn add(&self, bytes: u64) {
        self.kept_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts records that are taken out.
    pub(super) fn take(&self, bytes: u64) {
        let before = self.kept_bytes.fetch_sub(bytes, Ordering::Relaxed);
        debug_assert!(before >= bytes, "what is taken out was put in");
    }

    /// What the records count for, in bytes.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.kept_bytes.load(Ordering::Relaxed)
    }

    /// How many bytes of records are to be taken out: somewhat more than there are too many, so that it happens seldom.
    fn to_take(&self) -> Option<u64> {
        let most = self.most_bytes.load(Ordering::Relaxed);
        let too_many = self.kept_bytes().checked_sub(most).filter(|too_many| *too_many > 0)?;
        Some(too_many + (most / TAKEN_PART).min(TAKEN_BYTES))
    }

    fn try_turn(&self) -> Option<MutexGuard<'_, ()>> {
        self.turn.try_lock()
    }
}

impl Table {
    /// The same table, whose change log keeps about so many bytes of records; all where it is `None`.
    pub(crate) fn with_stream_bytes(self, most: Option<u64>) -> Self {
        self.set_stream_bytes(most);
        self
    }

    /// Has the change log keep about so many bytes of records; all where it is `None`.
    pub(crate) fn set_stream_bytes(&self, most: Option<u64>) {
        self.changes().bound().most_bytes.store(most.unwrap_or(u64::MAX), Ordering::Relaxed);
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
        let Some(up_to) = self.last_of_oldest(to_take) else { return };
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

    /// The last of the oldest records that count for so many bytes, without the newest of all.
    fn last_of_oldest(&self, bytes: u64) -> Option<SequenceNumber> {
        let (mut oldest, mut newest) = (Vec::new(), None);
        let mut look = |records: &Records| {
            newest = newest.max(records.last().map(|last| last.sequence));
            let mut left = bytes;
            let fits = records.iter().map_while(|record| {
                let fits = left > 0;
                left = left.saturating_sub(record.bytes());
                fits.then(|| (record.sequence, record.bytes()))
            });
            oldest.extend(fits);
        };
        self.changes().closed().iter().for_each(|shard| look(&shard.records));
        self.layout().read_each(HashRange::WHOLE, |data| {
            data.shard().into_iter().for_each(|shard| look(&shard.records));
            true
        });
        oldest.sort_unstable_by_key(|(sequence, _)| *sequence);
        let mut left = bytes;
        let goes = oldest.into_iter().take_while(|(sequence, bytes)| {
            let goes = left > 0 && Some(*sequence) < newest;
            left = left.saturating_sub(*bytes);
            goes
        });
        goes.last().map(|(sequence, _)| sequence)
    }
}
