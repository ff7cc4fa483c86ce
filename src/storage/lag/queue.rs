//! The changes that are on their way to a follower.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    key::{HashPoint, HashRange, StoredKey},
    storage::stored::Stored,
};

/// How many changes wait for a follower at most. Beyond that the first arrive early, since nothing may use memory without
/// bound. Tests have few.
pub(super) const MOST_WAITING: usize = if cfg!(test) { 8 } else { 16_384 };

/// How many bytes of items those have at most that wait for a follower, likewise.
const MOST_WAITING_BYTES: usize = if cfg!(test) { 1_000 } else { 64 << 20 };

/// A change of an item.
#[derive(Debug)]
pub(in crate::storage) struct LateChange {
    pub(super) key: StoredKey,
    pub(super) old: Option<Stored>,
    pub(super) new: Option<Stored>,
    /// Its number in the journal of a database on disk.
    pub(super) noted: u64,
}

impl LateChange {
    /// The bytes of the items that it keeps.
    fn bytes(&self) -> usize {
        [&self.old, &self.new].into_iter().flatten().map(Stored::size).sum()
    }
}

/// When a change was made, by whom it is seen when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// The number of the change, in the order in which they were made in each partition.
    pub(super) number: u64,
    /// The range of the partition.
    pub(super) partition: HashRange,
    /// When it arrives, unless an earlier change of the partition arrives later, in microseconds since 1970.
    pub(super) due_us: u64,
}

/// The changes that are on their way to a follower.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// By the time at which they arrive, then by number.
    waiting: BTreeMap<(u64, u64), Arc<LateChange>>,
    /// The bytes of the items that they keep.
    waiting_bytes: usize,
    /// When the last change of each partition arrives, by the first place of the partition, with the last place that it,
    /// or a partition that it was split from, ever had.
    last_us: BTreeMap<HashPoint, (HashPoint, u64)>,
}

impl Queue {
    /// Adds a change. It does not arrive before an earlier one of its partition.
    pub(super) fn add(&mut self, change: Arc<LateChange>, moment: Moment) {
        let Moment { number, partition, due_us } = moment;
        // A partition without changes may have been split from the one before it, or both from another.
        let before = self.last_us.range(..=partition.first).next_back().map(|(_, before)| *before);
        let before = before.filter(|(last, _)| *last >= partition.first);
        let (last, last_us) = before.unwrap_or((partition.last, 0));
        let due_us = due_us.max(last_us);
        let (last, last_us) = self.last_us.entry(partition.first).or_insert((last, due_us));
        *last_us = due_us;
        debug_assert!(*last >= partition.last, "partitions only become smaller");
        self.waiting_bytes += change.bytes();
        let before = self.waiting.insert((due_us, number), change);
        debug_assert!(before.is_none(), "each change has its number");
    }

    /// Takes the first change if it has arrived by now.
    pub(super) fn take_due(&mut self, now_us: u64) -> Option<Arc<LateChange>> {
        let first = self.waiting.first_entry()?;
        let change = (first.key().0 <= now_us).then(|| first.remove())?;
        self.waiting_bytes -= change.bytes();
        Some(change)
    }

    /// Takes the first change if too many wait, or those that wait have too many bytes.
    pub(super) fn take_excess(&mut self) -> Option<Arc<LateChange>> {
        let is_full = self.waiting.len() > MOST_WAITING || self.waiting_bytes > MOST_WAITING_BYTES;
        if is_full { self.take_due(u64::MAX) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(number: u64) -> Arc<LateChange> {
        Arc::new(LateChange { key: StoredKey::first_at(number), old: None, new: None, noted: 0 })
    }

    const WHOLE: HashRange = HashRange::WHOLE;

    fn halves() -> [HashRange; 2] {
        [0, 1].map(|half| HashRange::part(half, 2))
    }

    fn add(queue: &mut Queue, changes: &[(u64, HashRange, u64)]) {
        for &(number, partition, due_us) in changes {
            queue.add(change(number), Moment { number, partition, due_us });
        }
    }

    fn taken(queue: &mut Queue, now_us: u64) -> Vec<u64> {
        std::iter::from_fn(|| queue.take_due(now_us)).map(|change| change.key.hash).collect()
    }

    #[test]
    fn changes_of_a_partition_arrive_in_their_order_and_others_when_they_are_due() {
        let mut queue = Queue::default();
        let [left, right] = halves();
        add(&mut queue, &[(1, left, 50), (2, right, 20), (3, left, 30), (4, left, 60)]);
        assert!(taken(&mut queue, 19).is_empty());
        assert_eq!(taken(&mut queue, 49), [2]);
        assert_eq!(taken(&mut queue, 50), [1, 3], "the third waits for the first");
        assert_eq!(taken(&mut queue, 60), [4]);
    }

    #[test]
    fn what_follows_a_split_does_not_overtake_what_was_before_it() {
        let mut queue = Queue::default();
        let [left, right] = halves();
        add(&mut queue, &[(1, WHOLE, 50), (2, left, 60), (3, right, 20), (4, right, 30)]);
        assert!(taken(&mut queue, 49).is_empty());
        assert_eq!(taken(&mut queue, 60), [1, 2, 3, 4]);
    }

    #[test]
    fn what_follows_two_splits_does_not_overtake_what_was_before_them() {
        let mut queue = Queue::default();
        let [first, second, third] = [0, 2, 3].map(|quarter| HashRange::part(quarter, 4));
        add(&mut queue, &[(1, WHOLE, 50), (2, second, 20), (3, third, 20), (4, first, 20)]);
        assert!(taken(&mut queue, 49).is_empty());
        assert_eq!(taken(&mut queue, 50), [1, 2, 3, 4]);
    }

    #[test]
    fn the_first_arrive_early_where_too_many_wait() {
        let mut queue = Queue::default();
        let most = MOST_WAITING as u64;
        (0..most).for_each(|number| add(&mut queue, &[(number, WHOLE, 50)]));
        assert!(queue.take_excess().is_none());
        add(&mut queue, &[(most, WHOLE, 50)]);
        assert_eq!(queue.take_excess().map(|change| change.key.hash), Some(0));
        assert!(queue.take_excess().is_none());
    }

    #[test]
    fn the_first_arrive_early_where_large_items_wait() {
        let mut queue = Queue::default();
        let stored = |bytes: usize| Stored::new(crate::item! { "v": "x".repeat(bytes) });
        let mut add = |number, bytes| {
            let (key, new) = (StoredKey::first_at(number), Some(stored(bytes)));
            let moment = Moment { number, partition: WHOLE, due_us: 50 };
            queue.add(Arc::new(LateChange { key, old: None, new, noted: 0 }), moment);
            std::iter::from_fn(|| queue.take_excess()).map(|change| change.key.hash).collect::<Vec<u64>>()
        };
        assert_eq!(add(1, 200), [0; 0]);
        assert_eq!(add(2, 200), [0; 0]);
        assert_eq!(add(3, 900), [1, 2], "each of them is in the way");
        assert_eq!(add(4, 90), [0; 0]);
        assert_eq!(add(5, 2_000), [3, 4, 5], "one is too large by itself");
    }
}
