//! What a partition consumes: its buckets, its heat, and where it is to be split.

use super::bucket::{Bucket, MILLION, millionths};
use crate::{
    error::ThrottledAccess,
    key::{HashPoint, HashRange},
};

/// A partition is not hot any more when no request has met its limit for so long.
const COOL_US: u64 = 60 * MILLION;

/// How many of the latest accesses are kept to find the middle of the traffic.
const SAMPLES: usize = 256;

/// The units of a partition, and how hot it is.
#[derive(Debug, Clone, Default)]
pub(in crate::storage) struct Heat {
    /// Of reads and of writes.
    buckets: [Option<Bucket>; 2],
    flows: [Flow; 2],
    throttled: [u64; 2],
    /// Since when the partition is hot, and when a request met its limit last.
    hot_us: Option<(u64, u64)>,
    /// Where on the hash line the latest accesses were; the oldest is replaced.
    samples: Vec<HashPoint>,
    next_sample: usize,
}

/// What flows in a second, in millionths of units.
#[derive(Debug, Clone, Copy, Default)]
struct Flow {
    /// The current second since 1970.
    second: u64,
    in_second: i128,
    in_second_before: i128,
}

impl Flow {
    fn turn(&mut self, now_us: u64) {
        let second = now_us / MILLION;
        if second > self.second {
            self.in_second_before = if second == self.second + 1 { self.in_second } else { 0 };
            (self.second, self.in_second) = (second, 0);
        }
    }
}

/// The number for this access of those for reads and for writes.
pub(super) fn of<T: Copy>([read, write]: [T; 2], access: ThrottledAccess) -> T {
    match access {
        ThrottledAccess::Read => read,
        ThrottledAccess::Write => write,
    }
}

impl Heat {
    /// The half of a partition that was split: it has its units from now on, and of what was counted this share.
    pub(in crate::storage) fn half(throttled: [u64; 2]) -> Self {
        Self { throttled, ..Self::default() }
    }

    /// How many reads and writes were throttled.
    pub(in crate::storage) fn throttled(&self) -> [u64; 2] {
        self.throttled
    }

    /// Read and write units in the last second in which there were any.
    pub(in crate::storage) fn units_in_second(&self) -> [f64; 2] {
        self.flows.map(|flow| flow.in_second.max(flow.in_second_before) as f64 / MILLION as f64)
    }

    fn bucket(&mut self, access: ThrottledAccess, rate: u64, now_us: u64) -> &mut Bucket {
        let [read, write] = &mut self.buckets;
        let bucket = match access {
            ThrottledAccess::Read => read,
            ThrottledAccess::Write => write,
        };
        let bucket = bucket.get_or_insert_with(|| Bucket::new(rate, now_us));
        bucket.fill(rate, now_us, MILLION, now_us);
        bucket
    }

    /// Whether a request may access the partition, which does this many units a second.
    pub(super) fn admits(&mut self, access: ThrottledAccess, rate: u64, now_us: u64) -> bool {
        !self.bucket(access, rate, now_us).is_empty()
    }

    /// Counts a request that was throttled. `here` says that it met the limit of this partition.
    pub(super) fn count_throttled(
        &mut self,
        access: ThrottledAccess,
        hash: HashPoint,
        here: bool,
        now_us: u64,
    ) {
        let [read, write] = &mut self.throttled;
        *match access {
            ThrottledAccess::Read => read,
            ThrottledAccess::Write => write,
        } += 1;
        if here {
            self.sample(hash);
            self.warm(now_us);
        }
    }

    /// Charges a request for what it consumed.
    pub(super) fn charge(
        &mut self,
        access: ThrottledAccess,
        rate: u64,
        units: f64,
        hash: HashPoint,
        now_us: u64,
    ) {
        let bucket = self.bucket(access, rate, now_us);
        bucket.take(units);
        let is_empty = bucket.is_empty();
        let [reads, writes] = &mut self.flows;
        let flow = match access {
            ThrottledAccess::Read => reads,
            ThrottledAccess::Write => writes,
        };
        flow.turn(now_us);
        flow.in_second += millionths(units);
        self.sample(hash);
        if is_empty {
            self.warm(now_us);
        }
    }

    fn sample(&mut self, hash: HashPoint) {
        match self.samples.get_mut(self.next_sample) {
            Some(sample) => *sample = hash,
            None => self.samples.push(hash),
        }
        self.next_sample = (self.next_sample + 1) % SAMPLES;
    }

