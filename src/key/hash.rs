//! The hash of a partition key, which says in which partition its items lie.

use sha2::{Digest, Sha256};

use super::bytes::{KeyBytes, push_terminated};
use crate::value::AttributeValue;

/// A place on the hash line: the first 64 of its 256 bits.
pub(crate) type HashPoint = u64;

/// The place of a partition key's value on the line.
pub(crate) fn hash_point(values: &[&AttributeValue]) -> HashPoint {
    with_hashed(values, hash_point_of_bytes)
}

/// The place on the line of a string or a binary that has these bytes.
pub(super) fn hash_point_of_bytes(bytes: &[u8]) -> HashPoint {
    let [a, b, c, d, e, f, g, h, ..] = digest(bytes);
    HashPoint::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The SHA-256 of a partition key's value.
pub(super) fn sha256(value: &AttributeValue) -> [u8; 32] {
    with_hashed(&[value], digest)
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Does something with the bytes that are hashed: of a string its UTF-8, of a binary its bytes, of a number its
/// canonical text. Several values come one after the other, each ended as in [`push_terminated`].
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
