//! A table's changes in batches, delivered as an event source of AWS Lambda delivers them.

pub(super) mod batch;
pub(super) mod builder;
pub(super) mod delivery;
mod event;
pub(super) mod pattern;
mod queue;
mod rule;
mod settings;
#[cfg(test)]
mod tests;
