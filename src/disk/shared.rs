//! What all who note changes and write them share.

use std::collections::BTreeMap;

use super::{counts::Counted, durability::Durability, store::Store, waiting::Waiting};
use crate::{
    storage::JournalFailed,
    sync::{
        Condvar, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// The journal, as all have it who note changes or wait for them.
pub(super) struct Shared {
    pub(super) durability: Durability,
    pub(super) waiting: Mutex<Waiting>,
    /// What waits or has become durable has changed.
    pub(super) changed: Condvar,
    /// Held by whoever writes. It is taken before the lock of what waits, or without it.
    pub(super) store: Mutex<Store>,
    /// The number of the last change.
    pub(super) last: AtomicU64,
    pub(super) last_definition: AtomicU64,
    /// All changes up to this number are durable.
    pub(super) durable: AtomicU64,
    pub(super) has_failed: AtomicBool,
    pub(super) counted: Counted,
}

impl Shared {
    /// The journal of this file, in which nothing waits. Tables of these sequences are known to be defined so.
    pub(super) fn new(store: Store, durability: Durability, definitions: BTreeMap<u64, Vec<u8>>) -> Self {
        Self {
            durability,
            waiting: Mutex::new(Waiting::new(definitions)),
            changed: Condvar::default(),
            store: Mutex::new(store),
            last: AtomicU64::new(0),
            last_definition: AtomicU64::new(0),
            durable: AtomicU64::new(0),
            has_failed: AtomicBool::new(false),
            counted: Counted::default(),
        }
    }

    pub(super) fn is_noted(&self, number: u64) -> bool {
        !self.waiting.lock().open.contains(&number)
    }

    pub(super) fn failure(&self) -> Option<JournalFailed> {
        if !self.has_failed.load(Ordering::Acquire) {
            return None;
        }
        self.waiting.lock().failed.clone()
    }

    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    pub(super) fn last_definition(&self) -> u64 {
        self.last_definition.load(Ordering::Relaxed)
    }

    pub(super) fn note_last_definition(&self, number: u64) {
        self.last_definition.fetch_max(number, Ordering::Relaxed);
    }

    /// Tells that all changes up to this number are durable. With nothing left to write, all are that were noted.
    pub(super) fn publish(&self, number: u64, waiting: &mut Waiting) {
        let all = waiting.is_empty().then(|| waiting.noted(self.last.load(Ordering::Relaxed)));
        self.durable.fetch_max(all.unwrap_or(number).max(number), Ordering::Release);
        self.changed.notify_all();
    }
}
