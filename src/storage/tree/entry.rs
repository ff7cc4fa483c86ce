//! The entry of a key in a tree, to read and change with one search.

use std::collections::btree_map;

use super::totals::{SizeBytes, Sums};
use crate::key::StoredKey;

/// The entry of a key.
pub(crate) enum Entry<'t, V> {
    /// There is no value.
    Vacant(VacantEntry<'t, V>),
    /// There is a value.
    Occupied(OccupiedEntry<'t, V>),
}

/// The entry of a key without a value.
pub(crate) struct VacantEntry<'t, V> {
    entry: btree_map::VacantEntry<'t, StoredKey, V>,
    sums: Sums<'t>,
}

impl<'t, V: SizeBytes> VacantEntry<'t, V> {
    pub(super) fn new(entry: btree_map::VacantEntry<'t, StoredKey, V>, sums: Sums<'t>) -> Self {
        Self { entry, sums }
    }

    /// Inserts a value.
    pub(crate) fn insert(mut self, value: V) -> &'t mut V {
        self.sums.put(&value);
        self.entry.insert(value)
    }
}

/// The entry of a key with a value.
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

    /// Replaces the value and returns the old one.
    pub(crate) fn replace(&mut self, value: V) -> V {
        self.change(|old| std::mem::replace(old, value))
    }

    /// Removes the value.
    pub(crate) fn remove(mut self) -> V {
        let value = self.entry.remove();
        self.sums.took(&value);
        value
    }
}
