//! Changing one item, and with it everything that a caller could see half done: index entries, sizes.

use std::{collections::btree_map::Entry, sync::Arc};

use super::{
    collection::{CollectionTooLarge, Growth, check_collections},
    global_index::{GlobalIndex, IndexDefinition},
    partition::{Measured, PartitionData, Stored},
    table::Table,
};
use crate::{
    key::{StoredKey, index_key, local_index_key},
    size::write_units,
};

/// What to do with an item.
#[derive(Debug)]
pub(crate) enum Change {
    /// Leave it as it is.
    Keep,
    /// Store this in its place.
    Put(Stored),
    /// Take it away.
    Delete,
}

/// What a write did to one index.
#[derive(Debug, Clone)]
pub(crate) struct IndexWrite {
    pub(crate) index: Arc<IndexDefinition>,
    pub(crate) local: bool,
    /// Write units: for an entry put in or taken out, its size; for one that changes in its place, the larger.
    pub(crate) units: u64,
}

/// What a write did.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) old: Option<Stored>,
    pub(crate) new: Option<Stored>,
    /// The indexes that were written.
    pub(crate) indexes: Vec<IndexWrite>,
}

impl Written {
    fn unchanged(stored: Option<Stored>) -> Self {
        Self { new: stored.clone(), old: stored, indexes: Vec::new() }
    }
}

impl Table {
    /// Looks at the item with this key and changes it as `decide` says, with nobody in between.
    ///
    /// # Errors
    /// Those of `decide`, or an item collection that would be too large.
    pub(crate) fn write<E: From<CollectionTooLarge>>(
        &self,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change, E>,
    ) -> Result<Written, E> {
        self.edit(key, None::<fn(&mut Stored) -> Option<Result<(), E>>>, decide)
    }

    /// Stores an item, whatever is there.
    ///
    /// # Errors
    /// An item collection that would be too large.
    pub(crate) fn put(&self, key: StoredKey, new: Measured) -> Result<(), CollectionTooLarge> {
        if self.has_indexes() {
            return self.write(key, |_| Ok(Change::Put(new.into()))).map(drop);
        }
        let leftover = self.layout.write(key.hash, |data| data.put(key, new));
        drop(leftover);
        Ok(())
    }

    /// As [`write`](Self::write), where the item may also be changed in its place: in a table without indexes `edit`
    /// gets the item that is there first, and `decide` only where it says `None`. What the item was before is then
    /// not told. Where `edit` fails, it leaves the item as it was.
    ///
    /// # Errors
    /// Those of `edit` and `decide`, or an item collection that would be too large.
    pub(crate) fn edit<E: From<CollectionTooLarge>>(
        &self,
        key: StoredKey,
        edit: Option<impl FnOnce(&mut Stored) -> Option<Result<(), E>>>,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change, E>,
    ) -> Result<Written, E> {
        self.layout.write(key.hash, |data| {
            if !self.local_indexes.is_empty() {
                let change = decide(data.items.get(&key))?;
                check_collections(std::iter::once((self, &*data, &key, &change)))?;
                return Ok(self.apply(data, key, change));
            }
            // Without collections to look at, one walk down the tree serves the look and the change.
            let (old, new) = match data.items.entry(key) {
                Entry::Occupied(mut place) => {
                    if let Some(edit) = edit.filter(|_| self.global_indexes.is_empty()) {
                        let stored = place.get_mut();
                        let before_bytes = u64::from(stored.size_bytes);
                        if let Some(edited) = edit(stored) {
                            edited?;
                            let after_bytes = u64::from(stored.size_bytes);
                            data.size_bytes = (data.size_bytes + after_bytes).saturating_sub(before_bytes);
                            return Ok(Written { new: Some(stored.clone()), ..Written::default() });
                        }
                    }
                    match decide(Some(place.get()))? {
                        Change::Keep => return Ok(Written::unchanged(Some(place.get().clone()))),
                        Change::Put(new) => {
                            let old = place.get_mut().replace(new);
                            (Some(old), Some(place.get().clone()))
                        }
                        Change::Delete => (Some(place.remove()), None),
                    }
                }
                Entry::Vacant(place) => match decide(None)? {
                    Change::Keep | Change::Delete => return Ok(Written::unchanged(None)),
                    Change::Put(new) => {
                        place.insert(new.clone());
                        (None, Some(new))
                    }
                },
            };
            Ok(self.follow(data, None, old, new))
        })
    }

