//! An index of vectors. It has one lock. A write changes a slot under it; a search takes a shared reference to its part
//! under it, and computes without it.

use std::sync::Arc;

use super::{
    definition::VectorIndexDefinition,
    distance::{SearchVector, norm_for},
    nearest::{Hit, nearest},
    packed::{Packed, Slot},
};
use crate::{
    key::{KeySchema, StoredKey, table_key},
    storage::{
        change::EntryChange,
        stored::Stored,
        tree::{
            Tree,
            entry::Entry,
            totals::{SizeBytes, Totals},
        },
    },
    sync::{
        RwLock,
        atomic::{AtomicBool, Ordering},
    },
    value::{AttributeName, AttributeValue, Item},
};

/// An index of vectors.
#[derive(Debug)]
pub(crate) struct VectorIndex {
    definition: Arc<VectorIndexDefinition>,
    data: RwLock<Arc<VectorData>>,
    /// The items that existed before the index are still being added.
    is_filling: AtomicBool,
}

/// The contents of the index; copy-on-write.
#[derive(Debug, Clone, Default)]
struct VectorData {
    /// Where each item's vector is in its part, by the item's key.
    places: Tree<Place>,
    /// The vectors of each part.
    parts: Tree<Part>,
}

/// Where an item's vector is.
#[derive(Debug, Clone, Copy)]
struct Place {
    position: usize,
    /// The size of the item's entry.
    size_bytes: u64,
}

impl SizeBytes for Place {
    fn size_bytes(&self) -> u64 {
        self.size_bytes
    }
}

/// The vectors of one part; searches share it.
#[derive(Debug, Clone)]
struct Part(Arc<Packed>);

impl SizeBytes for Part {
    fn size_bytes(&self) -> u64 {
        0
    }
}

/// The entry that an index is to have for an item.
struct NewEntry {
    part: StoredKey,
    vector: Vec<f32>,
    entry: Stored,
    size_bytes: usize,
}

/// What a search found.
#[derive(Debug)]
pub(crate) struct Nearest {
    /// The nearest vectors, the nearest first.
    pub(crate) hits: Vec<Hit>,
    /// How many vectors were looked at.
    pub(crate) examined: usize,
}

impl VectorIndex {
    /// An empty index of a table without items.
    pub(in crate::storage) fn new(definition: VectorIndexDefinition) -> Self {
        Self::with_data(Arc::new(definition), Arc::default())
    }

    /// An empty index, for a table that may have items.
    pub(in crate::storage) fn to_fill(definition: VectorIndexDefinition) -> Self {
        Self { is_filling: AtomicBool::new(true), ..Self::new(definition) }
    }

    /// A copy-on-write copy of a filled index.
    pub(in crate::storage) fn copy(&self) -> Self {
        debug_assert!(!self.is_filling(), "a copy of an index that is being filled would never be filled");
        Self::with_data(Arc::clone(&self.definition), self.share())
    }

    fn with_data(definition: Arc<VectorIndexDefinition>, data: Arc<VectorData>) -> Self {
        Self { definition, data: RwLock::new(data), is_filling: AtomicBool::new(false) }
    }

    /// The index as it was defined.
    pub(crate) fn definition(&self) -> &Arc<VectorIndexDefinition> {
        &self.definition
    }

    /// The contents, for a copy.
    fn share(&self) -> Arc<VectorData> {
        Arc::clone(&self.data.read())
    }

