//! One hash partition: a contiguous part of the hash line, and the items whose partition keys hash into it.

use std::sync::Arc;

use super::{
    stored::Stored,
    tree::{Totals, Tree},
    ttl::Expiring,
};
use crate::{
    key::{HashRange, StoredKey},
    sync::{
        RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Items in order of hash, partition key and sort key.
pub(crate) type ItemTree = Tree<Stored>;

/// The contents of a partition. Copies share what neither of them changed since.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartitionData {
    /// The table's items, or the entries of a global index.
    pub(super) items: ItemTree,
    /// Entries of the table's local indexes, in the order of their definitions.
    pub(super) local_indexes: Vec<ItemTree>,
    /// In a table with local indexes, the size of each item collection with its index entries, by
    /// [`StoredKey::collection`].
    pub(super) collection_sizes: Tree<u64>,
    /// In a table whose items expire, when they do.
    pub(super) expiring: Option<Expiring>,
}

/// What a partition's lock guards.
#[derive(Debug)]
pub(crate) struct PartitionState {
    /// Copies of the partition have the same until one of them writes.
    data: Arc<PartitionData>,
    /// The partition was split: its items lie elsewhere now.
    retired: bool,
}

impl PartitionState {
    /// The contents; `None` where the partition was split.
    pub(super) fn data(&self) -> Option<&PartitionData> {
        (!self.retired).then_some(&self.data)
    }

    /// The contents, to be changed; `None` where the partition was split.
    pub(super) fn data_mut(&mut self) -> Option<&mut PartitionData> {
        (!self.retired).then(|| Arc::make_mut(&mut self.data))
    }

    /// The contents for a copy; `None` where the partition was split.
    pub(super) fn share(&self) -> Option<Arc<PartitionData>> {
        (!self.retired).then(|| Arc::clone(&self.data))
    }

    /// Takes the contents out: the partition was split.
    pub(super) fn retire(&mut self) -> Arc<PartitionData> {
        debug_assert!(!self.retired, "a partition is split once");
        self.retired = true;
        std::mem::take(&mut self.data)
    }
}

/// A hash partition.
#[derive(Debug)]
pub(crate) struct Partition {
    pub(super) range: HashRange,
    pub(super) state: RwLock<PartitionState>,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Partition {
    /// A partition with these contents.
    pub(super) fn new(range: HashRange, data: Arc<PartitionData>) -> Self {
        let state = RwLock::new(PartitionState { data, retired: false });
        Self { range, state, reads: AtomicU64::new(0), writes: AtomicU64::new(0) }
    }

    /// An empty partition of a table with this many local indexes.
    pub(super) fn empty(range: HashRange, local_indexes: usize) -> Self {
        let local_indexes = vec![ItemTree::default(); local_indexes];
        Self::new(range, Arc::new(PartitionData { local_indexes, ..PartitionData::default() }))
    }

    /// The part of the hash line that it owns.
    pub(crate) fn range(&self) -> HashRange {
        self.range
    }

    /// The same partition with these contents, for a fork.
    pub(crate) fn with_data(&self, data: Arc<PartitionData>) -> Self {
        let copy = Self::new(self.range, data);
        copy.set_counts(self.reads(), self.writes());
        copy
    }

    /// Sets what was counted so far.
    pub(crate) fn set_counts(&self, reads: u64, writes: u64) {
        self.reads.store(reads, Ordering::Relaxed);
        self.writes.store(writes, Ordering::Relaxed);
    }

    /// Hands what was counted so far on to the halves of this partition, in the proportion of these weights: which
    /// half it came for is not known, and none of it may be lost.
    pub(crate) fn share_counts(&self, halves: &[Arc<Self>; 2], weights: [u64; 2]) {
        let weights = if weights == [0, 0] { [1, 1] } else { weights };
        let [left, right] = weights.map(u128::from);
        let first = |count: u64| (u128::from(count) * left / (left + right)) as u64;
        let (reads, writes) = (self.reads(), self.writes());
        let [one, other] = halves;
        one.set_counts(first(reads), first(writes));
        other.set_counts(reads - first(reads), writes - first(writes));
        debug_assert_eq!(
            [one.reads() + other.reads(), one.writes() + other.writes()],
            [reads, writes],
            "nothing that was counted is lost"
        );
    }

    /// Counts a read that came here.
    pub(crate) fn count_read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a write that came here.
    pub(crate) fn count_write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
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

impl PartitionData {
    /// The table's items, or the entries of a global index, in the order of their keys.
    pub(crate) fn items(&self) -> impl DoubleEndedIterator<Item = &Stored> {
        self.items.values()
    }

    /// How many items or entries there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        self.items.totals()
    }

    /// Cuts off all that lies at or behind a key's place on the hash line. Of each tree it copies one piece at most.
    pub(super) fn split_off(&mut self, at: &StoredKey) -> Self {
        Self {
            items: self.items.split_off(at),
            local_indexes: self.local_indexes.iter_mut().map(|tree| tree.split_off(at)).collect(),
            collection_sizes: self.collection_sizes.split_off(at),
            // Both halves have all; what is the other's goes when its time comes.
            expiring: self.expiring.clone(),
        }
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
