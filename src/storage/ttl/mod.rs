//! Items that expire: when each is due, and the sweep that deletes those that are.
//!
//! Each partition keeps the keys of its expiring items in the order of the times at which they are due. So a sweep
//! looks once at each partition, and otherwise costs only what it deletes.

pub(super) mod expiry;
pub(super) mod order;
pub(super) mod state;
mod sweep;
#[cfg(test)]
mod tests;
