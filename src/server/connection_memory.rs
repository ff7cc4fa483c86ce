//! The memory that one connection holds: for bodies that arrive, and for answers that wait to be sent.

use super::pace::Pressure;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// What one connection holds.
#[derive(Debug, Default)]
pub(super) struct ConnectionMemory {
    /// What bodies hold without a claim, in bytes.
    small_bodies: AtomicUsize,
    /// What answers hold that are not sent yet, in bytes.
    answers: AtomicUsize,
    /// Requests that hold memory for their bodies while they wait for the client to read these answers.
    pub(super) waits: Pressure,
}

impl ConnectionMemory {
    /// Holds memory for a body, if the connection's bodies then hold no more than this.
    pub(super) fn hold_small(&self, bytes: usize, at_most: usize) -> bool {
        let more = |held: usize| held.checked_add(bytes).filter(|held| *held <= at_most);
        self.small_bodies.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    pub(super) fn release_small(&self, bytes: usize) {
        self.small_bodies.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// What answers hold that are not sent yet, in bytes.
    pub(super) fn answers(&self) -> usize {
        self.answers.load(Ordering::Relaxed)
    }

    /// What they hold with this one.
    pub(super) fn hold_answer(&self, bytes: usize) -> usize {
        self.answers.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    /// What they held with this one.
    pub(super) fn release_answer(&self, bytes: usize) -> usize {
        self.answers.fetch_sub(bytes, Ordering::Relaxed)
    }
}
