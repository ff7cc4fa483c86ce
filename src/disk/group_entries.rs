//! The records of a group, in as many entries of the journal as they take.
//!
//! ```text
//! checksum     13, how many entries of the group follow     records
//! ```
//! All entries of a group are in one commit. A group of one entry has no such record, and shares the entry with others.

use std::mem;

use super::{
    commit::{CHECKSUM_BYTES, Commit, ENTRY_BYTES},
    followed::{FOLLOWED_BYTES, write_followed},
};

/// What is in front of the records of an entry.
const HEAD_BYTES: usize = CHECKSUM_BYTES + FOLLOWED_BYTES;

/// The memory of an entry: with room for a record that is moved to the next one then.
const CAPACITY: usize = ENTRY_BYTES + (8 << 10);

/// The entries of a group that is being made. They are never copied as a whole.
#[derive(Debug, Default)]
pub(super) struct GroupEntries {
    full: Vec<Vec<u8>>,
    /// The entry that takes the next record.
    last: Vec<u8>,
}

impl GroupEntries {
    /// Appends a record, or a few that belong together.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.last.is_empty() {
            self.last.extend_from_slice(&[0; HEAD_BYTES]);
        }
        let begin = self.last.len();
        write(&mut self.last);
        if self.last.len() > ENTRY_BYTES && begin > HEAD_BYTES {
            // What is too much begins the next entry.
            let mut next = Vec::with_capacity(CAPACITY);
            next.extend_from_slice(&[0; HEAD_BYTES]);
            next.extend_from_slice(self.last.get(begin..).unwrap_or_default());
            self.last.truncate(begin);
            self.last.shrink_to(CAPACITY);
            self.full.push(mem::replace(&mut self.last, next));
        }
    }

    /// Moves the group to the end of a commit.
    pub(super) fn add_to(self, commit: &mut Commit) {
        let Self { full, last } = self;
        if full.is_empty() {
            commit.add(last.get(HEAD_BYTES..).unwrap_or_default());
            return;
        }
        let count = full.len();
        for (place, mut entry) in full.into_iter().chain([last]).enumerate() {
            let mut followed = Vec::with_capacity(FOLLOWED_BYTES);
            write_followed((count - place) as u64, &mut followed);
            if let Some(head) = entry.get_mut(CHECKSUM_BYTES..HEAD_BYTES) {
                head.copy_from_slice(&followed);
            }
            commit.add_entry(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            commit::checked,
            encoding::Bytes,
            followed::followed_by,
            record::{Record, Records, write_value},
        },
        *,
    };

    /// A group of values of these lengths: of each entry how many follow, and how many values it has.
    fn entries(lengths: impl IntoIterator<Item = usize>) -> Vec<(u64, usize)> {
        let mut group = GroupEntries::default();
        for length in lengths {
            group.add(|out| write_value(1, (1, b"key"), Some(&vec![0; length]), out));
        }
        let mut commit = Commit::default();
        group.add_to(&mut commit);
        let mut entries = Vec::new();
        let write = |entry: &[u8]| -> Result<(), ()> {
            let records = checked(entry).unwrap();
            let values = Records(Bytes(records)).filter(|record| matches!(record, Ok(Record::Value { .. })));
            entries.push((followed_by(records), values.count()));
            assert!(entry.len() <= ENTRY_BYTES || entries.last().unwrap().1 == 1, "{} bytes", entry.len());
            Ok(())
        };
        commit.write(write).unwrap();
        entries
    }

    #[test]
    fn a_group_is_cut_between_records() {
        assert_eq!(entries([]), []);
        assert_eq!(entries([100, 200]), [(0, 2)]);
        assert_eq!(entries([30_000; 5]), [(2, 2), (1, 2), (0, 1)]);
        assert_eq!(entries([200_000]), [(0, 1)]);
        assert_eq!(entries([1, 200_000, 1, 1]), [(2, 1), (1, 1), (0, 2)]);
        assert_eq!(entries([200_000, 200_000]), [(1, 1), (0, 1)]);
        let all = entries((0..10_000).map(|n| n % 500));
        assert!(all.len() > 30 && all.iter().map(|(_, values)| values).sum::<usize>() == 10_000);
    }
}
