//! A change of an item, and what a commit did.

use std::{fmt, sync::Arc};

use super::{
    index::{definition::IndexDefinition, vector::definition::VectorIndexDefinition},
    stored::Stored,
};
use crate::{expression::Prepared, value::Item};

/// What to do with an item.
#[derive(Debug)]
pub(crate) enum Change<'c> {
    /// Nothing was written: only a condition was checked.
    Check,
    /// A write that leaves it as it is.
    Keep,
    /// Store this item under its key.
    Put(Stored),
    /// Change some attributes: in place if there is no other reference to the item and no index depends on it.
    Edit(Edit<'c>),
    /// Delete it.
    Delete,
}

/// A change of some attributes that cannot fail, because all its faults were found before.
pub(crate) struct Edit<'c>(Prepared<'c>);

impl<'c> Edit<'c> {
    /// An edit of the item that the update was prepared for, or of a copy of that item.
    pub(crate) fn new(update: Prepared<'c>) -> Self {
        Self(update)
    }

    /// Carries out the edit in place. If there is another reference to the item, returns the edit as `Err`.
    pub(super) fn in_place(self, stored: &mut Stored) -> Result<(), Self> {
        let Some(item) = stored.own_item() else { return Err(self) };
        self.0.carry_out(item);
        item.shrink_to_fit();
        stored.measure();
        Ok(())
    }

    /// The edited copy of an item.
    pub(super) fn of_copy(self, item: &Item) -> Stored {
        let mut copy = item.clone();
        self.0.carry_out(&mut copy);
        Stored::new(copy)
    }
}

impl fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edit")
    }
}

impl<'c> Change<'c> {
    /// The change, with an edit carried out on a copy: for callers that need both the old and the new item.
    pub(super) fn without_edit(self, current: Option<&Stored>) -> Self {
        match (self, current) {
            (Self::Edit(edit), Some(stored)) => Self::Put(edit.of_copy(stored.item())),
            (Self::Edit(_), None) => {
                debug_assert!(false, "there is an item to edit");
                Self::Keep
            }
            (change, _) => change,
        }
    }
}

/// How one index's entry for the item changed. Sizes are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryChange {
    /// An entry was added.
    Added { bytes: usize },
    /// An entry was removed.
    Removed { bytes: usize },
    /// An entry changed and kept its key.
    Replaced { old_bytes: usize, new_bytes: usize },
    /// An entry was removed and another was added under another key.
    Moved { old_bytes: usize, new_bytes: usize },
}

/// What a commit did to one index.
#[derive(Debug, Clone)]
pub(crate) struct IndexChange {
    index: Arc<IndexDefinition>,
    is_local: bool,
    entry: EntryChange,
}

impl IndexChange {
    /// A change of a local index.
    pub(super) fn local(index: Arc<IndexDefinition>, entry: EntryChange) -> Self {
        Self { index, is_local: true, entry }
    }

    /// A change of a global index.
    pub(super) fn global(index: Arc<IndexDefinition>, entry: EntryChange) -> Self {
        Self { index, is_local: false, entry }
    }

    /// The index's name.
    pub(crate) fn name(&self) -> &str {
        self.index.name()
    }

    /// Whether it is a local index.
    pub(crate) fn is_local(&self) -> bool {
        self.is_local
    }

    /// How its entry changed.
    pub(crate) fn entry(&self) -> EntryChange {
        self.entry
    }
}

/// What a commit did to one vector index.
#[derive(Debug, Clone)]
pub(crate) struct VectorChange {
    index: Arc<VectorIndexDefinition>,
    entry: EntryChange,
}

impl VectorChange {
    /// A change of this index.
    pub(super) fn new(index: Arc<VectorIndexDefinition>, entry: EntryChange) -> Self {
        Self { index, entry }
    }

    /// The index's name.
    pub(crate) fn name(&self) -> &str {
        &self.index.name
    }

    /// How its entry changed.
    pub(crate) fn entry(&self) -> EntryChange {
        self.entry
    }
}

/// What a commit did.
#[derive(Debug, Default)]
pub(crate) struct Written {
    old: Option<Stored>,
    new: Option<Stored>,
    indexes: Vec<IndexChange>,
    vector_indexes: Vec<VectorChange>,
    charged_bytes: Option<usize>,
}

impl Written {
    /// A change of an item, with the index changes so far.
    pub(super) fn new(old: Option<Stored>, new: Option<Stored>, indexes: Vec<IndexChange>) -> Self {
        Self { old, new, indexes, ..Self::default() }
    }

    /// No change.
    pub(super) fn unchanged(stored: Option<&Stored>) -> Self {
        Self::new(stored.cloned(), stored.cloned(), Vec::new())
    }

    /// Adds changes of further indexes.
    pub(super) fn add_indexes(&mut self, changes: impl IntoIterator<Item = IndexChange>) {
        self.indexes.extend(changes);
    }

    /// Adds changes of vector indexes, and the bytes that the write is charged for in a table with such indexes.
    pub(super) fn add_vector_indexes(&mut self, changes: Vec<VectorChange>, charged_bytes: usize) {
        self.vector_indexes = changes;
        self.charged_bytes = Some(charged_bytes);
    }

    /// The item before; also `None` if it was edited in place.
    pub(crate) fn old_item(&self) -> Option<&Stored> {
        self.old.as_ref()
    }

    /// The item after.
    pub(crate) fn new_item(&self) -> Option<&Stored> {
        self.new.as_ref()
    }

    /// The item before; also `None` if it was edited in place.
    pub(crate) fn into_old_item(self) -> Option<Stored> {
        self.old
    }

    /// The item after.
    pub(crate) fn into_new_item(self) -> Option<Stored> {
        self.new
    }

    /// The indexes that changed.
    pub(crate) fn indexes(&self) -> &[IndexChange] {
        &self.indexes
    }

    /// The vector indexes that changed.
    pub(crate) fn vector_indexes(&self) -> &[VectorChange] {
        &self.vector_indexes
    }

    /// The size that the write is charged for: the larger of the item before and after. Indexed vectors count by their
    /// dimensions.
    pub(crate) fn charged_bytes(&self) -> usize {
        let size = |stored: Option<&Stored>| stored.map_or(0, Stored::size);
        self.charged_bytes.unwrap_or_else(|| size(self.old_item()).max(size(self.new_item())))
    }
}
