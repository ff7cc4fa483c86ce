//! The clock over HTTP.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    refusal::{Refusal, RefusalKind},
    time,
};
use crate::engine::{Clock, time_label};

/// The body of a request that moves a clock: by a length of time, or to a moment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    advance: Option<Value>,
    set: Option<Value>,
}

/// A clock's time and kind.
pub(super) fn shown(clock: &Clock) -> Value {
    json!({
        "now": format!("{}Z", time_label(clock.now_ms())),
        "epoch_seconds": clock.now_seconds(),
        "kind": if clock.is_manual() { "manual" } else { "system" },
    })
}

/// Moves a clock, and shows it.
pub(super) fn moved(clock: &Clock, wanted: &Move) -> Result<Value, Refusal> {
    if !clock.is_manual() {
        let message = "The system's clock cannot be moved: serve with --clock manual, or make a fork with a clock of its \
                       own ({\"clock\": \"manual\"})";
        return Err(Refusal::new(RefusalKind::Conflict, message));
    }
    match (&wanted.advance, &wanted.set) {
        (Some(advance), None) => clock.advance(time::length(advance, "advance")?)?,
        (None, Some(set)) => clock.set(time::moment(set, "set")?)?,
        _ => return Err(Refusal::bad_request("A clock is moved by 'advance' or by 'set', one of the two")),
    }
    Ok(shown(clock))
}

/// The clock of a new fork: `None` is that of what is forked. Unless the request says otherwise, a manual clock is
/// copied, so that tests side by side do not move each other's time.
///
/// # Errors
/// It is no clock, or it begins before the time of what is forked: tables have items and records of that time, and a
/// table's time never decreases.
pub(super) fn of_fork(original: &Clock, wanted: Option<&Value>) -> Result<Option<Clock>, Refusal> {
    match wanted {
        None if original.is_manual() => Ok(Some(Clock::manual(original.now()))),
        None => Ok(None),
        Some(Value::String(kind)) if kind == "system" => going_on(Clock::system(), original).map(Some),
        Some(Value::String(kind)) if kind == "manual" => Ok(Some(Clock::manual(original.now()))),
        Some(start) => match time::moment(start, "clock") {
            Ok(start) => going_on(Clock::manual(start), original).map(Some),
            Err(_) => Err(Refusal::bad_request(
                "'clock' is \"system\", \"manual\", or the moment at which a manual one begins: seconds since 1970, or as \
                 \"2026-01-01T00:00:00Z\"",
            )),
        },
    }
}

/// A clock, if it is not before the original.
fn going_on(clock: Clock, original: &Clock) -> Result<Clock, Refusal> {
    let (now_ms, begins_ms) = (original.now_ms(), clock.now_ms());
    if begins_ms < now_ms {
        return Err(Refusal::bad_request(format!(
            "The clock of a fork goes on from the time of its tables, which is {}Z, and cannot begin before it, at {}Z: \
             `serve --clock manual=TIME` has the tables begin earlier",
            time_label(now_ms),
            time_label(begins_ms)
        )));
    }
    Ok(clock)
}
