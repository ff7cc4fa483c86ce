//! What is left to chance in a lag, from a seed.

use crate::mix::mix;

/// The increment of SplitMix64, by which numbers that follow each other lie far apart.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The seed of a table's lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LagSeed(u64);

impl LagSeed {
    /// That of all tables of the database with this seed, whose ids and other features have generators of their own.
    pub(crate) fn of_database(seed: u64) -> Self {
        Self(seed ^ u64::from_be_bytes(*b"lag\0\0\0\0\0"))
    }

    /// The seed of the part that has this number.
    pub(super) fn of(self, part: u64) -> Self {
        Self(self.roll(part))
    }

    /// The random number that has this place.
    pub(super) fn roll(self, place: u64) -> u64 {
        mix(mix(self.0).wrapping_add(place.wrapping_add(1).wrapping_mul(STEP)))
    }
}
