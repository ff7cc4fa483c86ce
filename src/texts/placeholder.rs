//! `ExpressionAttributeNames` and `ExpressionAttributeValues`.
//!
//! `parameter` is the name of one of them.

use super::listed::listed;

/// The parameter that defines `#names`.
pub(crate) const NAMES: &str = "ExpressionAttributeNames";

/// The parameter that defines `:values`.
pub(crate) const VALUES: &str = "ExpressionAttributeValues";

/// The parameter is given without an expression.
pub(crate) fn without_expression(parameter: &str) -> String {
    format!("{parameter} can only be specified when using expressions")
}

/// The parameter is empty.
pub(crate) fn none(parameter: &str) -> String {
    format!("{parameter} must not be empty")
}

/// A placeholder is not `#` or `:` followed by letters, digits and `_`.
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

/// A placeholder stands for an invalid value, in the service's older layer; `message` says why.
pub(crate) fn invalid_value(message: &str, key: &str) -> String {
    format!("{VALUES} contains invalid value: {message} for key {key}")
}

/// Names and values together are larger than 2 MB. The limit is documented, but the message is not: it is modelled on
/// that of an expression that is too long.
pub(crate) fn too_large(bytes: usize) -> String {
    format!("{NAMES} and {VALUES} have exceeded the maximum allowed size; size: {bytes}")
}

/// The part of [`undefined_name`] that hints search for.
pub(crate) const UNDEFINED_NAME: &str =
    "An expression attribute name used in the document path is not defined; attribute name: ";

/// An expression uses a `#name` that is not defined. Follows [`invalid`](super::expression::invalid).
pub(crate) fn undefined_name(key: &str) -> String {
    format!("{UNDEFINED_NAME}{key}")
}

/// The part of [`undefined_value`] that hints search for.
pub(crate) const UNDEFINED_VALUE: &str =
    "An expression attribute value used in expression is not defined; attribute value: ";

/// An expression uses a `:value` that is not defined. Follows [`invalid`](super::expression::invalid).
pub(crate) fn undefined_value(key: &str) -> String {
    format!("{UNDEFINED_VALUE}{key}")
}

/// The part of [`unused`] that hints search for.
pub(crate) const UNUSED: &str = " unused in expressions: keys: ";

/// No expression uses these placeholders.
pub(crate) fn unused(parameter: &str, keys: &[&str]) -> String {
    format!("Value provided in {parameter}{UNUSED}{{{}}}", listed(", ", keys))
}
