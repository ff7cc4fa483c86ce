//! Whether a table is late.

use std::sync::Arc;

use super::followers::{Followers, LagSettings};
use crate::sync::{
    RwLock,
    atomic::{AtomicBool, Ordering},
};

/// The lag of a table.
#[derive(Debug, Default)]
pub(in crate::storage) struct LagState {
    /// Whether there are followers. It changes under the locks of all partitions.
    is_on: AtomicBool,
    /// No other lock is taken while this one is held.
    inner: RwLock<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    settings: Option<LagSettings>,
    followers: Option<Arc<Followers>>,
}

impl LagState {
    /// Whether reads may be late. One atomic load.
    #[inline]
    pub(in crate::storage) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// The same for a copy of the table, which has no followers yet.
    pub(in crate::storage) fn fork(&self) -> Self {
        let inner = Inner { settings: self.settings(), followers: None };
        Self { is_on: AtomicBool::new(false), inner: RwLock::new(inner) }
    }

    pub(super) fn settings(&self) -> Option<LagSettings> {
        self.inner.read().settings.clone()
    }

    pub(super) fn followers(&self) -> Option<Arc<Followers>> {
        self.inner.read().followers.clone()
    }

    /// Sets both, and returns the followers before, which may take long to free.
    pub(super) fn set(
        &self,
        settings: Option<LagSettings>,
        followers: Option<Followers>,
    ) -> Option<Arc<Followers>> {
        let followers = followers.map(Arc::new);
        self.is_on.store(followers.is_some(), Ordering::Relaxed);
        let mut inner = self.inner.write();
        inner.settings = settings;
        std::mem::replace(&mut inner.followers, followers)
    }
}
