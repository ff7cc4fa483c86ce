//! The one place where items change. Index entries, sizes and expiry times change together with the item, so that no
//! reader sees a change half done. The change is recorded here if the change log or a listener needs it.

use std::{convert::Infallible, sync::Arc};

use super::{
    change::{Change, IndexChange, VectorChange, Written},
    changes::record::{ChangedBy, Origin},
    collection::limit::{CollectionTooLarge, check_collections},
    index::{
        global::GlobalIndex,
        vector::{charge::charged_bytes, vector_index::VectorIndex},
    },
    journal::Group,
    partition_data::{ChangedTable, Outcome, PartitionData},
    stored::Stored,
    table::Table,
    throughput::meter,
};
use crate::{error::Error, key::StoredKey};

impl Table {
    /// Reads the item with this key and changes it as `decide` says, atomically.
    ///
    /// # Errors
    /// Those of `decide`, an item collection that would be too large, the write is throttled, or a disk has failed.
    pub(crate) fn write<'c, E: From<CollectionTooLarge> + From<Error>>(
        &self,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        self.write_by(ChangedBy::Request, key, decide)
    }

    /// The same for a change that was made by this.
    ///
    /// # Errors
    /// Those of `decide`, an item collection that would be too large, the write is throttled, or a disk has failed.
    pub(crate) fn write_by<'c, E: From<CollectionTooLarge> + From<Error>>(
        &self,
        by: ChangedBy,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        if let Some(journal) = self.journal() {
            journal.failure().map_or(Ok(()), |failed| Err(Error::from(failed)))?;
        }
        self.count_access(&key);
        if meter::is_on() {
            return self.write_metered(by, key, decide);
        }
        self.layout().write(key.hash, |data| {
            // Read once: the item must not expire between the decision and the change.
            let origin = Origin::now(by, self.time().looked_us());
            if self.local_indexes().is_empty() {
                return self.commit(data, key, origin, decide);
            }
            let current = data.current(&key, origin.at_ms);
            let change = decide(current)?.without_edit(current);
            check_collections(std::iter::once((self, &*data, &key, &change)))?;
            self.commit(data, key, origin, |_| Ok(change))
        })
    }

    /// Passes the current item to `decide` and carries out the change that it returns. The caller holds the write lock
    /// of the partition that owns the key, and took the time under it. An item that is due to expire is deleted first.
    ///
    /// # Errors
    /// Those of `decide`; nothing is changed then.
    pub(super) fn commit<'c, E>(
        &self,
        data: &mut PartitionData,
        key: StoredKey,
        origin: Origin,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        if let Some(unseen_ms) = data.unseen_since_ms(&key, origin.at_ms) {
            self.expire(data, key.clone(), Origin::expired(unseen_ms, origin.at_us()));
        }
        self.change(data, key, origin, decide)
    }

    /// Deletes an item that is due to expire, in the partition that owns the key and whose write lock the caller holds.
    pub(super) fn expire(&self, data: &mut PartitionData, key: StoredKey, origin: Origin) {
        let delete = |_: Option<&_>| Ok::<_, Infallible>(Change::Delete);
        let Ok(_) = self.change(data, key, origin, delete);
    }

    /// Sets an item of a copy, which nobody else uses and which records nothing, back to what it was; `None` if it did
    /// not exist.
    pub(super) fn set_back(&self, key: StoredKey, image: Option<Stored>) {
        let origin = Origin::now(ChangedBy::Request, self.time().looked_us());
        self.layout().peek_mut(key.hash, |data| {
            debug_assert!(data.shard().is_none(), "what is undone is not recorded");
            let change = image.map_or(Change::Delete, Change::Put);
            let Ok(_) = self.change(data, key, origin, |_| Ok::<_, Infallible>(change));
        });
    }

    /// All changes of items go through here.
    pub(super) fn change<'c, E>(
        &self,
        data: &mut PartitionData,
        key: StoredKey,
        origin: Origin,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        let is_recorded = data.shard().is_some() || self.listeners().any();
        let is_replica = data.versions().is_some();
        let is_late = self.lag().is_on();
        let table = ChangedTable {
            schema: self.schema(),
            local_indexes: self.local_indexes(),
            ttl: self.ttl(),
            now_ms: origin.at_ms,
            needs_old: self.has_global_indexes()
                || self.has_vector_indexes()
                || is_recorded
                || is_replica
                || is_late
                || self.journal().is_some(),
        };
        let replicated_key = is_replica.then(|| key.clone());
        // The item is kept with its version, and with the news for other regions.
        let _group = self.journal().filter(|_| is_replica).map(|journal| Group::begin(&**journal));
        let noted = self.journal().map(|journal| (journal, key.clone()));
        let (mut written, is_changed) = match data.change_item(&table, key, decide)? {
            Outcome::Checked(written) => return Ok(written),
            Outcome::Done(written) => (written, false),
            Outcome::Changed(written) => (written, true),
        };
        if is_changed {
            let images = (written.old_item(), written.new_item());
            let record = if is_recorded { self.begin_record(data, images, origin) } else { None };
            if let Some((journal, key)) = noted {
                let place = (&*data, &key);
                let number = self.note_change(&**journal, place, written.new_item(), record.as_ref());
                data.set_last_change(number);
            }
            self.follow(data, &mut written);
            if let Some(record) = record {
                self.record(data, record);
            }
            if is_late {
                self.follow_late(&written, origin, data.last_change());
            }
        }
        // Of a write that changed nothing too: the last writer wins.
        if let Some(key) = replicated_key {
            self.send(data, key, &written, origin);
        }
        Ok(written)
    }

    /// Brings what lies outside of the item's partition up to date with a change.
    fn follow(&self, data: &PartitionData, written: &mut Written) {
        let number = data.last_change();
        if self.has_global_indexes() {
            for index in self.global_indexes().iter() {
                let entry = index.follow_item(self.schema(), written.old_item(), written.new_item(), number);
                if entry.is_some() && index.contributors().is_on() {
                    let schema = index.definition().schema();
                    index.contributors().count_entry(schema, written.old_item(), written.new_item());
                }
                let change = |entry| IndexChange::global(Arc::clone(index.definition()), entry);
                written.add_indexes(entry.map(change));
            }
        }
        if self.has_vector_indexes() {
            self.follow_vectors(written);
        }
    }

    /// Brings the vector indexes up to date with a change of an item.
    #[inline(never)]
    fn follow_vectors(&self, written: &mut Written) {
        let indexes = self.vector_indexes();
        let (old, new) = (written.old_item(), written.new_item());
        let mut changes = Vec::new();
        for index in indexes.iter() {
            let entry = index.follow_item(self.schema(), old, new);
            changes.extend(entry.map(|entry| VectorChange::new(Arc::clone(index.definition()), entry)));
        }
        let charged = [old, new].map(|stored| stored.map_or(0, |stored| charged_bytes(&indexes, stored)));
        written.add_vector_indexes(changes, charged.into_iter().max().unwrap_or(0));
    }

    /// The same as [`fill`](Self::fill) for a vector index.
    pub(super) fn fill_vectors(&self, data: &PartitionData, keys: &[StoredKey], index: &VectorIndex) {
        debug_assert!(index.is_filling(), "a filled index has all entries");
        for stored in keys.iter().filter_map(|key| data.items().get(key)) {
            index.follow_item(self.schema(), None, Some(stored));
        }
    }

    /// Adds the entries of the items with these keys to an index that is being filled. The caller holds the lock of
    /// their partition. Keys without an item are skipped.
    pub(super) fn fill(&self, data: &PartitionData, keys: &[StoredKey], index: &GlobalIndex) {
        debug_assert!(index.is_filling(), "a filled index has all entries");
        for stored in keys.iter().filter_map(|key| data.items().get(key)) {
            index.follow_item(self.schema(), None, Some(stored), data.last_change());
        }
    }
}
