//! The synchronization types of a normal build.

pub(crate) use std::sync::atomic;
#[cfg(feature = "disk")]
pub(crate) use std::sync::mpsc;
pub(crate) use std::thread;
use std::time::Duration;

pub(crate) use arc_swap::ArcSwap;
pub(crate) use parking_lot::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Lets threads wait until the data behind a lock has changed.
#[derive(Default)]
pub(crate) struct Condvar(parking_lot::Condvar);

impl Condvar {
    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }

    pub(crate) fn wait_while<'m, T>(
        &self,
        mut guard: MutexGuard<'m, T>,
        condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'m, T> {
        self.0.wait_while(&mut guard, condition);
        guard
    }

    /// Waits no longer than this.
    pub(crate) fn wait_while_for<'m, T>(
        &self,
        mut guard: MutexGuard<'m, T>,
        condition: impl FnMut(&mut T) -> bool,
        at_most: Duration,
    ) -> MutexGuard<'m, T> {
        self.0.wait_while_for(&mut guard, condition, at_most);
        guard
    }
}
