//! A limit on the work of evaluating the conditions of one request.
//!
//! An expression has at most 300 operators, but each can read every value of an item of 400 KB, and one request can
//! test a hundred items. Work is counted in loops that are as long as the data: values compared, bytes compared or
//! searched.

use crate::{
    error::Error,
    limits::{CONDITION_WORK, EXPRESSION_OPERATORS},
    steps,
};

/// The work that one request may spend. The crate's own tests have less, so that unoptimized code reaches the limit.
const OF_REQUEST: usize = if cfg!(test) { CONDITION_WORK / 16 } else { CONDITION_WORK };

/// The work that a page may spend on the fixed cost of its filter for each item. The page ends early when it is spent.
pub(crate) const WORK_OF_PAGE: usize = OF_REQUEST / 2;

/// Bytes that are searched in the time of one unit of work.
pub(crate) const BYTES_SEARCHED: usize = 2;

/// The work that a request has left, in units of 3 to 5 ns: the time to read one value.
#[derive(Debug)]
pub(crate) struct Work {
    left: usize,
}

impl Work {
    /// The work that one request may spend, whatever the number of its items and conditions.
    pub(crate) const fn of_request() -> Self {
        Self { left: OF_REQUEST }
    }

    /// Unlimited work.
    pub(crate) const fn unbounded() -> Self {
        Self { left: usize::MAX }
    }

    /// Spends one unit for each value.
    #[inline]
    pub(crate) fn look_at(&mut self, values: usize) {
        steps::take(values);
        self.left = self.left.saturating_sub(values);
    }

    /// Spends the work of comparing this many bytes with others.
    #[inline]
    pub(crate) fn compare(&mut self, bytes: usize) {
        const BYTES_OF_UNIT: usize = 16;
        self.look_at(bytes / BYTES_OF_UNIT);
    }

    /// Spends the work of searching this many bytes, or of counting their characters.
    #[inline]
    pub(crate) fn search(&mut self, bytes: usize) {
        self.look_at(bytes / BYTES_SEARCHED);
    }

    /// Whether no work is left. The last result is not reliable then.
    #[inline]
    pub(crate) const fn is_spent(&self) -> bool {
        self.left == 0
    }
}

/// The conditions of a request take more work than one request may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The conditions of the request look at too many values of its items: hashrange compares up to {CONDITION_WORK} in one \
     request, enough for {EXPRESSION_OPERATORS} operators on 1 MB. Use fewer operators, or fewer items"
)]
pub(crate) struct WorkExceeded;

impl From<WorkExceeded> for Error {
    fn from(exceeded: WorkExceeded) -> Self {
        Self::validation(exceeded.to_string())
    }
}
