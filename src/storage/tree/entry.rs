//! The place of a key in a tree, to look at and change in one walk.

use std::collections::btree_map;

use super::totals::{SizeBytes, Sums};
use crate::key::StoredKey;

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
