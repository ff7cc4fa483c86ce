//! What the lock of a partition guards: its items, and all that is kept up to date with them.

use std::{ops::Bound, sync::Arc};

use super::{
    change::{Change, IndexChange, Written},
    changes::shard::Shard,
    collection::growth::Growth,
    index::{definition::IndexDefinition, entry::follow},
    replication::version::Versions,
    seen::see,
    stored::Stored,
    tree::{Tree, entry::Entry, totals::Totals},
    ttl::{expiry::Expiry, order::ExpiryOrder, state::TtlState},
};
use crate::{
    key::{KeySchema, StoredKey, local_index_key, table_key},
    limits::ITEM_SIZE_BYTES,
};

/// Items in order of hash, partition key and sort key.
pub(super) type ItemTree = Tree<Stored>;

/// The contents of a partition of a table, or of a global index, which has only entries. Copies are copy-on-write.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartitionData {
    /// The table's items, or the entries of a global index.
    items: ItemTree,
    /// Entries of the table's local indexes, in the order of their definitions.
    local_indexes: Vec<ItemTree>,
    /// In a table with local indexes, the size of each item collection with its index entries, by
    /// [`StoredKey::collection`].
    collection_sizes: Tree<u64>,
    /// In a table with time to live: the keys of items that expire, by the time at which they are due.
    expiry_order: Option<ExpiryOrder>,
    /// In a table whose changes are recorded, the open shard of its change log.
    shard: Option<Box<Shard>>,
    /// In a replica, the versions of the items.
    versions: Option<Box<Versions>>,
    /// In a database on disk, the number of the last change in the journal.
    last_change: u64,
}

/// What a change of an item needs from its table.
#[derive(Debug)]
pub(super) struct ChangedTable<'t> {
    pub(super) schema: &'t KeySchema,
    pub(super) local_indexes: &'t [Arc<IndexDefinition>],
    pub(super) ttl: &'t TtlState,
    pub(super) now_ms: u64,
    /// A global index, a listener, the change log or another replica needs the item as it was.
    pub(super) needs_old: bool,
}

/// The outcome of a change of an item.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Nothing was written.
    Checked(Written),
    /// The item is as it was, or was edited in place: of its table, nothing outside the partition needs an update.
    Done(Written),
    /// The item was added, replaced or deleted: global indexes need an update, and listeners get the change.
    Changed(Written),
}

impl PartitionData {
    /// No items, of a table with this many local indexes.
    pub(super) fn empty(local_indexes: usize) -> Self {
        Self { local_indexes: vec![ItemTree::default(); local_indexes], ..Self::default() }
    }

    /// The table's items, or the entries of a global index, by their keys.
    pub(crate) fn items(&self) -> &Tree<Stored> {
        &self.items
    }

    /// The item with this key as requests see it: `None` if the item is due to expire, even if it was not swept yet.
    pub(super) fn current(&self, key: &StoredKey, now_ms: u64) -> Option<&Stored> {
        let is_due = |stored: &Stored| {
            self.expiry_order.as_ref().is_some_and(|order| order.is_due(key, stored.item(), now_ms))
        };
        self.items.get(key).filter(|stored| !is_due(stored))
    }

    /// Since when requests do not see the item with this key, if it is due by now.
    pub(super) fn unseen_since_ms(&self, key: &StoredKey, now_ms: u64) -> Option<u64> {
        let order = self.expiry_order.as_ref()?;
        let stored = self.items.get(key).filter(|stored| order.is_due(key, stored.item(), now_ms))?;
        order.due_ms(key, stored.item()).map(|due_ms| order.unseen_since_ms(due_ms))
    }

    /// Entries of the table's local indexes, in the order of their definitions.
    pub(super) fn local_indexes(&self) -> &[ItemTree] {
        &self.local_indexes
    }

    /// The sizes of item collections, by [`StoredKey::collection`].
    pub(super) fn collection_sizes(&self) -> &Tree<u64> {
        &self.collection_sizes
    }

    /// The size of a collection, by [`StoredKey::collection`]; 0 if sizes are not kept.
    pub(super) fn collection_size(&self, collection: &StoredKey) -> u64 {
        self.collection_sizes.get(collection).copied().unwrap_or(0)
    }

    /// The order in which items expire, if time to live is on.
    pub(super) fn expiry_order(&self) -> Option<&ExpiryOrder> {
        self.expiry_order.as_ref()
    }

    /// The open shard of the change log, if changes are recorded.
    pub(super) fn shard(&self) -> Option<&Shard> {
        self.shard.as_deref()
    }

    /// The same, to be changed, replaced or removed. Only the [change log](super::changes) calls this.
    pub(super) fn shard_mut(&mut self) -> &mut Option<Box<Shard>> {
        &mut self.shard
    }

    /// The number of the last change in the journal, 0 if there is none.
    #[inline]
    pub(super) fn last_change(&self) -> u64 {
        self.last_change
    }

