//! What the gate knows that every operation enters before it runs and leaves afterwards.

use std::sync::Arc;

use super::{
    calls::{CallLog, Recordings},
    features::{Feature, Features},
    metrics::Registry,
};
use crate::{
    storage::{Journal, throughput::Throttle},
    sync::RwLock,
};

/// The gate of operations. Unless a feature is on, entering costs one atomic load, and leaving none.
#[derive(Debug, Default)]
pub(super) struct Gate {
    features: Features,
    pub(super) recordings: Recordings,
    pub(super) metrics: Registry,
    /// What throttles requests, if anything does.
    throttle: RwLock<Option<Arc<Throttle>>>,
    /// Where changes are noted, in a database that is kept on disk.
    journal: Option<Arc<dyn Journal>>,
}

impl Gate {
    /// The gate of a copy of the database. Its calls are not recorded by the original's listeners.
    pub(super) fn fork(&self) -> Self {
        let gate = Self::default();
        gate.features.set(Feature::Policies, self.features.has(Feature::Policies));
        gate.set_throttle(self.throttle());
        gate
    }

    /// Has operations wait until what they tell is kept.
    #[cfg(feature = "disk")]
    pub(super) fn set_journal(&mut self, journal: Arc<dyn Journal>) {
        self.journal = Some(journal);
        self.features.set(Feature::Disk, true);
    }

    /// Where changes are noted, in a database that is kept on disk.
    pub(super) fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.journal.as_ref()
    }

    /// What watches operations or changes what they answer.
    #[inline]
    pub(super) fn features(&self) -> &Features {
        &self.features
    }

    /// What throttles requests, if anything does.
    pub(super) fn throttle(&self) -> Option<Arc<Throttle>> {
        self.features.has(Feature::Throughput).then(|| self.throttle.read().clone()).flatten()
    }

    /// Throttles requests from now on by this, or none.
    pub(super) fn set_throttle(&self, throttle: Option<Arc<Throttle>>) {
        let is_on = throttle.is_some();
        *self.throttle.write() = throttle;
        self.features.set(Feature::Throughput, is_on);
    }

    /// Records the calls of operations from now on.
    pub(super) fn record_calls(&self) -> Arc<CallLog> {
        self.recordings.begin(&self.features)
    }
}
