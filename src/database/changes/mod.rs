//! Reading changes: those of a table from its stream, and the records of a Kinesis data stream.

pub(super) mod builder;
pub(super) mod iterator;
pub(super) mod kinesis;
mod position;
mod remote;
pub(crate) mod shards;
pub(super) mod stream;
#[cfg(test)]
mod tests;
