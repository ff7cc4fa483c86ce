//! The hash of a partition key, which says in which partition its items lie.

use sha2::{Digest, Sha256, block_api::compress256};

use super::bytes::{KeyBytes, push_terminated};
use crate::value::AttributeValue;

/// A place on the hash line: the first 64 of its 256 bits.
pub(crate) type HashPoint = u64;

/// The place of a partition key's value on the line.
pub(crate) fn hash_point(values: &[&AttributeValue]) -> HashPoint {
    point(with_hashed(values, state))
}

/// The place on the line of a string or a binary that has these bytes.
pub(super) fn hash_point_of_bytes(bytes: &[u8]) -> HashPoint {
    point(state(bytes))
}

fn point([high, low, ..]: [u32; 8]) -> HashPoint {
    u64::from(high) << 32 | u64::from(low)
}

/// The SHA-256 of a partition key's value.
pub(super) fn sha256(value: &AttributeValue) -> [u8; 32] {
    let mut hash = [0; 32];
    let state = with_hashed(&[value], state);
    for (place, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *place = word.to_be_bytes();
    }
    hash
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

/// The SHA-256, in words. Nearly all keys fit one block with their end; the general way goes through a buffer whose
/// code is larger than that of the hash itself.
fn state(bytes: &[u8]) -> [u32; 8] {
    let mut block = [0; 64];
    if fill_last_block(&mut block, bytes).is_none() {
        return long_state(bytes);
    }
    let mut state = INITIAL_STATE;
    compress256(&mut state, &[block]);
    state
}

#[cold]
fn long_state(bytes: &[u8]) -> [u32; 8] {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    let mut state = [0; 8];
    for (word, bytes) in state.iter_mut().zip(hash.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    state
}

/// What the state is before the first block. (FIPS 180-4, 5.3.3)
const INITIAL_STATE: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// Writes the bytes with a single bit and their length in bits behind them, where that is one block.
/// (FIPS 180-4, 5.1.1)
fn fill_last_block(block: &mut [u8; 64], bytes: &[u8]) -> Option<()> {
    let (text, length) = block.split_at_mut(56);
    let (text, end) = text.split_at_mut_checked(bytes.len())?;
    *end.first_mut()? = 0x80;
    text.copy_from_slice(bytes);
    length.copy_from_slice(&(8 * bytes.len() as u64).to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_every_length_have_the_hash_that_the_general_way_gives() {
        let text = [b'k'; 130];
        for length in 0..text.len() {
            let bytes = &text[..length];
            assert_eq!(state(bytes), long_state(bytes), "{length}");
            assert_eq!(fill_last_block(&mut [0; 64], bytes).is_some(), length < 56);
        }
    }
}
