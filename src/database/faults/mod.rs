//! Faults in a test's hand.

pub(super) mod builder;
pub(super) mod fault;
pub(super) mod handle;
mod on;
mod stories;
pub(super) mod story;
