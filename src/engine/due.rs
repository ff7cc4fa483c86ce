//! Scheduled work, in time order.

use std::{collections::BTreeMap, time::Duration};

use crate::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, Ordering},
    thread::{self, ThreadId},
};

/// Work to run once.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// Work, each piece with the time at which it is due, since the start of 1970.
///
/// It has neither a thread nor a clock: the caller passes the time and [takes](Self::take) the work that is due.
#[derive(Debug, Default)]
pub(super) struct Due {
    has_work: AtomicBool,
    queue: Mutex<Queue>,
    /// Held by the thread that runs due work.
    turn: Mutex<()>,
    /// The thread that runs due work.
    holder: Mutex<Option<ThreadId>>,
}

#[derive(Default)]
struct Queue {
    /// By time; work for the same time is in the order in which it was added.
    work: BTreeMap<(Duration, u64), Work>,
    added: u64,
}

/// The right to run due work, which one thread has at a time.
#[must_use]
pub(super) struct Turn<'d> {
    due: &'d Due,
    _guard: MutexGuard<'d, ()>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.due.holder.lock() = None;
    }
}

impl Due {
    /// Adds work.
    pub(super) fn add(&self, moment: Duration, work: Work) {
        let mut queue = self.queue.lock();
        queue.added += 1;
        let place = (moment, queue.added);
        queue.work.insert(place, work);
        self.has_work.store(true, Ordering::Relaxed);
    }

    /// Whether any work is scheduled.
    #[inline]
    pub(super) fn has_work(&self) -> bool {
        self.has_work.load(Ordering::Relaxed)
    }

    /// Removes and returns the earliest work whose time is at most `now`, with its time.
    pub(super) fn take(&self, now: Duration) -> Option<(Duration, Work)> {
        let mut queue = self.queue.lock();
        let first = queue.work.first_entry().filter(|first| first.key().0 <= now)?;
        let ((moment, _), work) = first.remove_entry();
        self.has_work.store(!queue.work.is_empty(), Ordering::Relaxed);
        Some((moment, work))
    }

    /// Waits for the right to run due work; `None` if this thread has it already.
    pub(super) fn turn(&self) -> Option<Turn<'_>> {
        (!self.is_mine()).then(|| self.held(self.turn.lock()))
    }

    /// The right to run due work, if no thread has it.
    pub(super) fn try_turn(&self) -> Option<Turn<'_>> {
        // A thread that holds the lock must not lock it again.
        (!self.is_mine()).then(|| self.turn.try_lock()).flatten().map(|guard| self.held(guard))
    }

    fn is_mine(&self) -> bool {
        *self.holder.lock() == Some(thread::current().id())
    }

    fn held<'d>(&'d self, guard: MutexGuard<'d, ()>) -> Turn<'d> {
        let before = self.holder.lock().replace(thread::current().id());
        debug_assert_eq!(before, None, "one thread has the turn at a time");
        Turn { due: self, _guard: guard }
    }
}
