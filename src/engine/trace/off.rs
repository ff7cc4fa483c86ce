//! No spans: the feature `tracing` is off.

use super::calls::Call;

#[inline]
pub(super) const fn is_on() -> bool {
    false
}

/// There is none.
#[derive(Debug)]
pub(super) enum Trace {}

impl Trace {
    pub(super) const fn begin(_: &'static str, _: &[String]) -> Option<Self> {
        None
    }

    pub(super) const fn end(self, _: &Call, _: usize, _: bool) {
        match self {}
    }
}