    /// Notes the number of a change in the journal.
    pub(super) fn set_last_change(&mut self, number: u64) {
        self.last_change = self.last_change.max(number);
        see(number);
    }

    /// The versions of the items, in a replica.
    pub(super) fn versions(&self) -> Option<&Versions> {
        self.versions.as_deref()
    }

    /// The same, to be changed. Only [replication](super::replication) calls this.
    pub(super) fn versions_mut(&mut self) -> Option<&mut Versions> {
        self.versions.as_deref_mut()
    }

    /// The same, to be added or removed.
    pub(super) fn versions_slot(&mut self) -> &mut Option<Box<Versions>> {
        &mut self.versions
    }

    /// How many items or entries there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        self.items.totals()
    }

    /// Passes the current item to `decide` and carries out the change that it returns. With the item, it changes what
    /// this partition keeps of it: entries of local indexes, the size of its collection, its expiry time. Only [the
    /// commit](super::commit) calls this, and copies that [follow](super::lag) what it did.
    ///
    /// The lookup and the change take one walk down the tree.
    ///
    /// # Errors
    /// Those of `decide`; nothing is changed then.
    pub(super) fn change_item<'c, E>(
        &mut self,
        table: &ChangedTable<'_>,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Outcome, E> {
        debug_assert_eq!(
            self.local_indexes.len(),
            table.local_indexes.len(),
            "each local index has its tree"
        );
        let collection = (!table.local_indexes.is_empty()).then(|| key.collection());
        let expiring = self.expiry_order.as_ref().map(|order| {
            let stored = self.items.get(&key);
            (key.clone(), stored.and_then(|stored| order.due_ms(&key, stored.item())))
        });
        let (old, new, in_place) = match self.items.entry(key) {
            Entry::Occupied(mut entry) => match decide(Some(entry.get()))? {
                Change::Check => return Ok(Outcome::Checked(Written::unchanged(Some(entry.get())))),
                Change::Keep => return Ok(Outcome::Done(Written::unchanged(Some(entry.get())))),
                Change::Put(new) => (Some(entry.replace(new.clone())), Some(new), false),
                Change::Edit(edit) => {
                    let edited = if table.needs_old || collection.is_some() {
                        Err(edit)
                    } else {
                        entry.change(|stored| edit.in_place(stored))
                    };
                    match edited {
                        Ok(()) => (None, Some(entry.get().clone()), true),
                        Err(edit) => {
                            let new = edit.of_copy(entry.get().item());
                            (Some(entry.replace(new.clone())), Some(new), false)
                        }
                    }
                }
                Change::Delete => (Some(entry.remove()), None, false),
            },
            Entry::Vacant(entry) => match decide(None)?.without_edit(None) {
                Change::Put(new) => {
                    entry.insert(new.clone());
                    (None, Some(new), false)
                }
                Change::Check => return Ok(Outcome::Checked(Written::unchanged(None))),
                Change::Keep | Change::Edit(_) | Change::Delete => {
                    return Ok(Outcome::Done(Written::unchanged(None)));
                }
            },
        };
        debug_assert!(
            new.as_ref().is_none_or(|new| new.size() <= ITEM_SIZE_BYTES),
            "what is too large is refused before"
        );
        if let Some((key, before_ms)) = expiring {
            self.follow_expiry((table.ttl, table.now_ms), key, before_ms, new.as_ref());
        }
        if in_place {
            return Ok(Outcome::Done(Written::new(old, new, Vec::new())));
        }
        let key = |stored: &Stored| table_key(table.schema, stored.item());
        debug_assert!(
            old.as_ref().zip(new.as_ref()).is_none_or(|(old, new)| key(old) == key(new)),
            "an item keeps its key"
        );
        let indexes = match collection {
            Some(collection) => self.follow_local(table, collection, old.as_ref(), new.as_ref()),
            None => Vec::new(),
        };
        Ok(Outcome::Changed(Written::new(old, new, indexes)))
    }

    /// Updates the local indexes and the collection's size after a change of an item.
    fn follow_local(
        &mut self,
        table: &ChangedTable<'_>,
        collection: StoredKey,
        old: Option<&Stored>,
        new: Option<&Stored>,
    ) -> Vec<IndexChange> {
        let mut growth = Growth::default();
        growth.replace(old, new);
        let mut changes = Vec::new();
        for (index, entries) in table.local_indexes.iter().zip(&mut self.local_indexes) {
            let key = |item: &_| local_index_key(table.schema, index.schema(), item);
            let change = follow(index, table.schema, (old, new), key, false, |key, entry| {
                let new = entry.as_ref().map(Stored::size);
                let old = entries.set(key, entry);
                growth.replace_sizes(old.as_ref().map(Stored::size), new);
                old
            });
            changes.extend(change.map(|entry| IndexChange::local(Arc::clone(index), entry)));
        }
        self.grow_collection(collection, growth);
        changes
    }

    /// Updates the stored size of a collection.
    fn grow_collection(&mut self, collection: StoredKey, growth: Growth) {
        match growth.of(self.collection_size(&collection)) {
            0 => {
                debug_assert!(!self.has_collection(&collection), "a collection of no bytes has no items");
                self.collection_sizes.remove(&collection)
            }
            size_bytes => self.collection_sizes.insert(collection, size_bytes),
        };
    }

    /// Whether this collection has an item.
    fn has_collection(&self, collection: &StoredKey) -> bool {
        let mut behind = self.items.range((Bound::Included(collection), Bound::Unbounded));
        behind.next().is_some_and(|(key, _)| key.collection() == *collection)
    }

    /// Inserts or removes an entry of a global index, for the change with this number in the journal, and returns the
    /// old one. Only the
    /// [index](super::index::GlobalIndex) calls this.
    pub(super) fn set_entry(&mut self, key: StoredKey, entry: Option<Stored>, number: u64) -> Option<Stored> {
        self.set_last_change(number);
        debug_assert!(
            self.local_indexes.is_empty()
                && self.expiry_order.is_none()
                && self.shard.is_none()
                && self.versions.is_none(),
            "nothing follows the entries of a global index"
        );
        self.items.set(key, entry)
    }

    /// Switches the expiry of items on or off. The new order is empty; the caller [adds](Self::add_to_expiry_order) the
    /// existing items one by one. Returns the old order.
    pub(super) fn expire_by(&mut self, expiry: Option<Arc<Expiry>>) -> Option<ExpiryOrder> {
        std::mem::replace(&mut self.expiry_order, expiry.map(ExpiryOrder::new))
    }

    /// Adds an existing item to the order in which items expire.
    pub(super) fn add_to_expiry_order(&mut self, key: StoredKey, ttl: &TtlState, now_ms: u64) {
        let stored = self.items.get(&key).cloned();
        self.follow_expiry((ttl, now_ms), key, None, stored.as_ref());
    }

    /// Updates the order in which items expire after a change of an item that was due at `before_ms`.
    fn follow_expiry(
        &mut self,
        (ttl, now_ms): (&TtlState, u64),
        key: StoredKey,
        before_ms: Option<u64>,
        new: Option<&Stored>,
    ) {
        let Some(order) = &mut self.expiry_order else { return };
        if let Some(due_ms) = order.follow(key, before_ms, new, now_ms) {
            ttl.note(due_ms);
        }
    }

    /// The first time at which something in the partition may be due.
    pub(super) fn first_due_ms(&self) -> Option<u64> {
        self.expiry_order.as_ref()?.first_due_ms()
    }

    /// The keys of items that are due, each with the time since when requests do not see it, among the first `at_most` keys in the order of times. Keys of another partition,
    /// which a split left in the order, are dropped.
    pub(super) fn due(&mut self, now_ms: u64, at_most: usize) -> Vec<(u64, StoredKey)> {
        let Some(order) = &mut self.expiry_order else { return Vec::new() };
        let mut due = Vec::new();
        for (due_ms, key) in order.due(now_ms, at_most) {
            let stored = self.items.get(&key);
            if stored.is_some_and(|stored| order.due_ms(&key, stored.item()) == Some(due_ms)) {
                due.push((order.unseen_since_ms(due_ms), key));
            } else {
                order.drop_key(due_ms, &key);
            }
        }
        due
    }

    /// Drops the local indexes that are not kept, and reduces the sizes of item collections by their entries.
    pub(super) fn keep_local_indexes(&mut self, kept: &[bool]) {
        debug_assert_eq!(self.local_indexes.len(), kept.len(), "each index is kept or not");
        let trees = std::mem::take(&mut self.local_indexes).into_iter().zip(kept);
        let (kept, dropped): (Vec<_>, Vec<_>) = trees.partition(|(_, is_kept)| **is_kept);
        self.local_indexes = kept.into_iter().map(|(tree, _)| tree).collect();
        if self.local_indexes.is_empty() {
            self.collection_sizes = Tree::default();
            return;
        }
        for (key, entry) in dropped.iter().flat_map(|(tree, _)| tree.iter()) {
            let mut growth = Growth::default();
            growth.replace(Some(entry), None);
            self.grow_collection(key.collection(), growth);
        }
    }

    /// Splits off everything from this key on. It copies at most one piece of each tree.
    pub(super) fn split_off(&mut self, at: &StoredKey) -> Self {
        Self {
            items: self.items.split_off(at),
            local_indexes: self.local_indexes.iter_mut().map(|tree| tree.split_off(at)).collect(),
            collection_sizes: self.collection_sizes.split_off(at),
            // Both halves keep the whole order. A key of the other half is dropped when it is due.
            expiry_order: self.expiry_order.clone(),
            // The table splits its shard.
            shard: None,
            versions: self.versions.as_mut().map(|versions| Box::new(versions.split_off(at))),
            last_change: self.last_change,
        }
    }
}
