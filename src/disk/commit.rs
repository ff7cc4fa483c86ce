//! What one commit writes: records, in entries of the journal.

use std::collections::VecDeque;

/// How long an entry gets, unless one record is longer. redb gives each entry pages of its own, a power of two of them, and
/// takes a few bytes of them; it has no entries beyond 3 GiB.
pub(super) const ENTRY_BYTES: usize = (64 << 10) - 64;

/// The bytes of a checksum in front of what it sums up.
pub(super) const CHECKSUM_BYTES: usize = 4;

/// The memory of so many entries is kept for the next commit: of what usually waits at most.
const SPARE_ENTRIES: usize = 128;

/// The bytes behind their checksum.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, bytes) = bytes.split_first_chunk::<CHECKSUM_BYTES>()?;
    (u32::from_be_bytes(*sum) == crc32fast::hash(bytes)).then_some(bytes)
}

/// These bytes behind their checksum.
pub(super) fn summed_up(bytes: &[u8]) -> Vec<u8> {
    let mut summed_up = Vec::with_capacity(CHECKSUM_BYTES + bytes.len());
    summed_up.extend_from_slice(&[0; CHECKSUM_BYTES]);
    summed_up.extend_from_slice(bytes);
    sum_up(&mut summed_up);
    summed_up
}

/// Puts the checksum of the bytes behind its place into it.
fn sum_up(bytes: &mut [u8]) {
    if let Some((sum, bytes)) = bytes.split_first_chunk_mut::<CHECKSUM_BYTES>() {
        *sum = crc32fast::hash(bytes).to_be_bytes();
    }
}

/// Records that are written together.
#[derive(Debug, Default)]
pub(super) struct Commit {
    /// The entries, each with room for its checksum in front.
    entries: VecDeque<Vec<u8>>,
    /// The bytes of the entries.
    bytes: usize,
    /// The memory of entries that were written.
    spare: Vec<Vec<u8>>,
}

impl Commit {
    /// Whether there are no records.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The bytes of the entries.
    pub(super) fn len(&self) -> usize {
        self.bytes
    }

    /// Appends records that belong together: they come into one entry.
    pub(super) fn add(&mut self, records: &[u8]) {
        if records.is_empty() {
            return;
        }
        match self.entries.back_mut() {
            Some(last) if last.len() + records.len() <= ENTRY_BYTES => {
                last.extend_from_slice(records);
                self.bytes += records.len();
            }
            _ => {
                let mut entry = self.spare.pop().unwrap_or_default();
                entry.extend_from_slice(&[0; CHECKSUM_BYTES]);
                entry.extend_from_slice(records);
                self.add_entry(entry);
            }
        }
    }

    /// Appends an entry, which begins with room for its checksum.
    pub(super) fn add_entry(&mut self, entry: Vec<u8>) {
        debug_assert!(entry.len() > CHECKSUM_BYTES, "an entry has records");
        self.bytes += entry.len();
        self.entries.push_back(entry);
    }

    /// Takes the entries out by `write`, each with its checksum, up to its first error. The memory of a few is kept.
    pub(super) fn write<E>(&mut self, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        while let Some(mut entry) = self.entries.pop_front() {
            sum_up(&mut entry);
            write(&entry)?;
            self.bytes -= entry.len();
            if self.spare.len() < SPARE_ENTRIES && entry.capacity() <= 2 * ENTRY_BYTES {
                entry.clear();
                self.spare.push(entry);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(commit: &mut Commit) -> Vec<Vec<u8>> {
        let mut entries = Vec::new();
        let write = |entry: &[u8]| -> Result<(), ()> {
            entries.push(entry.to_vec());
            Ok(())
        };
        commit.write(write).unwrap();
        entries
    }

    #[test]
    fn records_that_belong_together_are_in_one_entry() {
        let mut commit = Commit::default();
        assert_eq!(written(&mut commit).len(), 0);
        let lengths = [1, 30_000, 0, 30_000, 30_000, 200_000, 7];
        lengths.into_iter().for_each(|length| commit.add(&vec![length as u8; length]));
        let bytes = commit.len();
        let entries = written(&mut commit);
        assert_eq!(entries.iter().map(Vec::len).sum::<usize>(), bytes);
        assert_eq!(summed_up(&[7; 7]), entries[3]);
        let lengths: Vec<usize> = entries.iter().map(|entry| checked(entry).unwrap().len()).collect();
        assert_eq!(lengths, [60_001, 30_000, 200_000, 7]);
        assert_eq!((commit.is_empty(), commit.len()), (true, 0));
        commit.add(&[1]);
        assert_eq!(written(&mut commit), [summed_up(&[1])], "memory that is used again is empty");
    }

    #[test]
    fn the_memory_of_a_large_commit_is_not_kept() {
        let mut commit = Commit::default();
        (0..1_000).for_each(|_| commit.add(&[1; ENTRY_BYTES]));
        commit.add(&vec![1; 10 * ENTRY_BYTES]);
        assert_eq!(written(&mut commit).len(), 1_001);
        assert_eq!(commit.spare.len(), SPARE_ENTRIES);
        assert!(commit.spare.iter().all(|entry| entry.capacity() <= 2 * ENTRY_BYTES));
    }

    #[test]
    fn bytes_that_were_changed_have_another_checksum() {
        let mut bytes = summed_up(b"item");
        assert_eq!(checked(&bytes), Some(&b"item"[..]));
        bytes[5] ^= 1;
        assert_eq!(checked(&bytes), None);
        assert_eq!(checked(&[1, 2]), None);
    }
}
