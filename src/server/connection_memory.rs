//! The memory that one connection holds: for incomplete bodies, and for answers that are not sent yet.

use super::pace::Pressure;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// What one connection holds.
#[derive(Debug, Default)]
pub(super) struct ConnectionMemory {
    /// Bytes that bodies hold without a claim.
    small_bodies: AtomicUsize,
    /// Bytes that unsent answers hold.
    answers: AtomicUsize,
    /// Requests that hold memory for their bodies while they wait for the client to read these answers.
    pub(super) waits: Pressure,
}

impl ConnectionMemory {
    /// Holds memory for a body unless the connection's bodies would then hold more than `at_most`; returns whether it
    /// does.
    pub(super) fn hold_small(&self, bytes: usize, at_most: usize) -> bool {
        let more = |held: usize| held.checked_add(bytes).filter(|held| *held <= at_most);
        self.small_bodies.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    pub(super) fn release_small(&self, bytes: usize) {
        self.small_bodies.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Bytes that unsent answers hold.
    pub(super) fn answers(&self) -> usize {
        self.answers.load(Ordering::Relaxed)
    }

    /// Adds an answer; returns what all answers of the connection hold, including this one.
    pub(super) fn hold_answer(&self, bytes: usize) -> usize {
        self.answers.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    /// Releases an answer; returns what all answers of the connection held, including this one.
    pub(super) fn release_answer(&self, bytes: usize) -> usize {
        self.answers.fetch_sub(bytes, Ordering::Relaxed)
    }
}
