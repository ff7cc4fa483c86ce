//! The one way by which items change, and with each all that a reader could see half done: index entries, sizes, times.
//! It passes the change on to the table's listeners.

use std::sync::Arc;

use super::{
    change::{Change, IndexChange, ItemChange, Written},
    collection::limit::{CollectionTooLarge, check_collections},
    index::global::GlobalIndex,
    partition_data::{ChangedTable, Outcome, PartitionData},
    stored::Stored,
    table::Table,
};
use crate::key::StoredKey;

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
        self.layout().write(key.hash, |data| {
            if self.local_indexes().is_empty() {
                return self.commit(data, key, decide);
            }
            let current = data.items().get(&key);
            let change = decide(current)?.without_edit(current);
            check_collections(std::iter::once((self, &*data, &key, &change)))?;
            self.commit(data, key, |_| Ok(change))
        })
    }

    /// Changes an item as `decide` says, which is shown the item that is there, in the partition that owns the key and
    /// whose write lock the caller holds. Whatever changes an item comes through here.
    ///
    /// # Errors
    /// Those of `decide`; nothing is changed then.
    pub(super) fn commit<'c, E>(
        &self,
        data: &mut PartitionData,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        let table = ChangedTable {
            schema: self.schema(),
            local_indexes: self.local_indexes(),
            ttl: self.ttl(),
            needs_old: self.has_global_indexes() || self.listeners().any(),
        };
        let mut written = match data.change_item(&table, key, decide)? {
            Outcome::Done(written) => return Ok(written),
            Outcome::Changed(written) => written,
        };
        if self.has_global_indexes() {
            for index in self.global_indexes().iter() {
                let entry = index.follow_item(self.schema(), written.old_item(), written.new_item());
                let change = |entry| IndexChange::global(Arc::clone(index.definition()), entry);
                written.add_indexes(entry.map(change));
            }
        }
        if self.listeners().any() {
            self.tell(&written);
        }
        Ok(written)
    }

    /// Puts the entries of items that are there into an index that is being filled. The caller holds the lock of their
    /// partition. The others of the keys are passed over.
    pub(super) fn fill(&self, data: &PartitionData, keys: &[StoredKey], index: &GlobalIndex) {
        debug_assert!(index.is_filling(), "a filled index has all entries");
        for stored in keys.iter().filter_map(|key| data.items().get(key)) {
            index.follow_item(self.schema(), None, Some(stored));
        }
    }

    /// Tells listeners of a change, under the lock of its partition: so those of an item come in the order of its writes.
    #[cold]
    #[inline(never)]
    fn tell(&self, written: &Written) {
        let item = |stored: Option<&Stored>| stored.map(|stored| Arc::clone(stored.item()));
        let (old, new) = (item(written.old_item()), item(written.new_item()));
        // As in the service's streams, a write that leaves the item as it was is no change.
        if old != new {
            self.listeners().tell(&ItemChange { old, new });
        }
    }
}
