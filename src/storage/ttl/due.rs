//! When something in a table is due, so that looks until then go no further.

use crate::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// When a table was last looked at, and when something in it is due next.
#[derive(Debug)]
pub(in crate::storage) struct Ttl {
    /// Whether items expire.
    pub(super) is_on: AtomicBool,
    /// Nothing is due before this time, while nobody sweeps.
    pub(super) next_due_ms: AtomicU64,
    /// The earliest time that was noted since the last sweep began.
    noted_ms: AtomicU64,
    /// Held by who sweeps, so that others see the table as it is then. Taken while no partition is locked.
    pub(super) sweeping: Mutex<()>,
    /// The time of the last look, which is when a change is made.
    pub(in crate::storage) looked_ms: AtomicU64,
}

impl Default for Ttl {
    fn default() -> Self {
        Self {
            is_on: AtomicBool::default(),
            next_due_ms: AtomicU64::new(0),
            noted_ms: AtomicU64::new(u64::MAX),
            sweeping: Mutex::default(),
            looked_ms: AtomicU64::default(),
        }
    }
}

impl Ttl {
    /// The same for a copy of the table, which looks for what is due next by itself.
    pub(in crate::storage) fn fork(&self) -> Self {
        Self {
            is_on: AtomicBool::new(self.is_on.load(Ordering::Relaxed)),
            looked_ms: AtomicU64::new(self.looked_ms.load(Ordering::Relaxed)),
            ..Self::default()
        }
    }

    /// Notes that something is due at this time, under the lock of its partition.
    pub(super) fn note(&self, due_ms: u64) {
        self.noted_ms.fetch_min(due_ms, Ordering::Relaxed);
        // Whoever ends a sweep sees one or the other.
        self.next_due_ms.fetch_min(due_ms, Ordering::Release);
    }

    /// Begins a sweep: what is noted from now on may be missed by it.
    pub(super) fn begin_sweep(&self) {
        self.noted_ms.store(u64::MAX, Ordering::Relaxed);
    }

    /// Ends a sweep behind which this is due next, or what was noted meanwhile.
    pub(super) fn end_sweep(&self, next_ms: u64) {
        let next_ms = next_ms.min(self.noted_ms.load(Ordering::Relaxed));
        self.next_due_ms.swap(next_ms, Ordering::AcqRel);
        self.next_due_ms.fetch_min(self.noted_ms.load(Ordering::Relaxed), Ordering::Release);
    }
}
