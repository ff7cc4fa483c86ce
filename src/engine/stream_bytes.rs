//! How many bytes of records the streams of each table keep.

use super::Engine;
use crate::sync::atomic::{AtomicU64, Ordering};

/// A number of bytes; all there are where it is the greatest.
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
}

impl Engine {
    /// How many bytes of records the streams of a table keep, about; all where it is `None`.
    pub(crate) fn stream_bytes(&self) -> Option<u64> {
        Some(self.stream_bytes.0.load(Ordering::Relaxed)).filter(|most| *most < u64::MAX)
    }

    /// Sets it for the tables that are there, and for those that are made from now on.
    pub(crate) fn set_stream_bytes(&self, most: Option<u64>) {
        self.stream_bytes.0.store(most.unwrap_or(u64::MAX), Ordering::Relaxed);
        self.catalog.all_tables().iter().for_each(|table| table.set_stream_bytes(most));
    }
}
