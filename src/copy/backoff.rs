//! Pauses before another attempt at what was refused for now.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use crate::{
    error::{Error, Result},
    sync::{
        atomic::{AtomicU64, Ordering},
        thread,
    },
};

const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How many attempts in a row may fail for another reason than too little throughput, of which there may be some at any
/// time.
const MOST_FAILURES: u32 = 10;

/// The attempts at one request. Each of the operations that a copy sends may be carried out twice.
#[derive(Debug)]
pub(super) struct Backoff<'c> {
    /// How often requests of the whole copy were throttled.
    throttled: &'c AtomicU64,
    pauses: u32,
    failures: u32,
}

/// Sends a request that belongs to no table's items until it is answered.
///
/// # Errors
/// As [`Backoff::until_answered`].
pub(super) fn tried<T>(request: impl FnMut() -> Result<T>) -> Result<T> {
    Backoff::new(&AtomicU64::new(0)).until_answered(request)
}

impl<'c> Backoff<'c> {
    pub(super) fn new(throttled: &'c AtomicU64) -> Self {
        Self { throttled, pauses: 0, failures: 0 }
    }

    /// Sends a request until it is answered.
    ///
    /// # Errors
    /// A refusal that another attempt would not change, or the last of too many failures.
    pub(super) fn until_answered<T>(mut self, mut request: impl FnMut() -> Result<T>) -> Result<T> {
        loop {
            match request() {
                Err(error) => self.after(error)?,
                answered => return answered,
            }
        }
    }

    /// Pauses after a refusal.
    ///
    /// # Errors
    /// The refusal, if another attempt is of no use.
    pub(super) fn after(&mut self, error: Error) -> Result<()> {
        if error.is_throttled() {
            self.throttled();
            return Ok(());
        }
        self.failures += 1;
        if self.failures > MOST_FAILURES || !(error.is_retryable() || error.is_no_answer()) {
            return Err(error);
        }
        self.pause();
        Ok(())
    }

    /// Pauses because there was too little throughput.
    pub(super) fn throttled(&mut self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
        self.pause();
    }

    /// Something was done: pauses and failures begin anew.
    pub(super) fn done_something(&mut self) {
        (self.pauses, self.failures) = (0, 0);
    }

    /// Between half of the pause and all of it, at random, so that threads do not come back together.
    fn pause(&mut self) {
        let factor = 1_u32.checked_shl(self.pauses).unwrap_or(u32::MAX);
        let longest = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
        self.pauses += 1;
        let random = RandomState::new().hash_one(()) % 1024;
        let part = u32::try_from(random).unwrap_or_default();
        thread::sleep(longest / 2 + longest * part / 2048);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ThrottledResource, ThroughputLimit};

    fn throttling() -> Error {
        Error::throttled(ThrottledResource::Table, ThroughputLimit::Provisioned, false, Vec::new())
    }

    #[test]
    fn throttled_requests_are_sent_again_and_counted() {
        let throttled = AtomicU64::new(0);
        let mut attempts = 0;
        let done = Backoff::new(&throttled).until_answered(|| {
            attempts += 1;
            if attempts < 4 { Err(throttling()) } else { Ok(attempts) }
        });
        assert_eq!(done, Ok(4));
        assert_eq!(throttled.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn what_no_attempt_changes_is_returned_at_once() {
        let throttled = AtomicU64::new(0);
        let mut attempts = 0;
        let refused: Result<()> = Backoff::new(&throttled).until_answered(|| {
            attempts += 1;
            Err(Error::validation("no"))
        });
        assert!(refused.unwrap_err().is_validation());
        assert_eq!(attempts, 1);
    }
}
