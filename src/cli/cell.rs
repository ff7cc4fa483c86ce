//! Values as cells.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::value::AttributeValue;

/// A value as a cell of a table or of CSV: a string as it is, everything else as plain JSON.
pub(super) fn cell(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => text.to_string(),
        AttributeValue::B(bytes) => STANDARD.encode(bytes),
        other => other.to_string(),
    }
}
