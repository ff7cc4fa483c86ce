//! `x-amzn-RequestId`.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

use hyper::header::HeaderValue;

const LENGTH: usize = 52;
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// Makes request ids of the service's form: 256 bits in base 32, 52 characters. They tell requests apart, and are
/// no secrets.
#[derive(Debug)]
pub(super) struct RequestIds {
    start: u64,
    count: AtomicU64,
}

impl RequestIds {
    pub(super) fn new() -> Self {
        Self { start: RandomState::new().hash_one("x-amzn-RequestId"), count: AtomicU64::new(0) }
    }

    pub(super) fn next(&self) -> HeaderValue {
        let mut state =
            self.start ^ self.count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let mut text = [b'0'; LENGTH];
        // A word of 64 random bits gives 12 digits; the fifth word the last four.
        for digits in text.chunks_mut(12) {
            let mut word = scrambled(&mut state);
            for digit in digits {
                *digit = DIGITS.get(word as usize & 31).copied().unwrap_or(b'0');
                word >>= 5;
            }
        }
        HeaderValue::from_bytes(&text).unwrap_or_else(|_| HeaderValue::from_static("0"))
    }
}

/// The next number of a SplitMix64 sequence.
fn scrambled(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_differ_and_have_the_services_form() {
        let ids = RequestIds::new();
        let made: HashSet<_> = (0..10_000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 10_000);
        for id in made {
            assert_eq!(id.len(), LENGTH);
            assert!(id.as_bytes().iter().all(|digit| DIGITS.contains(digit)), "{id:?}");
        }
    }
}
