//! The grammar of PartiQL: what follows [`malformed`](super::statement::malformed).
//!
//! The parser itself contains the messages that occur once; they name what was expected.

/// A statement is only `SET` or `REMOVE`, or lacks them.
pub(crate) const NO_MANIPULATION: &str = "Expected data manipulation";

/// A keyword is at a place where none is allowed.
pub(crate) const KEYWORD: &str = "Unexpected keyword";

/// Something else is found where an expression is expected.
pub(crate) const TERM: &str = "Unexpected term";

/// `ON CONFLICT` is not followed by `WHERE ... DO NOTHING`.
pub(crate) const ON_CONFLICT: &str = "invalid ON CONFLICT syntax";

/// `RETURNING` has something other than paths.
pub(crate) const RETURNING: &str = "Unsupported syntax in RETURNING columns.";

/// A type in `CAST` or `IS` has more parameters than it accepts.
pub(crate) fn type_parameters(name: &str, most: usize) -> String {
    format!("CAST for {name} must have arity of 0..{most}")
}

/// A function other than `COUNT` is called with `*`.
pub(crate) fn wildcard_call(function: &str) -> String {
    format!("{function}(*) is not allowed")
}

/// No name follows `AS`, `AT` or `BY`.
pub(crate) fn no_alias(keyword: &str) -> String {
    format!("Expected identifier for {keyword}-alias")
}
