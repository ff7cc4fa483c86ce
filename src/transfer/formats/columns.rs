//! The columns of a CSV file.

use std::collections::BTreeMap;

use crate::key::ScalarAttributeType;

/// The columns of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Columns {
    /// What separates fields; a comma by default.
    pub(crate) delimiter: Option<u8>,
    /// The names, if the file has no line of them.
    pub(crate) header: Option<Vec<String>>,
    /// The types of key attributes. All others are strings.
    pub(crate) types: BTreeMap<String, ScalarAttributeType>,
}
