//! What one commit writes: records, in entries of the journal.

/// How long an entry gets. redb gives each entry pages of its own, a power of two of them, and takes a few bytes of them.
const ENTRY_BYTES: usize = (64 << 10) - 64;

/// The bytes of a checksum in front of what it sums up.
const CHECKSUM_BYTES: usize = 4;

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
    /// The entries, one behind the other.
    bytes: Vec<u8>,
    /// Where each entry but the last ends.
    ends: Vec<usize>,
}

impl Commit {
    /// Removes all records, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Whether there are no records.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes of the entries.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Appends records that belong together: they come into one entry.
    pub(super) fn add(&mut self, records: &[u8]) {
        if records.is_empty() {
            return;
        }
        let begun = self.bytes.len() - self.ends.last().copied().unwrap_or(0);
        if begun > 0 && begun + records.len() > ENTRY_BYTES {
            self.ends.push(self.bytes.len());
        }
        if begun == 0 || self.ends.last() == Some(&self.bytes.len()) {
            self.bytes.extend_from_slice(&[0; CHECKSUM_BYTES]);
        }
        self.bytes.extend_from_slice(records);
    }

    /// The entries with their checksums.
    pub(super) fn entries(&mut self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.iter().copied().chain((!self.bytes.is_empty()).then_some(self.bytes.len()));
        let (mut rest, mut begin) = (self.bytes.as_mut_slice(), 0);
        ends.map(move |end| {
            let (entry, behind) = std::mem::take(&mut rest).split_at_mut(end - begin);
            (rest, begin) = (behind, end);
            sum_up(entry);
            &*entry
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_belong_together_are_in_one_entry() {
        let mut commit = Commit::default();
        assert_eq!(commit.entries().count(), 0);
        let lengths = [1, 30_000, 0, 30_000, 30_000, 200_000, 7];
        lengths.into_iter().for_each(|length| commit.add(&vec![length as u8; length]));
        let entries: Vec<Vec<u8>> = commit.entries().map(|entry| checked(entry).unwrap().to_vec()).collect();
        let lengths: Vec<usize> = entries.iter().map(Vec::len).collect();
        assert_eq!(lengths, [60_001, 30_000, 200_000, 7]);
        assert_eq!(summed_up(&entries[3]), commit.entries().last().unwrap());
        commit.clear();
        assert!(commit.is_empty());
        commit.add(&[1]);
        assert_eq!(commit.entries().count(), 1);
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
