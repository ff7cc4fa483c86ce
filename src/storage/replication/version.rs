//! The versions of the items of a replica, by which the last writer wins.

use std::{collections::BTreeSet, mem};

use crate::{key::StoredKey, storage::tree::Tree};

/// Which write an item is from. All writes of a global table have different versions, in the order in which they were
/// made, whatever their region.
///
/// When an item expires, each replica may find that by itself. So its deletion follows the version that expired, and
/// comes before any later write: it is the same version in all replicas, and never deletes an item that another region
/// has renewed meanwhile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u64);

impl Version {
    /// The version of the write with this number, from 1.
    pub(super) const fn of_write(number: u64) -> Self {
        Self(number << 1)
    }

    /// The version as a number that is kept.
    pub(super) const fn bits(self) -> u64 {
        self.0
    }

    /// The version with these bits.
    #[cfg(feature = "disk")]
    pub(super) const fn of_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The number of the write.
    pub(super) const fn number(self) -> u64 {
        self.0 >> 1
    }

    /// The version of the deletion of an item of this version that expired.
    pub(super) const fn expired(self) -> Self {
        Self(self.0 | 1)
    }
}

/// The versions of the items of one partition. Copies are copy-on-write.
#[derive(Debug, Clone, Default)]
pub(crate) struct Versions {
    /// Items that are not here were there before the table had replicas.
    of_keys: Tree<u64>,
    /// The keys of deleted items, whose versions are kept as long as older writes may be on their way.
    deleted: BTreeSet<(Version, StoredKey)>,
}

/// How many deleted items are forgotten with each further deletion.
const FORGOTTEN_AT_ONCE: usize = 2;

impl Versions {
    /// The version of the item with this key, or of its deletion.
    pub(super) fn get(&self, key: &StoredKey) -> Version {
        Version(self.of_keys.get(key).copied().unwrap_or_default())
    }

    /// Sets the version of the item with this key, which is there or was deleted.
    pub(super) fn set(&mut self, key: StoredKey, version: Version, is_deleted: bool) {
        let before = Version(self.of_keys.insert(key.clone(), version.0).unwrap_or_default());
        debug_assert!(before <= version, "the greatest version wins");
        if !self.deleted.is_empty() {
            self.deleted.remove(&(before, key.clone()));
        }
        if is_deleted {
            self.deleted.insert((version, key));
        }
    }

    /// All versions, of items that are there and of deleted ones.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&StoredKey, Version)> {
        self.of_keys.iter().map(|(key, version)| (key, Version(*version)))
    }

    /// Forgets some deleted items, whose versions are less than those of all writes on their way to this replica. Calls
    /// `forgotten` with their keys.
    pub(super) fn forget_deleted(&mut self, oldest_waiting: Version, mut forgotten: impl FnMut(&StoredKey)) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            if self.deleted.first().is_none_or(|(version, _)| *version >= oldest_waiting) {
                return;
            }
            let Some((_, key)) = self.deleted.pop_first() else { return };
            self.of_keys.remove(&key);
            forgotten(&key);
        }
    }

    /// How many deleted items are remembered.
    #[cfg(test)]
    fn deleted(&self) -> usize {
        self.deleted.len()
    }

    /// Splits off everything from this key on.
    pub(in crate::storage) fn split_off(&mut self, at: &StoredKey) -> Self {
        let (deleted, left) = mem::take(&mut self.deleted).into_iter().partition(|(_, key)| key >= at);
        self.deleted = left;
        Self { of_keys: self.of_keys.split_off(at), deleted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::HashPoint;

    fn key(name: &str) -> StoredKey {
        StoredKey { hash: name.len() as HashPoint, bytes: name.bytes().collect() }
    }

    #[test]
    fn an_item_that_expired_is_older_than_any_later_write() {
        let [first, second] = [1, 2].map(Version::of_write);
        assert!(Version::default() < first && first < first.expired() && first.expired() < second);
        assert_eq!(first.expired().expired(), first.expired());
        assert_eq!(first.expired().number(), 1);
    }

    #[test]
    fn deleted_items_are_forgotten_when_no_older_write_is_on_its_way() {
        let mut versions = Versions::default();
        for (number, name) in (1..).zip(["a", "bb", "ccc", "dddd"]) {
            versions.set(key(name), Version::of_write(number), true);
        }
        versions.forget_deleted(Version::of_write(2), |_| ());
        assert_eq!((versions.deleted(), versions.get(&key("a"))), (3, Version::default()));
        assert_eq!(versions.get(&key("bb")), Version::of_write(2));
        // An item that is there again is not forgotten.
        versions.set(key("bb"), Version::of_write(5), false);
        versions.forget_deleted(Version::of_write(9), |_| ());
        assert_eq!((versions.deleted(), versions.get(&key("bb"))), (0, Version::of_write(5)));
    }

    #[test]
    fn each_half_of_a_split_has_its_versions() {
        let mut left = Versions::default();
        for (number, name) in (1..).zip(["a", "bb", "ccc", "dddd"]) {
            left.set(key(name), Version::of_write(number), number % 2 == 0);
        }
        let right = left.split_off(&StoredKey::first_at(3));
        assert_eq!((left.deleted(), right.deleted()), (1, 1));
        assert_eq!(
            (left.get(&key("dddd")), right.get(&key("dddd"))),
            (Version::default(), Version::of_write(4))
        );
        assert_eq!((left.get(&key("a")), right.get(&key("a"))), (Version::of_write(1), Version::default()));
    }
}
