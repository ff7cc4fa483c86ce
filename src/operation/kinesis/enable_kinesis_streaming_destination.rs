//! EnableKinesisStreamingDestination: sends a table's changes to a Kinesis data stream.

use super::{
    destination::DestinationRequest,
    structures::{EnableKinesisStreamingConfiguration, KinesisStreamingDestinationOutput},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::request::input::Request,
    storage::{ApproximateCreationDateTimePrecision, DestinationStatus, KinesisDestination},
    texts,
};

structure! {
    /// The input of EnableKinesisStreamingDestination. (API reference: EnableKinesisStreamingDestination)
    pub struct EnableKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The stream's ARN, of the table's account and region.
        stream_arn: String = "StreamArn",
        /// How changes are sent.
        enable_kinesis_streaming_configuration: Option<EnableKinesisStreamingConfiguration> =
            "EnableKinesisStreamingConfiguration",
    }
}

/// Begins to send changes. A table has one destination at a time.
pub(crate) fn run(
    engine: &Engine,
    request: Request<EnableKinesisStreamingDestinationInput>,
) -> Result<KinesisStreamingDestinationOutput> {
    let Request { input, mut found } = request;
    let members = EnableKinesisStreamingDestinationInput::MEMBERS;
    let asked = DestinationRequest {
        table_name: (members.table_name, &input.table_name),
        stream_arn: (members.stream_arn, &input.stream_arn),
        configuration: members.enable_kinesis_streaming_configuration,
    };
    asked.check(&mut found)?;
    let configuration = input.enable_kinesis_streaming_configuration.as_ref();
    let precision =
        configuration.and_then(|configuration| configuration.approximate_creation_date_time_precision);
    let precision = precision.unwrap_or(ApproximateCreationDateTimePrecision::Millisecond);
    let failure = engine.kinesis().refusal(&input.stream_arn);
    let table_name = asked.change(engine, |destinations, beginning| {
        if !destinations.iter().all(KinesisDestination::is_off) {
            return Err(Error::validation(texts::kinesis::ENABLED));
        }
        let transition = beginning.transition;
        match destinations.iter_mut().find(|known| known.stream_arn == input.stream_arn) {
            Some(known) => known.enable(precision, failure, transition),
            None => {
                let arn = input.stream_arn.clone();
                destinations.push(KinesisDestination::enabling(arn, precision, failure, transition));
            }
        }
        Ok(())
    })?;
    Ok(KinesisStreamingDestinationOutput {
        table_name,
        stream_arn: input.stream_arn,
        destination_status: Some(DestinationStatus::Enabling),
        enable_kinesis_streaming_configuration: input.enable_kinesis_streaming_configuration,
    })
}
