//! The gate that every operation enters before it runs and leaves afterwards.

use std::time::SystemTime;

use super::clock::Clock;
use crate::{
    error::Result,
    listen::{Listener, Listeners},
};

/// A call of an operation, whether it succeeded or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The operation's name in the API: `GetItem`.
    pub operation: &'static str,
    /// The names or ARNs of tables as written in the request; for statements, those that could be parsed.
    pub tables: Vec<String>,
    /// When the call arrived, by the database's clock.
    pub at: SystemTime,
    /// The name of the exception, such as `ConditionalCheckFailedException`; `None` if the call succeeded.
    pub error: Option<&'static str>,
}

/// The gate of operations. Unless calls are recorded, entering costs one atomic load.
#[derive(Debug, Default)]
pub(super) struct Gate {
    calls: Listeners<Call>,
}

/// An operation that has entered the gate and must leave it.
#[derive(Debug)]
#[must_use = "what goes in goes out"]
pub(crate) struct Passage<'e> {
    gate: &'e Gate,
    call: Option<Box<Call>>,
}

impl Gate {
    /// Enters the gate. `tables` returns the tables in the request; it is called only if calls are recorded.
    #[inline]
    pub(super) fn enter(
        &self,
        clock: &Clock,
        operation: &'static str,
        tables: impl FnOnce() -> Vec<String>,
    ) -> Passage<'_> {
        let call = || Box::new(Call { operation, tables: tables(), at: clock.now(), error: None });
        Passage { gate: self, call: self.calls.any().then(call) }
    }

    /// Records the calls of operations from now on.
    pub(super) fn record_calls(&self) -> Listener<Call> {
        self.calls.listen()
    }

    #[cold]
    #[inline(never)]
    fn record(&self, call: Call, error: Option<&'static str>) {
        self.calls.tell(&Call { error, ..call });
    }
}

impl Passage<'_> {
    /// Leaves the gate with the operation's result.
    #[inline]
    pub(crate) fn leave<R>(self, result: &Result<R>) {
        if let Some(call) = self.call {
            self.gate.record(*call, result.as_ref().err().map(|error| error.code()));
        }
    }
}
