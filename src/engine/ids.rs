//! Ids that look random, and are the same for the same seed.

use std::sync::Arc;

use crate::{
    mix::mix,
    sync::atomic::{AtomicU64, Ordering},
};

/// The increment of the state for each 64 bits. It is odd, so the state takes every value before it repeats one.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The inverse of [`STEP`] for multiplication modulo 2^64.
const INVERSE_OF_STEP: u64 = 0xF1DE_83E1_9937_733D;

/// A source of ids: the same seed gives the same ids in the same order.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    state: Arc<AtomicU64>,
}

impl Ids {
    /// A source that starts at `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Arc::new(AtomicU64::new(seed)) }
    }

    /// The same source: what is taken from one is taken from both.
    #[cfg(feature = "disk")]
    pub(crate) fn shared(&self) -> Self {
        Self { state: Arc::clone(&self.state) }
    }

    /// A source that continues from this source's state.
    pub(crate) fn fork(&self) -> Self {
        Self::new(self.state())
    }

    /// The state: a source that starts with it generates the same ids as this one from now on.
    pub(crate) fn state(&self) -> u64 {
        self.state.load(Ordering::Relaxed)
    }

    /// How many 64-bit values were taken from a source that started at `seed` and is now at `state`.
    pub(crate) const fn taken(seed: u64, state: u64) -> u64 {
        state.wrapping_sub(seed).wrapping_mul(INVERSE_OF_STEP)
    }

    /// Goes on where a source that started at `their_seed` stands, if that is further than this one, which started at
    /// `seed`; and `more` values behind that.
    pub(super) fn go_on_after(&self, seed: u64, (their_seed, theirs): (u64, &Self), more: u64) {
        // Whoever starts elsewhere gives other ids.
        let taken = if their_seed == seed { Self::taken(seed, theirs.state()) } else { 0 };
        let taken = taken.max(Self::taken(seed, self.state())).wrapping_add(more);
        self.state.store(seed.wrapping_add(taken.wrapping_mul(STEP)), Ordering::Relaxed);
    }

    /// The next 64 bits (SplitMix64).
    pub(crate) fn next(&self) -> u64 {
        mix(self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP))
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFF,
            0x8000 | (low >> 48) & 0x3FFF,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_tells_how_much_was_taken() {
        for seed in [0, 7, u64::MAX] {
            let ids = Ids::new(seed);
            for count in 0..100 {
                assert_eq!(Ids::taken(seed, ids.state()), count);
                ids.next();
            }
        }
        assert_eq!(STEP.wrapping_mul(INVERSE_OF_STEP), 1);
    }
}
