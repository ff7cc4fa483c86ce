//! What a table keeps of replication in a database on disk: the versions of its items, and what is on its way to it.
//! Both are values of the table.

use super::{noted::Noted, version::Version};
#[cfg(feature = "disk")]
use super::{noted::read_way_key, way::Waiting};
#[cfg(feature = "disk")]
use crate::storage::stored::Stored;
use crate::{
    key::StoredKey,
    storage::{
        journal::{ValueKey, ValueKind},
        table::Table,
    },
};

impl Table {
    /// Notes the version of an item, or that it is forgotten. Returns the number of that in the journal, 0 if there is
    /// none.
    pub(super) fn note_version(&self, key: &StoredKey, version: Option<Version>) -> u64 {
        let Some(journal) = self.journal() else { return 0 };
        let mut bytes = Vec::with_capacity(64);
        key.write(&mut bytes);
        let value = version.map(|version| version.bits().to_be_bytes());
        let key = ValueKey { table: Some(self.sequence()), kind: ValueKind::Version, key: &bytes };
        journal.note_value(&key, value.as_ref().map(<[u8; 8]>::as_slice))
    }

    /// Notes that the table is no replica any more.
    pub(super) fn note_left(&self) {
        for kind in [ValueKind::Version, ValueKind::Way] {
            let begin = ValueKey { table: Some(self.sequence()), kind, key: &[] };
            self.journal().into_iter().for_each(|journal| journal.note_no_values(&begin));
        }
    }

    /// Notes the versions of all items of a new replica, and then what is on its way to it: with that, and before
    /// anything else can come, `noted` is called.
    pub(crate) fn note_replica(&self, noted: impl FnOnce()) {
        let (Some(journal), Some(replica)) = (self.journal(), self.replica()) else { return noted() };
        for (_, data) in self.layout().contents() {
            for (key, version) in data.versions().into_iter().flat_map(|versions| versions.iter()) {
                self.note_version(key, Some(version));
            }
        }
        replica.exchange.note_in(&replica.region, Noted::new(journal, self.sequence()), noted);
    }

    /// Sets the version of an item that was kept on disk; whether the bytes could be read.
    #[cfg(feature = "disk")]
    pub(crate) fn restore_version(&self, key: &[u8], version: &[u8]) -> bool {
        let (Some(key), Ok(bits)) = (StoredKey::read(key), version.try_into()) else { return false };
        let (version, Some(replica)) = (Version::of_bits(u64::from_be_bytes(bits)), self.replica()) else {
            return false;
        };
        self.layout().peek_mut(key.hash, |data| {
            let is_deleted = data.items().get(&key).is_none();
            if let Some(versions) = data.versions_mut() {
                versions.set(key, version, is_deleted);
            }
        });
        replica.exchange.goes_on_after(version);
        true
    }

    /// Puts a change that was kept on disk on its way to this replica; whether the bytes could be read. `is_of` says
    /// whether an item has a key.
    #[cfg(feature = "disk")]
    pub(crate) fn restore_way(
        &self,
        key: &[u8],
        change: &[u8],
        is_of: impl FnOnce(&Stored, &StoredKey) -> bool,
    ) -> bool {
        let read = || {
            let (from, key) = read_way_key(key)?;
            Some((from, key, Waiting::read(change)?))
        };
        let (Some((from, key, waiting)), Some(replica)) = (read(), self.replica()) else { return false };
        if waiting.item.as_ref().is_some_and(|item| !is_of(item, &key)) {
            return false;
        }
        replica.exchange.restore(from, &replica.region, key, waiting);
        true
    }
}
