//! `ExpressionAttributeNames` and `ExpressionAttributeValues`.
//!
//! `parameter` is the name of one of them.

use super::listed::listed;

/// The parameter with what `#names` stand for.
pub(crate) const NAMES: &str = "ExpressionAttributeNames";

/// The parameter with what `:values` stand for.
pub(crate) const VALUES: &str = "ExpressionAttributeValues";

/// The parameter is there and no expression.
pub(crate) fn without_expression(parameter: &str) -> String {
    format!("{parameter} can only be specified when using expressions")
}

/// The parameter has no entries.
pub(crate) fn none(parameter: &str) -> String {
    format!("{parameter} must not be empty")
}

/// A placeholder is not `#` or `:` with letters, digits and `_` behind it.
pub(crate) fn malformed(parameter: &str, key: &str) -> String {
    format!("{parameter} contains invalid key: Syntax error; key: \"{key}\"")
}

/// A placeholder is longer than 255 bytes.
pub(crate) fn too_long(parameter: &str, key: &str) -> String {
    format!("{parameter} contains invalid key: Key is too long; key: \"{key}\"")
}

/// A placeholder stands for an empty name.
pub(crate) fn empty_name(key: &str) -> String {
    format!("{NAMES} contains invalid value: Empty attribute name for key {key}")
}

/// A placeholder stands for a value that is refused, in the service's older layer; `message` says why.
pub(crate) fn invalid_value(message: &str, key: &str) -> String {
    format!("{VALUES} contains invalid value: {message} for key {key}")
}

/// Names and values are together larger than 2 MB. The limit is documented, the text is not: this one is like that
/// of an expression that is too long.
pub(crate) fn too_large(bytes: usize) -> String {
    format!("{NAMES} and {VALUES} have exceeded the maximum allowed size; size: {bytes}")
}

/// What a hint looks for in [`undefined_name`].
pub(crate) const UNDEFINED_NAME: &str =
    "An expression attribute name used in the document path is not defined; attribute name: ";

/// An expression uses a `#name` that stands for nothing. Comes behind [`invalid`](super::expression::invalid).
pub(crate) fn undefined_name(key: &str) -> String {
    format!("{UNDEFINED_NAME}{key}")
}

/// What a hint looks for in [`undefined_value`].
pub(crate) const UNDEFINED_VALUE: &str =
    "An expression attribute value used in expression is not defined; attribute value: ";

/// An expression uses a `:value` that stands for nothing. Comes behind [`invalid`](super::expression::invalid).
pub(crate) fn undefined_value(key: &str) -> String {
    format!("{UNDEFINED_VALUE}{key}")
}

/// What a hint looks for in [`unused`].
pub(crate) const UNUSED: &str = " unused in expressions: keys: ";

/// No expression uses these placeholders.
pub(crate) fn unused(parameter: &str, keys: &[&str]) -> String {
    format!("Value provided in {parameter}{UNUSED}{{{}}}", listed(", ", keys))
}
