//! Where in a request an error is.

use crate::value::Item;

/// The table, key and expressions of a request that failed.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) table: Option<Box<str>>,
    pub(super) key: Option<Item>,
    /// The expressions, each behind the name of its parameter.
    pub(super) expressions: Vec<(&'static str, String)>,
}
