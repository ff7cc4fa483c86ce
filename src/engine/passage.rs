//! The way of an operation through the gate.

use std::time::Duration;

use super::{
    Engine,
    calls::{Call, Recording},
    durable,
    faults::{self, InFlight},
    features::Feature,
    metrics::{CallCounts, Metrics},
    trace::{self, Trace},
};
use crate::{
    error::{Error, Result},
    storage::throughput::Metering,
};

/// An operation that has entered the gate and must leave it.
#[derive(Debug)]
#[must_use = "what goes in goes out"]
pub(crate) struct Passage<'e> {
    engine: &'e Engine,
    /// `None` if nothing watches the operation.
    entered: Option<Box<Entered>>,
}

/// What is known of an operation that something watches.
#[derive(Debug)]
struct Entered {
    operation: &'static str,
    call: Option<Recording>,
    /// `None` if there are no rules about faults.
    in_flight: Option<InFlight>,
    /// What the operation consumes, if somebody asks for it.
    metering: Option<Metering>,
    /// The span that tells of the operation.
    trace: Option<Trace>,
}

impl Passage<'_> {
    /// Leaves the gate with the operation's result, which may be replaced: by that of a fault. A fault may also have the
    /// caller wait.
    #[inline]
    pub(crate) fn leave<R>(self, result: &mut Result<R>) {
        if let Some(entered) = self.entered {
            if let Some(journal) = self.engine.journal() {
                durable::leave(&**journal, entered.operation, result);
            }
            let error = result.as_ref().err().map(|error| error.code());
            if let Some(replaced) = self.engine.leave_watched(*entered, error) {
                *result = Err(replaced);
            }
        }
    }
}

impl Engine {
    /// Whether something watches operations, so that a typed get or put has no short way. One load, and a second one with the
    /// feature `tracing`.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        self.features().any() || trace::is_on()
    }

    /// Whether somebody may want to know the index and the keys that a call names.
    pub(crate) fn notes_accesses(&self) -> bool {
        self.features().has(Feature::Calls) || trace::is_on()
    }

    /// Runs due work, then enters the gate. `tables` returns the tables in the request; it is called only if a feature is
    /// on.
    ///
    /// # Errors
    /// The operation is refused before it runs.
    #[inline]
    pub(crate) fn enter(
        &self,
        operation: &'static str,
        tables: impl FnOnce() -> Vec<String>,
    ) -> Result<Passage<'_>> {
        self.clock.look();
        match self.is_watched() {
            false => Ok(Passage { engine: self, entered: None }),
            true => self.enter_watched(operation, tables()),
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_watched(&self, operation: &'static str, tables: Vec<String>) -> Result<Passage<'_>> {
        if let Some(journal) = self.journal() {
            durable::enter(&**journal, operation)?;
        }
        let in_flight = self.features().has(Feature::Faults).then(|| InFlight::begin(operation));
        let met = match in_flight {
            Some(_) => self.meet_faults_of_tables(operation, &tables),
            None => Ok(()),
        };
        let trace = Trace::begin(operation, &tables);
        let is_recorded =
            trace.is_some() || self.features().has(Feature::Calls) || self.features().has(Feature::Metrics);
        let call = is_recorded.then(|| Recording::begin(operation, tables, &self.clock));
        let throttle = self.gate.throttle();
        let is_metered = is_recorded || throttle.is_some();
        let metering = is_metered.then(|| Metering::begin(throttle, is_recorded, self.clock.now_us()));
        let entered = Entered { operation, call, in_flight, metering, trace };
        let passage = Passage { engine: self, entered: Some(Box::new(entered)) };
        match met {
            Ok(()) => Ok(passage),
            Err(error) => {
                let mut refused = Err(error);
                passage.leave(&mut refused);
                refused
            }
        }
    }

    /// Tells a call to what counts, traces and records calls.
    fn note_call(&self, call: Call, counts: &CallCounts, trace: Option<Trace>) {
        if let Some(trace) = trace {
            trace.end(&call, counts.returned, self.traces_values());
        }
        if self.features().has(Feature::Metrics) {
            let writes = faults::WRITES.contains(&call.operation);
            self.gate.metrics.add(&call, counts, writes, |name| self.catalog.table(name));
        }
        if self.features().has(Feature::Calls) {
            self.gate.recordings.add(call, self.gate.features());
        }
    }

    /// Whether spans tell the keys that operations name.
    fn traces_values(&self) -> bool {
        #[cfg(feature = "tracing")]
        return self.features().has(Feature::TracedValues);
        #[cfg(not(feature = "tracing"))]
        false
    }

    /// What was counted of a table.
    pub(crate) fn metrics_of(&self, table: &str) -> Metrics {
        self.gate.metrics.of(table)
    }

    /// Leaves the gate with the name of the operation's exception. Returns the error that replaces its result.
    #[cold]
    #[inline(never)]
    fn leave_watched(&self, entered: Entered, error: Option<&'static str>) -> Option<Error> {
        let (loses_answer, delay) = entered.in_flight.map_or((false, Duration::ZERO), InFlight::end);
        self.clock.wait(delay);
        let replaced = loses_answer.then(Error::no_answer);
        if let Some(call) = entered.call {
            let usage = entered.metering.as_ref().map(Metering::usage).unwrap_or_default();
            let throttled = entered.metering.as_ref().map(Metering::throttled).unwrap_or_default();
            let error = replaced.as_ref().map(Error::code).or(error);
            let wants_partitions = self.features().has(Feature::Calls);
            let (call, returned) = call.end(error, &self.clock, usage, wants_partitions);
            self.note_call(call, &CallCounts { returned, throttled }, entered.trace);
        }
        replaced
    }
}
