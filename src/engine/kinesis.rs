//! What an engine knows of Kinesis data streams: they are taken to exist, unless one is said to refuse records.

use std::{collections::BTreeMap, mem, task::Waker};

use crate::{storage::Waiters, sync::Mutex};

/// The Kinesis data streams of an engine.
#[derive(Debug, Default)]
pub(crate) struct KinesisStreams {
    /// Why streams refuse the records of tables, by ARN. Snapshots do not contain it.
    refusals: Mutex<BTreeMap<String, String>>,
    /// Readers that wait for records of a table that they do not know yet.
    waiters: Waiters,
}

impl KinesisStreams {
    /// The same for a copy of the engine.
    pub(super) fn fork(&self) -> Self {
        Self { refusals: Mutex::new(self.refusals.lock().clone()), waiters: Waiters::default() }
    }

    /// Puts what is known in another engine in the place of this, and wakes the readers.
    pub(super) fn replace(&self, with: Self) {
        mem::swap(&mut *self.refusals.lock(), &mut *with.refusals.lock());
        self.wake();
    }

    /// Why the stream refuses records.
    pub(crate) fn refusal(&self, stream_arn: &str) -> Option<String> {
        self.refusals.lock().get(stream_arn).cloned()
    }

    /// Has the stream refuse records, or take them again.
    pub(crate) fn set_refusal(&self, stream_arn: &str, why: Option<String>) {
        let mut refusals = self.refusals.lock();
        match why {
            Some(why) => refusals.insert(stream_arn.to_owned(), why),
            None => refusals.remove(stream_arn),
        };
    }

    /// Registers a waker that the next change of a destination wakes once.
    pub(crate) fn wake_by_change(&self, waker: &Waker) {
        self.waiters.add(waker);
    }

    /// Removes a waker.
    pub(crate) fn forget_waker(&self, waker: &Waker) {
        self.waiters.remove(waker);
    }

    /// Wakes the readers: a destination was changed.
    pub(crate) fn wake(&self) {
        self.waiters.wake();
    }
}