    /// A request met the partition's limit.
    fn warm(&mut self, now_us: u64) {
        self.hot_us = match self.hot_us {
            // Threads look at the clock before they come here, so a moment may be before the last.
            Some((since_us, last_us)) if now_us <= last_us.saturating_add(COOL_US) => {
                Some((since_us, last_us.max(now_us)))
            }
            _ => Some((now_us, now_us)),
        };
    }

    /// Where the partition that owns this range is to be split, if it is hot since so long: around a key that has most of
    /// the traffic, otherwise in its middle. A partition of one key is not split.
    pub(super) fn split_points(&mut self, range: HashRange, after_us: u64) -> Vec<HashPoint> {
        let Some((since_us, last_us)) = self.hot_us else { return Vec::new() };
        if last_us - since_us < after_us {
            return Vec::new();
        }
        // Where there is nothing to split, the next look is after the same time.
        self.hot_us = None;
        let mut sorted = self.samples.clone();
        sorted.sort_unstable();
        let Some(middle) = sorted.get(sorted.len() / 2).copied() else { return Vec::new() };
        let of_middle = sorted.iter().filter(|hash| **hash == middle).count();
        let is_inside = |at: &HashPoint| range.first < *at && *at <= range.last;
        if of_middle * 2 > sorted.len() {
            return [Some(middle), middle.checked_add(1)].into_iter().flatten().filter(is_inside).collect();
        }
        // A key is not cut: what begins at a hash belongs to it, so the middle begins the right half.
        let at = Some(middle).filter(is_inside).or_else(|| sorted.iter().copied().find(is_inside));
        at.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hot(hashes: impl IntoIterator<Item = HashPoint>) -> Heat {
        let mut heat = Heat::default();
        for (number, hash) in hashes.into_iter().enumerate() {
            heat.count_throttled(ThrottledAccess::Write, hash, true, number as u64 * MILLION);
        }
        heat
    }

    const RANGE: HashRange = HashRange { first: 0, last: 99 };

    #[test]
    fn a_partition_is_split_in_the_middle_of_its_traffic() {
        assert_eq!(hot([3, 60, 5, 4, 70, 9, 80, 2, 61, 1]).split_points(RANGE, 9 * MILLION), [9]);
        assert_eq!(hot([1, 2, 3]).split_points(RANGE, 3 * MILLION), [0; 0], "it is not hot for so long");
    }

    #[test]
    fn one_hot_key_gets_a_partition_of_its_own() {
        assert_eq!(hot([7, 7, 50, 7, 7]).split_points(RANGE, MILLION), [7, 8]);
        assert_eq!(hot([0, 0, 0]).split_points(RANGE, MILLION), [1], "the first key");
        assert_eq!(hot([99, 99, 99]).split_points(RANGE, MILLION), [99], "the last key");
        let alone = HashRange { first: 7, last: 7 };
        assert_eq!(hot([7, 7, 7]).split_points(alone, MILLION), [0; 0]);
    }

    #[test]
    fn a_minute_without_a_limit_cools_a_partition() {
        let mut heat = Heat::default();
        for second in [0, 60, 120, 181, 200] {
            heat.count_throttled(ThrottledAccess::Read, 5, true, second * MILLION);
        }
        assert_eq!(heat.split_points(RANGE, 30 * MILLION), [0; 0]);
    }

    #[test]
    fn a_thread_that_looked_at_the_clock_before_another_makes_nothing_hot() {
        let mut heat = Heat::default();
        for now_us in [5 * MILLION, 5 * MILLION - 1] {
            heat.count_throttled(ThrottledAccess::Write, 5, true, now_us);
        }
        assert_eq!(heat.split_points(RANGE, MILLION), [0; 0]);
    }

    #[test]
    fn units_are_those_of_the_last_second() {
        let mut heat = Heat::default();
        for (second, units) in [(1, 3.0), (1, 0.5), (2, 1.0), (9, 2.0)] {
            heat.charge(ThrottledAccess::Read, 100, units, 0, second * MILLION);
            let expected = match second {
                1 => units.max(heat.units_in_second()[0]),
                2 => 3.5,
                _ => 2.0,
            };
            assert_eq!(heat.units_in_second(), [expected, 0.0]);
        }
    }
}
