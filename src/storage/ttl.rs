//! Items that expire: when each is due, and the sweep that takes away what is.
//!
//! Each partition keeps its items that expire in the order of the times at which they are due, so a sweep costs what it
//! takes away and a look at each partition. The commit keeps that order up to date. Halves of a partition that was split
//! begin with the whole order; what belongs to the other half is dropped when its time comes.

pub(super) mod due;

use std::{collections::BTreeSet, convert::Infallible, sync::Arc};

use super::{
    change::Change,
    layout::Walk,
    partition::PartitionData,
    stored::Stored,
    table::Table,
    tree::{SizeBytes, Tree},
};
use crate::{
    key::StoredKey,
    mix::mix,
    sync::atomic::Ordering,
    value::{AttributeName, AttributeValue, Item},
};

/// An item whose time is further back than this when it is written never expires: five years. (Developer guide: Using
/// time to live, before you begin)
const TOO_OLD_MS: u64 = 5 * 365 * 24 * 60 * 60 * 1000;

/// How many items are looked at for each time that a partition is locked.
const PIECE: usize = 64;

/// How long after their time items are swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SweepDelay {
    pub(crate) ms: u64,
    /// Where it is the longest delay: what each item's own, between none and that, is made from.
    pub(crate) seed: Option<u64>,
}

impl SweepDelay {
    fn of(self, key: &StoredKey, value_ms: u64) -> u64 {
        let Some(seed) = self.seed else { return self.ms };
        let bits = mix(seed ^ key.hash.rotate_left(32) ^ value_ms);
        self.ms.checked_add(1).map_or(bits, |choices| bits % choices)
    }
}

/// By which attribute items expire, and how long after their time they are swept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expiry {
    pub(crate) attribute: AttributeName,
    pub(crate) delay: SweepDelay,
}

impl Expiry {
    /// When an item expires: behind the second that its attribute holds. None where it holds no number, or a time that
    /// never comes.
    fn value_ms(&self, item: &Item) -> Option<u64> {
        let Some(AttributeValue::N(number)) = item.get(&self.attribute) else { return None };
        let ms = match number.to_u64() {
            Some(seconds) => seconds.checked_mul(1000)?,
            None if number.is_negative() => 0,
            None => {
                let ms = number.to_f64() * 1000.0;
                // Beyond that no integer stands for a fraction of a second.
                (ms < 9e15).then_some(ms as u64)?
            }
        };
        ms.checked_add(1)
    }

    /// When an item is due to be swept.
    fn due_ms(&self, key: &StoredKey, item: &Item) -> Option<u64> {
        let value_ms = self.value_ms(item)?;
        value_ms.checked_add(self.delay.of(key, value_ms))
    }

    /// The same for an item that is written now: none where its time is so far back that it never expires.
    fn due_when_written_ms(&self, key: &StoredKey, item: &Item, now_ms: u64) -> Option<u64> {
        let is_too_old = |value_ms: u64| value_ms.saturating_add(TOO_OLD_MS) < now_ms;
        if self.value_ms(item).is_some_and(is_too_old) { None } else { self.due_ms(key, item) }
    }
}

/// The key of an item that is due at some time.
#[derive(Debug, Clone)]
struct ExpiringKey(StoredKey);

impl SizeBytes for ExpiringKey {
    fn size_bytes(&self) -> u64 {
        0
    }
}

/// The items of a partition that expire.
#[derive(Debug, Clone)]
pub(super) struct Expiring {
    expiry: Arc<Expiry>,
    /// In the order of the times at which they are due.
    by_time: Tree<ExpiringKey>,
}

impl Expiring {
    fn set(&mut self, due_ms: u64, key: StoredKey, is_there: bool) {
        self.by_time.set(time_key(due_ms, &key), is_there.then_some(ExpiringKey(key)));
    }

    /// The first time at which something is due, and the key.
    fn first(&self) -> Option<(u64, StoredKey)> {
        self.by_time.iter().next().map(|(time, key)| (time.hash, key.0.clone()))
    }
}

/// Where a key lies in the order of times.
fn time_key(due_ms: u64, key: &StoredKey) -> StoredKey {
    let mut at = StoredKey::first_at(due_ms);
    at.bytes.extend_from_slice(&key.hash.to_be_bytes());
    at.bytes.extend_from_slice(&key.bytes);
    at
}

/// An item that is about to change where items expire: its key, and when it was due.
#[derive(Debug)]
pub(super) struct Before {
    key: StoredKey,
    due_ms: Option<u64>,
}

impl PartitionData {
    /// Notes an item that is about to change; none where items do not expire.
    pub(super) fn before_change(&self, key: &StoredKey) -> Option<Before> {
        let expiring = self.expiring.as_ref()?;
        let stored = self.items.get(key);
        let due_ms = stored.and_then(|stored| expiring.expiry.due_ms(key, &stored.item));
        Some(Before { key: key.clone(), due_ms })
    }

