//! The keys of a table or a global index that are read and written most often, and those that are throttled most often,
//! counted while contributor insights are on.

pub(super) mod settings;
mod space_saving;

pub(crate) use space_saving::Count;

use space_saving::SpaceSaving;

use super::stored::Stored;
use crate::{
    key::{KeySchema, StoredKey, key_item, local_index_key},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    value::Item,
};

/// How many keys of each kind are counted. A count is too high by at most a thousandth of all accesses.
const PLACES: usize = 1000;

/// An empty schema: only the key of the index counts, not the table's.
const NO_TABLE: KeySchema = KeySchema { partition_key: Vec::new(), sort_key: Vec::new() };

/// Accesses to the items of a table or a global index, by key. Each item that is read or written counts once, as does
/// each requested key that has no item.
#[derive(Debug, Default)]
pub(crate) struct Contributors {
    is_on: AtomicBool,
    counts: Mutex<Option<Counts>>,
    /// Of requests that were throttled.
    throttled: Mutex<Option<Counts>>,
}

#[derive(Debug, Clone)]
struct Counts {
    /// By partition key.
    partition_keys: SpaceSaving<StoredKey, Item>,
    /// By partition key and sort key; `None` without a sort key.
    keys: Option<SpaceSaving<StoredKey, Item>>,
}

/// The key of an item in its table, or of an entry in its index. All entries with the same key count as one.
fn own_key(schema: &KeySchema, stored: &Stored) -> StoredKey {
    local_index_key(&NO_TABLE, schema, stored.item())
}

/// A key with its count.
pub(crate) type Contributor = (Item, Count);

impl Contributors {
    /// The same for a copy of the table.
    pub(super) fn fork(&self) -> Self {
        let counts = self.counts.lock().clone();
        let throttled = Mutex::new(self.throttled.lock().clone());
        Self { is_on: AtomicBool::new(counts.is_some()), counts: Mutex::new(counts), throttled }
    }

    /// Switches counting on, from zero, or off: that of accesses, and that of throttled requests.
    pub(crate) fn switch(&self, is_on: bool, counts_throttled: bool, schema: &KeySchema) {
        let has_sort_key = !schema.sort_key.is_empty();
        let zero = || Counts {
            partition_keys: SpaceSaving::new(PLACES),
            keys: has_sort_key.then(|| SpaceSaving::new(PLACES)),
        };
        *self.counts.lock() = is_on.then(zero);
        *self.throttled.lock() = counts_throttled.then(zero);
        self.is_on.store(is_on, Ordering::Relaxed);
    }

    /// Whether accesses are counted. It costs an atomic load.
    #[inline]
    pub(super) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// Counts an access to the item with this key of a table with this schema.
    #[cold]
    #[inline(never)]
    pub(super) fn count_key(&self, schema: &KeySchema, key: &StoredKey) {
        let key = key_item(schema, key).unwrap_or_default();
        Self::count(&self.counts, &local_index_key(&NO_TABLE, schema, &key), || key.clone(), schema);
    }

    /// Counts accesses to items of a table, or entries of a global index, with this schema.
    #[cold]
    #[inline(never)]
    pub(super) fn count_items<'s>(&self, schema: &KeySchema, items: impl Iterator<Item = &'s Stored>) {
        for stored in items {
            Self::count(&self.counts, &own_key(schema, stored), || schema.of(stored.item()), schema);
        }
    }

    /// Counts a throttled request for the item with this key of a table with this schema.
    pub(super) fn count_throttled_key(&self, schema: &KeySchema, key: &StoredKey) {
        let key = key_item(schema, key).unwrap_or_default();
        Self::count(&self.throttled, &local_index_key(&NO_TABLE, schema, &key), || key.clone(), schema);
    }

    /// Counts a throttled write of an entry of a global index with this schema.
    pub(super) fn count_throttled_entry(&self, schema: &KeySchema, stored: &Stored) {
        Self::count(&self.throttled, &own_key(schema, stored), || schema.of(stored.item()), schema);
    }

    /// Counts the write of an entry of a global index: both the old and the new one if their keys differ.
    #[cold]
    #[inline(never)]
    pub(super) fn count_entry(&self, index: &KeySchema, old: Option<&Stored>, new: Option<&Stored>) {
        let is_member = |stored: &&Stored| index.is_complete_in(stored.item());
        let (old, new) = (old.filter(is_member), new.filter(is_member));
        let is_moved = |old: &&Stored| new.is_none_or(|new| own_key(index, new) != own_key(index, old));
        self.count_items(index, old.filter(is_moved).into_iter().chain(new));
    }

    fn count(counts: &Mutex<Option<Counts>>, at: &StoredKey, key: impl Fn() -> Item, schema: &KeySchema) {
        let mut counts = counts.lock();
        // Counting was switched off since.
        let Some(counts) = counts.as_mut() else { return };
        counts.partition_keys.count(at.collection(), || {
            let mut key = key();
            schema.sort_key.iter().for_each(|attribute| drop(key.remove(&attribute.name)));
            key
        });
        if let Some(keys) = &mut counts.keys {
            keys.count(at.clone(), key);
        }
    }

    /// The most accessed partition keys and, with a sort key, the most accessed keys: at most this many of each.
    pub(crate) fn top(&self, at_most: usize) -> (Vec<Contributor>, Vec<Contributor>) {
        Self::top_of(&self.counts, at_most)
    }

    /// The same of requests that were throttled.
    pub(crate) fn top_throttled(&self, at_most: usize) -> (Vec<Contributor>, Vec<Contributor>) {
        Self::top_of(&self.throttled, at_most)
    }

    fn top_of(counts: &Mutex<Option<Counts>>, at_most: usize) -> (Vec<Contributor>, Vec<Contributor>) {
        let counts = counts.lock();
        let Some(counts) = counts.as_ref() else { return Default::default() };
        let top = |counts: &SpaceSaving<_, Item>| {
            counts.top(at_most).map(|(key, count)| (key.clone(), count)).collect()
        };
        (top(&counts.partition_keys), counts.keys.as_ref().map(top).unwrap_or_default())
    }
}
