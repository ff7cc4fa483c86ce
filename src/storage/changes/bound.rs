//! The bound on the bytes of records that a table's change log keeps.

use crate::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};

/// The least that is taken out at once, in bytes, and as a part of the bound: all partitions are looked at for it.
const TAKEN_BYTES: u64 = 1024 * 1024;
const TAKEN_PART: u64 = 8;

/// From this size on, in bytes, a whole log is freed aside.
pub(super) const FREED_ASIDE_BYTES: u64 = 64 * 1024;

/// How many bytes the records of a log may count for, and how many they do.
#[derive(Debug)]
pub(super) struct Bound {
    kept_bytes: AtomicU64,
    most_bytes: AtomicU64,
    /// Held by who takes records out.
    turn: Mutex<()>,
}

impl Default for Bound {
    fn default() -> Self {
        Self { kept_bytes: AtomicU64::new(0), most_bytes: AtomicU64::new(u64::MAX), turn: Mutex::default() }
    }
}

impl Bound {
    /// The same for a copy of the log.
    pub(super) fn fork(&self) -> Self {
        Self {
            kept_bytes: AtomicU64::new(self.kept_bytes.load(Ordering::Relaxed)),
            most_bytes: AtomicU64::new(self.most_bytes.load(Ordering::Relaxed)),
            turn: Mutex::default(),
        }
    }

    /// Counts records that are put into the log.
    pub(super) fn add(&self, bytes: u64) {
        self.kept_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts records that are taken out.
    pub(super) fn take(&self, bytes: u64) {
        let before = self.kept_bytes.fetch_sub(bytes, Ordering::Relaxed);
        debug_assert!(before >= bytes, "what is taken out was put in");
    }

    /// What the records count for, in bytes.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.kept_bytes.load(Ordering::Relaxed)
    }

    /// How many bytes of records are to be taken out: somewhat more than there are too many, so that it happens seldom.
    pub(super) fn to_take(&self) -> Option<u64> {
        let most = self.most_bytes.load(Ordering::Relaxed);
        let too_many = self.kept_bytes().checked_sub(most).filter(|too_many| *too_many > 0)?;
        Some(too_many + (most / TAKEN_PART).min(TAKEN_BYTES))
    }

    /// Sets how many bytes the records may count for; `None` is all.
    pub(super) fn set_most(&self, most: Option<u64>) {
        self.most_bytes.store(most.unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The right to remove records, unless another thread has it.
    pub(super) fn try_turn(&self) -> Option<MutexGuard<'_, ()>> {
        self.turn.try_lock()
    }
}