    /// What must hold of the order of times: each item of this partition that expires has its place. What belongs to
    /// another half may be there besides.
    pub(super) fn expiring_faults(&self, has: impl Fn(&StoredKey) -> bool, now_ms: u64) -> Vec<String> {
        let Some(expiring) = &self.expiring else { return Vec::new() };
        let mut faults = expiring.by_time.faults();
        let mut left: BTreeSet<StoredKey> =
            expiring.by_time.iter().filter(|(_, key)| has(&key.0)).map(|(time, _)| time.clone()).collect();
        for (key, stored) in self.items.iter() {
            let Some(due_ms) = expiring.expiry.due_ms(key, &stored.item) else { continue };
            let is_there = left.remove(&time_key(due_ms, key));
            if !is_there && expiring.expiry.due_when_written_ms(key, &stored.item, now_ms).is_some() {
                faults.push(format!("an item that expires is not in the order of times: {:?}", stored.item));
            }
        }
        if !left.is_empty() {
            faults.push(format!("{} places in the order of times have no item", left.len()));
        }
        faults
    }
}

impl Table {
    /// Takes away the items that are due by now. Where items do not expire it costs an atomic load.
    #[inline]
    pub(crate) fn look(&self, now_ms: impl FnOnce() -> u64) {
        if self.ttl.is_on.load(Ordering::Relaxed) {
            self.sweep(now_ms());
        }
    }

    /// Has items expire by an attribute from now on, or no longer. Called by one at a time.
    ///
    /// Items that are there are gone over in pieces, so that no lock is held for long; what is written meanwhile is
    /// noted by the commit.
    pub(crate) fn set_expiry(&self, expiry: Option<Expiry>, now_ms: u64) {
        self.ttl.looked_ms.fetch_max(now_ms, Ordering::Relaxed);
        let expiry = expiry.map(Arc::new);
        let begin = || expiry.clone().map(|expiry| Expiring { expiry, by_time: Tree::default() });
        let mut gone = Vec::new();
        self.layout.write_each(|data| gone.push(std::mem::replace(&mut data.expiring, begin())));
        self.ttl.is_on.store(expiry.is_some(), Ordering::Relaxed);
        let Some(expiry) = expiry else { return };
        let mut walk = Walk::new(PIECE);
        while self.layout.write_piece(&mut walk, |data, keys| {
            for key in keys {
                let stored = data.items.get(&key);
                let due_ms = stored.and_then(|stored| expiry.due_when_written_ms(&key, &stored.item, now_ms));
                if let (Some(due_ms), Some(expiring)) = (due_ms, &mut data.expiring) {
                    expiring.set(due_ms, key, true);
                    self.ttl.note(due_ms);
                }
            }
        }) {}
    }

    /// Brings the order of times up to date with an item that was changed. Called by the commit alone.
    pub(super) fn follow_expiry(&self, data: &mut PartitionData, before: Before, new: Option<&Stored>) {
        let Some(expiring) = &mut data.expiring else { return };
        let now_ms = self.ttl.looked_ms.load(Ordering::Relaxed);
        let Before { key, due_ms: before } = before;
        let after = new.and_then(|stored| expiring.expiry.due_when_written_ms(&key, &stored.item, now_ms));
        if before == after {
            return;
        }
        if let Some(due_ms) = before {
            expiring.set(due_ms, key.clone(), false);
        }
        if let Some(due_ms) = after {
            expiring.set(due_ms, key, true);
            self.ttl.note(due_ms);
        }
    }

    fn sweep(&self, now_ms: u64) {
        self.ttl.looked_ms.fetch_max(now_ms, Ordering::Relaxed);
        let is_due = || self.ttl.next_due_ms.load(Ordering::Acquire) <= now_ms;
        if !is_due() {
            return;
        }
        // What is due stays so until all of it is gone: nobody reads an item that another is about to take away.
        let _one_at_a_time = self.ttl.sweeping.lock();
        if !is_due() {
            return;
        }
        self.ttl.begin_sweep();
        let mut next_ms = u64::MAX;
        self.layout.visit_each(
            |data| match data.expiring.as_ref().and_then(Expiring::first) {
                Some((due_ms, _)) if due_ms <= now_ms => true,
                first => {
                    next_ms = next_ms.min(first.map_or(u64::MAX, |(due_ms, _)| due_ms));
                    false
                }
            },
            |data| self.sweep_piece(data, now_ms),
        );
        self.ttl.end_sweep(next_ms);
    }

    /// Takes away the first items of a partition that are due.
    fn sweep_piece(&self, data: &mut PartitionData, now_ms: u64) {
        for _ in 0..PIECE {
            let Some(expiring) = &mut data.expiring else { return };
            let Some((due_ms, key)) = expiring.first().filter(|(due_ms, _)| *due_ms <= now_ms) else {
                return;
            };
            let expiry = Arc::clone(&expiring.expiry);
            expiring.set(due_ms, key.clone(), false);
            let is_due = |stored: &Stored| expiry.due_ms(&key, &stored.item) == Some(due_ms);
            if data.items.get(&key).is_some_and(is_due) {
                let Ok(_) = self.commit(data, key, |_| Ok::<_, Infallible>(Change::Delete));
            }
        }
    }
}

#[cfg(test)]
mod tests;
