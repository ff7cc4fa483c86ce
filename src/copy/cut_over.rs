//! When a copy stops to follow its source.

use std::sync::Arc;

use crate::sync::atomic::{AtomicBool, Ordering};

/// Tells a copy that follows its source to end: [`CopyBuilder::follow`](crate::CopyBuilder::follow). Its clones are the
/// same one, so that another thread may tell it.
#[derive(Debug, Clone, Default)]
pub struct CutOver(Arc<AtomicBool>);

impl CutOver {
    /// One that nobody has told yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The source is written to no more: the copy applies what its streams still have, and ends.
    pub fn now(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was told.
    pub fn is_told(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
