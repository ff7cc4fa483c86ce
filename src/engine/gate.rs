//! The gate that every operation enters before it runs and leaves afterwards.

use std::sync::Arc;

use super::{
    calls::{CallLog, Recording, Recordings},
    clock::Clock,
    features::{Feature, Features},
};
use crate::error::Result;

/// The gate of operations. Unless a feature is on, entering costs one atomic load, and leaving none.
#[derive(Debug, Default)]
pub(super) struct Gate {
    features: Features,
    recordings: Recordings,
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
}

impl Gate {
    /// The gate of a copy of the database. Its calls are not recorded by the original's listeners.
    pub(super) fn fork(&self) -> Self {
        let gate = Self::default();
        gate.features.set(Feature::Policies, self.features.has(Feature::Policies));
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
        let call = || Recording::begin(operation, tables, clock);
        let entered = Entered { call: self.features.has(Feature::Calls).then(call), clock: clock.clone() };
        Ok(Passage { gate: self, entered: Some(Box::new(entered)) })
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
            call.end((&self.recordings, &self.features), error, &entered.clock);
        }
    }
}
