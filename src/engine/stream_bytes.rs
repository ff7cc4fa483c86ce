//! How many bytes of records the streams of each table keep.

use crate::sync::atomic::{AtomicU64, Ordering};

/// A number of bytes; the greatest stands for no bound.
pub(super) struct StreamBytes(AtomicU64);

impl Default for StreamBytes {
    fn default() -> Self {
        Self::new(None)
    }
}

impl StreamBytes {
    pub(super) fn new(most: Option<u64>) -> Self {
        Self(AtomicU64::new(most.unwrap_or(u64::MAX)))
    }

    /// The bound; `None` where there is none.
    pub(super) fn get(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|most| *most < u64::MAX)
    }

    pub(super) fn set(&self, most: Option<u64>) {
        self.0.store(most.unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
