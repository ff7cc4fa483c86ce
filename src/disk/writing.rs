//! Group commit: changes gather in a buffer, and whoever waits first writes what has gathered, for all who wait.

use std::{
    mem,
    time::{Duration, Instant},
};

use super::{durability::Durability, group::GROUP, shared::Shared, waiting::Waiting};
use crate::{
    storage::JournalFailed,
    sync::{MutexGuard, atomic::Ordering},
};

/// From one write to the next, of changes that nobody waits for. A step of a checkpoint, writing and syncing take the
/// rest of the promised 100 ms.
const FLUSH_EVERY: Duration = Duration::from_millis(40);

/// So many bytes of changes may wait to be written; then whoever has made one waits too. They are written in less than
/// 100 ms.
const MOST_WAITING_BYTES: usize = 8 << 20;

/// Whoever notes many changes at once has them written from this size on.
const MUCH_BYTES: usize = 4 << 20;

impl Shared {
    /// Waits as long as the durability says.
    pub(super) fn keep(&self, number: u64) -> Result<(), JournalFailed> {
        match self.durability {
            Durability::Sync => self.settle(number),
            Durability::Buffered | Durability::Manual => {
                let is_full = self.waiting.lock().commit.len() >= MOST_WAITING_BYTES;
                if is_full { self.settle(number) } else { Ok(()) }
            }
        }
    }

    /// Waits, whatever the durability, while half of what may wait does.
    pub(super) fn keep_pace(&self) -> Result<(), JournalFailed> {
        let is_much = self.waiting.lock().commit.len() >= MOST_WAITING_BYTES / 2;
        if is_much { self.settle(self.last()) } else { Ok(()) }
    }

    /// Writes what has gathered if it is much, unless this thread is in a group. Nobody is waited for but whoever writes.
    pub(super) fn relieve(&self) {
        if GROUP.with_borrow(Option::is_some) {
            return;
        }
        let mut waiting = self.waiting.lock();
        while waiting.commit.len() >= MUCH_BYTES && waiting.failed.is_none() {
            waiting = if waiting.is_writing {
                self.changed.wait_while(waiting, |waiting| waiting.is_writing && waiting.failed.is_none())
            } else {
                self.write(waiting)
            };
        }
    }

    /// Waits until all changes up to this number are durable, and writes them if nobody does.
    pub(super) fn settle(&self, number: u64) -> Result<(), JournalFailed> {
        if self.durable.load(Ordering::Acquire) >= number {
            return Ok(());
        }
        let mut waiting = self.waiting.lock();
        loop {
            if self.durable.load(Ordering::Acquire) >= number {
                return Ok(());
            }
            if let Some(failed) = &waiting.failed {
                return Err(failed.clone());
            }
            waiting = if !waiting.is_writing && !waiting.is_empty() {
                self.write(waiting)
            } else {
                let waits = |waiting: &mut Waiting| {
                    self.durable.load(Ordering::Acquire) < number
                        && waiting.failed.is_none()
                        && (waiting.is_writing || waiting.is_empty())
                };
                self.changed.wait_while(waiting, waits)
            };
        }
    }

    /// Writes what has gathered. Meanwhile more gathers.
    fn write<'w>(&'w self, mut waiting: MutexGuard<'w, Waiting>) -> MutexGuard<'w, Waiting> {
        debug_assert!(!waiting.is_writing, "one writes at a time");
        waiting.is_writing = true;
        waiting.add_ids();
        let noted = waiting.noted(self.last.load(Ordering::Relaxed));
        let next = mem::take(&mut waiting.spare);
        let mut commit = mem::replace(&mut waiting.commit, next);
        drop(waiting);
        let mut store = self.store.lock();
        let appended = store.append(&mut commit);
        if let Ok(true) = appended {
            let mut counts = Vec::new();
            self.counted.write(&mut counts);
            self.note(&counts);
        }
        let mut written = appended.map(drop);
        if written.is_ok() && store.owes() {
            // Those who wait for this commit do not wait for the checkpoint, and what is noted meanwhile waits for one
            // step of it.
            self.publish(noted, &mut self.waiting.lock());
            written = store.step();
            while written.is_ok() && (store.owes_much() || store.owes() && self.waiting.lock().is_empty()) {
                written = store.step();
            }
        }
        let is_behind = store.owes();
        drop(store);
        let mut waiting = self.waiting.lock();
        (waiting.is_writing, waiting.is_behind) = (false, is_behind);
        waiting.spare = commit;
        match written {
            Ok(()) => self.publish(noted, &mut waiting),
            Err(error) => {
                let why = format!("a write to the disk failed: {error}");
                let kept = self.durability.kept_by_a_failure();
                waiting.failed = Some(JournalFailed { why: why.into(), kept });
                self.has_failed.store(true, Ordering::Release);
                self.changed.notify_all();
            }
        }
        waiting
    }

    /// Writes what gathers, until the journal is dropped.
    pub(super) fn flush_often(&self) {
        let mut next = Instant::now();
        loop {
            let mut waiting = self.waiting.lock();
            // Once: who writes now may find nothing more that waits.
            let left = match mem::take(&mut waiting.is_behind) {
                true => Duration::ZERO,
                false => next.saturating_duration_since(Instant::now()),
            };
            let waiting = self.changed.wait_while_for(waiting, |waiting| !waiting.is_closing, left);
            let is_over = waiting.is_closing || waiting.failed.is_some();
            drop(waiting);
            next = Instant::now() + FLUSH_EVERY;
            if is_over || self.settle(self.last.load(Ordering::Relaxed)).is_err() {
                return;
            }
        }
    }
}
