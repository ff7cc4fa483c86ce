//! Times in the format of `X-Amz-Date`: `20150511T212133Z`, the basic format of ISO 8601 in UTC.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

/// Writes a time, cut to the second.
pub(crate) fn write(time: Timestamp) -> String {
    time.strftime(FORMAT).to_string()
}

/// The time that a client wrote; `None` if it has another format or does not exist.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime(FORMAT, text).ok()?;
    // `strptime` also accepts fewer digits, and a leap second, which no timestamp can represent.
    if time.strftime(FORMAT).to_string() != text {
        return None;
    }
    // The last day that can be written is after the last timestamp.
    Some(Offset::UTC.to_timestamp(time).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in ["19700101T000000Z", "20000229T235959Z", "20261122T160000Z", "00010101T000000Z"] {
            assert_eq!(read(text).map(write).as_deref(), Some(text));
        }
    }

    #[test]
    fn another_spelling_is_no_time() {
        for text in [
            "",
            "20261122T160000",
            "20261122T160000Z ",
            " 20261122T160000Z",
            "2026112T160000Z",
            "20261122T16000Z",
            "2026-11-22T16:00:00Z",
            "20261122t160000z",
            "+0261122T160000Z",
            "20261322T160000Z",
            "20260229T160000Z",
            "20261122T240000Z",
            "20261122T166000Z",
            "20261122T160060Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_day_that_can_be_written_is_far_in_the_future() {
        assert_eq!(read("99991231T235959Z"), Some(Timestamp::MAX));
    }
}
