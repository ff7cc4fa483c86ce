//! Limits in capacity units a second, for all threads of a copy together.

use std::time::{Duration, Instant};

use super::parallel::StopFlag;
use crate::sync::{Mutex, thread};

/// A page has 1 MB, and an item at least two bytes.
pub(super) const MOST_ITEMS: usize = 1_000_000;

/// No request waits longer.
const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// So often who waits looks whether to stop.
const LONGEST_NAP: Duration = Duration::from_millis(100);

/// A limit of units a second, and what was consumed.
#[derive(Debug)]
pub(super) struct Rate {
    per_second: Option<f64>,
    spent: Mutex<Spent>,
}

#[derive(Debug)]
struct Spent {
    units: f64,
    /// When the units taken so far are paid.
    paid_at: Instant,
}

/// Units that were taken for a request, before it was known what it consumes.
#[derive(Debug)]
#[must_use = "the request says what it consumed"]
pub(super) struct Taken(f64);

impl Rate {
    pub(super) fn new(per_second: Option<f64>) -> Self {
        Self { per_second, spent: Mutex::new(Spent { units: 0.0, paid_at: Instant::now() }) }
    }

    /// All units that were consumed.
    pub(super) fn units(&self) -> f64 {
        self.spent.lock().units
    }

    /// How many items, of at most so many, a request may write or read first: about a second's worth, as each takes at
    /// least half a unit.
    pub(super) fn at_most(&self, of: usize) -> usize {
        self.per_second.map_or(of, |per_second| count(per_second, of))
    }

    /// How many items a page may have, so that it takes no longer than a second, after a page of so many items took so
    /// many units. `None` if that page says nothing.
    pub(super) fn items_within_a_second(&self, items: usize, units: f64) -> Option<usize> {
        let items = f64::from(u32::try_from(items).ok().filter(|items| *items > 0)?);
        Some(count(self.per_second? * items / units.max(0.5), MOST_ITEMS))
    }

    /// Waits for the turn of a request that will consume about so many units; `None` if there is none any more, because the
    /// work is to stop.
    pub(super) fn take(&self, about: f64, stop: &StopFlag) -> Option<Taken> {
        let taken = Taken(about);
        if let Some(per_second) = self.per_second {
            let turn = {
                let mut spent = self.spent.lock();
                let turn = spent.paid_at.max(Instant::now());
                spent.paid_at = turn + seconds(about / per_second);
                turn
            };
            loop {
                let left = turn.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                if stop.is_set() {
                    self.consumed(&taken, 0.0);
                    return None;
                }
                thread::sleep(left.min(LONGEST_NAP));
            }
        }
        Some(taken)
    }

    /// Takes note of what the request consumed.
    pub(super) fn consumed(&self, taken: &Taken, units: f64) {
        let mut spent = self.spent.lock();
        spent.units += units;
        if let Some(per_second) = self.per_second {
            let more = seconds((units - taken.0).abs() / per_second);
            spent.paid_at = match units > taken.0 {
                true => spent.paid_at + more,
                false => spent.paid_at.checked_sub(more).unwrap_or(spent.paid_at),
            };
        }
    }
}

/// The whole number below this one, from one to the most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between one and the most")]
fn count(number: f64, most: usize) -> usize {
    let most = u32::try_from(most.max(1)).unwrap_or(u32::MAX);
    number.clamp(1.0, f64::from(most)) as usize
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(A_DAY).min(A_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_wait_for_their_turn() {
        let go_on = StopFlag::default();
        let rate = Rate::new(Some(100.0));
        let begin = Instant::now();
        for _ in 0..3 {
            let taken = rate.take(1.0, &go_on).unwrap();
            rate.consumed(&taken, 5.0);
        }
        // 10 units are paid when the third begins, 100 a second.
        let took = begin.elapsed();
        assert!(took >= Duration::from_millis(95), "{took:?}");
        assert!((rate.units() - 15.0).abs() < 1e-9);
    }

    #[test]
    fn what_was_taken_in_vain_is_given_back() {
        let go_on = StopFlag::default();
        let rate = Rate::new(Some(1.0));
        let begin = Instant::now();
        let taken = rate.take(30.0, &go_on).unwrap();
        rate.consumed(&taken, 0.0);
        let _ = rate.take(1.0, &go_on);
        assert!(begin.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn nobody_waits_for_a_turn_when_the_work_is_to_stop() {
        let (rate, stop) = (Rate::new(Some(1.0)), StopFlag::default());
        let begin = Instant::now();
        let _ = rate.take(1e6, &stop).unwrap();
        stop.set();
        assert!(rate.take(1.0, &stop).is_none());
        assert!(begin.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn without_a_limit_nobody_waits() {
        let go_on = StopFlag::default();
        let rate = Rate::new(None);
        let begin = Instant::now();
        let taken = rate.take(1e300, &go_on).unwrap();
        rate.consumed(&taken, 1e300);
        let _ = rate.take(1.0, &go_on);
        assert!(begin.elapsed() < Duration::from_secs(5));
        assert_eq!(rate.at_most(25), 25);
        assert_eq!(Rate::new(Some(0.5)).at_most(25), 1);
        assert_eq!(Rate::new(Some(7.9)).at_most(25), 7);
    }
}
