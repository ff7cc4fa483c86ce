//! Readers that wait for a table's next change.

use std::task::Waker;

use crate::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

/// The wakers of waiting readers. Each is woken once, by the first change after its [`add`](Self::add).
///
/// To lose no wake-up, a reader reads the log once more between `add` and its sleep. A change that this read misses is
/// written later, under the same lock, and that write finds the waker here.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    any: AtomicBool,
    /// No lock is taken under this one.
    wakers: Mutex<Vec<Waker>>,
}

impl Waiters {
    /// Adds a waker.
    pub(crate) fn add(&self, waker: &Waker) {
        let mut wakers = self.wakers.lock();
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
        self.any.store(true, Ordering::Relaxed);
    }

    /// Removes a waker.
    pub(crate) fn remove(&self, waker: &Waker) {
        self.wakers.lock().retain(|known| !known.will_wake(waker));
    }

    /// Wakes all. Without waiters it costs an atomic load.
    #[inline]
    pub(crate) fn wake(&self) {
        if self.any.load(Ordering::Relaxed) {
            self.wake_all();
        }
    }

    #[cold]
    #[inline(never)]
    fn wake_all(&self) {
        let mut wakers = self.wakers.lock();
        self.any.store(false, Ordering::Relaxed);
        let woken = std::mem::take(&mut *wakers);
        drop(wakers);
        woken.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, task::Wake};

    use super::*;
    use crate::sync::atomic::AtomicUsize;

    #[derive(Default)]
    struct Counts(AtomicUsize);

    impl Wake for Counts {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn each_is_woken_once_until_it_waits_again() {
        let waiters = Waiters::default();
        let [one, other] = [(); 2].map(|()| Arc::new(Counts::default()));
        let count = |counts: &Arc<Counts>| counts.0.load(Ordering::Relaxed);
        let [wakes_one, wakes_other] = [&one, &other].map(|counts| Waker::from(Arc::clone(counts)));
        for waker in [&wakes_one, &wakes_one, &wakes_other] {
            waiters.add(waker);
        }
        waiters.remove(&wakes_other);
        waiters.wake();
        waiters.wake();
        assert_eq!((count(&one), count(&other)), (1, 0));
        waiters.add(&wakes_one);
        waiters.wake();
        assert_eq!(count(&one), 2);
    }
}
