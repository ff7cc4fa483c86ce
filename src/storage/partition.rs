//! One hash partition: a contiguous part of the hash line, and the items whose partition keys hash into it.

use std::sync::Arc;

use super::{partition_data::PartitionData, seen::see, throughput::heat::Heat};
use crate::{
    key::HashRange,
    sync::{
        Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

/// What a partition's lock guards.
#[derive(Debug)]
pub(crate) struct PartitionState {
    /// Shared with copies of the partition; copy-on-write.
    data: Arc<PartitionData>,
    /// The partition was split: its items are in other partitions now.
    retired: bool,
}

impl PartitionState {
    /// The contents; `None` if the partition was split.
    pub(super) fn data(&self) -> Option<&PartitionData> {
        see(self.data.last_change());
        (!self.retired).then_some(&self.data)
    }

    /// The contents, mutable; `None` if the partition was split.
    pub(super) fn data_mut(&mut self) -> Option<&mut PartitionData> {
        see(self.data.last_change());
        (!self.retired).then(|| Arc::make_mut(&mut self.data))
    }

    /// The contents for a copy; `None` if the partition was split.
    pub(super) fn share(&self) -> Option<Arc<PartitionData>> {
        (!self.retired).then(|| Arc::clone(&self.data))
    }

    /// Takes the contents out and retires the partition, because it is split.
    pub(super) fn retire(&mut self) -> Arc<PartitionData> {
        debug_assert!(!self.retired, "a partition is split once");
        self.retired = true;
        std::mem::take(&mut self.data)
    }
}

/// A hash partition.
#[derive(Debug)]
pub(crate) struct Partition {
    range: HashRange,
    state: RwLock<PartitionState>,
    reads: AtomicU64,
    writes: AtomicU64,
    /// What requests consumed; nothing while they are not throttled.
    heat: Mutex<Option<Box<Heat>>>,
}

impl Partition {
    /// A partition with these contents.
    pub(super) fn new(range: HashRange, data: Arc<PartitionData>) -> Self {
        let state = RwLock::new(PartitionState { data, retired: false });
        let heat = Mutex::new(None);
        Self { range, state, reads: AtomicU64::new(0), writes: AtomicU64::new(0), heat }
    }

    /// An empty partition of a table with this many local indexes.
    pub(super) fn empty(range: HashRange, local_indexes: usize) -> Self {
        Self::new(range, Arc::new(PartitionData::empty(local_indexes)))
    }

    /// The part of the hash line that it owns.
    pub(crate) fn range(&self) -> HashRange {
        self.range
    }

    /// Waits for the lock, to read.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, PartitionState> {
        self.state.read()
    }

    /// Waits for the lock, to write.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, PartitionState> {
        self.state.write()
    }

    /// The same partition with these contents, for a fork.
    pub(super) fn with_data(&self, data: Arc<PartitionData>) -> Self {
        let copy = Self::new(self.range, data);
        copy.set_counts(self.reads(), self.writes());
        (*copy.heat.lock()).clone_from(&self.heat.lock());
        copy
    }

    /// Sets the counters.
    pub(crate) fn set_counts(&self, reads: u64, writes: u64) {
        self.reads.store(reads, Ordering::Relaxed);
        self.writes.store(writes, Ordering::Relaxed);
    }

    /// Divides the counts between the halves of this partition, in the proportion of these weights: the counters do not
    /// show which half an access was for.
    pub(super) fn share_counts(&self, halves: &[Arc<Self>; 2], weights: [u64; 2]) {
        let weights = if weights == [0, 0] { [1, 1] } else { weights };
        let [left, right] = weights.map(u128::from);
        let first = |count: u64| (u128::from(count) * left / (left + right)) as u64;
        let (reads, writes) = (self.reads(), self.writes());
        let [one, other] = halves;
        one.set_counts(first(reads), first(writes));
        other.set_counts(reads - first(reads), writes - first(writes));
        if let Some(heat) = &*self.heat.lock() {
            let throttled = heat.throttled();
            let left = throttled.map(first);
            let mut right = throttled;
            right.iter_mut().zip(left).for_each(|(all, left)| *all -= left);
            *one.heat.lock() = Some(Box::new(Heat::half(left)));
            *other.heat.lock() = Some(Box::new(Heat::half(right)));
        }
        debug_assert_eq!(
            [one.reads() + other.reads(), one.writes() + other.writes()],
            [reads, writes],
            "nothing that was counted is lost"
        );
    }

    /// Counts a read of this partition.
    pub(super) fn count_read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a write to this partition.
    pub(super) fn count_write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    /// Looks at what requests consumed, or changes it. No other lock is taken meanwhile.
    pub(super) fn with_heat<R>(&self, action: impl FnOnce(&mut Heat) -> R) -> R {
        action(self.heat.lock().get_or_insert_default())
    }

    /// Forgets what requests consumed.
    pub(super) fn forget_heat(&self) {
        *self.heat.lock() = None;
    }

    /// Read and write units in the last second in which there were any, and how many reads and writes were throttled.
    pub(crate) fn heat(&self) -> ([f64; 2], [u64; 2]) {
        let heat = self.heat.lock();
        heat.as_ref().map_or_else(Default::default, |heat| (heat.units_in_second(), heat.throttled()))
    }

    /// Reads so far.
    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Writes so far.
    pub(crate) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(reads: u64, writes: u64, weights: [u64; 2]) -> [(u64, u64); 2] {
        let partition = || Arc::new(Partition::empty(HashRange::WHOLE, 0));
        let (whole, halves) = (partition(), [partition(), partition()]);
        whole.set_counts(reads, writes);
        whole.share_counts(&halves, weights);
        halves.map(|half| (half.reads(), half.writes()))
    }

    #[test]
    fn counts_are_shared_out_in_proportion() {
        assert_eq!(shared(8, 40, [3, 1]), [(6, 30), (2, 10)]);
        assert_eq!(shared(8, 40, [0, 5]), [(0, 0), (8, 40)]);
    }

    #[test]
    fn halves_without_items_share_evenly() {
        assert_eq!(shared(8, 40, [0, 0]), [(4, 20), (4, 20)]);
    }

    #[test]
    fn rounding_loses_nothing() {
        assert_eq!(shared(7, 1, [1, 1]), [(3, 0), (4, 1)]);
        let [(one, _), (other, _)] = shared(u64::MAX, 0, [u64::MAX, u64::MAX]);
        assert_eq!(one.checked_add(other), Some(u64::MAX));
    }
}
