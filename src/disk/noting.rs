//! Noting changes in the buffer, one at a time or as a group.
//!
//! The order of the buffer is the order of the changes of each item, because a change is noted under the lock of its
//! item's partition. A group takes its number when it begins and its place in the buffer when it ends; until then the
//! numbers from its own on do not count as durable. In between no one else changes its items: their locks are held.

use std::collections::BTreeSet;

use super::{
    group::{GROUP, Group, SCRATCH},
    group_entries::GroupEntries,
    record::write_definition,
    shared::Shared,
};
use crate::sync::atomic::Ordering;

impl Shared {
    /// Appends records, which have the next number, and tells it. With a failed disk nothing is noted any more: what
    /// the change made is lost with the process.
    pub(super) fn note(&self, records: &[u8]) -> u64 {
        let mut waiting = self.waiting.lock();
        if waiting.failed.is_some() {
            return self.durable.load(Ordering::Relaxed);
        }
        waiting.commit.add(records);
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Writes a record into this thread's group, or into the buffer. Returns its number.
    pub(super) fn note_record(&self, write: impl FnOnce(&mut Vec<u8>)) -> u64 {
        GROUP.with_borrow_mut(|group| match group {
            Some(group) => {
                group.entries.add(write);
                group.number
            }
            None => SCRATCH.with_borrow_mut(|scratch| {
                scratch.clear();
                write(scratch);
                self.note(scratch)
            }),
        })
    }

    /// Notes the definition of the table with this number, unless it is that already.
    pub(super) fn note_definition(&self, table: u64, json: Vec<u8>) {
        let mut waiting = self.waiting.lock();
        if waiting.definitions.get(&table) == Some(&json) {
            return;
        }
        let in_group = GROUP.with_borrow_mut(|group| {
            let group = group.as_mut()?;
            group.defined.insert(table);
            Some(group.number)
        });
        let number = in_group.or_else(|| {
            waiting.failed.is_none().then(|| {
                let mut record = Vec::with_capacity(json.len() + 16);
                write_definition(table, &json, &mut record);
                waiting.commit.add(&record);
                self.last.fetch_add(1, Ordering::Relaxed) + 1
            })
        });
        waiting.definitions.insert(table, json);
        drop(waiting);
        number.into_iter().for_each(|number| self.note_last_definition(number));
    }

    /// Forgets the definition of a table; whether there was one.
    pub(super) fn forget_definition(&self, table: u64) -> bool {
        self.waiting.lock().definitions.remove(&table).is_some()
    }

    /// Has the states of the sources of ids written although nothing else is.
    pub(super) fn note_ids(&self) {
        let mut waiting = self.waiting.lock();
        waiting.add_ids();
        if !waiting.is_empty() {
            self.last.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn begin_group(&self) {
        let is_inner = GROUP.with_borrow_mut(|group| group.as_mut().map(|group| group.inner += 1).is_some());
        if is_inner {
            return;
        }
        let mut waiting = self.waiting.lock();
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        waiting.open.push(number);
        drop(waiting);
        let group = Group { number, entries: GroupEntries::default(), defined: BTreeSet::new(), inner: 0 };
        GROUP.set(Some(group));
    }

    pub(super) fn end_group(&self) {
        let is_inner = GROUP.with_borrow_mut(|group| {
            let inner = group.as_mut().map(|group| &mut group.inner).filter(|inner| **inner > 0);
            inner.map(|inner| *inner -= 1).is_some()
        });
        if is_inner {
            return;
        }
        let Some(mut group) = GROUP.take() else {
            debug_assert!(false, "a group that ends has begun");
            return;
        };
        let mut waiting = self.waiting.lock();
        waiting.open.retain(|open| *open != group.number);
        if waiting.failed.is_some() {
            return;
        }
        for table in group.defined {
            // Somebody else may have changed it since.
            if let Some(json) = waiting.definitions.get(&table) {
                group.entries.add(|out| write_definition(table, json, out));
            }
        }
        group.entries.add_to(&mut waiting.commit);
        if waiting.is_empty() && !waiting.is_writing {
            self.publish(0, &mut waiting);
        } else {
            self.changed.notify_all();
        }
    }
}
