//! Batches of any size: what was not done is tried again.

use std::{collections::VecDeque, time::Duration};

use crate::{
    engine::Clock,
    error::{Error, Result, ThrottledResource, ThroughputLimit},
};

/// The first pause; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(640);

/// How many attempts in a row may do nothing by default.
pub(super) const USUAL_RETRIES: u32 = 10;

/// Carries a queue out in batches. `next` takes the next batch out of it; `attempt` returns what was left undone. Returns
/// why it was given up, if it was; what was not done is then left in the queue.
///
/// # Errors
/// The first error of an attempt, but for throttling.
pub(super) fn carry_out<T: Clone>(
    queue: &mut VecDeque<T>,
    (retries, clock): (u32, &Clock),
    next: impl Fn(&mut VecDeque<T>) -> Vec<T>,
    mut attempt: impl FnMut(Vec<T>) -> Result<Vec<T>>,
) -> Result<Option<Error>> {
    let mut attempts = Retries::new(retries);
    while !queue.is_empty() {
        let batch = next(queue);
        let count = batch.len();
        let (left, refusal) = match attempt(batch.clone()) {
            Ok(left) => (left, None),
            Err(error) if error.is_throttled() => (batch, Some(error)),
            Err(error) => return Err(error),
        };
        if left.is_empty() {
            attempts = Retries::new(retries);
            continue;
        }
        let did_something = left.len() < count;
        left.into_iter().rev().for_each(|one| queue.push_front(one));
        if !attempts.again(did_something, clock) {
            let unprocessed = || {
                let (table, limit) = (ThrottledResource::Table, ThroughputLimit::Provisioned);
                Error::throttled(table, limit, false, Vec::new())
            };
            return Ok(Some(refusal.unwrap_or_else(unprocessed)));
        }
    }
    Ok(None)
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

    /// Waits before another attempt, by the clock; false if there is none.
    fn again(&mut self, did_something: bool, clock: &Clock) -> bool {
        if did_something {
            self.failed = 0;
        } else if self.failed == self.most {
            return false;
        } else {
            self.failed += 1;
        }
        let factor = 1_u32.checked_shl(self.failed.saturating_sub(1)).unwrap_or(u32::MAX);
        clock.wait(FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE));
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn pauses_double_and_an_attempt_that_did_something_begins_again() {
        let clock = Clock::manual(UNIX_EPOCH);
        let mut retries = Retries::new(8);
        let mut pause = |did_something| {
            let before = clock.now();
            let again = retries.again(did_something, &clock);
            again.then(|| clock.now().duration_since(before).unwrap().as_millis())
        };
        let pauses: Vec<_> = (0..4).map_while(|_| pause(false)).collect();
        assert_eq!(pauses, [10, 20, 40, 80]);
        assert_eq!(pause(true), Some(10));
        let pauses: Vec<_> = (0..100).map_while(|_| pause(false)).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 640]);
    }
}
