//! The value of the header `x-amzn-RequestId`.

use crate::engine::Ids;

/// The end of every request id of the service.
const SUFFIX: &str = "VV4KQNSO5AEMVJF66Q9ASUAAJG";
/// The number of random characters: two halves, each from 64 bits of an id.
const RANDOM_CHARACTERS: usize = 26;

/// The next request id: 52 digits and capital letters (base 32), such as
/// `0K7S4Q5PQ7L2CSN8O8VTQ6S3BVVV4KQNSO5AEMVJF66Q9ASUAAJG`.
pub(crate) fn request_id(ids: &Ids) -> String {
    let mut id = [0; RANDOM_CHARACTERS + SUFFIX.len()];
    let (random, suffix) = id.split_at_mut(RANDOM_CHARACTERS);
    suffix.copy_from_slice(SUFFIX.as_bytes());
    let (first, second) = random.split_at_mut(RANDOM_CHARACTERS / 2);
    write_base_32(ids.next(), first);
    write_base_32(ids.next(), second);
    str::from_utf8(&id).unwrap_or_default().to_owned()
}

// If this were inlined, the compiler would unroll it to a kilobyte of code. Any program that does more than call the
// engine finds that code cold in the cache.
#[inline(never)]
fn write_base_32(mut bits: u64, characters: &mut [u8]) {
    for character in characters {
        let digit = (bits & 31) as u8;
        *character = if digit < 10 { b'0' + digit } else { b'A' - 10 + digit };
        bits >>= 5;
    }
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
