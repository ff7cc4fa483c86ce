//! DisableKinesisStreamingDestination: stops sending a table's changes to a Kinesis data stream.

use super::{
    destination::DestinationRequest,
    structures::{EnableKinesisStreamingConfiguration, KinesisStreamingDestinationOutput},
};
use crate::{
    codec::structure, engine::Engine, error::Result, operation::request::input::Request,
    storage::DestinationStatus,
};

structure! {
    /// The input of DisableKinesisStreamingDestination. (API reference: DisableKinesisStreamingDestination)
    pub struct DisableKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// Returned in the answer, and without effect: the input has it in common with EnableKinesisStreamingDestination.
        enable_kinesis_streaming_configuration: Option<EnableKinesisStreamingConfiguration> =
            "EnableKinesisStreamingConfiguration",
    }
}

/// Stops sending changes. The stream keeps those that were sent.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DisableKinesisStreamingDestinationInput>,
) -> Result<KinesisStreamingDestinationOutput> {
    let Request { input, mut found } = request;
    let members = DisableKinesisStreamingDestinationInput::MEMBERS;
    let asked = DestinationRequest {
        table_name: (members.table_name, &input.table_name),
        stream_arn: (members.stream_arn, &input.stream_arn),
        configuration: members.enable_kinesis_streaming_configuration,
    };
    asked.check(&mut found)?;
    let table_name = asked.change(engine, |destinations, beginning| {
        let active = beginning.active(destinations, &input.stream_arn, "DISABLE")?;
        active.status = DestinationStatus::Disabling;
        active.transition = beginning.transition;
        Ok(())
    })?;
    Ok(KinesisStreamingDestinationOutput {
        table_name,
        stream_arn: input.stream_arn,
        destination_status: Some(DestinationStatus::Disabling),
        enable_kinesis_streaming_configuration: input.enable_kinesis_streaming_configuration,
    })
}
