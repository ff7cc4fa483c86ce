//! Moments as the service writes them in the messages about backups: `2026-10-08T23:16:33Z`.

use jiff::Timestamp;

/// A moment, to the second.
pub(super) fn shown(ms: u64) -> String {
    timestamp(ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A moment, to the millisecond.
pub(super) fn shown_to_the_ms(ms: u64) -> String {
    timestamp(ms).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn timestamp(ms: u64) -> Timestamp {
    i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_shown_in_utc_whatever_they_are() {
        assert_eq!(shown(1_700_000_000_999), "2023-11-14T22:13:20Z");
        assert_eq!(shown_to_the_ms(1_700_000_000_009), "2023-11-14T22:13:20.009Z");
        assert!(shown(u64::MAX).starts_with("9999-"));
    }
}
