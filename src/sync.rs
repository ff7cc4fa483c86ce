//! Locks, atomics, threads and swapped pointers: everything that synchronizes threads, in one place.
//!
//! A normal build uses `parking_lot`'s locks (fair, no poison), `arc-swap`, and std's atomics and threads. Under
//! `--cfg shuttle`, `shuttle`'s types have the same interface, so that a test can explore interleavings. Threads
//! synchronize only through this module; async tasks in the server and the program use Tokio's types.

use std::fmt;

#[cfg_attr(not(shuttle), path = "sync/native.rs")]
#[cfg_attr(shuttle, path = "sync/shuttle.rs")]
mod backend;

#[cfg(feature = "disk")]
pub(crate) use self::backend::mpsc;
pub(crate) use self::backend::{
    ArcSwap, Condvar, MutexGuard, RwLockReadGuard, RwLockWriteGuard, atomic, thread,
};

/// A lock for many readers or one writer.
#[derive(Default)]
pub(crate) struct RwLock<T>(backend::RwLock<T>);

impl<T> RwLock<T> {
    /// A lock around this value.
    pub(crate) const fn new(value: T) -> Self {
        Self(backend::RwLock::new(value))
    }

    /// Locks for reading: waits until no thread writes or waits to write.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read()
    }

    /// Locks for writing: waits until no thread reads or writes.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write()
    }
}

/// A lock for one thread at a time.
#[derive(Default)]
pub(crate) struct Mutex<T>(backend::Mutex<T>);

impl<T> Mutex<T> {
    /// A lock around this value.
    pub(crate) const fn new(value: T) -> Self {
        Self(backend::Mutex::new(value))
    }

    /// Waits until no other thread holds the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock()
    }

    /// Does not wait: returns `None` if another thread holds the lock.
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.0.try_lock()
    }
}

/// Drops a large value on a new thread, or on this thread if the system cannot create one.
pub(crate) fn drop_aside<T: Send + 'static>(value: T) {
    // If the thread cannot be created, its closure is dropped, and the value with it.
    let _ = thread::Builder::new().name("drop".to_owned()).spawn(move || drop(value));
}

/// A lock may guard the whole store and may be held, so `Debug` shows no contents.
macro_rules! debug_of_lock {
    ($type:ident) => {
        impl<T> fmt::Debug for $type<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    };
}

debug_of_lock! { RwLock }
debug_of_lock! { Mutex }

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    struct Tells(Sender<thread::ThreadId>);

    impl Drop for Tells {
        fn drop(&mut self) {
            let _ = self.0.send(thread::current().id());
        }
    }

    #[test]
    fn what_is_dropped_aside_is_dropped_on_another_thread() {
        let (tell, told) = channel();
        drop_aside(Tells(tell));
        assert_ne!(told.recv(), Ok(thread::current().id()));
    }
}
