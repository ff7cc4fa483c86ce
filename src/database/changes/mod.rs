//! Reading a table's changes from its stream.

pub(super) mod builder;
pub(super) mod iterator;
mod position;
pub(super) mod stream;
#[cfg(test)]
mod tests;
