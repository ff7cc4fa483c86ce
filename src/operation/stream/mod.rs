//! The operations of DynamoDB Streams: the changes of a table's items.

pub(crate) mod describe_stream;
pub(crate) mod get_records;
pub(crate) mod get_shard_iterator;
mod iterator;
pub(crate) mod list_streams;
mod lookup;
pub(crate) mod reader;
pub(super) mod record;
pub(super) mod start;
pub(crate) mod structures;

pub(crate) use iterator::stream_arn;
