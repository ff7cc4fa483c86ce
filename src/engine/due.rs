//! Scheduled work, in time order.

use std::{collections::BTreeMap, time::Duration};

use crate::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
    thread::{self, ThreadId},
};

/// Work to run once.
pub(super) type Work = Box<dyn FnOnce() + Send>;

/// Work, each piece with the time at which it is due, since the start of 1970.
///
/// It has neither a thread nor a clock: the caller passes the time and [takes](Self::take) the work that is due.
#[derive(Debug)]
pub(super) struct Due {
    /// When the earliest work is due, in milliseconds since 1970; `NEVER` if there is none.
    first_ms: AtomicU64,
    queue: Mutex<Queue>,
    /// Held by the thread that runs due work.
    turn: Mutex<()>,
    /// The thread that runs due work.
    holder: Mutex<Option<ThreadId>>,
}

/// The time of work that there is not.
const NEVER: u64 = u64::MAX;

impl Default for Due {
    fn default() -> Self {
        let (queue, turn, holder) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { first_ms: AtomicU64::new(NEVER), queue, turn, holder }
    }
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
        self.note_first(&queue);
    }

    /// Whether any work is scheduled.
    #[inline]
    pub(super) fn has_work(&self) -> bool {
        self.first_ms.load(Ordering::Relaxed) != NEVER
    }

    /// Whether any work may be due. It takes no lock, because work may wait for weeks.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        let first_ms = self.first_ms.load(Ordering::Relaxed);
        first_ms != NEVER && u128::from(first_ms) <= now.as_millis()
    }

    /// Notes when the earliest work is due.
    fn note_first(&self, queue: &Queue) {
        let first = queue.work.first_key_value().map(|((moment, _), _)| moment.as_millis());
        // Work later than any clock shows is still work.
        let first_ms = first.map_or(NEVER, |ms| u64::try_from(ms).unwrap_or(NEVER).min(NEVER - 1));
        self.first_ms.store(first_ms, Ordering::Relaxed);
    }

    /// Removes and returns the earliest work whose time is at most `now`, with its time.
    pub(super) fn take(&self, now: Duration) -> Option<(Duration, Work)> {
        let mut queue = self.queue.lock();
        let first = queue.work.first_entry().filter(|first| first.key().0 <= now)?;
        let ((moment, _), work) = first.remove_entry();
        self.note_first(&queue);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_due_from_the_earliest_moment_on_and_only_then() {
        let due = Due::default();
        let at = Duration::from_millis;
        assert!(!due.has_work() && !due.is_due(Duration::MAX));
        for ms in [3_000_000_000, 20, 30] {
            due.add(at(ms), Box::new(|| ()));
        }
        for (now, is_due) in [(at(0), false), (at(19), false), (at(20), true), (at(40), true)] {
            assert_eq!(due.is_due(now), is_due, "{now:?}");
        }
        while due.take(at(40)).is_some() {}
        assert!(due.has_work() && !due.is_due(at(2_999_999_999)));
        assert!(due.take(at(3_000_000_000)).is_some());
        assert!(!due.has_work());
        due.add(Duration::MAX, Box::new(|| ()));
        assert!(due.has_work() && !due.is_due(at(u64::MAX - 2)));
    }
}
