//! The items of a partition that expire, in the order of the times at which they are due.

use std::{collections::BTreeSet, sync::Arc};

use super::expiry::Expiry;
use crate::{
    key::StoredKey,
    storage::{
        stored::Stored,
        tree::{Tree, totals::SizeBytes},
    },
    value::Item,
};

/// The key of an item that expires, under the time at which it is due.
#[derive(Debug, Clone)]
struct ExpiringKey(StoredKey);

impl SizeBytes for ExpiringKey {
    fn size_bytes(&self) -> u64 {
        0
    }
}

/// The keys of a partition's items that expire, in the order of the times at which they are due.
///
/// When a partition is split, both halves begin with the whole order. A key of the other half is dropped when it is
/// due.
#[derive(Debug, Clone)]
pub(in crate::storage) struct ExpiryOrder {
    expiry: Arc<Expiry>,
    by_time: Tree<ExpiringKey>,
}

impl ExpiryOrder {
    /// An empty order for a table with this expiry.
    pub(in crate::storage) fn new(expiry: Arc<Expiry>) -> Self {
        Self { expiry, by_time: Tree::default() }
    }

    /// When an item of the partition is due; `None` if it never is.
    pub(in crate::storage) fn due_ms(&self, key: &StoredKey, item: &Item) -> Option<u64> {
        self.expiry.due_ms(key, item)
    }

    /// Updates the order after a change of an item that was due at `before_ms`. Returns the item's new time if it
    /// changed.
    ///
    /// Without a time before, it adds an existing item.
    pub(in crate::storage) fn follow(
        &mut self,
        key: StoredKey,
        before_ms: Option<u64>,
        new: Option<&Stored>,
        now_ms: u64,
    ) -> Option<u64> {
        let after_ms = new.and_then(|stored| self.expiry.due_when_written_ms(&key, stored.item(), now_ms));
        if before_ms == after_ms {
            return None;
        }
        if let Some(due_ms) = before_ms {
            self.by_time.remove(&time_key(due_ms, &key));
        }
        if let Some(due_ms) = after_ms {
            self.by_time.insert(time_key(due_ms, &key), ExpiringKey(key));
        }
        after_ms
    }

    /// The first time at which something is due.
    pub(in crate::storage) fn first_due_ms(&self) -> Option<u64> {
        self.by_time.iter().next().map(|(time, _)| time.hash)
    }

    /// Whether an item of the partition is due by now. One whose time was too far back when it was written is not.
    pub(in crate::storage) fn is_due(&self, key: &StoredKey, item: &Item, now_ms: u64) -> bool {
        self.first_due_ms().is_some_and(|first_ms| first_ms <= now_ms)
            && self
                .due_ms(key, item)
                .is_some_and(|due_ms| due_ms <= now_ms && self.by_time.get(&time_key(due_ms, key)).is_some())
    }

    /// Since when requests do not see an item that was due at this time.
    pub(in crate::storage) fn unseen_since_ms(&self, due_ms: u64) -> u64 {
        self.expiry.unseen_since_ms(due_ms)
    }

    /// The first keys that are due, each with its time: at most this many.
    pub(in crate::storage) fn due(&self, now_ms: u64, at_most: usize) -> Vec<(u64, StoredKey)> {
        let due = self.by_time.iter().map(|(time, key)| (time.hash, key.0.clone()));
        due.take_while(|(due_ms, _)| *due_ms <= now_ms).take(at_most).collect()
    }

    /// Drops a key that is no item of the partition, or is not due at this time.
    pub(in crate::storage) fn drop_key(&mut self, due_ms: u64, key: &StoredKey) {
        let dropped = self.by_time.remove(&time_key(due_ms, key));
        debug_assert!(dropped.is_some(), "what is dropped is there");
    }

    /// Describes what is inconsistent: each of the partition's items must have its place if it expires. Keys for which
    /// `is_own` is false belong to the other half of a split, and may be there too.
    pub(in crate::storage) fn faults<'i>(
        &self,
        items: impl Iterator<Item = (&'i StoredKey, &'i Stored)>,
        is_own: impl Fn(&StoredKey) -> bool,
        now_ms: u64,
    ) -> Vec<String> {
        let mut faults = self.by_time.faults();
        let own = self.by_time.iter().filter(|(_, key)| is_own(&key.0));
        let mut left: BTreeSet<StoredKey> = own.map(|(time, _)| time.clone()).collect();
        for (key, stored) in items {
            let Some(due_ms) = self.expiry.due_ms(key, stored.item()) else { continue };
            let is_there = left.remove(&time_key(due_ms, key));
            if !is_there && self.expiry.due_when_written_ms(key, stored.item(), now_ms).is_some() {
                faults
                    .push(format!("an item that expires is not in the order of times: {:?}", stored.item()));
            }
        }
        if !left.is_empty() {
            faults.push(format!("{} places in the order of times have no item", left.len()));
        }
        faults
    }
}

/// The key of the order of times: the time, then the item's key.
fn time_key(due_ms: u64, key: &StoredKey) -> StoredKey {
    let mut at = StoredKey::first_at(due_ms);
    at.bytes.extend_from_slice(&key.hash.to_be_bytes());
    at.bytes.extend_from_slice(&key.bytes);
    at
}
