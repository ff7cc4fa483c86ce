//! The hash line: the SHA-256 of a partition key selects the partition of its items.

use std::fmt;

use sha2::{Digest, Sha256};

use super::encoding::{KeyBytes, push_terminated};
use crate::value::AttributeValue;

/// A point on the hash line: the first 64 of its 256 bits.
pub(crate) type HashPoint = u64;

/// The point of a partition key's value on the line.
pub(crate) fn hash_point(values: &[&AttributeValue]) -> HashPoint {
    with_hashed(values, hash_point_of_bytes)
}

/// The point on the line of a string or binary with these bytes.
pub(super) fn hash_point_of_bytes(bytes: &[u8]) -> HashPoint {
    let [a, b, c, d, e, f, g, h, ..] = digest(bytes);
    HashPoint::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The bytes of which a partition key's hash is computed.
pub(crate) fn hashed_bytes(values: &[&AttributeValue]) -> Vec<u8> {
    with_hashed(values, <[u8]>::to_vec)
}

/// Where a point lies on the line: from 0 at its beginning to 1 at its end.
fn position(point: HashPoint) -> f64 {
    point as f64 / (HashPoint::MAX as f64 + 1.0)
}

/// The SHA-256 of a partition key's value.
pub(super) fn sha256(value: &AttributeValue) -> [u8; 32] {
    with_hashed(&[value], digest)
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Calls `hash` with the bytes to hash: a string's UTF-8, a binary's bytes, or a number's canonical text. Several
/// values follow each other, each with an end as in [`push_terminated`].
fn with_hashed<R>(values: &[&AttributeValue], hash: impl FnOnce(&[u8]) -> R) -> R {
    match values {
        [AttributeValue::S(text)] => hash(text.as_bytes()),
        [AttributeValue::B(bytes)] => hash(bytes),
        [AttributeValue::N(value)] => hash(value.to_text().as_bytes()),
        _ => {
            let mut bytes = KeyBytes::new();
            values.iter().for_each(|value| push_terminated(&mut bytes, value));
            hash(&bytes)
        }
    }
}

/// The SHA-256 of a partition key: the number of 256 bits that selects the partition of its items.
///
/// ```
/// use hashrange::PartitionKeyHash;
///
/// let hash = PartitionKeyHash::of(&"minji01".into());
/// assert_eq!(hash.to_hex().len(), 64);
/// assert_eq!(PartitionKeyHash::of(&"abc".into()).to_hex(),
///     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionKeyHash([u8; 32]);

impl PartitionKeyHash {
    /// The hash of a partition key's value: of a string's UTF-8 bytes, a binary's bytes, or a number's canonical
    /// text, as `sha256sum` computes it.
    pub fn of(value: &AttributeValue) -> Self {
        Self(sha256(value))
    }

    /// The hash of a partition key with these values; one value hashes as in [`of`](Self::of).
    pub(crate) fn of_values(values: &[&AttributeValue]) -> Self {
        Self(with_hashed(values, digest))
    }

    /// Where the hash lies on the line: from 0 at its beginning to 1 at its end.
    ///
    /// ```
    /// # use hashrange::PartitionKeyHash;
    /// // The hash begins with 05a7: 0x05a7 / 0x10000 is 0.022.
    /// assert_eq!((PartitionKeyHash::of(&"minji01".into()).position() * 1000.0).round(), 22.0);
    /// ```
    pub fn position(&self) -> f64 {
        position(self.point())
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The point on the line.
    pub(crate) fn point(&self) -> HashPoint {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// The 64 hexadecimal digits that `sha256sum` prints.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The hash as a decimal number, at most 78 digits.
    pub fn to_decimal(&self) -> String {
        // Long division of the 256 bits by 10^18, repeated until nothing is left.
        const CHUNK: u128 = 1_000_000_000_000_000_000;
        let mut words: Vec<u32> = self
            .0
            .chunks(4)
            .map(|four| four.iter().fold(0, |word, byte| word << 8 | u32::from(*byte)))
            .collect();
        let mut chunks = Vec::new();
        while words.iter().any(|word| *word != 0) {
            let mut rest: u128 = 0;
            for word in &mut words {
                let part = rest << 32 | u128::from(*word);
                *word = (part / CHUNK) as u32;
                rest = part % CHUNK;
            }
            chunks.push(rest);
        }
        let mut text = chunks.pop().unwrap_or(0).to_string();
        chunks.iter().rev().for_each(|chunk| text.push_str(&format!("{chunk:018}")));
        text
    }
}

impl fmt::Display for PartitionKeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for PartitionKeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// A contiguous part of the line of 256-bit hashes; its ends are 64 hexadecimal digits each.
///
/// The line is cut at multiples of 2^192, so the first 16 digits are enough to show a range's ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HashRange {
    pub(crate) first: HashPoint,
    pub(crate) last: HashPoint,
}

impl HashRange {
    /// The whole line.
    pub(crate) const WHOLE: Self = Self { first: 0, last: HashPoint::MAX };

    /// The `index`th of `count` parts of the same length.
    pub(crate) fn part(index: usize, count: usize) -> Self {
        debug_assert!(index < count, "part {index} of {count}");
        let edge = |i: usize| ((i as u128) << 64) / (count.max(1) as u128);
        let (first, end) = (edge(index), edge(index + 1));
        debug_assert!(first < end, "there are more places on the line than parts");
        Self { first: first as HashPoint, last: end.saturating_sub(1) as HashPoint }
    }

    /// The range with these ends, as `first_hex` and `last_hex` write them.
    #[cfg(feature = "cli")]
    pub(crate) fn from_hex(first: &str, last: &str) -> Option<Self> {
        let point = |hex: &str| HashPoint::from_str_radix(hex.get(..16)?, 16).ok();
        Some(Self { first: point(first)?, last: point(last)? })
    }

    /// Whether a point is in the range.
    pub(crate) const fn contains_point(&self, point: HashPoint) -> bool {
        self.first <= point && point <= self.last
    }

    /// Whether the ranges have a point in common.
    pub(crate) const fn overlaps(&self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether a partition key with this hash is in the range.
    pub fn contains(&self, hash: &PartitionKeyHash) -> bool {
        self.contains_point(hash.point())
    }

    /// Whether the range begins at a hash or before it.
    pub(crate) fn begins_by(&self, hash: &PartitionKeyHash) -> bool {
        self.first <= hash.point()
    }

    /// Where the range begins on the line: from 0 at the line's beginning to 1 at its end.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let users = Database::new().create_table("users").partition_key("user_id", S).partitions(4).run()?;
    /// let begins: Vec<f64> = users.partitions().iter().map(|partition| partition.range.position()).collect();
    /// assert_eq!(begins, [0.0, 0.25, 0.5, 0.75]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn position(&self) -> f64 {
        position(self.first)
    }

    /// The first hash of the range, 64 hexadecimal digits.
    pub fn first_hex(&self) -> String {
        format!("{:016x}{:048}", self.first, 0)
    }

    /// The last hash of the range, 64 hexadecimal digits.
    pub fn last_hex(&self) -> String {
        format!("{:016x}{}", self.last, "f".repeat(48))
    }

    /// The hash at which the second half of the range begins: a partition is split in two halves there.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let range = users.explain("minji01")?.range;
    /// users.split_partition(&range.middle());
    /// assert_eq!(users.explain("minji01")?.range.share(), range.share() / 2.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn middle(&self) -> PartitionKeyHash {
        debug_assert!(self.first <= self.last, "a range has a place at least");
        let point = self.last - (self.last - self.first) / 2;
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(point.to_be_bytes()).for_each(|(byte, first)| *byte = first);
        PartitionKeyHash(bytes)
    }

    /// The range's share of the whole line, from 0 to 1.
    pub fn share(&self) -> f64 {
        ((self.last - self.first) as f64 + 1.0) / (HashPoint::MAX as f64 + 1.0)
    }
}

impl fmt::Display for HashRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}\u{2026} to {:016x}\u{2026}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_the_first_64_bits_of_what_sha256sum_prints() {
        // `printf minji01 | sha256sum`
        let hash = sha256(&"minji01".into());
        assert_eq!(hash[..8], 0x05a7_b29d_bbad_58a9_u64.to_be_bytes());
        assert_eq!(hash_point(&[&"minji01".into()]), 0x05a7_b29d_bbad_58a9);
    }
}