    /// How many entries there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        self.data.read().places.totals()
    }

    /// Whether the items that existed before the index are still being added.
    pub(crate) fn is_filling(&self) -> bool {
        self.is_filling.load(Ordering::Relaxed)
    }

    /// Marks the index filled: all items that existed before it were added.
    pub(in crate::storage) fn set_filled(&self) {
        self.is_filling.store(false, Ordering::Relaxed);
    }

    /// The `most` vectors of a part that are nearest to one, of those whose entries the search accepts. The search sees
    /// the part as of one moment, and holds no lock while it looks at the vectors.
    pub(crate) fn nearest(
        &self,
        part: &StoredKey,
        search: &SearchVector<'_>,
        most: usize,
        takes: impl Fn(&Item) -> bool,
    ) -> Nearest {
        let packed = self.data.read().parts.get(part).map(|part| Arc::clone(&part.0));
        match packed {
            None => Nearest { hits: Vec::new(), examined: 0 },
            Some(packed) => Nearest { hits: nearest(&packed, search, most, takes), examined: packed.len() },
        }
    }

    /// Updates the index after a change of an item from `old` to `new`, and returns what changed. Only the commit calls
    /// this, under the lock of the item's partition.
    pub(in crate::storage) fn follow_item(
        &self,
        table: &KeySchema,
        old: Option<&Stored>,
        new: Option<&Stored>,
    ) -> Option<EntryChange> {
        let (old, new) =
            (old.and_then(|old| self.entry(table, old)), new.and_then(|new| self.entry(table, new)));
        match (old, new) {
            (None, None) => None,
            (Some(old), None) => {
                self.set(&table_key(table, old.entry.item()), &old.part, None);
                Some(EntryChange::Removed { bytes: old.size_bytes })
            }
            (None, Some(new)) => {
                let bytes = new.size_bytes;
                self.set(&table_key(table, new.entry.item()), &new.part.clone(), Some(new));
                Some(EntryChange::Added { bytes })
            }
            (Some(old), Some(new)) => {
                let (old_bytes, new_bytes) = (old.size_bytes, new.size_bytes);
                let moves = old.part != new.part;
                let same = !moves && old.vector == new.vector && self.have_the_same(&old, &new);
                // Even if nothing changes: the entry then shares the new item's memory, so that the old item can be
                // freed.
                self.set(&table_key(table, new.entry.item()), &old.part, Some(new));
                match (moves, same) {
                    (true, _) => Some(EntryChange::Moved { old_bytes, new_bytes }),
                    (false, false) => Some(EntryChange::Replaced { old_bytes, new_bytes }),
                    (false, true) => None,
                }
            }
        }
    }

    /// Whether two entries are the same beside their vectors.
    fn have_the_same(&self, one: &NewEntry, other: &NewEntry) -> bool {
        let is_other = |(name, _): &(&AttributeName, &AttributeValue)| **name != self.definition.attribute;
        let (one, other) = (one.entry.item().iter(), other.entry.item().iter());
        one.filter(is_other).eq(other.filter(is_other))
    }

    fn entry(&self, table: &KeySchema, stored: &Stored) -> Option<NewEntry> {
        let vector = self.definition.vector(stored.item())?;
        let entry = self.definition.project(table, stored);
        let size_bytes = self.definition.entry_bytes(&entry);
        Some(NewEntry { part: self.definition.part_of(stored.item()), vector, entry, size_bytes })
    }

    /// Replaces an item's entry, or adds or removes it. An existing entry is in the part `was`.
    fn set(&self, key: &StoredKey, was: &StoredKey, new: Option<NewEntry>) {
        let mut data = self.data.write();
        Arc::make_mut(&mut data).set(key, was, new, &self.definition);
    }

    /// Describes how the contents of the index differ from what these items require.
    pub(in crate::storage) fn faults<'i>(
        &self,
        table: &KeySchema,
        items: impl Iterator<Item = &'i Stored>,
    ) -> Vec<String> {
        let data = self.share();
        let name = &self.definition.name;
        let mut faults: Vec<String> = data.places.faults();
        faults.extend(data.parts.faults());
        let mut expected = 0;
        for stored in items {
            let Some(wanted) = self.entry(table, stored) else { continue };
            expected += 1;
            let key = table_key(table, stored.item());
            let place = data.places.get(&key);
            let part = data.parts.get(&wanted.part);
            let found = place.zip(part).and_then(|(place, part)| part.0.get(place.position));
            let fits = found.is_some_and(|(vector, slot)| {
                vector == wanted.vector
                    && slot.key == key
                    && slot.entry == wanted.entry
                    && slot.norm == norm_for(self.definition.distance_function, vector)
            });
            if !fits || place.is_none_or(|place| place.size_bytes != wanted.size_bytes as u64) {
                faults.push(format!("the entry of {:?} is another", stored.item()));
            }
        }
        let held: usize = data.parts.values().map(|part| part.0.len()).sum();
        if data.places.totals().count != expected || held as u64 != expected {
            faults.push(format!("{held} vectors for {expected} items"));
        }
        for part in data.parts.values() {
            faults.extend(part.0.faults());
            if part.0.len() == 0 {
                faults.push("a part without vectors".to_owned());
            }
        }
        faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
    }
}

impl VectorData {
    fn set(
        &mut self,
        key: &StoredKey,
        was: &StoredKey,
        new: Option<NewEntry>,
        definition: &VectorIndexDefinition,
    ) {
        let there = self.places.get(key).copied();
        let slot = |vector: &[f32], entry: Stored| Slot {
            key: key.clone(),
            entry,
            norm: norm_for(definition.distance_function, vector),
        };
        match (there, new) {
            (None, None) => {}
            (Some(place), None) => {
                self.take_out(was, place, definition);
                self.places.remove(key);
            }
            (Some(place), Some(NewEntry { part, vector, entry, size_bytes })) if part == *was => {
                let slot = slot(&vector, entry);
                self.change_part(was, definition, |packed| packed.replace(place.position, &vector, slot));
                self.places.insert(key.clone(), Place { size_bytes: size_bytes as u64, ..place });
            }
            (there, Some(NewEntry { part, vector, entry, size_bytes })) => {
                if let Some(place) = there {
                    self.take_out(was, place, definition);
                }
                let slot = slot(&vector, entry);
                let position = self.change_part(&part, definition, |packed| packed.push(&vector, slot));
                self.places.insert(key.clone(), Place { position, size_bytes: size_bytes as u64 });
            }
        }
    }

    /// Removes an item's vector from its part, and updates the position of the vector that moves into the gap.
    fn take_out(&mut self, part: &StoredKey, place: Place, definition: &VectorIndexDefinition) {
        let (moved, is_empty) = self.change_part(part, definition, |packed| {
            let moved = packed.remove(place.position);
            (moved, packed.len() == 0)
        });
        if is_empty {
            self.parts.remove(part);
        }
        if let Some(moved) = moved
            && let Entry::Occupied(mut there) = self.places.entry(moved)
        {
            there.change(|there| there.position = place.position);
        }
    }

    /// Changes the vectors of a part; creates the part if there is none.
    fn change_part<R>(
        &mut self,
        part: &StoredKey,
        definition: &VectorIndexDefinition,
        change: impl FnOnce(&mut Packed) -> R,
    ) -> R {
        match self.parts.entry(part.clone()) {
            Entry::Occupied(mut part) => part.change(|part| change(Arc::make_mut(&mut part.0))),
            Entry::Vacant(place) => {
                let mut packed = Packed::new(definition.dimensions);
                let changed = change(&mut packed);
                place.insert(Part(Arc::new(packed)));
                changed
            }
        }
    }
}
