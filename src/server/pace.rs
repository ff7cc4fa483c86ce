//! How fast a client has to send or read.

use std::time::Duration;

use tokio::time::Instant;

use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The average rate at which a client has to send or read, in bytes per second.
const BYTES_PER_SECOND: u32 = 16 * 1024;
/// The rate while others wait for memory that the client holds, or the server stops.
const PRESSED_BYTES_PER_SECOND: u32 = 1024 * 1024;
/// How long a client may send or read nothing in that case.
pub(super) const PRESSED_TIME: Duration = Duration::from_secs(2);
/// How often a slow client is checked.
const LOOK: Duration = Duration::from_millis(250);

/// The time at which a client is too slow. Each byte extends it, to at most `time` from now.
///
/// A client that sends or reads steadily is never disconnected. One that moves nothing is disconnected after `time`,
/// and so is one that moves single bytes. While others wait for memory that it holds, the times are much shorter.
#[derive(Debug)]
pub(super) struct Pace {
    time: Duration,
    calm: Instant,
    pressed: Instant,
}

impl Pace {
    pub(super) fn new(now: Instant, time: Duration) -> Self {
        Self { time, calm: now + time, pressed: now + time.min(PRESSED_TIME) }
    }

    /// Records that bytes were sent or received.
    pub(super) fn moved(&mut self, bytes: usize, now: Instant) {
        self.calm = later(self.calm, bytes, BYTES_PER_SECOND, now, self.time);
        let time = self.time.min(PRESSED_TIME);
        self.pressed = later(self.pressed, bytes, PRESSED_BYTES_PER_SECOND, now, time);
    }

    /// Whether the client is too slow.
    pub(super) fn is_over(&self, now: Instant, is_pressed: bool) -> bool {
        now >= if is_pressed { self.pressed } else { self.calm }
    }

    /// When to check next.
    pub(super) fn next_look(&self, now: Instant) -> Instant {
        self.calm.min(now + LOOK)
    }
}

fn later(until: Instant, bytes: usize, per_second: u32, now: Instant, at_most: Duration) -> Instant {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    let given = Duration::from_secs(bytes.into()) / per_second;
    (until.max(now) + given).min(now + at_most)
}

/// Whether clients have to hurry.
#[derive(Debug, Default)]
pub(super) struct Pressure {
    waiting: AtomicUsize,
    is_stopping: AtomicBool,
}

/// One waiter for memory or for a connection's place; dropping it ends the wait.
#[derive(Debug)]
pub(super) struct Waiting<'a>(&'a Pressure);

impl Pressure {
    /// Registers a waiter until the returned value is dropped.
    pub(super) fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(self)
    }

    /// Records that the server stops.
    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Whether a client has to hurry; `holds` is whether it holds memory that others may wait for.
    pub(super) fn is_on(&self, holds: bool) -> bool {
        holds && self.waiting.load(Ordering::Relaxed) > 0 || self.is_stopping.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(30);

    /// How long a client lasts that moves this many bytes at each interval.
    fn lasts(bytes: usize, every: Duration, is_pressed: bool) -> Duration {
        let began = Instant::now();
        let mut pace = Pace::new(began, TIME);
        let mut now = began;
        while !pace.is_over(now, is_pressed) && now < began + 100 * TIME {
            now += every;
            if !pace.is_over(now, is_pressed) {
                pace.moved(bytes, now);
            }
        }
        now - began
    }

    #[test]
    fn one_that_moves_nothing_or_single_bytes_has_the_given_time() {
        let second = Duration::from_secs(1);
        assert_eq!(lasts(0, second, false), TIME);
        assert_eq!(lasts(1, second, false), TIME + second);
        assert_eq!(lasts(0, second, true), PRESSED_TIME);
    }

    #[test]
    fn one_that_moves_steadily_is_never_cut_off() {
        assert_eq!(lasts(200_000, Duration::from_secs(10), false), 100 * TIME);
        assert_eq!(lasts(2_000_000, Duration::from_secs(1), true), 100 * TIME);
        assert!(lasts(100_000, Duration::from_secs(10), false) < 3 * TIME);
        assert!(lasts(500_000, Duration::from_secs(1), true) < TIME);
    }

    #[test]
    fn a_burst_buys_no_more_than_the_given_time() {
        let now = Instant::now();
        let mut pace = Pace::new(now, TIME);
        pace.moved(1 << 30, now);
        assert!(pace.is_over(now + TIME, false));
        assert!(pace.is_over(now + PRESSED_TIME, true));
    }

    #[test]
    fn whoever_holds_what_others_wait_for_has_to_hurry_and_all_do_when_the_server_stops() {
        let pressure = Pressure::default();
        let (one, two) = (pressure.wait(), pressure.wait());
        drop(one);
        assert!(pressure.is_on(true));
        assert!(!pressure.is_on(false));
        drop(two);
        assert!(!pressure.is_on(true));
        pressure.stop();
        assert!(pressure.is_on(false));
    }
}
