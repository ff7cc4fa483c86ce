//! The seed, printed when a test fails.

use crate::sync::{
    atomic::{AtomicBool, Ordering},
    thread,
};

/// Prints the seed of a database whose answers depend on it, if it is dropped because a test fails.
#[derive(Debug, Default)]
pub(super) struct SeedNote {
    /// `None` for a further region, whose seed is computed from that of the home region.
    seed: Option<u64>,
    /// Whether something is left to chance.
    is_needed: AtomicBool,
}

impl SeedNote {
    pub(super) fn new(seed: Option<u64>) -> Self {
        Self { seed, is_needed: AtomicBool::new(false) }
    }

    /// Notes that something is left to chance from now on.
    pub(super) fn set_needed(&self) {
        self.is_needed.store(true, Ordering::Relaxed);
    }

    /// The same for a copy of the database.
    pub(super) fn fork(&self) -> Self {
        Self { seed: self.seed, is_needed: AtomicBool::new(self.is_needed.load(Ordering::Relaxed)) }
    }

    /// The seed, if something is left to chance.
    pub(super) fn seed(&self) -> Option<u64> {
        self.seed.filter(|_| self.is_needed.load(Ordering::Relaxed))
    }
}

impl Drop for SeedNote {
    #[expect(
        clippy::print_stderr,
        reason = "a failed test shows it, and no caller is left to whom it could be returned"
    )]
    fn drop(&mut self) {
        if thread::panicking()
            && let Some(seed) = self.seed()
        {
            eprintln!("hashrange: Database::builder().id_seed({seed}) gives the same run again");
        }
    }
}
