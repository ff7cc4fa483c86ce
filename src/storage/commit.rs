//! The one function that changes an item, and with it everything that a caller could see half done: index entries,
//! sizes. It passes the change on to the table's watchers.

use std::sync::Arc;

use super::{
    change::{Change, EntryChange, IndexChange, ItemChange, Written},
    collection::{CollectionTooLarge, Growth, check_collections},
    index::{definition::IndexDefinition, global::GlobalIndex},
    partition::PartitionData,
    stored::Stored,
    table::Table,
    tree::Entry,
};
use crate::{
    key::{StoredKey, index_key, local_index_key, table_key},
    limits::ITEM_SIZE_BYTES,
    sync::atomic::Ordering,
};

impl Table {
    /// Looks at the item with this key and changes it as `decide` says, with nobody in between.
    ///
    /// # Errors
    /// Those of `decide`, or an item collection that would be too large.
    pub(crate) fn write<'c, E: From<CollectionTooLarge>>(
        &self,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        self.layout.write(key.hash, |data| {
            if self.local_indexes.is_empty() {
                return self.commit(data, key, decide);
            }
            let current = data.items.get(&key);
            let change = decide(current)?.without_edit(current);
            check_collections(std::iter::once((self, &*data, &key, &change)))?;
            self.commit(data, key, |_| Ok(change))
        })
    }

    /// Changes an item as `decide` says, which is shown the item that is there, in the partition that owns the key and
    /// whose write lock the caller holds. Whatever changes an item comes through here.
    ///
    /// One walk down the tree serves the look and the change.
    ///
    /// # Errors
    /// Those of `decide`; nothing is changed then.
    pub(super) fn commit<'c, E>(
        &self,
        data: &mut PartitionData,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        debug_assert_eq!(data.local_indexes.len(), self.local_indexes.len(), "each local index has its tree");
        let collection = (!self.local_indexes.is_empty()).then(|| key.collection());
        let expiring = data.before_change(&key);
        let (old, new) = match data.items.entry(key) {
            Entry::Occupied(mut entry) => match decide(Some(entry.get()))? {
                Change::Keep => return Ok(Written::unchanged(Some(entry.get()))),
                Change::Put(new) => (Some(entry.replace(new.clone())), Some(new)),
                Change::Edit(edit) => {
                    // Indexes and listeners need the item as it was.
                    let in_place = if self.has_indexes() || self.listeners.any() {
                        Err(edit)
                    } else {
                        entry.change(|stored| edit.in_place(stored))
                    };
                    match in_place {
                        Ok(()) => {
                            let new = Some(entry.get().clone());
                            if let Some(before) = expiring {
                                self.follow_expiry(data, before, new.as_ref());
                            }
                            return Ok(Written { old: None, new, indexes: Vec::new() });
                        }
                        Err(edit) => {
                            let new = edit.of_copy(&entry.get().item);
                            (Some(entry.replace(new.clone())), Some(new))
                        }
                    }
                }
                Change::Delete => (Some(entry.remove()), None),
            },
            Entry::Vacant(entry) => match decide(None)?.without_edit(None) {
                Change::Put(new) => {
                    entry.insert(new.clone());
                    (None, Some(new))
                }
                Change::Keep | Change::Edit(_) | Change::Delete => return Ok(Written::unchanged(None)),
            },
        };
        if let Some(before) = expiring {
            self.follow_expiry(data, before, new.as_ref());
        }
        Ok(self.follow(data, collection, old, new))
    }

    /// Brings the indexes and the collection's size up to date with an item that was changed in its tree.
    fn follow(
        &self,
        data: &mut PartitionData,
        collection: Option<StoredKey>,
        old: Option<Stored>,
        new: Option<Stored>,
    ) -> Written {
        let key = |stored: &Stored| table_key(&self.schema, &stored.item);
        debug_assert!(
            old.as_ref().zip(new.as_ref()).is_none_or(|(old, new)| key(old) == key(new)),
            "an item keeps its key"
        );
        debug_assert!(
            new.as_ref().is_none_or(|new| new.size() <= ITEM_SIZE_BYTES),
            "what is too large is refused before"
        );
        let mut indexes = Vec::new();
        if let Some(collection) = collection {
            let mut grown = Growth::default();
            grown.replace(old.as_ref(), new.as_ref());
            for (index, tree) in self.local_indexes.iter().zip(&mut data.local_indexes) {
                let key = |stored: &Stored| local_index_key(&self.schema, &index.schema, &stored.item);
                let entry = self.change_index(index, old.as_ref(), new.as_ref(), key, false, |key, entry| {
                    let fresh = entry.as_ref().map(Stored::size);
                    let gone = tree.set(key, entry);
                    grown.replace_sizes(gone.as_ref().map(Stored::size), fresh);
                    gone
                });
                indexes.extend(entry.map(|entry| IndexChange {
                    index: Arc::clone(index),
                    local: true,
                    entry,
                }));
            }
            data.grow_collection(collection, grown);
        }
        if !self.global_indexes.is_empty() {
            for global in self.global_indexes.load().iter() {
                let entry = self.change_global_index(global, old.as_ref(), new.as_ref());
                let index = || Arc::clone(&global.definition);
                indexes.extend(entry.map(|entry| IndexChange { index: index(), local: false, entry }));
            }
        }
        if self.listeners.any() {
            self.tell(old.as_ref(), new.as_ref());
        }
        Written { old, new, indexes }
    }

    /// Tells listeners of a change, under the lock of its partition: so those of an item come in the order of its writes.
    #[cold]
    #[inline(never)]
    fn tell(&self, old: Option<&Stored>, new: Option<&Stored>) {
        let [old, new] = [old, new].map(|stored| stored.map(|stored| Arc::clone(&stored.item)));
        // As in the service's streams, a write that leaves the item as it was is no change.
        if old != new {
            self.listeners.tell(&ItemChange { old, new });
        }
    }

    fn change_global_index(
        &self,
        index: &GlobalIndex,
        old: Option<&Stored>,
        new: Option<&Stored>,
    ) -> Option<EntryChange> {
        let definition = &index.definition;
        let key = |stored: &Stored| index_key(&self.schema, &definition.schema, &stored.item);
        // While an index is being filled, the old item may have no entry yet.
        let is_filling = index.is_filling.load(Ordering::Relaxed);
        self.change_index(definition, old, new, key, is_filling, |key, entry| index.set(key, entry))
    }

    /// Brings one index up to date with a change of an item, and tells what that changed in it.
    fn change_index(
        &self,
        index: &IndexDefinition,
        old: Option<&Stored>,
        new: Option<&Stored>,
        key: impl Fn(&Stored) -> StoredKey,
        is_filling: bool,
        mut set: impl FnMut(StoredKey, Option<Stored>) -> Option<Stored>,
    ) -> Option<EntryChange> {
        // Takes the place of an entry, which is there where the old item has one.
        let mut set = |key: StoredKey, gone: Option<&Stored>, entry: Option<Stored>| {
            let was = set(key, entry);
            debug_assert!(
                is_filling || was.as_ref().map(Stored::size) == gone.map(Stored::size),
                "an index has an entry for each item with its key, and no other"
            );
        };
        let member = |stored: &&Stored| index.has(&stored.item);
        let entry = |stored: &Stored| (key(stored), index.project(&self.schema, stored));
        match (old.filter(member).map(entry), new.filter(member).map(entry)) {
            (None, None) => None,
            (Some((key, gone)), None) => {
                set(key, Some(&gone), None);
                Some(EntryChange::Removed { bytes: gone.size() })
            }
            (None, Some((key, fresh))) => {
                let bytes = fresh.size();
                set(key, None, Some(fresh));
                Some(EntryChange::Added { bytes })
            }
            (Some((old_key, gone)), Some((new_key, fresh))) => {
                let (old_bytes, new_bytes) = (gone.size(), fresh.size());
                if old_key != new_key {
                    set(old_key, Some(&gone), None);
                    set(new_key, None, Some(fresh));
                    return Some(EntryChange::Moved { old_bytes, new_bytes });
                }
                let same = gone.item == fresh.item;
                // Even where nothing changes, the entry shares the new item's memory, so that the old can go.
                set(new_key, Some(&gone), Some(fresh));
                (!same).then_some(EntryChange::Replaced { old_bytes, new_bytes })
            }
        }
    }
}
