//! What is kept of replication in a database on disk: the versions of items, and what is on its way to a replica. Both
//! are values of the table of the replica.

use std::{fmt, sync::Arc};

use super::{version::Version, way::Waiting};
use crate::{
    codec::dynamodb_json::{Checked, write_item},
    key::StoredKey,
    storage::{
        journal::{Journal, ValueKey, ValueKind},
        stored::Stored,
        table::Table,
    },
    value::Item,
};

/// Where what is on its way to a replica is noted.
#[derive(Clone)]
pub(super) struct Noted {
    journal: Arc<dyn Journal>,
    /// The sequence of the replica's table.
    table: u64,
}

impl fmt::Debug for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Noted").field("table", &self.table).finish_non_exhaustive()
    }
}

impl Noted {
    pub(super) fn new(journal: &Arc<dyn Journal>, table: u64) -> Self {
        Self { journal: Arc::clone(journal), table }
    }

    /// Notes a change on its way from a region, or that it has arrived. Returns the number of that in the journal.
    pub(super) fn note(&self, from: &str, key: &StoredKey, waiting: Option<&Waiting>) -> u64 {
        let key = way_key(from, Some(key));
        let value = waiting.map(Waiting::bytes);
        self.journal.note_value(&self.value(&key), value.as_deref())
    }

    /// Notes that nothing is on its way from a region.
    pub(super) fn note_nothing(&self, from: &str) {
        let key = way_key(from, None);
        self.journal.note_no_values(&self.value(&key));
    }

    /// Whether the change with this number has its place in the journal: until then nobody else may see it.
    pub(super) fn is_noted(&self, number: u64) -> bool {
        self.journal.is_noted(number)
    }

    fn value<'k>(&self, key: &'k [u8]) -> ValueKey<'k> {
        ValueKey { table: Some(self.table), kind: ValueKind::Way, key }
    }
}

/// The key of a change on its way: the region with its length, and the item's key.
fn way_key(from: &str, key: Option<&StoredKey>) -> Vec<u8> {
    let length = u16::try_from(from.len()).unwrap_or(u16::MAX);
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend_from_slice(from.as_bytes());
    key.into_iter().for_each(|key| write_key(key, &mut bytes));
    bytes
}

fn write_key(key: &StoredKey, out: &mut Vec<u8>) {
    out.extend_from_slice(&key.hash.to_be_bytes());
    out.extend_from_slice(&key.bytes);
}

fn read_key(bytes: &[u8]) -> Option<StoredKey> {
    let (hash, bytes) = bytes.split_first_chunk()?;
    Some(StoredKey { hash: u64::from_be_bytes(*hash), bytes: bytes.iter().copied().collect() })
}

impl Waiting {
    /// The change as it is kept: six numbers, then the item's JSON, if it was not deleted.
    fn bytes(&self) -> Vec<u8> {
        let numbers = [self.version.bits(), self.first.bits(), self.written_ms, self.last_ms];
        let place = [self.place.0, self.place.1];
        let mut bytes: Vec<u8> = numbers.into_iter().chain(place).flat_map(u64::to_be_bytes).collect();
        if let Some(item) = &self.item {
            write_item(item.item(), &mut bytes);
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut number = || {
            let (number, behind) = rest.split_first_chunk()?;
            rest = behind;
            Some(u64::from_be_bytes(*number))
        };
        let [version, first, written_ms, last_ms, due_ms, added] =
            [number()?, number()?, number()?, number()?, number()?, number()?];
        let item = match std::str::from_utf8(rest).ok()? {
            "" => None,
            json => {
                let item = Checked::<Item>::from_text(json).ok().filter(|item| item.faults.is_none())?;
                Some(Stored::new(item.value))
            }
        };
        let [version, first] = [version, first].map(Version::of_bits);
        Some(Self { version, item, written_ms, last_ms, place: (due_ms, added), first, number: 0 })
    }
}

impl Table {
    /// Notes the version of an item, or that it is forgotten. Returns the number of that in the journal, 0 if there is
    /// none.
    pub(super) fn note_version(&self, key: &StoredKey, version: Option<Version>) -> u64 {
        let Some(journal) = self.journal() else { return 0 };
        let mut bytes = Vec::with_capacity(64);
        write_key(key, &mut bytes);
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
        let (Some(key), Ok(bits)) = (read_key(key), version.try_into()) else { return false };
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
            let (length, rest) = key.split_first_chunk()?;
            let (from, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            Some((std::str::from_utf8(from).ok()?, read_key(key)?, Waiting::read(change)?))
        };
        let (Some((from, key, waiting)), Some(replica)) = (read(), self.replica()) else { return false };
        if waiting.item.as_ref().is_some_and(|item| !is_of(item, &key)) {
            return false;
        }
        replica.exchange.restore(from, &replica.region, key, waiting);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn a_change_on_its_way_is_read_as_it_was_written() {
        for item in [None, Some(Stored::new(item! { "id": "a", "n": 1 }))] {
            let [version, first] = [Version::of_write(7), Version::of_write(3).expired()];
            let (written_ms, last_ms, place) = (1, 2, (3, 4));
            let waiting = Waiting { version, item, written_ms, last_ms, place, first, number: 9 };
            let read = Waiting::read(&waiting.bytes()).unwrap();
            assert_eq!((read.version, read.first, read.place), (version, first, place));
            assert_eq!((read.written_ms, read.last_ms, read.number), (1, 2, 0));
            assert_eq!(read.item, waiting.item);
        }
        assert!(Waiting::read(&[0; 47]).is_none());
    }

    #[test]
    fn no_region_is_the_begin_of_another() {
        let key = StoredKey::first_at(1);
        assert!(!way_key("us-east-11", Some(&key)).starts_with(&way_key("us-east-1", None)));
        assert!(way_key("us-east-1", Some(&key)).starts_with(&way_key("us-east-1", None)));
    }
}
