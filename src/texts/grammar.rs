//! The grammar of PartiQL: what comes behind [`malformed`](super::statement::malformed).
//!
//! The parser has the texts that occur once; they name what was expected.

/// A statement is `SET` or `REMOVE` alone, or lacks them.
pub(crate) const NO_MANIPULATION: &str = "Expected data manipulation";

/// A keyword stands where none can.
pub(crate) const KEYWORD: &str = "Unexpected keyword";

/// Something stands where an expression is expected.
pub(crate) const TERM: &str = "Unexpected term";

/// `ON CONFLICT` goes on in another way than `WHERE ... DO NOTHING`.
pub(crate) const ON_CONFLICT: &str = "invalid ON CONFLICT syntax";

/// `RETURNING` has something else than paths.
pub(crate) const RETURNING: &str = "Unsupported syntax in RETURNING columns.";

/// A type in `CAST` or `IS` has more parameters than it takes.
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
