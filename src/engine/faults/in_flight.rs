//! The operation that a thread carries out: what its answer meets is known before the answer is.

use std::{cell::RefCell, time::Duration};

thread_local! {
    /// `None` while no operation that could meet a fault is carried out. An operation runs on one thread, from its gate
    /// to its end.
    static IN_FLIGHT: RefCell<Option<State>> = const { RefCell::new(None) };
}

#[derive(Debug, Clone, Copy)]
struct State {
    operation: &'static str,
    loses_answer: bool,
    delay: Duration,
}

/// An operation that could meet a fault. When it is dropped, the thread carries out what it did before.
#[derive(Debug)]
pub(crate) struct InFlight {
    before: Option<State>,
}

impl InFlight {
    /// The thread begins this operation.
    pub(crate) fn begin(operation: &'static str) -> Self {
        let state = State { operation, loses_answer: false, delay: Duration::ZERO };
        Self { before: IN_FLIGHT.replace(Some(state)) }
    }

    /// Whether the operation's answer is lost, and how much longer it takes.
    pub(crate) fn end(self) -> (bool, Duration) {
        IN_FLIGHT.with_borrow(|state| {
            state.map_or((false, Duration::ZERO), |state| (state.loses_answer, state.delay))
        })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        IN_FLIGHT.set(self.before);
    }
}

/// The operation that the thread carries out, if it could meet a fault.
pub(super) fn operation() -> Option<&'static str> {
    IN_FLIGHT.with_borrow(|state| state.map(|state| state.operation))
}

/// Notes what the answer meets.
pub(super) fn note(loses_answer: bool, delay: Duration) {
    IN_FLIGHT.with_borrow_mut(|state| {
        debug_assert!(state.is_some(), "an operation in flight meets a fault");
        if let Some(state) = state {
            state.loses_answer |= loses_answer;
            state.delay = state.delay.saturating_add(delay);
        }
    });
}
