//! What the service puts into the header `x-amzn-RequestId`.

use crate::storage::Ids;

/// How every request id of the service ends.
const SUFFIX: &str = "VV4KQNSO5AEMVJF66Q9ASUAAJG";
/// How many characters of five bits each differ.
const RANDOM_CHARACTERS: usize = 26;
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// The next request id: 52 digits and capital letters (base 32), such as
/// `0K7S4Q5PQ7L2CSN8O8VTQ6S3BVVV4KQNSO5AEMVJF66Q9ASUAAJG`.
pub(crate) fn request_id(ids: &Ids) -> String {
    let mut id = String::with_capacity(RANDOM_CHARACTERS + SUFFIX.len());
    let mut bits = u128::from(ids.next()) << 64 | u128::from(ids.next());
    for _ in 0..RANDOM_CHARACTERS {
        id.push(ALPHABET.get((bits & 31) as usize).copied().map_or('0', char::from));
        bits >>= 5;
    }
    id.push_str(SUFFIX);
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
            assert!(id.ends_with("VV4KQNSO5AEMVJF66Q9ASUAAJG"));
            assert!(id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(request_id(&Ids::new(3)), request_id(&Ids::new(3)));
    }
}
