//! Items that expire: when each is due, and the sweep that deletes those that are.
//!
//! Each partition keeps the keys of its items that expire in the order of the times at which they are due, so a sweep
//! costs what it deletes and a look at each partition.

pub(super) mod expiry;
pub(super) mod order;
pub(super) mod state;
mod sweep;
#[cfg(test)]
mod tests;
