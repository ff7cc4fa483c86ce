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
        let theirs = if their_seed == seed { Self::taken(seed, theirs.state()) } else { 0 };
        let go_on = |state| {
            let taken = theirs.max(Self::taken(seed, state)).wrapping_add(more);
            Some(seed.wrapping_add(taken.wrapping_mul(STEP)))
        };
        // At once, because others may take ids meanwhile.
        let gone_on = self.state.fetch_update(Ordering::Relaxed, Ordering::Relaxed, go_on);
        debug_assert!(gone_on.is_ok(), "there always is a next state");
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

    /// What a source gives after it took `count` values.
    fn after(seed: u64, count: u64) -> Ids {
        let ids = Ids::new(seed);
        for _ in 0..count {
            ids.next();
        }
        ids
    }

    #[test]
    fn a_source_goes_on_behind_the_further_one_and_more() {
        for seed in [0, 7, u64::MAX] {
            for (own, theirs, more, expected) in
                [(3, 10, 0, 10), (10, 3, 0, 10), (3, 10, 5, 15), (10, 3, 5, 15), (0, 0, 1, 1), (4, 4, 0, 4)]
            {
                let ids = after(seed, own);
                ids.go_on_after(seed, (seed, &after(seed, theirs)), more);
                assert_eq!(ids.state(), after(seed, expected).state(), "{own} and {theirs}, {more} more");
                assert_eq!(ids.next(), after(seed, expected).next());
            }
        }
    }

    #[test]
    fn a_source_that_started_elsewhere_takes_nothing_back_and_nothing_forward() {
        // Values that were taken of another seed look like very many of this one.
        for theirs in [after(8, 1_000), after(6, 0), after(u64::MAX, 3)] {
            let ids = after(7, 4);
            ids.go_on_after(7, (theirs.state().wrapping_sub(1), &theirs), 2);
            assert_eq!(ids.state(), after(7, 6).state());
        }
    }

    /// Others take ids while a source goes on.
    #[test]
    fn nothing_that_was_given_is_given_again() {
        let ids = Ids::new(7);
        let theirs = after(7, 9);
        let take = || (0..50_000).map(|_| ids.next()).collect::<Vec<_>>();
        let mut given = std::thread::scope(|scope| {
            let others = [scope.spawn(take), scope.spawn(take)];
            while others.iter().any(|other| !other.is_finished()) {
                ids.go_on_after(7, (7, &theirs), 0);
            }
            others.map(|other| other.join().unwrap()).concat()
        });
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), 100_000);
    }
}
