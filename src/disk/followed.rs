//! The record that tells how many entries of a group follow. It is the first of its entry.

/// Its first byte.
pub(super) const FOLLOWED: u8 = 13;

/// Its bytes: the first, and the count.
pub(super) const FOLLOWED_BYTES: usize = 9;

/// Appends that so many entries of the same group follow.
pub(super) fn write_followed(by: u64, out: &mut Vec<u8>) {
    out.push(FOLLOWED);
    out.extend_from_slice(&by.to_be_bytes());
}

/// How many entries of the same group follow an entry with these records.
pub(super) fn followed_by(records: &[u8]) -> u64 {
    match records.split_first() {
        Some((&FOLLOWED, count)) => count.first_chunk().copied().map_or(0, u64::from_be_bytes),
        _ => 0,
    }
}
