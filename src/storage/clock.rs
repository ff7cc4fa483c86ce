//! What time it is for the database.

use std::time::{SystemTime, UNIX_EPOCH};

/// The database's clock.
#[derive(Debug, Clone, Default)]
pub(crate) enum Clock {
    /// The machine's.
    #[default]
    System,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)),
        }
    }

    /// Seconds since 1970, with milliseconds behind the point, as the service tells times.
    pub(crate) fn now_seconds(&self) -> f64 {
        self.now_ms() as f64 / 1000.0
    }
}
