//! The gate that every operation enters before it runs and leaves afterwards.

use std::sync::Arc;

use super::{
    calls::{CallLog, Recording, Recordings},
    clock::Clock,
    features::{Feature, Features},
};
use crate::{
    error::Result,
    storage::throughput::{Metering, Throttle},
    sync::RwLock,
};

/// The gate of operations. Unless a feature is on, entering costs one atomic load, and leaving none.
#[derive(Debug, Default)]
pub(super) struct Gate {
    features: Features,
    recordings: Recordings,
    /// What throttles requests, if anything does.
    throttle: RwLock<Option<Arc<Throttle>>>,
}

/// An operation that has entered the gate and must leave it.
#[derive(Debug)]
#[must_use = "what goes in goes out"]
pub(crate) struct Passage<'e> {
    gate: &'e Gate,
    /// `None` if nothing watches the operation.
    entered: Option<Box<Entered>>,
}

/// What is known of an operation that something watches.
#[derive(Debug)]
struct Entered {
    clock: Clock,
    call: Option<Recording>,
    /// What the operation consumes, if somebody asks for it.
    metering: Option<Metering>,
}

impl Gate {
    /// The gate of a copy of the database. Its calls are not recorded by the original's listeners.
    pub(super) fn fork(&self) -> Self {
        let gate = Self::default();
        gate.features.set(Feature::Policies, self.features.has(Feature::Policies));
        gate.set_throttle(self.throttle());
        gate
    }

    /// What watches operations or changes what they answer.
    #[inline]
    pub(super) fn features(&self) -> &Features {
        &self.features
    }

    /// Enters the gate. `tables` returns the tables in the request; it is called only if a feature is on.
    ///
    /// # Errors
    /// The operation is refused before it runs.
    #[inline]
    pub(super) fn enter(
        &self,
        clock: &Clock,
        operation: &'static str,
        tables: impl FnOnce() -> Vec<String>,
    ) -> Result<Passage<'_>> {
        match self.features.any() {
            false => Ok(Passage { gate: self, entered: None }),
            true => self.enter_watched(clock, operation, tables()),
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_watched(
        &self,
        clock: &Clock,
        operation: &'static str,
        tables: Vec<String>,
    ) -> Result<Passage<'_>> {
        let is_recorded = self.features.has(Feature::Calls);
        let call = is_recorded.then(|| Recording::begin(operation, tables, clock));
        let throttle = self.throttle();
        let is_metered = is_recorded || throttle.is_some();
        let metering = is_metered.then(|| Metering::begin(throttle, is_recorded, clock.now_us()));
        let entered = Entered { call, metering, clock: clock.clone() };
        Ok(Passage { gate: self, entered: Some(Box::new(entered)) })
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

impl Passage<'_> {
    /// Leaves the gate with the operation's result, which may be replaced: by that of a fault.
    #[inline]
    pub(crate) fn leave<R>(self, result: &mut Result<R>) {
        if let Some(entered) = self.entered {
            let error = result.as_ref().err().map(|error| error.code());
            self.gate.leave_watched(*entered, error);
        }
    }
}

impl Gate {
    #[cold]
    #[inline(never)]
    fn leave_watched(&self, entered: Entered, error: Option<&'static str>) {
        if let Some(call) = entered.call {
            let usage = entered.metering.as_ref().map(Metering::usage).unwrap_or_default();
            call.end((&self.recordings, &self.features), error, &entered.clock, usage);
        }
    }
}
