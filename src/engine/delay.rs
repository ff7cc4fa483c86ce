//! Answers that take longer.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use super::clock::Clock;
use crate::sync::thread;

thread_local! {
    /// The sum of the delays that the thread has put off; `None` while it waits for each.
    static PUT_OFF: Cell<Option<Duration>> = const { Cell::new(None) };
    /// The clock by which the last delay that was put off is to be waited for.
    static CLOCK: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

/// Runs an operation without waiting for its answer's delay, which is returned with its clock: for callers that can wait
/// without holding the thread.
pub(crate) fn put_off_by<R>(operation: impl FnOnce() -> R) -> (R, Option<(Clock, Duration)>) {
    let (result, delay) = put_off(operation);
    let clock = if delay.is_zero() { None } else { CLOCK.take() };
    (result, clock.map(|clock| (clock, delay)))
}

/// Runs an operation without waiting for its answer's delay, which is returned instead.
pub(crate) fn put_off<R>(operation: impl FnOnce() -> R) -> (R, Duration) {
    /// The delays are waited for again even if the operation panics.
    struct Before(Option<Duration>);

    impl Drop for Before {
        fn drop(&mut self) {
            PUT_OFF.set(self.0);
        }
    }

    let before = Before(PUT_OFF.replace(Some(Duration::ZERO)));
    let result = operation();
    let delay = PUT_OFF.get().unwrap_or_default();
    drop(before);
    (result, delay)
}

impl Clock {
    /// Waits for a delay: by the system's clock the thread sleeps; a manual clock is moved, if sleeps
    /// [move](Clock::set_moved_by_sleeps) it, and otherwise nothing is to be waited for.
    pub(crate) fn wait(&self, delay: Duration) {
        if delay.is_zero() {
            return;
        }
        if let Some(sum) = PUT_OFF.get() {
            PUT_OFF.set(Some(sum.saturating_add(delay)));
            CLOCK.set(Some(self.clone()));
        } else if !self.is_manual() {
            thread::sleep(delay);
        } else if self.is_moved_by_sleeps() {
            // This fails if the clock cannot represent that time.
            let _ = self.advance(delay);
        }
    }

    /// The sum of the delays that the thread has put off so far, and that somebody will wait for by this clock.
    pub(super) fn put_off_so_far(&self) -> Duration {
        match self.is_manual() && !self.is_moved_by_sleeps() {
            true => Duration::ZERO,
            false => PUT_OFF.get().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_delay_moves_a_manual_clock_unless_it_is_told_to_stand() {
        let clock = Clock::manual(UNIX_EPOCH);
        clock.wait(HOUR);
        assert_eq!(clock.now(), UNIX_EPOCH + HOUR);
        clock.set_moved_by_sleeps(false);
        clock.wait(HOUR);
        assert_eq!(clock.now(), UNIX_EPOCH + HOUR);
    }

    #[test]
    fn delays_that_are_put_off_are_told_and_not_waited_for() {
        let clock = Clock::manual(UNIX_EPOCH);
        let ((), delay) = put_off(|| (0..2).for_each(|_| clock.wait(HOUR)));
        assert_eq!((clock.now(), delay), (UNIX_EPOCH, 2 * HOUR));
        let ((), by) = put_off_by(|| clock.wait(HOUR));
        assert_eq!(by.map(|(_, delay)| delay), Some(HOUR));
        assert!(put_off_by(|| ()).1.is_none());
        let _ = std::panic::catch_unwind(|| put_off(|| panic!("a defect")));
        clock.wait(HOUR);
        assert_eq!(clock.now(), UNIX_EPOCH + HOUR);
    }
}
