//! The standard library's locks, without poison: a panic under one leaves it usable.
//!
//! They are as fast as those of other crates, and nothing has to be compiled for them.

use std::{
    fmt,
    sync::{self, MutexGuard, PoisonError, RwLockReadGuard, RwLockWriteGuard, TryLockError},
};

/// What lies under a lock may be the whole store, and somebody may hold it: debug shows none of it.
macro_rules! debug_of_lock {
    ($type:ident) => {
        impl<T> fmt::Debug for $type<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    };
}

/// Many readers or one writer.
#[derive(Default)]
pub(crate) struct RwLock<T>(sync::RwLock<T>);

debug_of_lock! { RwLock }

impl<T> RwLock<T> {
    /// A lock around this.
    pub(crate) const fn new(value: T) -> Self {
        Self(sync::RwLock::new(value))
    }

    /// Waits until nobody writes.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody reads or writes.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One at a time.
#[derive(Default)]
pub(crate) struct Mutex<T>(sync::Mutex<T>);

debug_of_lock! { Mutex }

impl<T> Mutex<T> {
    /// A lock around this.
    pub(crate) const fn new(value: T) -> Self {
        Self(sync::Mutex::new(value))
    }

    /// Waits until nobody has it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Without waiting; none where somebody has it.
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn a_panic_under_a_lock_leaves_it_usable() {
        let (table, count) = (RwLock::new(1), Mutex::new(1));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let (_table, _count) = (table.write(), count.lock());
            panic!("a defect");
        }));
        assert!(panicked.is_err());
        *table.write() += 1;
        *count.lock() += 1;
        assert_eq!((*table.read(), *count.lock()), (2, 2));
    }
}
