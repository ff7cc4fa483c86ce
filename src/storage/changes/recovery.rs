//! Point-in-time recovery: how far back a change log reaches for it.

use serde::{Deserialize, Serialize};

/// A day in milliseconds.
pub(super) const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The settings of a table's point-in-time recovery while it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecoverySettings {
    /// How many days the table can be restored back, 1 to 35.
    pub(crate) period_days: u32,
    /// When it was switched on, in milliseconds since 1970.
    pub(crate) enabled_ms: u64,
}

/// The moments that a change log can lead back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecoveryWindow {
    /// All changes behind this moment are recorded, as far as they are within the period.
    pub(super) begun_ms: u64,
    pub(super) period_ms: u64,
}

impl RecoveryWindow {
    /// The earliest moment.
    pub(super) fn earliest_ms(self, now_ms: u64) -> u64 {
        self.begun_ms.max(now_ms.saturating_sub(self.period_ms))
    }

    /// The window when its period is changed: what was out of reach stays so.
    fn with_period(self, period_ms: u64, now_ms: u64) -> Self {
        Self { begun_ms: self.earliest_ms(now_ms), period_ms }
    }

    /// The window of a log that records for recovery from now on with this period, where it had another window or none.
    pub(super) fn following(before: Option<Self>, period_ms: u64, now_ms: u64) -> Self {
        match before {
            None => Self { begun_ms: now_ms, period_ms },
            Some(window) if window.period_ms == period_ms => window,
            Some(window) => window.with_period(period_ms, now_ms),
        }
    }

    /// The window when records up to this moment are taken out.
    pub(super) fn behind(self, trimmed_ms: u64) -> Self {
        Self { begun_ms: self.begun_ms.max(trimmed_ms), ..self }
    }
}

#[cfg(test)]
mod tests;
