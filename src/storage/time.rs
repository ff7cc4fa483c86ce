//! A table's time.

use crate::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// The microseconds of a millisecond.
pub(crate) const US_OF_MS: u64 = 1000;

/// A table's time: that of the last look at it. Storage has no clock; callers pass the time if something needs it.
#[derive(Debug, Default)]
pub(super) struct TableTime {
    /// What needs the time, a bit for each.
    needed_by: AtomicU8,
    /// Microseconds since 1970.
    looked_us: AtomicU64,
}

/// What depends on a table's time.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum Timed {
    /// Items expire.
    Expiry = 1,
    /// Changes are recorded.
    ChangeLog = 2,
    /// Changes are watched.
    Watcher = 4,
    /// Other replicas send their changes.
    Replication = 8,
    /// Reads are late.
    Lag = 16,
}

impl TableTime {
    /// Whether anything depends on the time. One atomic load.
    #[inline]
    pub(super) fn is_needed(&self) -> bool {
        self.needed_by.load(Ordering::Relaxed) != 0
    }

    /// Whether this depends on the time.
    pub(super) fn is_needed_by(&self, what: Timed) -> bool {
        self.needed_by.load(Ordering::Relaxed) & what as u8 != 0
    }

    /// Sets whether this depends on the time.
    pub(super) fn set_needed_by(&self, what: Timed, is_needed: bool) {
        if is_needed {
            self.needed_by.fetch_or(what as u8, Ordering::Relaxed);
        } else {
            self.needed_by.fetch_and(!(what as u8), Ordering::Relaxed);
        }
    }

    /// The time of the last look, which is when a change is made, in milliseconds since 1970.
    pub(super) fn looked_ms(&self) -> u64 {
        self.looked_us() / US_OF_MS
    }

    /// The same in microseconds.
    pub(super) fn looked_us(&self) -> u64 {
        self.looked_us.load(Ordering::Relaxed)
    }

    /// Notes a look at a millisecond, and returns the time, which never decreases.
    pub(super) fn look(&self, now_ms: u64) -> u64 {
        self.look_us(now_ms.saturating_mul(US_OF_MS))
    }

    /// Notes a look at a microsecond, and returns the time in milliseconds.
    pub(super) fn look_us(&self, now_us: u64) -> u64 {
        self.looked_us.fetch_max(now_us, Ordering::Relaxed).max(now_us) / US_OF_MS
    }

    /// The same for a copy of the table, which has no watchers, and where no read is late yet.
    pub(super) fn fork(&self) -> Self {
        let of_original = Timed::Watcher as u8 | Timed::Lag as u8;
        let needed_by = self.needed_by.load(Ordering::Relaxed) & !of_original;
        Self { needed_by: AtomicU8::new(needed_by), looked_us: AtomicU64::new(self.looked_us()) }
    }
}
