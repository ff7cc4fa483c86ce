//! A walk over the items of a table, concurrent with writes and splits.

use std::ops::Bound;

use super::partition_data::PartitionData;
use crate::key::{HashPoint, HashRange, StoredKey};

/// How many items a piece has. Tests have small pieces.
const PIECE: usize = match (cfg!(shuttle), cfg!(test)) {
    (true, _) => 1,
    (false, true) => 2,
    (false, false) => 64,
};

/// A walk over the items of a table in pieces, each under the lock of its partition.
#[derive(Debug)]
pub(super) struct Walk {
    /// Where the next piece begins; `None` at the end.
    next: Option<Bound<StoredKey>>,
}

impl Walk {
    /// A walk from the beginning of the line.
    pub(super) fn new() -> Self {
        Self { next: Some(Bound::Included(StoredKey::first_at(HashPoint::MIN))) }
    }

    /// The place on the line of the next piece; `None` at the end.
    pub(super) fn hash(&self) -> Option<HashPoint> {
        match self.next.as_ref()? {
            Bound::Included(key) | Bound::Excluded(key) => Some(key.hash),
            Bound::Unbounded => Some(HashPoint::MIN),
        }
    }

    /// The keys of the next piece, in the partition that has this range and owns the place of the piece.
    pub(super) fn take(&mut self, range: HashRange, data: &PartitionData) -> Vec<StoredKey> {
        let Some(next) = &self.next else { return Vec::new() };
        let items = data.items().range((next.as_ref(), Bound::Unbounded));
        let keys: Vec<StoredKey> = items.map(|(key, _)| key.clone()).take(PIECE).collect();
        self.next = match keys.last().filter(|_| keys.len() == PIECE) {
            Some(last) => Some(Bound::Excluded(last.clone())),
            None => range.last.checked_add(1).map(|first| Bound::Included(StoredKey::first_at(first))),
        };
        keys
    }
}
