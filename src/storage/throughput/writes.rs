//! Writes that are metered and throttled.

use std::sync::Arc;

use super::{
    meter,
    resource::{Met, Resource, refuse},
};
use crate::{
    error::{Error, Result, ThrottledAccess},
    key::{StoredKey, index_key},
    storage::{
        change::{Change, EntryChange, Written},
        changes::record::{ChangedBy, Origin},
        collection::limit::{CollectionTooLarge, check_collections},
        index::{entry::follow, global::GlobalIndex},
        partition::Partition,
        stored::Stored,
        table::Table,
    },
    units::write_units,
};

const WRITE: ThrottledAccess = ThrottledAccess::Write;

/// What a change of an item writes into a global index.
pub(in crate::storage) struct IndexWrites {
    index: Arc<GlobalIndex>,
    /// The keys of the entries, each with its bytes and the item that it is or was made of.
    entries: Vec<(StoredKey, usize, Stored)>,
}

impl Table {
    /// Writes as [`write_by`](Self::write_by) does, metered and throttled.
    ///
    /// # Errors
    /// Those of `decide`, an item collection that would be too large, or the write is throttled.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn write_metered<'c, E: From<CollectionTooLarge> + From<Error>>(
        &self,
        by: ChangedBy,
        key: StoredKey,
        decide: impl FnOnce(Option<&Stored>) -> Result<Change<'c>, E>,
    ) -> Result<Written, E> {
        let written = self.layout().write_in(key.hash, |partition, data| {
            self.admit_write(partition, &key)?;
            let origin = Origin::now(by, self.time().looked_us());
            let current = data.current(&key, origin.at_ms).cloned();
            let change = match decide(current.as_ref()) {
                Ok(change) => change.without_edit(current.as_ref()),
                Err(error) => {
                    self.charge_failed(partition, &key, current.as_ref());
                    return Err(error);
                }
            };
            check_collections(std::iter::once((self, &*data, &key, &change)))?;
            let indexes = self.index_writes(current.as_ref(), &change);
            self.admit_index_writes(&key, &indexes)?;
            let hash = key.clone();
            let written = self.commit(data, key, origin, |_| Ok::<_, E>(change))?;
            self.charge_write(partition, &hash, &written, &indexes, 1.0);
            Ok(written)
        });
        self.relieve();
        written
    }

    /// Refuses a write of the item with this key whose table or partition has no units left.
    ///
    /// # Errors
    /// The write is throttled.
    pub(in crate::storage) fn admit_write(&self, partition: &Partition, key: &StoredKey) -> Result<()> {
        let Some((throttle, now_us)) = meter::throttle() else { return Ok(()) };
        let (resource, now) = (Resource::table(self), (&*throttle, now_us));
        let Some(met) = resource.met(now, WRITE, partition) else { return Ok(()) };
        resource.count_throttled(now, WRITE, partition, key.hash, &met);
        resource.count_throttled_key(key);
        refuse(WRITE, vec![met])
    }

    /// What a change of an item will write into the global indexes.
    pub(in crate::storage) fn index_writes(
        &self,
        current: Option<&Stored>,
        change: &Change<'_>,
    ) -> Vec<IndexWrites> {
        if !self.has_global_indexes() {
            return Vec::new();
        }
        let new = match change {
            Change::Put(new) => Some(new),
            Change::Delete => None,
            Change::Check | Change::Keep | Change::Edit(_) => return Vec::new(),
        };
        let indexes = self.global_indexes();
        let writes = indexes.iter().filter_map(|index| {
            let definition = index.definition();
            let key = |item: &_| index_key(self.schema(), definition.schema(), item);
            let mut keys = Vec::new();
            let entry = follow(definition, self.schema(), (current, new), key, true, |key, _| {
                keys.push(key);
                None
            })?;
            let stored = match entry {
                EntryChange::Removed { .. } | EntryChange::Moved { .. } => [current, new],
                EntryChange::Added { .. } | EntryChange::Replaced { .. } => [new, None],
            };
            let bytes = entry.written_bytes().into_iter().flatten();
            let entries = keys.into_iter().zip(bytes).zip(stored.into_iter().flatten());
            let entries = entries.map(|((key, bytes), stored)| (key, bytes, stored.clone())).collect();
            Some(IndexWrites { index: Arc::clone(index), entries })
        });
        writes.collect()
    }

    /// Refuses a write of the item with this key that would change entries of global indexes without units left: an index
    /// that cannot keep up throttles its table. (Developer guide: "Understanding Global Secondary Index (GSI) write
    /// throttling and back pressure")
    ///
    /// # Errors
    /// The write is throttled.
    pub(in crate::storage) fn admit_index_writes(
        &self,
        key: &StoredKey,
        indexes: &[IndexWrites],
    ) -> Result<()> {
        let Some((throttle, now_us)) = meter::throttle() else { return Ok(()) };
        let now = (&*throttle, now_us);
        let mut refused: Vec<Met> = Vec::new();
        for IndexWrites { index, entries } in indexes {
            let resource = Resource::index(self, index);
            for (entry, _, stored) in entries {
                let partition = index.layout().partition_of(entry.hash);
                if let Some(met) = resource.met(now, WRITE, &partition) {
                    resource.count_throttled(now, WRITE, &partition, entry.hash, &met);
                    index.contributors().count_throttled_entry(index.definition().schema(), stored);
                    refused.push(met);
                }
            }
        }
        if !refused.is_empty() {
            Resource::table(self).count_throttled_key(key);
        }
        refuse(WRITE, refused)
    }

    /// Charges a request for what it wrote; a transaction for `factor` times what the table's share is.
    pub(in crate::storage) fn charge_write(
        &self,
        partition: &Partition,
        key: &StoredKey,
        written: &Written,
        indexes: &[IndexWrites],
        factor: f64,
    ) {
        let table = Resource::table(self);
        table.charge(WRITE, partition, key.hash, None, factor * write_units(written.charged_bytes()));
        for change in written.indexes().iter().filter(|change| change.is_local()) {
            table.charge(WRITE, partition, key.hash, Some(change.name()), change.entry().write_units());
        }
        for IndexWrites { index, entries } in indexes {
            for (entry, bytes, _) in entries {
                let partition = index.layout().partition_of(entry.hash);
                let units = write_units(*bytes);
                Resource::index(self, index).charge(WRITE, &partition, entry.hash, None, units);
            }
        }
    }

    /// Charges a request for a write whose condition failed.
    pub(in crate::storage) fn charge_failed(
        &self,
        partition: &Partition,
        key: &StoredKey,
        current: Option<&Stored>,
    ) {
        let bytes = current.map_or(0, Stored::size).max(meter::take_attempt());
        Resource::table(self).charge(WRITE, partition, key.hash, None, write_units(bytes));
    }
}

impl EntryChange {
    /// The bytes of each entry that is written: one that moves is deleted and inserted. (Developer guide: Provisioned
    /// throughput considerations for global secondary indexes)
    pub(crate) fn written_bytes(self) -> [Option<usize>; 2] {
        match self {
            Self::Added { bytes } | Self::Removed { bytes } => [Some(bytes), None],
            Self::Replaced { old_bytes, new_bytes } => [Some(old_bytes.max(new_bytes)), None],
            Self::Moved { old_bytes, new_bytes } => [Some(old_bytes), Some(new_bytes)],
        }
    }

    /// The write units that it consumes.
    pub(crate) fn write_units(self) -> f64 {
        self.written_bytes().into_iter().flatten().map(write_units).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_entry_that_moves_is_written_twice() {
        let (old_bytes, new_bytes) = (1000, 3000);
        assert_eq!(EntryChange::Added { bytes: 3000 }.write_units(), 3.0);
        assert_eq!(EntryChange::Replaced { old_bytes, new_bytes }.write_units(), 3.0);
        assert_eq!(EntryChange::Moved { old_bytes, new_bytes }.write_units(), 4.0);
    }
}
