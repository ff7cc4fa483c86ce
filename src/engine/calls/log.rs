//! Where recorded calls are kept, within a bound.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Weak},
};

use super::call::Call;
use crate::{
    engine::features::{Feature, Features},
    sync::Mutex,
};

/// How many calls a recording keeps unless it is told otherwise.
const CALLS: usize = 10_000;

/// How many bytes of memory its calls may take: a batch with a hundred long keys is a call too.
const BYTES: usize = 64 * 1024 * 1024;

/// The recordings of one database.
#[derive(Debug, Default)]
pub(in crate::engine) struct Recordings(Mutex<Vec<Weak<CallLog>>>);

/// The calls of one recording: the newest, within its bounds.
pub(crate) struct CallLog(Mutex<Kept>);

struct Kept {
    calls: VecDeque<Arc<Call>>,
    bytes: usize,
    limit: usize,
    dropped: u64,
}

impl Recordings {
    /// Records calls from now on, until nobody has the log any more.
    pub(in crate::engine) fn begin(&self, features: &Features) -> Arc<CallLog> {
        let log = Arc::new(CallLog(Mutex::new(Kept {
            calls: VecDeque::new(),
            bytes: 0,
            limit: CALLS,
            dropped: 0,
        })));
        let mut logs = self.0.lock();
        logs.push(Arc::downgrade(&log));
        features.set(Feature::Calls, true);
        log
    }

    /// Adds a call to all recordings, in the same order.
    pub(in crate::engine) fn add(&self, call: Call, features: &Features) {
        let call = Arc::new(call);
        let mut logs = self.0.lock();
        logs.retain(|log| log.upgrade().map(|log| log.0.lock().add(Arc::clone(&call))).is_some());
        // Recordings that ended are removed here, so that later calls do not pay for them.
        if logs.is_empty() {
            features.set(Feature::Calls, false);
        }
    }
}

impl Kept {
    fn add(&mut self, call: Arc<Call>) {
        self.bytes += call.memory();
        self.calls.push_back(call);
        self.keep_bounds();
    }

    fn keep_bounds(&mut self) {
        while self.calls.len() > self.limit || (self.bytes > BYTES && self.calls.len() > 1) {
            let Some(oldest) = self.calls.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(oldest.memory());
            self.dropped += 1;
        }
    }
}

impl CallLog {
    /// The calls that are kept, oldest first.
    pub(crate) fn calls(&self) -> Vec<Arc<Call>> {
        self.0.lock().calls.iter().cloned().collect()
    }

    /// How many calls were dropped for others since the recording began or was last cleared.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.lock().dropped
    }

    /// Sets how many calls are kept.
    pub(crate) fn set_limit(&self, limit: usize) {
        let mut kept = self.0.lock();
        kept.limit = limit;
        kept.keep_bounds();
    }

    /// Removes the calls for which this is true, and returns them.
    pub(crate) fn take(&self, mut is_taken: impl FnMut(&Call) -> bool) -> Vec<Arc<Call>> {
        let mut kept = self.0.lock();
        let (mut taken, mut left) = (Vec::new(), VecDeque::new());
        for call in std::mem::take(&mut kept.calls) {
            if is_taken(&call) { taken.push(call) } else { left.push_back(call) }
        }
        kept.bytes = left.iter().map(|call| call.memory()).sum();
        kept.calls = left;
        taken
    }

    /// Forgets all calls, and how many were dropped.
    pub(crate) fn clear(&self) {
        let mut kept = self.0.lock();
        *kept = Kept { calls: VecDeque::new(), bytes: 0, limit: kept.limit, dropped: 0 };
    }
}

impl fmt::Debug for CallLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.0.lock();
        write!(f, "CallLog {{ calls: {}, dropped: {} }}", kept.calls.len(), kept.dropped)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn call(operation: &'static str) -> Call {
        let (tables, keys, units) = Default::default();
        let (at, duration) = (UNIX_EPOCH, Duration::ZERO);
        Call {
            operation,
            tables,
            index: None,
            keys,
            units,
            partitions: Vec::new(),
            at,
            duration,
            error: None,
        }
    }

    fn operations(calls: &[Arc<Call>]) -> Vec<&str> {
        calls.iter().map(|call| call.operation).collect()
    }

    #[test]
    fn recordings_last_as_long_as_somebody_has_their_logs() {
        let (recordings, features) = (Recordings::default(), Features::default());
        let early = recordings.begin(&features);
        recordings.add(call("GetItem"), &features);
        let late = recordings.begin(&features);
        recordings.add(call("Scan"), &features);
        assert_eq!(operations(&early.calls()), ["GetItem", "Scan"]);
        drop(early);
        assert_eq!(operations(&late.calls()), ["Scan"]);
        assert!(features.has(Feature::Calls));
        drop(late);
        recordings.add(call("Scan"), &features);
        assert!(!features.any(), "nobody is left");
    }

    #[test]
    fn the_newest_calls_are_kept_and_the_dropped_ones_counted() {
        let (recordings, features) = (Recordings::default(), Features::default());
        let log = recordings.begin(&features);
        log.set_limit(2);
        for operation in ["GetItem", "PutItem", "Scan"] {
            recordings.add(call(operation), &features);
        }
        assert_eq!((operations(&log.calls()), log.dropped()), (vec!["PutItem", "Scan"], 1));
        log.set_limit(1);
        assert_eq!((operations(&log.calls()), log.dropped()), (vec!["Scan"], 2));
        log.clear();
        assert_eq!((log.calls().len(), log.dropped()), (0, 0));
    }

    #[test]
    fn long_calls_are_bounded_by_their_bytes() {
        let (recordings, features) = (Recordings::default(), Features::default());
        let log = recordings.begin(&features);
        for _ in 0..3 {
            recordings.add(Call { tables: vec!["t".repeat(BYTES / 2)], ..call("Scan") }, &features);
        }
        assert_eq!((log.calls().len(), log.dropped()), (1, 2));
        recordings.add(Call { tables: vec!["t".repeat(2 * BYTES)], ..call("Query") }, &features);
        assert_eq!(operations(&log.calls()), ["Query"], "the newest is always there");
    }
}
