//! How much a change adds to an item collection.

use crate::storage::stored::Stored;

/// Bytes added to a collection, and bytes removed.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::storage) struct Growth {
    fresh: u64,
    gone: u64,
}

impl Growth {
    /// Counts the replacement of one item or entry by another.
    pub(in crate::storage) fn replace(&mut self, old: Option<&Stored>, new: Option<&Stored>) {
        self.replace_sizes(old.map(Stored::size), new.map(Stored::size));
    }

    /// The same, by sizes.
    pub(in crate::storage) fn replace_sizes(&mut self, old: Option<usize>, new: Option<usize>) {
        self.gone = self.gone.saturating_add(old.unwrap_or(0) as u64);
        self.fresh = self.fresh.saturating_add(new.unwrap_or(0) as u64);
    }

    /// The new size of a collection that had this size.
    pub(in crate::storage) fn of(self, size_bytes: u64) -> u64 {
        let with_fresh = size_bytes.saturating_add(self.fresh);
        debug_assert!(with_fresh >= self.gone, "no more goes than there was");
        with_fresh.saturating_sub(self.gone)
    }
}
