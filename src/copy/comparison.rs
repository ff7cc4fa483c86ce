//! How two sides differ.

use crate::database::{Diff, TableChange, TableDiff};

/// How the target differs from the source: [`CompareBuilder::run`](crate::CompareBuilder::run).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// What differs, table by table, by the names of the source: `old` is the source's, `new` the target's. An item without
    /// `new` is missing at the target, one without `old` is there alone. It has the settings that differ, and the first of
    /// the items that do.
    pub diff: Diff,
    /// How many items of the source were compared.
    pub items: u64,
    /// How many items differ.
    pub differing: u64,
    /// Which settings could not be read, and why: a sentence each.
    pub notes: Vec<String>,
    /// The read units that the comparison consumed at the source.
    pub source_read_units: f64,
    /// The read units that it consumed at the target.
    pub target_read_units: f64,
}

/// The name of a table's key among what its definition is made of.
pub(super) const KEY: &str = "key";

impl Comparison {
    /// Whether all tables are there with their keys, and no item differs. Other settings may differ:
    /// [`has_same_settings`](Self::has_same_settings).
    pub fn is_same(&self) -> bool {
        self.differing == 0 && self.diff.tables().iter().all(Self::has_items_of)
    }

    /// Whether a table's items were compared: it is there, with the same key.
    pub(crate) fn has_items_of(table: &TableDiff) -> bool {
        table.change == TableChange::Kept && table.definition.iter().all(|part| part.name != KEY)
    }

    /// Whether the settings of the tables are the same, too.
    pub fn has_same_settings(&self) -> bool {
        self.diff.tables().iter().all(|table| table.definition.is_empty())
    }
}
