//! What time it is for the database.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

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

    /// The time as the service labels streams with it: `2015-05-11T21:21:33.291`, UTC.
    pub(crate) fn now_label(&self) -> String {
        label(self.now_ms())
    }
}

/// Milliseconds since 1970 as a date and time.
fn label(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.unwrap_or(Timestamp::MAX).strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_is_the_time_to_the_millisecond() {
        assert_eq!(label(0), "1970-01-01T00:00:00.000");
        assert_eq!(label(951_782_400_000), "2000-02-29T00:00:00.000");
        assert_eq!(label(1_431_379_293_291), "2015-05-11T21:21:33.291");
        assert_eq!(label(4_107_542_399_999), "2100-02-28T23:59:59.999");
        assert_eq!(label(4_107_542_400_000), "2100-03-01T00:00:00.000");
    }
}
