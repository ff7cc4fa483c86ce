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

    /// The time as the service labels streams with it: `2015-05-11T21:21:33.291`, UTC.
    pub(crate) fn now_label(&self) -> String {
        label(self.now_ms())
    }
}

/// Milliseconds since 1970 as a date and time.
fn label(ms: u64) -> String {
    let (days, ms) = (ms / 86_400_000, ms % 86_400_000);
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}")
}

/// The Gregorian date this many days behind the first of January 1970. Years are counted from March, so that the
/// leap day is the last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_TO_1970: u64 = 719_468;
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let days = days + DAYS_TO_1970;
    let day_of_era = days % DAYS_IN_400_YEARS;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = days / DAYS_IN_400_YEARS * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
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
