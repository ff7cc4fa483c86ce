//! A thread that sleeps until a `Waker` wakes it.

use std::{
    sync::Arc,
    task::Wake,
    time::{Duration, Instant},
};

use crate::sync::{Condvar, Mutex};

/// A thread that sleeps until it is woken.
#[derive(Default)]
pub(super) struct Parker {
    is_woken: Mutex<bool>,
    woken: Condvar,
}

impl Parker {
    /// Sleeps until it is woken, or until a time if there is one. Returns at once if it was woken since its last sleep.
    /// Returns whether it was woken.
    pub(super) fn sleep(&self, until: Option<Instant>) -> bool {
        let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        let is_woken = self.is_woken.lock();
        let mut is_woken = self.woken.wait_while_for(is_woken, |is_woken| !*is_woken, left);
        std::mem::take(&mut *is_woken)
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        *self.is_woken.lock() = true;
        self.woken.notify_one();
    }
}
