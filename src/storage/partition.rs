//! One hash partition: a contiguous part of the hash line, and the items whose partition keys hash into it.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::local_index::LocalEntries;
use crate::{
    key::{HashRange, StoredKey},
    lock::RwLock,
    value::Item,
};

/// An item that is to be stored, with its size.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) item: Item,
    pub(crate) size_bytes: u32,
}

impl Measured {
    /// Measures an item.
    pub(crate) fn new(item: Item) -> Self {
        Self { size_bytes: measured(&item), item }
    }
}

impl From<Measured> for Stored {
    fn from(measured: Measured) -> Self {
        let Measured { mut item, size_bytes } = measured;
        item.shrink_to_fit();
        Self { item: Arc::new(item), size_bytes }
    }
}

/// What is left of an item that another was put over, its attributes or all of it. Whoever has it drops it when no
/// lock is held.
pub(crate) type Leftover = (Item, Option<Arc<Item>>);

/// An item with its size, which is asked for far more often than it changes.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) item: Arc<Item>,
    pub(crate) size_bytes: u32,
}

impl Stored {
    /// An item ready to be stored.
    pub(crate) fn new(item: Item) -> Self {
        Measured::new(item).into()
    }

    /// The item, to be changed in its place, unless somebody else holds it. Whoever changes it calls
    /// [`measure`](Self::measure).
    pub(crate) fn own_item(&mut self) -> Option<&mut Item> {
        Arc::get_mut(&mut self.item)
    }

    /// Puts another in its place, and gives back what was there. Where nobody else holds either, each keeps its memory
    /// and they change attributes: what is given back is then the nearest memory for the next one.
    pub(super) fn replace(&mut self, mut new: Self) -> Self {
        let Self { item, size_bytes } = &mut new;
        let changed = Arc::get_mut(item).is_some_and(|item| self.change_with(item, size_bytes));
        if changed { new } else { std::mem::replace(self, new) }
    }

    /// Changes attributes and size with another item; `false` where somebody else holds this one, or where they have not
    /// equally many.
    fn change_with(&mut self, item: &mut Item, size_bytes: &mut u32) -> bool {
        let changed = self.own_item().is_some_and(|own| own.swap_attributes(item));
        if changed {
            std::mem::swap(&mut self.size_bytes, size_bytes);
        }
        changed
    }

    /// Sets the size of an item that was changed in its place.
    pub(crate) fn measure(&mut self) {
        self.size_bytes = measured(&self.item);
    }

    /// The size in bytes.
    pub(crate) fn size(&self) -> usize {
        self.size_bytes as usize
    }
}

fn measured(item: &Item) -> u32 {
    u32::try_from(crate::size::item_size_bytes(item)).unwrap_or(u32::MAX)
}

/// Items in order of hash, partition key and sort key.
pub(crate) type Tree = BTreeMap<StoredKey, Stored>;

/// Puts an item or an index's entry into a tree whose size is kept, or takes it out, and gives back what was there.
pub(super) fn set_in(
    tree: &mut Tree,
    size_bytes: &mut u64,
    key: StoredKey,
    stored: Option<Stored>,
) -> Option<Stored> {
    let bytes = |stored: &Option<Stored>| stored.as_ref().map_or(0, |stored| u64::from(stored.size_bytes));
    let added = bytes(&stored);
    let old = match stored {
        Some(stored) => tree.insert(key, stored),
        None => tree.remove(&key),
    };
    *size_bytes = size_bytes.saturating_add(added).saturating_sub(bytes(&old));
    old
}

/// What a partition's lock guards.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartitionData {
    /// The table's items, or the entries of a global index.
    pub(crate) items: Tree,
    /// Entries of the table's local indexes, in the order of their definitions.
    pub(crate) local_indexes: Vec<LocalEntries>,
    /// In a table with local indexes, the size of each item collection with its index entries, by
    /// [`StoredKey::collection`].
    pub(crate) collection_sizes: BTreeMap<StoredKey, u64>,
    /// Size of `items`.
    pub(crate) size_bytes: u64,
    /// The partition was split: its items lie elsewhere now.
    pub(crate) retired: bool,
}

/// A hash partition.
#[derive(Debug)]
pub(crate) struct Partition {
    pub(crate) range: HashRange,
    pub(crate) data: RwLock<PartitionData>,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Partition {
    /// A partition with these contents.
    pub(crate) fn new(range: HashRange, data: PartitionData) -> Self {
        Self { range, data: RwLock::new(data), reads: AtomicU64::new(0), writes: AtomicU64::new(0) }
    }

    /// An empty partition of a table with this many local indexes.
    pub(crate) fn empty(range: HashRange, local_indexes: usize) -> Self {
        Self::new(
            range,
            PartitionData {
                local_indexes: vec![LocalEntries::default(); local_indexes],
                ..PartitionData::default()
            },
        )
    }

    /// The same partition with contents of its own, for a fork.
    pub(crate) fn with_data(&self, data: PartitionData) -> Self {
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
    pub(crate) fn share_counts(&self, halves: &[Arc<Self>; 2], weights: [usize; 2]) {
        let weights = if weights == [0, 0] { [1, 1] } else { weights };
        let [left, right] = weights.map(|weight| weight as u128);
        let first = |count: u64| (u128::from(count) * left / (left + right)) as u64;
        let (reads, writes) = (self.reads(), self.writes());
        let [one, other] = halves;
        one.set_counts(first(reads), first(writes));
        other.set_counts(reads - first(reads), writes - first(writes));
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
    /// Puts an item over the one that is there, if there is one. Where nobody else holds that, it is done in its memory,
    /// which has to be brought in anyway to give it back. Entries of the table's indexes are left as they are.
    pub(super) fn put(&mut self, key: StoredKey, mut new: Measured) -> Leftover {
        let added = u64::from(new.size_bytes);
        let mut removed = 0;
        let leftover = match self.items.entry(key) {
            Entry::Vacant(place) => {
                place.insert(new.into());
                Leftover::default()
            }
            Entry::Occupied(mut place) => {
                let stored = place.get_mut();
                removed = u64::from(stored.size_bytes);
                if stored.change_with(&mut new.item, &mut new.size_bytes) {
                    (new.item, None)
                } else {
                    (Item::new(), Some(std::mem::replace(stored, new.into()).item))
                }
            }
        };
        self.size_bytes = self.size_bytes.saturating_add(added).saturating_sub(removed);
        leftover
    }

    /// Puts an item or an index's entry in, or takes it out, and gives back what was there. Entries of the table's
    /// indexes are left as they are.
    pub(super) fn set(&mut self, key: StoredKey, stored: Option<Stored>) -> Option<Stored> {
        set_in(&mut self.items, &mut self.size_bytes, key, stored)
    }

    /// Cuts off all that lies at or behind a key's place on the hash line.
    pub(crate) fn split_off(&mut self, at: &StoredKey) -> Self {
        let items = self.items.split_off(at);
        let size_bytes = items.values().map(|stored| u64::from(stored.size_bytes)).sum();
        self.size_bytes = self.size_bytes.saturating_sub(size_bytes);
        let local_indexes = self.local_indexes.iter_mut().map(|index| index.split_off(at)).collect();
        let collection_sizes = self.collection_sizes.split_off(at);
        Self { items, local_indexes, collection_sizes, size_bytes, retired: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(reads: u64, writes: u64, weights: [usize; 2]) -> [(u64, u64); 2] {
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
        let [(one, _), (other, _)] = shared(u64::MAX, 0, [usize::MAX, usize::MAX]);
        assert_eq!(one.checked_add(other), Some(u64::MAX));
    }
}
