//! What a table or a global index consumes in all its partitions, and what limits that.

use super::{
    bucket::{Bucket, MILLION, millionths},
    heat::of,
};
use crate::{
    error::{ThrottledAccess, ThroughputLimit},
    key::HashPoint,
    limits::{PEAK_SECONDS, TABLE_CAPACITY_UNITS},
    storage::settings::{BillingMode, Throughput},
    sync::Mutex,
};

/// How much a table or an index does, as its settings are now.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    pub(super) on_demand: bool,
    /// Since when the rates below are what they are, in microseconds.
    pub(super) changed_us: u64,
    provisioned: [u64; 2],
    max_on_demand: [Option<u64>; 2],
    warm: [u64; 2],
}

fn us(seconds: f64) -> u64 {
    (seconds.max(0.0) * MILLION as f64) as u64
}

impl Rates {
    /// The rates of a table or index that was created at this time, in seconds since 1970.
    pub(super) fn of(
        billing_mode: BillingMode,
        throughput: &Throughput,
        since_seconds: [Option<f64>; 2],
    ) -> Self {
        let changes = [throughput.last_increase_seconds, throughput.last_decrease_seconds];
        let changed = changes.into_iter().chain(since_seconds).flatten().fold(0.0, f64::max);
        let limit = |limit: Option<i64>| limit.and_then(|limit| u64::try_from(limit).ok());
        Self {
            on_demand: billing_mode == BillingMode::PayPerRequest,
            changed_us: us(changed),
            provisioned: [throughput.read_units, throughput.write_units],
            max_on_demand: [
                limit(throughput.max_read_request_units),
                limit(throughput.max_write_request_units),
            ],
            warm: [throughput.warm_read_units, throughput.warm_write_units],
        }
    }

    /// What limits the whole table or index, in units a second; and whether what is not used is kept for longer than a
    /// second. (Developer guide: "DynamoDB maximum throughput for on-demand tables" for the burst; "Account limits
    /// exceeded": the quota applies where no maximum is set)
    fn limit(&self, access: ThrottledAccess) -> (ThroughputLimit, u64, bool) {
        match (self.on_demand, of(self.max_on_demand, access)) {
            (false, _) => (ThroughputLimit::Provisioned, of(self.provisioned, access), true),
            (true, Some(max)) => (ThroughputLimit::MaxOnDemand, max, true),
            (true, None) => (ThroughputLimit::Account, TABLE_CAPACITY_UNITS, false),
        }
    }
}

/// What a table or an index has left, and what is to be done when no lock is held.
#[derive(Debug, Default)]
pub(in crate::storage) struct TableUnits(Mutex<Option<Box<State>>>);

#[derive(Debug, Clone, Default)]
struct State {
    /// Of reads and of writes.
    left: [Option<Left>; 2],
    relief: Relief,
}

/// What is to be done for a table or an index that has much traffic.
#[derive(Debug, Clone, Default)]
pub(super) struct Relief {
    /// Where partitions are to be split.
    pub(super) splits: Vec<HashPoint>,
    /// The warm throughput that its traffic earned: twice its peak, read and write units.
    pub(super) warm: [Option<u64>; 2],
}

#[derive(Debug, Clone)]
struct Left {
    limit: ThroughputLimit,
    bucket: Bucket,
    growth: Option<Growth>,
}

/// What a table on demand does until it has grown. (Developer guide: "DynamoDB on-demand capacity mode", initial
/// throughput and scaling properties)
#[derive(Debug, Clone)]
struct Growth {
    bucket: Bucket,
    /// The current second, and the millionths of units in it.
    second: u64,
    in_second: i128,
    /// A traffic above the peak before, in units a second, and when it began.
    rising: Option<(u64, u64)>,
}

impl Growth {
    fn new(warm: u64, now_us: u64) -> Self {
        Self { bucket: Bucket::new(warm, now_us), second: 0, in_second: 0, rising: None }
    }

    /// Turns to this moment. Returns the new warm throughput if a peak has lasted long enough.
    fn turn(&mut self, warm: u64, now_us: u64) -> Option<u64> {
        let second = now_us / MILLION;
        // Threads look at the clock before they come here, so a moment may be in the second before.
        if second > self.second {
            self.peak(warm);
            (self.second, self.in_second) = (second, 0);
        }
        let (peak, began_us) = self.rising?;
        if now_us.saturating_sub(began_us) < PEAK_SECONDS * MILLION {
            return None;
        }
        self.rising = None;
        Some(peak.saturating_mul(2)).filter(|double| *double > warm)
    }

    /// The traffic of the current second counts for the peak.
    fn peak(&mut self, warm: u64) {
        let units = u64::try_from(self.in_second / i128::from(MILLION)).unwrap_or(u64::MAX);
        if units.saturating_mul(2) > warm {
            let (before, began_us) = self.rising.unwrap_or((0, self.second * MILLION));
            self.rising = Some((before.max(units), began_us));
        }
    }
}

impl TableUnits {
    /// The same for a copy.
    pub(in crate::storage) fn fork(&self) -> Self {
        Self(Mutex::new(self.0.lock().clone()))
    }