    /// Carries out a change in the partition that owns the key, whose write lock the caller holds.
    pub(crate) fn apply(&self, data: &mut PartitionData, key: StoredKey, change: Change) -> Written {
        let collection = (!self.local_indexes.is_empty()).then(|| key.collection());
        let (old, new) = match change {
            Change::Keep => return Written::unchanged(data.items.get(&key).cloned()),
            Change::Put(new) => match data.items.entry(key) {
                Entry::Occupied(mut place) => {
                    let old = place.get_mut().replace(new);
                    (Some(old), Some(place.get().clone()))
                }
                Entry::Vacant(place) => (None, Some(place.insert(new).clone())),
            },
            Change::Delete => (data.items.remove(&key), None),
        };
        self.follow(data, collection, old, new)
    }

    /// Brings sizes and indexes up to date with an item that was changed in its tree.
    fn follow(
        &self,
        data: &mut PartitionData,
        collection: Option<StoredKey>,
        old: Option<Stored>,
        new: Option<Stored>,
    ) -> Written {
        let size = |stored: &Option<Stored>| stored.as_ref().map_or(0, |stored| u64::from(stored.size_bytes));
        data.size_bytes = data.size_bytes.saturating_add(size(&new)).saturating_sub(size(&old));
        let mut grown = Growth::default();
        grown.replace(old.as_ref(), new.as_ref());
        let mut indexes = Vec::new();
        for (index, entries) in self.local_indexes.iter().zip(&mut data.local_indexes) {
            let key = |stored: &Stored| local_index_key(&self.schema, &index.schema, &stored.item);
            let units = self.change_index(index, old.as_ref(), new.as_ref(), key, |key, entry| {
                let fresh = entry.as_ref().map(Stored::size);
                let gone = entries.set(key, entry);
                grown.replace_sizes(gone.as_ref().map(Stored::size), fresh);
            });
            if units > 0 {
                indexes.push(IndexWrite { index: Arc::clone(index), local: true, units });
            }
        }
        if let Some(collection) = collection {
            data.grow_collection(collection, grown);
        }
        for global in &self.global_indexes {
            let units = self.change_global_index(global, old.as_ref(), new.as_ref());
            if units > 0 {
                indexes.push(IndexWrite { index: Arc::clone(&global.definition), local: false, units });
            }
        }
        Written { old, new, indexes }
    }

    fn change_global_index(&self, index: &GlobalIndex, old: Option<&Stored>, new: Option<&Stored>) -> u64 {
        let definition = &index.definition;
        let key = |stored: &Stored| index_key(&self.schema, &definition.schema, &stored.item);
        self.change_index(definition, old, new, key, |key, entry| index.set(key, entry))
    }

    /// Brings one index up to date with a change of an item, and tells what that costs.
    fn change_index(
        &self,
        index: &IndexDefinition,
        old: Option<&Stored>,
        new: Option<&Stored>,
        key: impl Fn(&Stored) -> StoredKey,
        mut set: impl FnMut(StoredKey, Option<Stored>),
    ) -> u64 {
        let member = |stored: &&Stored| index.schema.is_complete_in(&stored.item);
        let entry = |stored: &Stored| (key(stored), index.project(&self.schema, stored));
        match (old.filter(member).map(entry), new.filter(member).map(entry)) {
            (None, None) => 0,
            (Some((key, gone)), None) => {
                set(key, None);
                write_units(gone.size())
            }
            (None, Some((key, fresh))) => {
                let units = write_units(fresh.size());
                set(key, Some(fresh));
                units
            }
            (Some((old_key, gone)), Some((new_key, fresh))) if old_key == new_key => {
                let same = gone.item == fresh.item;
                let units = write_units(gone.size().max(fresh.size()));
                // Even where nothing changes, the entry shares the new item's memory, so that the old can go.
                set(new_key, Some(fresh));
                if same { 0 } else { units }
            }
            (Some((old_key, gone)), Some((new_key, fresh))) => {
                let units = write_units(gone.size()) + write_units(fresh.size());
                set(old_key, None);
                set(new_key, Some(fresh));
                units
            }
        }
    }
}
