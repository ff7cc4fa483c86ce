//! How changes are delivered.

use std::time::Duration;

use super::pattern::FilterPattern;
use crate::{
    error::{Error, Result},
    limits::{BATCH_RECORDS, BATCH_RETRIES, BATCH_WINDOW_SECONDS, FILTER_PATTERNS, RECORD_AGE_SECONDS},
};

/// How changes are delivered.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) size: usize,
    pub(super) window: Duration,
    pub(super) bisect: bool,
    /// `None`: the error of a batch is returned to the caller.
    pub(super) retries: Option<u32>,
    pub(super) record_age: Option<Duration>,
    /// If there are any, one of them must match.
    pub(super) filters: Vec<FilterPattern>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // (Lambda developer guide: parameters for DynamoDB event source mappings)
            size: 100,
            window: Duration::ZERO,
            bisect: false,
            retries: None,
            record_age: None,
            filters: Vec::new(),
        }
    }
}

impl Settings {
    /// Checks the settings against Lambda's bounds.
    ///
    /// # Errors
    /// ValidationException if one is out of bounds.
    pub(super) fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::validation(what));
        if self.size == 0 || self.size > BATCH_RECORDS {
            return wrong(format!("A batch has 1 to {BATCH_RECORDS} records, and not {}", self.size));
        }
        if self.window > Duration::from_secs(BATCH_WINDOW_SECONDS) {
            return wrong(format!("A batching window has at most {BATCH_WINDOW_SECONDS} seconds"));
        }
        if self.retries.is_some_and(|retries| retries > BATCH_RETRIES) {
            return wrong(format!("There are at most {BATCH_RETRIES} retries"));
        }
        if self.record_age.is_some_and(|age| age > Duration::from_secs(RECORD_AGE_SECONDS)) {
            return wrong(format!("The maximum record age has at most {RECORD_AGE_SECONDS} seconds"));
        }
        if self.filters.len() > FILTER_PATTERNS {
            return wrong(format!("There are at most {FILTER_PATTERNS} filter patterns"));
        }
        Ok(())
    }
}
