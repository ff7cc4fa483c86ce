//! Where what is on its way to a replica is noted in a database on disk, and the form that it has there.

use std::{fmt, sync::Arc};

#[cfg(feature = "disk")]
use super::version::Version;
use super::way::Waiting;
#[cfg(feature = "disk")]
use crate::{codec::dynamodb_json::Checked, storage::stored::Stored, value::Item};
use crate::{
    codec::dynamodb_json::write_item,
    key::StoredKey,
    storage::journal::{Journal, ValueKey, ValueKind},
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
    key.into_iter().for_each(|key| key.write(&mut bytes));
    bytes
}

/// The region and the item's key of a change on its way.
#[cfg(feature = "disk")]
pub(super) fn read_way_key(bytes: &[u8]) -> Option<(&str, StoredKey)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (from, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((std::str::from_utf8(from).ok()?, StoredKey::read(key)?))
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

    /// The change of these bytes.
    #[cfg(feature = "disk")]
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "disk")]
    use crate::item;

    #[cfg(feature = "disk")]
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
