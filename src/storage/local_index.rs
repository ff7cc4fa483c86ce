//! A partition's part of a local secondary index.

use super::partition::{Stored, Tree, set_in};
use crate::key::StoredKey;

/// The entries of a local index in one partition. Their size is kept, because to add it up walks all of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct LocalEntries {
    tree: Tree,
    size_bytes: u64,
}

impl LocalEntries {
    /// The entries in order of their keys.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many there are, and their size in bytes.
    pub(crate) fn totals(&self) -> (u64, u64) {
        (self.tree.len() as u64, self.size_bytes)
    }

    /// Puts an entry in, or takes it out, and gives back what was there.
    pub(super) fn set(&mut self, key: StoredKey, entry: Option<Stored>) -> Option<Stored> {
        set_in(&mut self.tree, &mut self.size_bytes, key, entry)
    }

    /// Cuts off all that lies at or behind a key's place on the hash line.
    pub(super) fn split_off(&mut self, at: &StoredKey) -> Self {
        let tree = self.tree.split_off(at);
        let size_bytes = tree.values().map(|entry| u64::from(entry.size_bytes)).sum();
        self.size_bytes = self.size_bytes.saturating_sub(size_bytes);
        Self { tree, size_bytes }
    }
}
