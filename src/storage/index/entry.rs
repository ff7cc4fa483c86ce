//! The entry of an index for an item: the one function that changes it.

use crate::{
    key::{KeySchema, StoredKey},
    storage::{change::EntryChange, index::definition::IndexDefinition, stored::Stored},
    value::Item,
};

/// Updates an index after a change of an item from `old` to `new`, and returns what changed in the index. Called under
/// the lock of the item's partition, for local and global indexes.
///
/// - `key` makes the entry's key from an item.
/// - `may_lack` says that the old item may have no entry yet, because the index is being filled.
/// - `set` inserts or removes an entry, and returns the old one.
pub(in crate::storage) fn follow(
    index: &IndexDefinition,
    table: &KeySchema,
    (old, new): (Option<&Stored>, Option<&Stored>),
    key: impl Fn(&Item) -> StoredKey,
    may_lack: bool,
    mut set: impl FnMut(StoredKey, Option<Stored>) -> Option<Stored>,
) -> Option<EntryChange> {
    let mut set = |key: StoredKey, old: Option<&Stored>, entry: Option<Stored>| {
        let was = set(key, entry);
        debug_assert!(
            may_lack || was.as_ref().map(Stored::size) == old.map(Stored::size),
            "an index has an entry for each item with its key, and no other"
        );
    };
    let member = |stored: &&Stored| index.has(stored.item());
    let entry = |stored: &Stored| (key(stored.item()), index.project(table, stored));
    match (old.filter(member).map(entry), new.filter(member).map(entry)) {
        (None, None) => None,
        (Some((key, old)), None) => {
            set(key, Some(&old), None);
            Some(EntryChange::Removed { bytes: old.size() })
        }
        (None, Some((key, new))) => {
            let bytes = new.size();
            set(key, None, Some(new));
            Some(EntryChange::Added { bytes })
        }
        (Some((old_key, old)), Some((new_key, new))) => {
            let (old_bytes, new_bytes) = (old.size(), new.size());
            if old_key != new_key {
                set(old_key, Some(&old), None);
                set(new_key, None, Some(new));
                return Some(EntryChange::Moved { old_bytes, new_bytes });
            }
            let same = old == new;
            // Even if nothing changes: the entry then shares the new item's memory, so that the old item can be freed.
            set(new_key, Some(&old), Some(new));
            (!same).then_some(EntryChange::Replaced { old_bytes, new_bytes })
        }
    }
}
