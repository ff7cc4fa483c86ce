//! What is on its way from one replica to another.

use std::collections::{BTreeMap, BTreeSet};

use super::version::Version;
use crate::{key::StoredKey, storage::stored::Stored};

/// A change on its way to another replica.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) version: Version,
    /// The item; `None` if it was deleted.
    pub(super) item: Option<Stored>,
    /// When it was written, in milliseconds since 1970.
    pub(super) written_ms: u64,
    /// When it was written last.
    pub(super) last_ms: u64,
    /// Its place in the order of the way. Later changes of the same item take the place of the first.
    pub(super) place: (u64, u64),
    /// The version of the first of them.
    pub(super) first: Version,
    /// Its number in the journal, 0 if there is none.
    pub(super) number: u64,
}

/// The way from one replica to another. Of each item it has the last change only, so what waits is bounded by the
/// number of keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    changes: BTreeMap<StoredKey, Waiting>,
    /// How many changes were added, later ones of the same item not counted.
    added: u64,
    /// By the time at which the change arrives, in milliseconds since 1970, and then in the order of adding.
    order: BTreeMap<(u64, u64), StoredKey>,
    /// The versions of the changes when they were added, with their places in the order of adding.
    versions: BTreeSet<(Version, u64)>,
}

impl Way {
    /// Adds a change.
    pub(super) fn add(
        &mut self,
        key: StoredKey,
        version: Version,
        item: Option<Stored>,
        (written_ms, due_ms): (u64, u64),
    ) {
        if let Some(before) = self.changes.get_mut(&key) {
            // A deletion because the item expired may have an older version than a change that waits already.
            if before.version < version {
                (before.version, before.item, before.last_ms) = (version, item, written_ms);
            }
            return;
        }
        self.added += 1;
        let place = (due_ms, self.added);
        self.versions.insert((version, self.added));
        self.order.insert(place, key.clone());
        self.changes.insert(
            key,
            Waiting { version, item, written_ms, last_ms: written_ms, place, first: version, number: 0 },
        );
    }

    /// Adds a change that was on its way before, in its place.
    #[cfg(feature = "disk")]
    pub(super) fn restore(&mut self, key: StoredKey, waiting: Waiting) {
        self.added = self.added.max(waiting.place.1);
        self.versions.insert((waiting.first, waiting.place.1));
        self.order.insert(waiting.place, key.clone());
        self.changes.insert(key, waiting);
    }

    /// The change of the item with this key that is on its way.
    pub(super) fn get_mut(&mut self, key: &StoredKey) -> Option<&mut Waiting> {
        self.changes.get_mut(key)
    }

    /// All changes on the way.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&StoredKey, &mut Waiting)> {
        self.changes.iter_mut()
    }

    /// Removes a change that has arrived, unless another one has taken its place; whether it was removed.
    pub(super) fn remove(&mut self, key: &StoredKey, version: Version) -> bool {
        if self.changes.get(key).is_some_and(|waiting| waiting.version == version)
            && let Some(waiting) = self.changes.remove(key)
        {
            self.order.remove(&waiting.place);
            self.versions.remove(&(waiting.first, waiting.place.1));
            return true;
        }
        false
    }

    /// How many items have changes on their way.
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    /// The changes that have arrived by now, in milliseconds since 1970, in the order of their way.
    pub(super) fn due(&self, now_ms: u64) -> impl Iterator<Item = (&StoredKey, &Waiting)> {
        let due = self.order.iter().take_while(move |((due_ms, _), _)| *due_ms <= now_ms);
        due.filter_map(|(_, key)| Some((key, self.changes.get(key)?)))
    }

    /// The least version of a change when it was added.
    pub(super) fn oldest_version(&self) -> Option<Version> {
        self.versions.first().map(|(version, _)| *version)
    }

    /// When the oldest change was written, in milliseconds since 1970.
    pub(super) fn oldest_ms(&self) -> Option<u64> {
        self.changes.values().map(|waiting| waiting.written_ms).min()
    }
}
