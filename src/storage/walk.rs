//! A walk over the items of a table while others write.

use std::ops::Bound;

use super::partition_data::PartitionData;
use crate::key::{HashPoint, HashRange, StoredKey};

/// A walk over the items of a table in pieces, each under the lock of its partition.
#[derive(Debug)]
pub(super) struct Walk {
    /// Where it goes on; none at the end.
    next: Option<Bound<StoredKey>>,
    piece: usize,
}

impl Walk {
    /// A walk from the beginning of the line, so many items at a time.
    pub(super) fn new(piece: usize) -> Self {
        Self { next: Some(Bound::Included(StoredKey::first_at(HashPoint::MIN))), piece }
    }

    /// The place on the line where it goes on; none at the end.
    pub(super) fn hash(&self) -> Option<HashPoint> {
        match self.next.as_ref()? {
            Bound::Included(key) | Bound::Excluded(key) => Some(key.hash),
            Bound::Unbounded => Some(HashPoint::MIN),
        }
    }

    /// The keys of the next items, in the partition that has this range and owns the place where the walk goes on.
    pub(super) fn take(&mut self, range: HashRange, data: &PartitionData) -> Vec<StoredKey> {
        let Some(next) = &self.next else { return Vec::new() };
        let items = data.items().range((next.as_ref(), Bound::Unbounded));
        let keys: Vec<StoredKey> = items.map(|(key, _)| key.clone()).take(self.piece).collect();
        self.next = match keys.last().filter(|_| keys.len() == self.piece) {
            Some(last) => Some(Bound::Excluded(last.clone())),
            None => range.last.checked_add(1).map(|first| Bound::Included(StoredKey::first_at(first))),
        };
        keys
    }
}
