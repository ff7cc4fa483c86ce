//! How a database differs from another: tables and items added, changed and deleted.

mod compare;
mod display;
mod item;

use std::fmt;

#[cfg(feature = "remote")]
pub(crate) use compare::diff_of_lines;
pub use item::{AttributeDiff, ItemDiff};

/// How a database differs from another: [`Database::diff`](crate::Database::diff).
///
/// Its `Display` is for the messages of assertions: a line for each table and item that differs, `+` for what was added,
/// `~` for what was changed, with each attribute's old and new value, `-` for what was deleted. It shows at most 50 items
/// and says how many more there are; `{:#}` shows all.
#[derive(Clone, PartialEq)]
#[must_use = "a difference is looked at"]
pub struct Diff {
    tables: Vec<TableDiff>,
}

/// How one table differs.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct TableDiff {
    /// The table's name.
    pub name: String,
    /// Whether the table itself was added or deleted.
    pub change: TableChange,
    /// What differs in the table's definition: what it is about, with its old and new text, as
    /// [`Database::dump`](crate::Database::dump) has it. Empty if the table was added or deleted.
    pub definition: Vec<DefinitionDiff>,
    /// The items that differ, in the order of their places in the table.
    pub items: Vec<ItemDiff>,
}

/// What happened to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableChange {
    /// It is new.
    Added,
    /// It is in both databases.
    Kept,
    /// It is gone.
    Deleted,
}

/// A part of a table's definition that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DefinitionDiff {
    /// What it is: `global index by_brand`.
    pub name: String,
    /// What it was, if it was there.
    pub old: Option<String>,
    /// What it is now, if it is there.
    pub new: Option<String>,
}

impl Diff {
    /// What differs in these tables.
    #[cfg(feature = "remote")]
    pub(crate) fn of(tables: Vec<TableDiff>) -> Self {
        Self { tables }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// The tables that differ, in the order of their names.
    pub fn tables(&self) -> &[TableDiff] {
        &self.tables
    }

    /// Only what differs in this table.
    pub fn table(&self, name: &str) -> Self {
        Self { tables: self.tables.iter().filter(|table| table.name == name).cloned().collect() }
    }

    /// Without what differs in these tables: those that tested code may write.
    pub fn without<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for name in names {
            self.tables.retain(|table| table.name != name);
        }
        self
    }

    /// All items that differ, table by table.
    pub fn items(&self) -> impl Iterator<Item = &ItemDiff> {
        self.tables.iter().flat_map(|table| &table.items)
    }

    /// The items that are new.
    pub fn added(&self) -> impl Iterator<Item = &ItemDiff> {
        self.items().filter(|item| item.old.is_none())
    }

    /// The items that are in both, with other attributes.
    pub fn changed(&self) -> impl Iterator<Item = &ItemDiff> {
        self.items().filter(|item| item.old.is_some() && item.new.is_some())
    }

    /// The items that are gone.
    pub fn deleted(&self) -> impl Iterator<Item = &ItemDiff> {
        self.items().filter(|item| item.new.is_none())
    }
}

#[cfg(feature = "remote")]
impl TableDiff {
    /// A table of this name that is in both databases, and does not differ.
    pub(crate) fn of(name: String) -> Self {
        Self { name, change: TableChange::Kept, definition: Vec::new(), items: Vec::new() }
    }
}

impl fmt::Debug for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [added, changed, deleted] =
            [self.added().count(), self.changed().count(), self.deleted().count()];
        let tables = self.tables.len();
        write!(f, "Diff {{ tables: {tables}, added: {added}, changed: {changed}, deleted: {deleted} }}")
    }
}

impl fmt::Debug for TableDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TableDiff({:?}, {:?}, items: {})", self.name, self.change, self.items.len())
    }
}
