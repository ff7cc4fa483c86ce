//! Faults in a test's hand.

mod answers;
pub(super) mod builder;
pub(super) mod fault;
pub(super) mod handle;
pub(super) mod into_operations;
mod on;
mod stories;
pub(super) mod story;
