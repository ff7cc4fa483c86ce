//! A span of the crate `tracing` for each operation (feature `tracing`).

use tracing::{field::Empty, level_filters::LevelFilter, span::EnteredSpan};

use super::calls::Call;

/// The operations that return lists of items.
const RETURN_ITEMS: [&str; 6] =
    ["Query", "Scan", "SearchVectors", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"];

/// Whether a subscriber may want spans of this level. One load.
#[inline]
pub(super) fn is_on() -> bool {
    LevelFilter::current() >= LevelFilter::DEBUG
}

/// The span of an operation, which ends with this.
#[derive(Debug)]
pub(super) struct Trace(EnteredSpan);

impl Trace {
    /// Begins a span, if a subscriber wants it.
    pub(super) fn begin(operation: &'static str, tables: &[String]) -> Option<Self> {
        let span = tracing::debug_span!(
            target: "hashrange",
            "operation",
            operation,
            table = Empty,
            index = Empty,
            read_units = Empty,
            write_units = Empty,
            items = Empty,
            error = Empty,
            keys = Empty,
        );
        if span.is_disabled() {
            return None;
        }
        if !tables.is_empty() {
            span.record("table", tables.join(", "));
        }
        Some(Self(span.entered()))
    }

    /// Tells what came of the operation. With `values`, the keys that it names are told too.
    pub(super) fn end(self, call: &Call, returned: usize, values: bool) {
        let Self(span) = self;
        if let Some(index) = &call.index {
            span.record("index", index.as_str());
        }
        span.record("read_units", call.read_units());
        span.record("write_units", call.write_units());
        if RETURN_ITEMS.contains(&call.operation) {
            span.record("items", returned as u64);
        }
        if let Some(error) = call.error {
            span.record("error", error);
        }
        if values {
            let keys: Vec<String> = call.keys.iter().map(ToString::to_string).collect();
            span.record("keys", keys.join(", "));
        }
    }
}
