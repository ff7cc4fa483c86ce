//! What a read reads: a table or an index.

use std::sync::Arc;

use super::index::{definition::IndexDefinition, global::GlobalIndex};

/// What a read reads: a table or an index.
#[derive(Debug, Clone)]
pub(crate) enum ReadTarget {
    /// The table itself.
    Table,
    /// The local index at this place of the table's definition.
    Local(usize, Arc<IndexDefinition>),
    /// A global index.
    Global(Arc<GlobalIndex>),
}

impl ReadTarget {
    /// The index that is read, if it is one.
    pub(crate) fn index(&self) -> Option<&IndexDefinition> {
        match self {
            Self::Table => None,
            Self::Local(_, index) => Some(index),
            Self::Global(index) => Some(index.definition()),
        }
    }

    /// Whether a global index is read.
    pub(crate) fn is_global(&self) -> bool {
        matches!(self, Self::Global(_))
    }
}
