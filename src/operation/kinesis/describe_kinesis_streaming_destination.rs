//! DescribeKinesisStreamingDestination: the Kinesis data streams that a table's changes are sent to.

use super::structures::KinesisDataStreamDestination;
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        definition::constraints::check_table_name,
        request::input::Request,
    },
};

structure! {
    /// The input of DescribeKinesisStreamingDestination. (API reference: DescribeKinesisStreamingDestination)
    pub struct DescribeKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DescribeKinesisStreamingDestinationInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DescribeKinesisStreamingDestination answers.
    #[non_exhaustive]
    pub struct DescribeKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String = "TableName",
        /// The streams, in the order in which they were first enabled. One that is disabled, or could not be enabled,
        /// is listed for 24 hours.
        kinesis_data_stream_destinations: Vec<KinesisDataStreamDestination> = "KinesisDataStreamDestinations",
    }
}

/// Lists the destinations.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeKinesisStreamingDestinationInput>,
) -> Result<DescribeKinesisStreamingDestinationOutput> {
    let Request { input, mut found } = request;
    let members = DescribeKinesisStreamingDestinationInput::MEMBERS;
    check_table_name(&mut found, members.table_name, &input.table_name)?;
    found.check(&[])?;
    let name = own_table_name(engine, &input.table_name)?;
    let table = find_managed_table(engine, name)?;
    let now_ms = engine.clock().now_ms();
    let settings = table.settings();
    let kept = settings.kinesis_destinations.iter().filter(|destination| destination.is_kept(now_ms));
    Ok(DescribeKinesisStreamingDestinationOutput {
        table_name: name.to_owned(),
        kinesis_data_stream_destinations: kept.map(KinesisDataStreamDestination::from).collect(),
    })
}
