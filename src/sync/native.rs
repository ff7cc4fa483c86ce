//! What a build synchronizes with.

pub(crate) use std::sync::atomic;
pub(crate) use std::thread;

pub(crate) use arc_swap::ArcSwap;
pub(crate) use parking_lot::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
