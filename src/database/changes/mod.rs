//! A table's changes, as its stream has them.

pub(super) mod builder;
pub(super) mod iterator;
mod position;
pub(super) mod stream;
#[cfg(test)]
mod tests;
