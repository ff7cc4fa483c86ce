//! Kinesis data streams that the changes of tables are sent to.

pub(crate) mod describe_kinesis_streaming_destination;
pub(crate) mod destination;
pub(crate) mod disable_kinesis_streaming_destination;
pub(crate) mod enable_kinesis_streaming_destination;
pub(crate) mod reader;
pub(crate) mod record;
pub(crate) mod structures;
pub(crate) mod update_kinesis_streaming_destination;
