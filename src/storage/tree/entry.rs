//! The place of a key in a tree, to look at and change in one walk.

use std::collections::btree_map;

use super::{SizeBytes, Totals};
use crate::key::StoredKey;

/// The sums that a change of a value changes.
#[derive(Debug)]
pub(super) struct Sums<'t> {
    pub(super) piece_bytes: &'t mut u64,
    pub(super) totals: &'t mut Totals,
}

impl Sums<'_> {
    fn put(&mut self, value: &impl SizeBytes) {
        self.totals.count += 1;
        self.grow(value.size_bytes());
    }

    pub(super) fn took(&mut self, value: &impl SizeBytes) {
        debug_assert!(self.totals.count > 0, "what is taken out was counted");
        self.totals.count -= 1;
        self.shrink(value.size_bytes());
    }

    fn grow(&mut self, size_bytes: u64) {
        *self.piece_bytes += size_bytes;
        self.totals.size_bytes += size_bytes;
    }

    fn shrink(&mut self, size_bytes: u64) {
        debug_assert!(*self.piece_bytes >= size_bytes, "a piece's size is the sum of its values'");
        debug_assert!(self.totals.size_bytes >= *self.piece_bytes, "a tree's size is the sum of its pieces'");
        *self.piece_bytes -= size_bytes;
        self.totals.size_bytes -= size_bytes;
    }
}

/// The place of a key.
pub(crate) enum Entry<'t, V> {
    /// Nothing is there.
    Vacant(VacantEntry<'t, V>),
    /// A value is there.
    Occupied(OccupiedEntry<'t, V>),
}

/// The place of a key that has no value.
pub(crate) struct VacantEntry<'t, V> {
    entry: btree_map::VacantEntry<'t, StoredKey, V>,
    sums: Sums<'t>,
}

impl<'t, V: SizeBytes> VacantEntry<'t, V> {
    pub(super) fn new(entry: btree_map::VacantEntry<'t, StoredKey, V>, sums: Sums<'t>) -> Self {
        Self { entry, sums }
    }

    /// Puts a value in.
    pub(crate) fn insert(mut self, value: V) -> &'t mut V {
        self.sums.put(&value);
        self.entry.insert(value)
    }
}

/// The place of a key that has a value.
pub(crate) struct OccupiedEntry<'t, V> {
    entry: btree_map::OccupiedEntry<'t, StoredKey, V>,
    sums: Sums<'t>,
}

impl<'t, V: SizeBytes> OccupiedEntry<'t, V> {
    pub(super) fn new(entry: btree_map::OccupiedEntry<'t, StoredKey, V>, sums: Sums<'t>) -> Self {
        Self { entry, sums }
    }

    /// The value.
    pub(crate) fn get(&self) -> &V {
        self.entry.get()
    }

    /// Changes the value in place.
    pub(crate) fn change<R>(&mut self, change: impl FnOnce(&mut V) -> R) -> R {
        let value = self.entry.get_mut();
        let before = value.size_bytes();
        let changed = change(value);
        let after = value.size_bytes();
        self.sums.grow(after);
        self.sums.shrink(before);
        changed
    }

    /// Puts another value in its place, and gives back what was there.
    pub(crate) fn replace(&mut self, value: V) -> V {
        self.change(|old| std::mem::replace(old, value))
    }

    /// Takes the value out.
    pub(crate) fn remove(mut self) -> V {
        let value = self.entry.remove();
        self.sums.took(&value);
        value
    }
}
