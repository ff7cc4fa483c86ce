//! Requests in async code: a method `run_async` beside each `run`, and streams of items.

pub(super) mod pause;
pub(super) mod polled;
mod runs;
pub(super) mod stream;
