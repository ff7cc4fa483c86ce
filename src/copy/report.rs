//! What came of a copy.

use super::comparison::Comparison;

/// What came of a copy: [`CopyBuilder::run`](crate::CopyBuilder::run).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CopyReport {
    /// The tables, in the order in which they were copied.
    pub tables: Vec<CopiedTable>,
    /// The read units that the source counted. (Those of the comparison are told [there](Comparison::source_read_units).)
    pub read_units: f64,
    /// The write units that the target counted.
    pub write_units: f64,
    /// How often requests found too little throughput, and were sent again.
    pub throttled: u64,
    /// How the target differs from the source; `None` if that was not [looked at](crate::CopyBuilder::without_comparison).
    pub comparison: Option<Comparison>,
}

/// A table that was copied.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CopiedTable {
    /// Its name at the source.
    pub source: String,
    /// Its name at the target.
    pub target: String,
    /// The items that were written, with those of an earlier run that this one went on with. An item counts again where a
    /// page was read again.
    pub items: u64,
    /// The changes that were applied from its stream.
    pub changes: u64,
    /// What of its settings was not copied, and why: a sentence each.
    pub notes: Vec<String>,
}

impl CopyReport {
    /// Whether the tables of both sides were compared, and nothing differed.
    pub fn is_same(&self) -> bool {
        self.comparison.as_ref().is_some_and(Comparison::is_same)
    }
}