    /// The limits that a request meets, if it meets any.
    pub(super) fn met(
        &self,
        rates: &Rates,
        access: ThrottledAccess,
        (burst_us, since_us): (u64, u64),
        now_us: u64,
    ) -> Vec<ThroughputLimit> {
        self.with(rates, access, (burst_us, since_us), now_us, |left| {
            let mut met = Vec::new();
            if left.bucket.is_empty() {
                met.push(left.limit);
            }
            if left.growth.as_ref().is_some_and(|growth| growth.bucket.is_empty()) {
                met.push(ThroughputLimit::KeyRange);
            }
            met
        })
    }

    /// Charges a request for what it consumed.
    pub(super) fn charge(
        &self,
        rates: &Rates,
        access: ThrottledAccess,
        (burst_us, since_us): (u64, u64),
        units: f64,
        now_us: u64,
    ) {
        self.with(rates, access, (burst_us, since_us), now_us, |left| {
            left.bucket.take(units);
            if let Some(growth) = &mut left.growth {
                growth.bucket.take(units);
                growth.in_second += millionths(units);
            }
        });
    }

    fn with<R>(
        &self,
        rates: &Rates,
        access: ThrottledAccess,
        (burst_us, since_us): (u64, u64),
        now_us: u64,
        action: impl FnOnce(&mut Left) -> R,
    ) -> R {
        let mut state = self.0.lock();
        let State { left: [read, write], relief: Relief { warm: [warm_read, warm_write], .. } } =
            &mut **state.get_or_insert_default();
        let (left, earned) = match access {
            ThrottledAccess::Read => (read, warm_read),
            ThrottledAccess::Write => (write, warm_write),
        };
        let (limit, rate, keeps) = rates.limit(access);
        let begun_us = since_us.max(rates.changed_us).min(now_us);
        let new = || Left { limit, bucket: Bucket::new(rate, begun_us), growth: None };
        let left = match left {
            Some(left) if left.limit == limit => left,
            other => other.insert(new()),
        };
        left.bucket.fill(rate, rates.changed_us, if keeps { burst_us } else { MILLION }, now_us);
        if rates.on_demand {
            let warm = of(rates.warm, access);
            let growth = left.growth.get_or_insert_with(|| Growth::new(warm, now_us));
            growth.bucket.fill(warm, now_us, MILLION, now_us);
            if let Some(double) = growth.turn(warm, now_us) {
                *earned = Some(double);
            }
        }
        action(left)
    }

    /// Forgets what requests consumed.
    pub(super) fn forget(&self) {
        *self.0.lock() = None;
    }

    /// Adds places where partitions are to be split.
    pub(super) fn add_splits(&self, splits: Vec<HashPoint>) {
        if !splits.is_empty() {
            self.0.lock().get_or_insert_default().relief.splits.extend(splits);
        }
    }

    /// Takes what is to be done, if anything is.
    pub(super) fn take_relief(&self) -> Option<Relief> {
        let mut state = self.0.lock();
        let relief = &mut state.as_mut()?.relief;
        let is_needed = !relief.splits.is_empty() || relief.warm != [None; 2];
        is_needed.then(|| std::mem::take(relief))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITE: ThrottledAccess = ThrottledAccess::Write;

    fn on_demand(warm: u64, max: Option<i64>) -> Rates {
        let throughput = Throughput {
            warm_read_units: warm,
            warm_write_units: warm,
            max_write_request_units: max,
            ..Throughput::default()
        };
        Rates::of(BillingMode::PayPerRequest, &throughput, [None; 2])
    }

    fn met(units: &TableUnits, rates: &Rates, second: u64) -> Vec<ThroughputLimit> {
        units.met(rates, WRITE, (300 * MILLION, 0), second * MILLION)
    }

    fn charge(units: &TableUnits, rates: &Rates, consumed: f64, second: u64) {
        units.charge(rates, WRITE, (300 * MILLION, 0), consumed, second * MILLION);
    }

    #[test]
    fn a_table_on_demand_does_twice_its_peak_from_half_an_hour_later() {
        let (units, rates) = (TableUnits::default(), on_demand(4000, None));
        charge(&units, &rates, 3500.0, 10);
        assert_eq!(met(&units, &rates, 10 + PEAK_SECONDS - 1), []);
        assert!(units.take_relief().is_none());
        charge(&units, &rates, 3000.0, 10 + PEAK_SECONDS);
        assert_eq!(units.take_relief().unwrap().warm, [None, Some(7000)]);
    }

    #[test]
    fn traffic_below_the_peak_earns_nothing() {
        let (units, rates) = (TableUnits::default(), on_demand(4000, None));
        for second in [10, 20, 20 + PEAK_SECONDS] {
            charge(&units, &rates, 2000.0, second);
        }
        assert!(units.take_relief().is_none());
    }

    #[test]
    fn the_maximum_on_demand_takes_the_place_of_the_accounts_quota() {
        let (units, rates) = (TableUnits::default(), on_demand(100_000, None));
        charge(&units, &rates, 40_000.0, 5);
        assert_eq!(met(&units, &rates, 5), [ThroughputLimit::Account]);
        let rates = on_demand(100_000, Some(10));
        assert_eq!(met(&units, &rates, 5), []);
        charge(&units, &rates, 60.0, 5);
        assert_eq!(met(&units, &rates, 5), [ThroughputLimit::MaxOnDemand]);
    }
}
