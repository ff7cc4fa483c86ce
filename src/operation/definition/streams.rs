//! A table's streams: switched on with the table or later, and off.

use jiff::{ToSpan, civil::DateTime, tz::Offset};

use super::structures::StreamSpecification;
use crate::{
    engine::Engine,
    error::{Error, Result},
    storage::{StreamSettings, StreamViewType, TableSettings, Transition},
    texts,
};

/// How a label is written: the time when the stream was switched on.
const LABEL: &str = "%Y-%m-%dT%H:%M:%S%.3f";

/// The stream of a new table of this name.
pub(crate) fn new_stream(
    engine: &Engine,
    table: &str,
    asked: Option<&StreamSpecification>,
) -> Result<Option<StreamSettings>> {
    let Some(asked) = asked else { return Ok(None) };
    let view_type = view_type(asked, "created")?;
    Ok(view_type.map(|view_type| stream(new_label(engine, table, None), view_type)))
}

/// Switches the stream of a table on or off. One that is off stays the table's latest.
pub(crate) fn switch_stream(
    engine: &Engine,
    table: &str,
    settings: &mut TableSettings,
    asked: &StreamSpecification,
) -> Result<()> {
    let now_ms = engine.clock().now_ms();
    let view_type = view_type(asked, "updated")?;
    match (view_type, settings.stream.as_mut().filter(|latest| latest.enabled)) {
        (Some(_), Some(_)) => return Err(Error::validation(texts::table::stream_enabled(table))),
        (None, None) => return Err(Error::validation(texts::table::no_stream(table))),
        (None, Some(latest)) => latest.disable(now_ms),
        (Some(view_type), None) => {
            let latest = settings.stream.as_ref().map(|latest| latest.label.as_str());
            let label = new_label(engine, table, latest);
            let before = settings.stream.replace(stream(label, view_type));
            settings.earlier_streams.extend(before);
            settings.earlier_streams.retain(|stream| stream.is_readable(now_ms));
        }
    }
    Ok(())
}

fn stream(label: String, view_type: StreamViewType) -> StreamSettings {
    StreamSettings {
        label,
        view_type,
        enabled: true,
        disabled_ms: None,
        resource_policy: None,
        transition: Transition::default(),
    }
}

/// The label of a stream that is switched on now. It is greater than the labels of the table's other streams and those
/// of deleted tables of its name. So labels are in order of time and unique for a table's name, even if the clock does
/// not advance.
fn new_label(engine: &Engine, table: &str, latest: Option<&str>) -> String {
    let label = engine.clock().now_label();
    let deleted = engine.catalog().latest_deleted_stream(table);
    match latest.max(deleted.as_deref()).filter(|latest| **latest >= *label) {
        Some(latest) => label_after(latest).unwrap_or(label),
        None => label,
    }
}

/// The label that is a millisecond later.
fn label_after(label: &str) -> Option<String> {
    let time: DateTime = label.parse().ok()?;
    let next = time.checked_add(1.millisecond()).ok()?;
    Some(next.strftime(LABEL).to_string())
}

/// The time of a label, in seconds since 1970.
pub(crate) fn label_seconds(label: &str) -> Option<f64> {
    let time: DateTime = label.parse().ok()?;
    let time = Offset::UTC.to_timestamp(time).ok()?;
    Some(time.as_millisecond() as f64 / 1000.0)
}

/// The view type of a stream that is to be on; `None` if it is to be off.
fn view_type(asked: &StreamSpecification, what: &str) -> Result<Option<StreamViewType>> {
    match (asked.stream_enabled, asked.stream_view_type) {
        (false, Some(_)) => Err(Error::validation(texts::table::view_type_without_stream(what))),
        (true, None) => Err(Error::validation(texts::table::stream_without_view_type(what))),
        (_, view_type) => Ok(view_type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_tells_its_time() {
        assert_eq!(label_seconds("1970-01-01T00:00:01.250"), Some(1.25));
        assert_eq!(label_seconds("2015-05-11T21:21:33.291"), Some(1_431_379_293.291));
        assert_eq!(label_seconds("latest"), None);
        assert_eq!(label_after("2015-12-31T23:59:59.999").as_deref(), Some("2016-01-01T00:00:00.000"));
    }
}
