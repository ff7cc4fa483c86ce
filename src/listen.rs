//! Publishing events to listeners. Each listener receives events until it is dropped.

use std::{
    fmt,
    sync::{Arc, Weak},
};

use crate::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

/// The listeners that receive each event `T`.
pub(crate) struct Listeners<T> {
    any: AtomicBool,
    logs: Mutex<Vec<Weak<Log<T>>>>,
}

type Log<T> = Mutex<Vec<T>>;

/// A listener, which receives events until it is dropped.
pub(crate) struct Listener<T>(Arc<Log<T>>);

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self { any: AtomicBool::new(false), logs: Mutex::new(Vec::new()) }
    }
}

impl<T> Listeners<T> {
    /// Whether there is a listener. One atomic load.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Adds a listener, for events from now on.
    pub(crate) fn listen(&self) -> Listener<T> {
        let log = Arc::new(Mutex::new(Vec::new()));
        let mut logs = self.logs.lock();
        logs.push(Arc::downgrade(&log));
        self.any.store(true, Ordering::Relaxed);
        Listener(log)
    }
}

impl<T: Clone> Listeners<T> {
    /// Publishes an event; all listeners receive events in the same order.
    #[cold]
    #[inline(never)]
    pub(crate) fn tell(&self, what: &T) {
        let mut logs = self.logs.lock();
        logs.retain(|log| log.upgrade().map(|log| log.lock().push(what.clone())).is_some());
        // Dropped listeners are removed here, so that later events do not pay for them.
        self.any.store(!logs.is_empty(), Ordering::Relaxed);
    }
}

impl<T> Listener<T> {
    /// The events since the listener was created, or since the last call.
    pub(crate) fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock())
    }
}

impl<T> fmt::Debug for Listeners<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners").field("any", &self.any()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Listener<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_what_happens_from_its_beginning_to_its_end() {
        let listeners = Listeners::default();
        assert!(!listeners.any());
        let early = listeners.listen();
        listeners.tell(&1);
        let late = listeners.listen();
        listeners.tell(&2);
        assert_eq!((early.take(), late.take()), (vec![1, 2], vec![2]));
        drop(early);
        listeners.tell(&3);
        assert_eq!(late.take(), [3]);
        drop(late);
        listeners.tell(&4);
        assert!(!listeners.any(), "nobody is left");
    }
}
