//! How far the opening of a database is.

/// How far the opening of a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenProgress {
    /// How many items are in memory.
    pub items: u64,
    /// How many items and changes of items the file holds.
    pub of_items: u64,
}
