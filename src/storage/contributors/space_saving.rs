//! The most frequent keys of a stream, counted in bounded memory.
//!
//! Space-saving (Metwally, Agrawal, El Abbadi: Efficient computation of frequent and top-k elements in data streams,
//! 2005): a key that is not counted yet takes the place of the least frequent one and begins with its count. So a count
//! is never too low, and too high by no more than the number of keys seen divided by the number of places.

use std::collections::{BTreeMap, BTreeSet};

/// A key's count, and how much of it may belong to keys that it displaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) count: u64,
    pub(crate) excess: u64,
}

/// The counts of a bounded number of keys, each with a value.
#[derive(Debug, Clone)]
pub(super) struct SpaceSaving<K, V> {
    places: usize,
    counted: BTreeMap<K, (Count, V)>,
    /// The counted keys by their counts, the least frequent one first.
    by_count: BTreeSet<(u64, K)>,
}

impl<K: Ord + Clone, V> SpaceSaving<K, V> {
    pub(super) fn new(places: usize) -> Self {
        debug_assert!(places > 0, "something is counted");
        Self { places, counted: BTreeMap::new(), by_count: BTreeSet::new() }
    }

    /// Counts a key once. `value` makes the key's value if the key was not counted yet.
    pub(super) fn count(&mut self, key: K, value: impl FnOnce() -> V) {
        if let Some((count, _)) = self.counted.get_mut(&key) {
            self.by_count.remove(&(count.count, key.clone()));
            count.count += 1;
            self.by_count.insert((count.count, key));
            return;
        }
        let excess = match self.counted.len() < self.places {
            true => 0,
            false => self.by_count.pop_first().map_or(0, |(least, gone)| {
                self.counted.remove(&gone);
                least
            }),
        };
        let count = Count { count: excess + 1, excess };
        self.by_count.insert((count.count, key.clone()));
        self.counted.insert(key, (count, value()));
        debug_assert_eq!(self.counted.len(), self.by_count.len(), "each counted key has its place");
    }

    /// The values and counts of at most this many keys, the most frequent one first.
    pub(super) fn top(&self, at_most: usize) -> impl Iterator<Item = (&V, Count)> {
        let top = self.by_count.iter().rev().take(at_most);
        top.filter_map(|(_, key)| self.counted.get(key).map(|(count, value)| (value, *count)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn counted(keys: &[u8], places: usize) -> SpaceSaving<u8, u8> {
        let mut counts = SpaceSaving::new(places);
        keys.iter().for_each(|key| counts.count(*key, || *key));
        counts
    }

    #[test]
    fn where_all_keys_have_a_place_counts_are_exact() {
        let counts = counted(&[1, 2, 1, 3, 1, 2], 3);
        let top: Vec<_> = counts.top(2).map(|(key, count)| (*key, count)).collect();
        assert_eq!(top, [(1, Count { count: 3, excess: 0 }), (2, Count { count: 2, excess: 0 })]);
    }

    proptest! {
        #[test]
        fn counts_are_never_too_low_and_too_high_by_a_known_excess(
            keys in proptest::collection::vec(0..40_u8, 0..400), places in 1..20_usize,
        ) {
            let mut exact: BTreeMap<u8, u64> = BTreeMap::new();
            keys.iter().for_each(|key| *exact.entry(*key).or_default() += 1);
            let counts = counted(&keys, places);
            let most_excess = keys.len() as u64 / places as u64;
            let top: Vec<_> = counts.top(usize::MAX).collect();
            prop_assert!(top.len() <= places);
            prop_assert!(top.is_sorted_by(|one, other| one.1.count >= other.1.count));
            for (key, Count { count, excess }) in &top {
                prop_assert!(count - excess <= exact[key] && exact[key] <= *count && *excess <= most_excess);
            }
            // A key with a count above the greatest possible excess is always among the counted ones.
            for (key, count) in exact.iter().filter(|(_, count)| **count > most_excess) {
                prop_assert!(top.iter().any(|(counted, _)| *counted == key), "{} of {}", count, key);
            }
        }
    }
}
