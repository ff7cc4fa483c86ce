//! Reading again what differs, with strong consistency: it may have been on its way.

use std::{collections::BTreeMap, mem, sync::Arc};

use super::{compare_items::Sides, error::Result, parallel::StopFlag};
use crate::{
    database::ItemDiff,
    key::table_key,
    limits::BATCH_GET_KEYS,
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    value::Item,
};

/// The keys of items that differ, and what is found of them.
pub(super) struct Reread<'s, 'c> {
    sides: &'s Sides<'c>,
    keys: Vec<Item>,
    /// How many differences are told.
    at_most: usize,
    /// The next batch of keys.
    next: AtomicUsize,
    read: AtomicU64,
    /// How many differ no longer.
    settled: AtomicU64,
    /// The differences in the order of their keys, by their batch.
    differences: Mutex<BTreeMap<usize, Vec<ItemDiff>>>,
}

/// What differs in the end.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) items: u64,
    pub(super) differing: u64,
    pub(super) differences: Vec<ItemDiff>,
}

impl<'s, 'c> Reread<'s, 'c> {
    pub(super) fn new(sides: &'s Sides<'c>, at_most: usize) -> Self {
        let mut keys = mem::take(&mut *sides.keys.lock());
        keys.sort_by_cached_key(|key| table_key(&sides.reading.schema, key));
        Self {
            sides,
            keys,
            at_most,
            next: AtomicUsize::new(0),
            read: AtomicU64::new(0),
            settled: AtomicU64::new(0),
            differences: Mutex::new(BTreeMap::new()),
        }
    }

    /// How many batches of keys there are.
    pub(super) fn batches(&self) -> usize {
        self.keys.len().div_ceil(BATCH_GET_KEYS)
    }

    /// How many keys there are, and how many of them were read.
    pub(super) fn keys_and_read(&self) -> (u64, u64) {
        (self.keys.len() as u64, self.read.load(Ordering::Relaxed))
    }

    /// Reads one batch after the other, as other threads do.
    pub(super) fn run(&self, stop: &StopFlag) -> Result<()> {
        while !stop.is_set() {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(keys) = self.keys.chunks(BATCH_GET_KEYS).nth(number) else { break };
            self.read(number, keys, stop)?;
        }
        Ok(())
    }

    fn read(&self, number: usize, keys: &[Item], stop: &StopFlag) -> Result<()> {
        let Sides { source, target, reading, throttled, .. } = self.sides;
        let mut here = source.with_keys(throttled, &reading.schema, keys.to_vec(), true, stop)?;
        let mut there = target.with_keys(throttled, &reading.schema, keys.to_vec(), true, stop)?;
        let mut differences = Vec::new();
        for key in keys {
            let place = table_key(&reading.schema, key);
            let (old, new) = (here.remove(&place), there.remove(&place));
            let is_gone = match (&old, &new) {
                (Some(item), None) | (None, Some(item)) => self.sides.has_expired(item),
                _ => false,
            };
            if old == new || is_gone {
                self.settled.fetch_add(1, Ordering::Relaxed);
            } else {
                differences.extend(ItemDiff::of(Arc::clone(&reading.schema), old, new));
            }
        }
        self.read.fetch_add(keys.len() as u64, Ordering::Relaxed);
        let mut all = self.differences.lock();
        let before: usize = all.range(..number).map(|(_, differences)| differences.len()).sum();
        // Batches are begun in order, so that few more are kept than are told.
        differences.truncate(self.at_most.saturating_sub(before));
        if !differences.is_empty() {
            all.insert(number, differences);
        }
        Ok(())
    }

    /// What was found.
    pub(super) fn compared(self) -> Compared {
        let differing = self.sides.differing.load(Ordering::Relaxed);
        let differences = mem::take(&mut *self.differences.lock());
        Compared {
            items: self.sides.compared.load(Ordering::Relaxed),
            differing: differing.saturating_sub(self.settled.load(Ordering::Relaxed)),
            differences: differences.into_values().flatten().take(self.at_most).collect(),
        }
    }
}
