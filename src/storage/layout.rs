//! Which partition owns which part of the hash line.

use std::{fmt, sync::Arc};

use super::{partition::Partition, partition_data::PartitionData, tree::totals::Totals, walk::Walk};
use crate::{
    key::{HashPoint, HashRange, StoredKey},
    sync::{ArcSwap, Mutex},
};

/// The most partitions of a table or a global index. The limit is not the service's: an empty partition takes some 200
/// bytes, and a large number in a file or a program must not exhaust memory.
pub(crate) const MOST_PARTITIONS: usize = 10_000;

/// The partitions of a table or a global index, in the order of their ranges, which cover the line without gaps.
///
/// Finding a partition takes no lock. If the partition was retired before it was locked, it is looked up again.
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

    /// Empty partitions that begin at these places; `None` if the first is not the beginning of the line, if they do
    /// not ascend, or if there are more than [`MOST_PARTITIONS`].
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
        debug_assert!(cover(&partitions), "partitions cover the line without overlap");
        Self { partitions: ArcSwap::from_pointee(partitions), splitting: Mutex::new(()) }
    }

    /// The partitions at this moment.
    pub(crate) fn all(&self) -> Arc<Vec<Arc<Partition>>> {
        self.partitions.load_full()
    }

    /// Runs `action` on the partition that owns a place on the line, under its read lock.
    pub(super) fn read<R>(&self, hash: HashPoint, action: impl FnOnce(&PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            if let Some(data) = partition.read().data() {
                partition.count_read();
                return action(data);
            }
        }
    }

    /// Runs `action` on the partition that owns a place on the line, under its write lock.
    pub(super) fn write<R>(&self, hash: HashPoint, action: impl FnOnce(&mut PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            if let Some(data) = partition.write().data_mut() {
                partition.count_write();
                return action(data);
            }
        }
    }

    /// The same; `action` is given the partition, too.
    pub(super) fn write_in<R>(
        &self,
        hash: HashPoint,
        action: impl FnOnce(&Partition, &mut PartitionData) -> R,
    ) -> R {
        loop {
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            if let Some(data) = partition.write().data_mut() {
                partition.count_write();
                return action(partition, data);
            }
        }
    }

    /// The partition that owns a place on the line now.
    pub(super) fn partition_of(&self, hash: HashPoint) -> Arc<Partition> {
        Arc::clone(owner(&self.partitions.load(), hash))
    }

    /// Looks at the partition that owns a place on the line, under its read lock. It does not count as a read.
    pub(super) fn peek<R>(&self, hash: HashPoint, look: impl FnOnce(&PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            if let Some(data) = owner(&partitions, hash).read().data() {
                return look(data);
            }
        }
    }

    /// Runs `change`, which changes no item, on the partition that owns a place on the line, under its write lock. It
    /// does not count as a write.
    pub(super) fn peek_mut<R>(&self, hash: HashPoint, change: impl FnOnce(&mut PartitionData) -> R) -> R {
        loop {
            let partitions = self.partitions.load();
            if let Some(data) = owner(&partitions, hash).write().data_mut() {
                return change(data);
            }
        }
    }

    /// Runs `action` on all partitions, in order, with their write locks held at once.
    pub(super) fn write_all<R>(&self, action: impl FnOnce(Vec<(HashRange, &mut PartitionData)>) -> R) -> R {
        loop {
            let partitions = self.all();
            let mut states: Vec<_> = partitions.iter().map(|partition| partition.write()).collect();
            let data = states.iter_mut().zip(partitions.iter());
            let data = data.map(|(state, partition)| Some((partition.range(), state.data_mut()?)));
            if let Some(data) = data.collect() {
                return action(data);
            }
        }
    }

    /// Counts a read of the partition that owns a place on the line, which another copy of it answers.
    pub(super) fn count_read(&self, hash: HashPoint) {
        owner(&self.partitions.load(), hash).count_read();
    }

    /// The range of the partition that owns a place on the line.
    pub(super) fn range_at(&self, hash: HashPoint) -> HashRange {
        owner(&self.partitions.load(), hash).range()
    }

    /// Splits the partitions of a copy where those of the original were split since.
    pub(super) fn follow_splits(&self, original: &Self) {
        let partitions = original.all();
        if self.partitions.load().len() < partitions.len() {
            partitions.iter().for_each(|partition| {
                self.split(partition.range().first);
            });
        }
    }

    /// Runs `action` on each partition that overlaps `range`, in order, until it returns false. It is given the
    /// partition's first place too.
    pub(super) fn read_each(
        &self,
        range: HashRange,
        mut action: impl FnMut(HashPoint, &PartitionData) -> bool,
    ) {
        debug_assert!(range.first <= range.last, "a range has a place at least");
        let mut next = Some(range.first);
        while let Some(hash) = next {
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            let state = partition.read();
            let Some(data) = state.data() else { continue };
            partition.count_read();
            if !action(partition.range().first, data) {
                return;
            }
            next = partition.range().last.checked_add(1).filter(|hash| *hash <= range.last);
        }
    }

    /// Runs `action` on each partition, in order, under its write lock.
    pub(super) fn write_each(&self, mut action: impl FnMut(&mut PartitionData)) {
        self.each_owner(|partition| {
            let mut state = partition.write();
            state.data_mut().map(&mut action).is_some()
        });
    }

    /// Runs `action` on each partition, in order, as long as `has_more` returns true for it: `has_more` runs under the
    /// read lock, `action` under the write lock.
    pub(super) fn visit_each(
        &self,
        mut has_more: impl FnMut(&PartitionData) -> bool,
        mut action: impl FnMut(&mut PartitionData),
    ) {
        self.each_owner(|partition| {
            match partition.read().data().map(&mut has_more) {
                None => return false,
                Some(false) => return true,
                Some(true) => {}
            }
            // `has_more` runs again, on the same partition or, if it was split, on its halves.
            partition.write().data_mut().map(&mut action);
            false
        });
    }

    /// Runs `action` on each partition in order. While it returns false, it runs again on the partition, or on the
    /// halves if the partition was split.
    fn each_owner(&self, mut action: impl FnMut(&Partition) -> bool) {
        let mut next = Some(HashPoint::MIN);
        while let Some(hash) = next {
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            if action(partition) {
                next = partition.range().last.checked_add(1);
            }
        }
    }

    /// Runs `action` on the next items of a walk, under the read lock of their partition. `false` at the end of the
    /// line.
    pub(super) fn read_piece(
        &self,
        walk: &mut Walk,
        action: impl FnOnce(&PartitionData, Vec<StoredKey>),
    ) -> bool {
        loop {
            let Some(hash) = walk.hash() else { return false };
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            let state = partition.read();
            let Some(data) = state.data() else { continue };
            let keys = walk.take(partition.range(), data);
            action(data, keys);
            return true;
        }
    }

    /// The same under the write lock.
    pub(super) fn write_piece(
        &self,
        walk: &mut Walk,
        action: impl FnOnce(&mut PartitionData, Vec<StoredKey>),
    ) -> bool {
        loop {
            let Some(hash) = walk.hash() else { return false };
            let partitions = self.partitions.load();
            let partition = owner(&partitions, hash);
            let mut state = partition.write();
            let Some(data) = state.data_mut() else { continue };
            let keys = walk.take(partition.range(), data);
            action(data, keys);
            return true;
        }
    }

    /// Splits a partition that has no shard, as [`Table::split`](super::Table::split) does with one of the table. It is not
    /// noted.
    pub(crate) fn split(&self, at: HashPoint) -> bool {
        self.split_with(at, check_no_shard, |_, store| store())
    }

    /// Splits the partition that owns a place on the line at that place, and passes the halves to `divide` before other
    /// threads see them. `publish` is given all partitions as they are then, and what puts them in place. `false` if a
    /// partition already begins there, or there are [`MOST_PARTITIONS`].
    ///
    /// The halves share the pieces of their trees with the old partition, except the piece that is cut.
    pub(super) fn split_with(
        &self,
        at: HashPoint,
        divide: impl FnOnce([(HashRange, &mut PartitionData); 2]),
        publish: impl FnOnce(&[Arc<Partition>], &mut dyn FnMut()),
    ) -> bool {
        let _one_at_a_time = self.splitting.lock();
        let partitions = self.all();
        let index = owner_index(&partitions, at);
        let partition = owner(&partitions, at);
        if partitions.len() >= MOST_PARTITIONS || partition.range().first == at {
            return false;
        }
        let mut state = partition.write();
        debug_assert!(
            state.data().is_some(),
            "splits go one at a time, so the partition is not split already"
        );
        let mut left = state.retire();
        let whole = left.totals();
        let mut right = Arc::make_mut(&mut left).split_off(&StoredKey::first_at(at));
        let counts = [left.totals().count, right.totals().count];
        debug_assert_eq!(counts.iter().sum::<u64>(), whole.count, "each item is in one half");
        let HashRange { first, last } = partition.range();
        let (of_left, of_right) = (HashRange { first, last: at - 1 }, HashRange { first: at, last });
        divide([(of_left, Arc::make_mut(&mut left)), (of_right, &mut right)]);
        let halves =
            [Arc::new(Partition::new(of_left, left)), Arc::new(Partition::new(of_right, Arc::new(right)))];
        partition.share_counts(&halves, counts);
        let mut changed = partitions.as_ref().clone();
        changed.splice(index..=index, halves);
        debug_assert!(cover(&changed), "the halves take the place of the whole");
        let changed = Arc::new(changed);
        publish(&changed, &mut || self.partitions.store(Arc::clone(&changed)));
        debug_assert!(Arc::ptr_eq(&self.all(), &changed), "the new partitions are in place");
        true
    }

    /// Calls `split` on the longest partition until there are this many, or [`MOST_PARTITIONS`].
    pub(super) fn grow(&self, count: usize, split: impl Fn(HashPoint) -> bool) {
        loop {
            let partitions = self.all();
            if partitions.len() >= count {
                return;
            }
            let length = |partition: &&Arc<Partition>| partition.range().last - partition.range().first;
            // The first of the longest partitions, so that the line is cut in order.
            let Some(longest) = partitions.iter().rev().max_by_key(length) else { return };
            let HashRange { first, last } = longest.range();
            if !split(last - (last - first) / 2) {
                return;
            }
        }
    }

    /// The contents of all partitions at one moment, in order, each with its partition. All locks are held at once, but
    /// only while the contents are shared.
    pub(crate) fn contents(&self) -> Vec<(Arc<Partition>, Arc<PartitionData>)> {
        loop {
            let partitions = self.all();
            let states: Vec<_> = partitions.iter().map(|partition| partition.read()).collect();
            let contents = states.iter().zip(partitions.iter());
            let contents = contents.map(|(state, partition)| Some((Arc::clone(partition), state.share()?)));
            if let Some(contents) = contents.collect() {
                return contents;
            }
        }
    }

    /// How many items or entries there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.contents().iter().for_each(|(_, data)| totals += data.totals());
        totals
    }
}

