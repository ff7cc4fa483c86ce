//! A token bucket, exact: it counts millionths of units, as many as one unit a second gives in a microsecond.

/// Microseconds of a second; and millionths of a unit.
pub(super) const MILLION: u64 = 1_000_000;

/// Units that are left of a rate. They may be negative: a request takes what it needs if anything is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bucket {
    /// Units a second.
    rate: u64,
    /// In millionths of a unit.
    left: i128,
    /// When it was filled last, in microseconds.
    at_us: u64,
}

impl Bucket {
    /// A bucket that had what `rate` gives in one second at this time.
    pub(super) fn new(rate: u64, since_us: u64) -> Self {
        Self { rate, left: i128::from(rate) * i128::from(MILLION), at_us: since_us }
    }

    /// Fills it up to now, with at most what its rate gives in `burst_us`. If its rate has changed, it did so at
    /// `changed_us`.
    pub(super) fn fill(&mut self, rate: u64, changed_us: u64, burst_us: u64, now_us: u64) {
        if rate != self.rate {
            self.fill_until(changed_us.min(now_us), burst_us);
            self.rate = rate;
        }
        self.fill_until(now_us, burst_us);
    }

    fn fill_until(&mut self, until_us: u64, burst_us: u64) {
        let elapsed_us = until_us.saturating_sub(self.at_us);
        self.at_us = self.at_us.max(until_us);
        let rate = i128::from(self.rate);
        let most = rate * i128::from(burst_us.max(MILLION));
        self.left = (self.left + rate * i128::from(elapsed_us)).min(most);
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.left <= 0
    }

    /// Takes units out, whether or not they are there.
    pub(super) fn take(&mut self, units: f64) {
        self.left -= millionths(units);
    }
}

/// Units in millionths. Units are multiples of a half, so nothing is lost.
pub(super) fn millionths(units: f64) -> i128 {
    debug_assert_eq!(units * 2.0, (units * 2.0).trunc(), "units are multiples of a half");
    (units * MILLION as f64) as i128
}

#[cfg(test)]
mod tests {
    use super::*;

    const BURST_US: u64 = 10 * MILLION;

    #[test]
    fn what_is_not_used_is_kept_up_to_the_burst() {
        let mut bucket = Bucket::new(5, 0);
        bucket.fill(5, 0, BURST_US, 4 * MILLION);
        bucket.take(24.5);
        assert!(!bucket.is_empty(), "one second at first, and four since");
        bucket.take(0.5);
        assert!(bucket.is_empty());
        bucket.fill(5, 0, BURST_US, 3600 * MILLION);
        bucket.take(49.5);
        assert!(!bucket.is_empty());
        bucket.take(0.5);
        assert!(bucket.is_empty(), "no more than ten seconds are kept");
    }

    #[test]
    fn a_deficit_is_filled_first_to_the_microsecond() {
        let mut bucket = Bucket::new(2, 0);
        bucket.take(4.0);
        bucket.fill(2, 0, BURST_US, MILLION);
        assert!(bucket.is_empty());
        bucket.fill(2, 0, BURST_US, MILLION + 1);
        assert!(!bucket.is_empty());
    }

    #[test]
    fn a_rate_counts_from_when_it_was_changed() {
        let mut bucket = Bucket::new(1, 0);
        bucket.take(1.0);
        bucket.fill(100, 5 * MILLION, BURST_US, 6 * MILLION);
        bucket.take(104.5);
        assert!(!bucket.is_empty(), "five seconds at 1, one at 100");
        bucket.take(0.5);
        assert!(bucket.is_empty());
    }

    #[test]
    fn a_clock_that_is_set_back_fills_nothing_twice() {
        let mut bucket = Bucket::new(1, 10 * MILLION);
        bucket.take(1.0);
        for now_us in [0, 10 * MILLION, 3 * MILLION, 10 * MILLION] {
            bucket.fill(1, 0, BURST_US, now_us);
            assert!(bucket.is_empty());
        }
    }
}
