//! Times and lengths of time in JSON.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::refusal::Refusal;

/// A length of time: a number of seconds, or a text such as `1h 30m`.
pub(super) fn length(value: &Value, member: &str) -> Result<Duration, Refusal> {
    let length = match value {
        Value::Number(seconds) => {
            seconds.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        }
        Value::String(text) => {
            text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok())
        }
        _ => None,
    };
    length.ok_or_else(|| {
        Refusal::bad_request(format!("'{member}' is a length of time: a number of seconds, or as \"1h 30m\""))
    })
}

/// A moment: seconds since 1970, or a text such as `2026-01-01T00:00:00Z`.
pub(super) fn moment(value: &Value, member: &str) -> Result<SystemTime, Refusal> {
    let since_1970 = match value {
        Value::Number(seconds) => {
            seconds.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        }
        Value::String(text) => {
            text.parse::<Timestamp>().ok().and_then(|time| Duration::try_from(time.as_duration()).ok())
        }
        _ => None,
    };
    since_1970.and_then(|since_1970| UNIX_EPOCH.checked_add(since_1970)).ok_or_else(|| {
        Refusal::bad_request(format!(
            "'{member}' is a moment: seconds since 1970, or as \"2026-01-01T00:00:00Z\""
        ))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lengths_are_seconds_or_texts() {
        for (value, seconds) in [
            (json!(90), 90.0),
            (json!(0.5), 0.5),
            (json!("1m 30s"), 90.0),
            (json!("500ms"), 0.5),
            (json!("PT1H"), 3600.0),
        ] {
            assert_eq!(length(&value, "advance").unwrap().as_secs_f64(), seconds, "{value}");
        }
        for value in [json!(-1), json!("-1s"), json!("soon"), json!(1e300), json!(null), json!([1])] {
            assert!(length(&value, "advance").unwrap_err().message.contains("'advance'"), "{value}");
        }
    }

    #[test]
    fn moments_are_seconds_since_1970_or_texts() {
        let moment =
            |value| moment(&value, "set").map(|time| time.duration_since(UNIX_EPOCH).unwrap().as_secs());
        assert_eq!(moment(json!(1_700_000_000)), Ok(1_700_000_000));
        assert_eq!(moment(json!("2023-11-14T22:13:20Z")), Ok(1_700_000_000));
        assert_eq!(moment(json!("2023-11-15T07:13:20+09:00")), Ok(1_700_000_000));
        for value in [json!("yesterday"), json!("2023-11-14"), json!(-1), json!(1e300), json!({})] {
            assert!(moment(value).is_err());
        }
    }
}
