//! What the service puts into the header `x-amzn-RequestId`.

use crate::storage::Ids;

/// How every request id of the service ends.
const SUFFIX: &[u8; 26] = b"VV4KQNSO5AEMVJF66Q9ASUAAJG";
/// How many characters of five bits each differ.
const RANDOM_CHARACTERS: usize = 26;
const LENGTH: usize = RANDOM_CHARACTERS + SUFFIX.len();
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// The next request id: 52 digits and capital letters (base 32), such as
/// `0K7S4Q5PQ7L2CSN8O8VTQ6S3BVVV4KQNSO5AEMVJF66Q9ASUAAJG`.
pub(crate) fn request_id(ids: &Ids) -> [u8; LENGTH] {
    let mut id = [b'0'; LENGTH];
    let (random, suffix) = id.split_at_mut(RANDOM_CHARACTERS);
    suffix.copy_from_slice(SUFFIX);
    // Twelve characters take 60 of 64 bits.
    for characters in random.chunks_mut(12) {
        let mut bits = ids.next();
        for character in characters {
            *character = ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'0');
            bits >>= 5;
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_services_form_and_differ() {
        let ids = Ids::new(7);
        let (one, other) = (request_id(&ids), request_id(&ids));
        assert_ne!(one, other);
        for id in [one, other] {
            assert_eq!(id.len(), 52);
            assert!(id.ends_with(b"VV4KQNSO5AEMVJF66Q9ASUAAJG"));
            assert!(id.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(request_id(&Ids::new(3)), request_id(&Ids::new(3)));
    }
}
