//! When the next item of a table is due. A look before that time has nothing more to do.

use crate::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};

/// When an item of a table is due next. A copy of the table finds this out again.
#[derive(Debug)]
pub(in crate::storage) struct TtlState {
    /// Nothing is due before this time, except during a sweep.
    next_due_ms: AtomicU64,
    /// The earliest time that was noted since the last sweep began.
    noted_ms: AtomicU64,
    /// Held by the thread that sweeps. Taken while no partition is locked.
    sweeping: Mutex<()>,
}

impl Default for TtlState {
    fn default() -> Self {
        Self {
            next_due_ms: AtomicU64::new(0),
            noted_ms: AtomicU64::new(u64::MAX),
            sweeping: Mutex::default(),
        }
    }
}

impl TtlState {
    /// Notes that something is due at this time. Called under the lock of its partition.
    pub(in crate::storage) fn note(&self, due_ms: u64) {
        self.noted_ms.fetch_min(due_ms, Ordering::Relaxed);
        // The end of a sweep sees one or the other.
        self.next_due_ms.fetch_min(due_ms, Ordering::Release);
    }

    /// Whether something may be due.
    pub(super) fn is_due(&self, now_ms: u64) -> bool {
        self.next_due_ms.load(Ordering::Acquire) <= now_ms
    }

    /// Calls `sweep`, which deletes all that is due. One thread sweeps at a time; the others wait, and find nothing
    /// left.
    pub(super) fn sweep(&self, now_ms: u64, sweep: impl FnOnce() -> Option<u64>) {
        if self.is_due(now_ms) {
            self.sweep_held(&self.sweeping.lock(), now_ms, sweep);
        }
    }

    /// The same, but returns at once if another thread sweeps.
    pub(super) fn try_sweep(&self, now_ms: u64, sweep: impl FnOnce() -> Option<u64>) {
        if self.is_due(now_ms)
            && let Some(held) = self.sweeping.try_lock()
        {
            self.sweep_held(&held, now_ms, sweep);
        }
    }

    /// `sweep` returns the time at which an item is due next, or `None` if it left items that are due.
    fn sweep_held(
        &self,
        _one_at_a_time: &MutexGuard<'_, ()>,
        now_ms: u64,
        sweep: impl FnOnce() -> Option<u64>,
    ) {
        if !self.is_due(now_ms) {
            return;
        }
        // The sweep may miss what is noted from now on.
        self.noted_ms.store(u64::MAX, Ordering::Relaxed);
        let Some(next_ms) = sweep() else { return };
        self.next_due_ms.swap(next_ms.min(self.noted_ms.load(Ordering::Relaxed)), Ordering::AcqRel);
        self.next_due_ms.fetch_min(self.noted_ms.load(Ordering::Relaxed), Ordering::Release);
    }

    /// When something is due next, as far as is known.
    #[cfg(test)]
    pub(super) fn next_due_ms(&self) -> u64 {
        self.next_due_ms.load(Ordering::Relaxed)
    }
}