/// Checks that a partition has no shard, which would be split with it.
pub(super) fn check_no_shard([(_, left), _]: [(HashRange, &mut PartitionData); 2]) {
    debug_assert!(left.shard().is_none(), "a shard is split with its partition");
}

/// The position of the partition that owns a place on the line.
fn owner_index(partitions: &[Arc<Partition>], hash: HashPoint) -> usize {
    let behind = partitions.partition_point(|partition| partition.range().first <= hash);
    debug_assert!(behind > 0, "the first partition begins where the line does");
    behind.saturating_sub(1)
}

/// Whether the partitions cover the line in order without gaps or overlap.
fn cover(partitions: &[Arc<Partition>]) -> bool {
    let mut next = Some(HashPoint::MIN);
    let in_place = |partition: &Arc<Partition>| {
        let HashRange { first, last } = partition.range();
        let begins = next == Some(first) && first <= last;
        next = last.checked_add(1);
        begins
    };
    partitions.iter().all(in_place) && next.is_none()
}

/// The partition that owns a place on the line.
#[expect(clippy::indexing_slicing, reason = "a layout covers the line, so there is an owner")]
pub(super) fn owner(partitions: &[Arc<Partition>], hash: HashPoint) -> &Arc<Partition> {
    let owner = &partitions[owner_index(partitions, hash)];
    debug_assert!(owner.range().first <= hash && hash <= owner.range().last, "partitions cover the line");
    owner
}
