//! Reads that are late.

use std::sync::Arc;

use super::{
    follower::{Follower, IndexCopies, TableCopy},
    reader::reader,
};
use crate::storage::{
    index::{global::GlobalIndex, vector::vector_index::VectorIndex},
    layout::Layout,
    read_target::ReadTarget,
    table::Table,
};

/// What a late read reads instead of its table or index.
#[derive(Debug)]
pub(in crate::storage) enum LateCopy {
    Table(Arc<Follower<TableCopy>>),
    Index(Arc<GlobalIndex>),
}

impl LateCopy {
    /// Its partitions.
    pub(in crate::storage) fn layout(&self) -> &Layout {
        match self {
            Self::Table(follower) => &follower.copy().layout,
            Self::Index(index) => index.layout(),
        }
    }
}

impl Table {
    /// What a read reads instead of the table or the index, if it is late. If nothing is, it costs an atomic load.
    #[inline]
    pub(in crate::storage) fn late_copy(&self, target: &ReadTarget, consistent: bool) -> Option<LateCopy> {
        if !self.lag().is_on() || consistent { None } else { self.copy_of(target) }
    }

    #[cold]
    #[inline(never)]
    fn copy_of(&self, target: &ReadTarget) -> Option<LateCopy> {
        let copy = match target {
            ReadTarget::Global(index) => {
                // An index that is new has no copies yet.
                let copies = self.copies_of_indexes()?;
                let mut copies = copies.copy().global.iter();
                LateCopy::Index(Arc::clone(copies.find(|copy| copy.definition() == index.definition())?))
            }
            ReadTarget::Table | ReadTarget::Local(..) => {
                // What has expired by now is to arrive by its time.
                self.sweep_due();
                LateCopy::Table(self.lag().followers()?.table(reader(), self.time().looked_us()))
            }
        };
        let layout = match target {
            ReadTarget::Global(index) => index.layout(),
            ReadTarget::Table | ReadTarget::Local(..) => self.layout(),
        };
        copy.layout().follow_splits(layout);
        Some(copy)
    }

    /// The vector index that a search of this one reads.
    pub(crate) fn searched_index(&self, index: Arc<VectorIndex>) -> Arc<VectorIndex> {
        if !self.lag().is_on() {
            return index;
        }
        let copies = self.copies_of_indexes();
        let copy = copies.as_ref().and_then(|copies| {
            copies.copy().vector.iter().find(|copy| copy.definition() == index.definition())
        });
        copy.map(Arc::clone).unwrap_or(index)
    }

    fn copies_of_indexes(&self) -> Option<Arc<Follower<IndexCopies>>> {
        self.sweep_due();
        Some(self.lag().followers()?.indexes(reader(), self.time().looked_us()))
    }
}
