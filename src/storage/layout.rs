//! Which partition owns which part of the hash line.

use std::{
    fmt,
    sync::{Arc, RwLockReadGuard},
};

use arc_swap::ArcSwap;

use super::partition::{Partition, PartitionData};
use crate::{
    key::{HashPoint, HashRange, StoredKey},
    lock::Mutex,
};

/// The most partitions of a table or a global index. Not the service's: each takes some 200 bytes even without items, and
/// a number in a file or a program should not take all memory.
pub(crate) const MOST_PARTITIONS: usize = 10_000;

/// The partitions of a table or a global index, in the order of their ranges, which cover the line without gaps.
///
/// Readers take no lock to find a partition. Whoever finds a partition retired after locking it looks again.
pub(crate) struct Layout {
    partitions: ArcSwap<Vec<Arc<Partition>>>,
    splitting: Mutex<()>,
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout").field("partitions", &self.all().len()).finish_non_exhaustive()
    }
}

impl Layout {
    /// `count` partitions of the same length, 1 to [`MOST_PARTITIONS`].
    pub(crate) fn new(count: usize, local_indexes: usize) -> Self {
        debug_assert!((1..=MOST_PARTITIONS).contains(&count), "{count} partitions");
        let count = count.clamp(1, MOST_PARTITIONS);
        Self::of(
            (0..count)
                .map(|index| Arc::new(Partition::empty(HashRange::part(index, count), local_indexes)))
                .collect(),
        )
    }

    /// Empty partitions that begin at these places; `None` unless the first is the line's beginning and they ascend, or
    /// where there are more than [`MOST_PARTITIONS`].
    pub(crate) fn beginning_at(places: &[HashPoint], local_indexes: usize) -> Option<Self> {
        let ascend = places.is_sorted_by(|a, b| a < b);
        if places.first() != Some(&HashPoint::MIN) || !ascend || places.len() > MOST_PARTITIONS {
            return None;
        }
        let lasts = places.iter().skip(1).map(|next| next - 1).chain([HashPoint::MAX]);
        let partition = |(first, last): (&HashPoint, HashPoint)| {
            Arc::new(Partition::empty(HashRange { first: *first, last }, local_indexes))
        };
        Some(Self::of(places.iter().zip(lasts).map(partition).collect()))
    }

    /// These partitions.
    pub(crate) fn of(partitions: Vec<Arc<Partition>>) -> Self {
        Self { partitions: ArcSwap::from_pointee(partitions), splitting: Mutex::new(()) }
    }

    /// The partitions as they stand.
    pub(crate) fn all(&self) -> Arc<Vec<Arc<Partition>>> {
        self.partitions.load_full()
    }

    /// Does something with the partition that owns a place on the line, under its read lock.
    pub(crate) fn read<R>(&self, hash: HashPoint, action: impl FnOnce(&PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            if let Some(partition) = owner(&partitions, hash) {
                let data = partition.data.read();
                if !data.retired {
                    partition.count_read();
                    return action(&data);
                }
            }
        }
    }

    /// Does something with the partition that owns a place on the line, under its write lock.
    pub(crate) fn write<R>(&self, hash: HashPoint, action: impl FnOnce(&mut PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            if let Some(partition) = owner(&partitions, hash) {
                let mut data = partition.data.write();
                if !data.retired {
                    partition.count_write();
                    return action(&mut data);
                }
            }
        }
    }

    /// Does something with each partition that has a part in `range`, in order, until `action` says false.
    pub(crate) fn read_each(&self, range: HashRange, mut action: impl FnMut(&PartitionData) -> bool) {
        let mut next = Some(range.first);
        while let Some(hash) = next {
            let partitions = self.partitions.load();
            let Some(partition) = owner(&partitions, hash) else { return };
            let data = partition.data.read();
            if data.retired {
                continue;
            }
            partition.count_read();
            if !action(&data) {
                return;
            }
            next = partition.range.last.checked_add(1).filter(|hash| *hash <= range.last);
        }
    }

    /// Splits the partition that owns a place on the line there; `false` where a partition begins there already, or
    /// where there are [`MOST_PARTITIONS`].
    pub(crate) fn split(&self, at: HashPoint) -> bool {
        let _one_at_a_time = self.splitting.lock();
        let partitions = self.all();
        if partitions.len() >= MOST_PARTITIONS {
            return false;
        }
        let Some(index) = owner_index(&partitions, at) else { return false };
        let Some(partition) = partitions.get(index).filter(|partition| partition.range.first != at) else {
            return false;
        };
        let mut data = partition.data.write();
        let mut left = PartitionData { retired: true, ..PartitionData::default() };
        std::mem::swap(&mut *data, &mut left);
        let right = left.split_off(&StoredKey::first_at(at));
        let items = [left.items.len(), right.items.len()];
        let (first, last) = (partition.range.first, partition.range.last);
        let halves = [
            Arc::new(Partition::new(HashRange { first, last: at - 1 }, left)),
            Arc::new(Partition::new(HashRange { first: at, last }, right)),
        ];
        partition.share_counts(&halves, items);
        let mut changed = partitions.as_ref().clone();
        changed.splice(index..=index, halves);
        self.partitions.store(Arc::new(changed));
        true
    }

    /// Locks every partition for reading, in order.
    pub(crate) fn with_all_read<R>(
        &self,
        action: impl FnOnce(&[(Arc<Partition>, &PartitionData)]) -> R,
    ) -> R {
        loop {
            let partitions = self.all();
            let guards: Vec<RwLockReadGuard<'_, PartitionData>> =
                partitions.iter().map(|partition| partition.data.read()).collect();
            if guards.iter().all(|data| !data.retired) {
                let pairs: Vec<_> =
                    partitions.iter().cloned().zip(guards.iter().map(|guard| &**guard)).collect();
                return action(&pairs);
            }
        }
    }
}

fn owner_index(partitions: &[Arc<Partition>], hash: HashPoint) -> Option<usize> {
    partitions.partition_point(|partition| partition.range.first <= hash).checked_sub(1)
}

pub(super) fn owner(partitions: &[Arc<Partition>], hash: HashPoint) -> Option<&Arc<Partition>> {
    partitions.get(owner_index(partitions, hash)?)
}
