//! Batches of any size: what was not done is tried again.

use std::{collections::VecDeque, time::Duration};

use crate::error::{Error, Result, ThrottledResource, ThroughputLimit};

/// The first pause; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(640);

/// How many attempts in a row may do nothing by default.
pub(super) const USUAL_RETRIES: u32 = 10;

/// What follows an attempt.
#[derive(Debug)]
pub(super) enum Then {
    /// The next batch at once.
    GoOn,
    /// The next attempt, after this pause.
    Pause(Duration),
    /// Nothing: it is given up for this.
    GiveUp(Error),
}

/// A queue that is carried out in batches.
#[derive(Debug)]
pub(super) struct Attempts<T> {
    /// What is to do.
    pub(super) queue: VecDeque<T>,
    retries: Retries,
}

impl<T> Attempts<T> {
    pub(super) fn new(queue: VecDeque<T>, retries: u32) -> Self {
        Self { queue, retries: Retries::new(retries) }
    }

    /// Takes note of an attempt at this batch, which returned what was left undone; that is in the queue again.
    ///
    /// # Errors
    /// That of the attempt, but for throttling.
    pub(super) fn after(&mut self, batch: Vec<T>, attempt: Result<Vec<T>>) -> Result<Then> {
        let count = batch.len();
        let (left, refusal) = match attempt {
            Ok(left) => (left, None),
            Err(error) if error.is_throttled() => (batch, Some(error)),
            Err(error) => return Err(error),
        };
        if left.is_empty() {
            self.retries.failed = 0;
            return Ok(Then::GoOn);
        }
        let did_something = left.len() < count;
        left.into_iter().rev().for_each(|one| self.queue.push_front(one));
        Ok(self.retries.again(did_something).map_or_else(
            || {
                let unprocessed = || {
                    let (table, limit) = (ThrottledResource::Table, ThroughputLimit::Provisioned);
                    Error::throttled(table, limit, false, Vec::new())
                };
                Then::GiveUp(refusal.unwrap_or_else(unprocessed))
            },
            Then::Pause,
        ))
    }
}

/// The attempts in a row that did nothing.
#[derive(Debug)]
struct Retries {
    most: u32,
    failed: u32,
}

impl Retries {
    const fn new(most: u32) -> Self {
        Self { most, failed: 0 }
    }

    /// The pause before another attempt; `None` if there is none.
    fn again(&mut self, did_something: bool) -> Option<Duration> {
        if did_something {
            self.failed = 0;
        } else if self.failed == self.most {
            return None;
        } else {
            self.failed += 1;
        }
        let factor = 1_u32.checked_shl(self.failed.saturating_sub(1)).unwrap_or(u32::MAX);
        Some(FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_an_attempt_that_did_something_begins_again() {
        let mut retries = Retries::new(8);
        let mut pause = |did_something| retries.again(did_something).map(|pause| pause.as_millis());
        let pauses: Vec<_> = (0..4).map_while(|_| pause(false)).collect();
        assert_eq!(pauses, [10, 20, 40, 80]);
        assert_eq!(pause(true), Some(10));
        let pauses: Vec<_> = (0..100).map_while(|_| pause(false)).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 640]);
    }
}
