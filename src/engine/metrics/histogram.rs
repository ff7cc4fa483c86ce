//! A histogram of durations.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Serialize, Serializer, ser::SerializeMap};

/// How many buckets each power of two has, as a power of two: a bucket is at most 1/32 wide of what is in it.
const BITS: u32 = 5;
const PARTS: u64 = 1 << BITS;

/// Durations, in microseconds, up to which requests are counted exactly: round ones, which limits are about.
const BOUNDS: [u64; 16] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000,
];

/// How long requests took: a log-linear histogram of microseconds, whose buckets are at most 3.2 % wide. It has no bounds,
/// and takes memory for buckets that are not empty, of which there are less than 2,000, and for 16 counts at round bounds.
#[derive(Clone, PartialEq, Default)]
pub struct LatencyHistogram {
    buckets: BTreeMap<u32, u64>,
    /// How many durations are in each range between two of [`BOUNDS`], the bound included.
    between: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
    longest: Duration,
}

impl LatencyHistogram {
    pub(super) fn add(&mut self, duration: Duration) {
        let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        *self.buckets.entry(bucket(microseconds)).or_default() += 1;
        // Part of a microsecond more than the bound is more than the bound.
        let whole = u64::try_from(duration.as_nanos().div_ceil(1000)).unwrap_or(u64::MAX);
        if let Some(range) = self.between.get_mut(BOUNDS.partition_point(|bound| *bound < whole)) {
            *range += 1;
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(duration);
        self.longest = self.longest.max(duration);
    }

    /// How many durations there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The average; `None` if there is no duration.
    pub fn average(&self) -> Option<Duration> {
        let count = u32::try_from(self.count).unwrap_or(u32::MAX);
        self.sum.checked_div(count)
    }

    /// The sum of all durations.
    #[cfg(feature = "server")]
    pub(crate) fn sum(&self) -> Duration {
        self.sum
    }

    /// Round durations from 100 µs to 10 s, each with how many durations do not exceed it.
    #[cfg(feature = "server")]
    pub(crate) fn at_most(&self) -> impl Iterator<Item = (Duration, u64)> {
        BOUNDS.iter().zip(&self.between).scan(0, |count, (bound, between)| {
            *count += between;
            Some((Duration::from_micros(*bound), *count))
        })
    }

    /// The longest duration; zero if there is none.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// The duration that this share of all durations, in percent, does not exceed, at most 3.2 % too long; `None` if there
    /// is none.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.set_metrics(true);
    /// db.faults().on("GetItem").delay(Duration::from_millis(20))?;
    /// users.get("haeri05").run()?;
    ///
    /// let latency = users.metrics().operation("GetItem").successful_request_latency.clone();
    /// let p99 = latency.percentile(99.0).unwrap();
    /// assert!(p99 >= Duration::from_millis(20) && p99 < Duration::from_millis(21));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn percentile(&self, percent: f64) -> Option<Duration> {
        let mut left = (percent.clamp(0.0, 100.0) / 100.0 * self.count as f64).ceil().max(1.0) as u64;
        for (bucket, count) in &self.buckets {
            left = left.saturating_sub(*count);
            if left == 0 {
                return Some(Duration::from_micros(end(*bucket)).min(self.longest));
            }
        }
        None
    }
}

/// A map of the number of durations and, in seconds, of the average, some percentiles and the longest.
impl Serialize for LatencyHistogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = |duration: Duration| duration.as_secs_f64();
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("count", &self.count)?;
        map.serialize_entry("average", &self.average().map(seconds))?;
        for (name, percent) in [("p50", 50.0), ("p90", 90.0), ("p99", 99.0)] {
            map.serialize_entry(name, &self.percentile(percent).map(seconds))?;
        }
        map.serialize_entry("longest", &seconds(self.longest))?;
        map.end()
    }
}

/// The bucket of a number: up to 32 each has its own, from there on 32 for each power of two.
fn bucket(number: u64) -> u32 {
    let power = number.checked_ilog2().unwrap_or(0);
    let shift = power.saturating_sub(BITS);
    let place = u32::try_from((number >> shift) & (PARTS * 2 - 1)).unwrap_or(0);
    (shift << BITS) + place
}

/// The greatest number in a bucket.
fn end(bucket: u32) -> u64 {
    if u64::from(bucket) < PARTS * 2 {
        return u64::from(bucket);
    }
    let shift = (bucket >> BITS) - 1;
    let place = u64::from(bucket - (shift << BITS));
    ((place + 1) << shift).wrapping_sub(1)
}

impl fmt::Debug for LatencyHistogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("LatencyHistogram");
        shown.field("count", &self.count);
        for (name, percent) in [("p50", 50.0), ("p99", 99.0)] {
            shown.field(name, &self.percentile(percent).unwrap_or_default());
        }
        shown.field("longest", &self.longest).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentiles_are_those_of_the_durations() {
        let mut histogram = LatencyHistogram::default();
        assert_eq!((histogram.percentile(50.0), histogram.average()), (None, None));
        (1..=100).for_each(|ms| histogram.add(Duration::from_millis(ms)));
        for (percent, exact) in [(0.0, 1), (50.0, 50), (99.0, 99), (100.0, 100)] {
            let (found, exact) = (histogram.percentile(percent).unwrap(), Duration::from_millis(exact));
            assert!(found >= exact && found <= exact + exact / 31, "p{percent}: {found:?}");
        }
        assert_eq!(histogram.average(), Some(Duration::from_micros(50_500)));
        assert_eq!((histogram.count(), histogram.longest()), (100, Duration::from_millis(100)));
    }

    #[cfg(feature = "server")]
    #[test]
    fn counts_at_round_bounds_are_exact() {
        let mut histogram = LatencyHistogram::default();
        let mut durations: Vec<Duration> = BOUNDS.iter().map(|bound| Duration::from_micros(*bound)).collect();
        durations.extend(durations.clone().iter().map(|bound| *bound + Duration::from_nanos(1)));
        durations.extend([Duration::ZERO, Duration::MAX]);
        durations.iter().for_each(|duration| histogram.add(*duration));
        for (bound, count) in histogram.at_most() {
            assert_eq!(
                count,
                durations.iter().filter(|duration| **duration <= bound).count() as u64,
                "{bound:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn buckets_are_in_order_and_narrow(number: u64) {
            let end = end(bucket(number));
            prop_assert!(number <= end);
            prop_assert!(end - number <= number / PARTS, "{} ends at {}", number, end);
            if let Some(next) = end.checked_add(1) {
                prop_assert_eq!(bucket(next) > bucket(number), true);
            }
        }
    }
}
