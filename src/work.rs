//! The work that evaluating the conditions of one request may take.
//!
//! An expression has at most 300 operators, but each can look at every value of an item of 400 KB, and a request can
//! ask a hundred items. Work is counted where a loop is as long as the data: values compared, bytes compared or
//! searched.

use crate::{
    error::Error,
    limits::{CONDITION_WORK, EXPRESSION_OPERATORS},
    steps,
};

/// What one request may spend. The crate's own tests have less, so that unoptimized code comes to the end of it.
const OF_REQUEST: usize = if cfg!(test) { CONDITION_WORK / 16 } else { CONDITION_WORK };

/// What a page may spend on what its filter asks of every item, however small. It ends early.
pub(crate) const WORK_OF_PAGE: usize = OF_REQUEST / 2;

/// Bytes that are searched in the time of one unit.
pub(crate) const BYTES_SEARCHED: usize = 2;

/// What is left of the work that a request may take, in units of 3 to 5 ns: one value looked at.
#[derive(Debug)]
pub(crate) struct Work {
    left: usize,
}

impl Work {
    /// What one request may take, however many items and conditions it has.
    pub(crate) const fn of_request() -> Self {
        Self { left: OF_REQUEST }
    }

    /// As much as it takes.
    pub(crate) const fn unbounded() -> Self {
        Self { left: usize::MAX }
    }

    /// Takes one unit for each value.
    #[inline]
    pub(crate) fn look_at(&mut self, values: usize) {
        steps::take(values);
        self.left = self.left.saturating_sub(values);
    }

    /// Takes the work of comparing so many bytes with others.
    #[inline]
    pub(crate) fn compare(&mut self, bytes: usize) {
        const BYTES_OF_UNIT: usize = 16;
        self.look_at(bytes / BYTES_OF_UNIT);
    }

    /// Takes the work of looking for something in so many bytes, or of counting their characters.
    #[inline]
    pub(crate) fn search(&mut self, bytes: usize) {
        self.look_at(bytes / BYTES_SEARCHED);
    }

    /// Whether nothing is left. What was found out last is not to be relied on then.
    #[inline]
    pub(crate) const fn is_spent(&self) -> bool {
        self.left == 0
    }
}

/// A request's conditions take more work than one request may.
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
