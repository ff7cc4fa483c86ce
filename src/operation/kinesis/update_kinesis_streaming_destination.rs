//! UpdateKinesisStreamingDestination: changes how a table's changes are sent to a Kinesis data stream.

use super::{destination::DestinationRequest, structures::UpdateKinesisStreamingConfiguration};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::request::input::Request,
    storage::DestinationStatus,
    texts,
};

structure! {
    /// The input of UpdateKinesisStreamingDestination. (API reference: UpdateKinesisStreamingDestination)
    pub struct UpdateKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// How changes are to be sent; required.
        update_kinesis_streaming_configuration: Option<UpdateKinesisStreamingConfiguration> =
            "UpdateKinesisStreamingConfiguration",
    }
}

structure! {
    /// What UpdateKinesisStreamingDestination answers.
    #[non_exhaustive]
    pub struct UpdateKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String = "TableName",
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// UPDATING.
        destination_status: Option<DestinationStatus> = "DestinationStatus",
        /// How changes are to be sent.
        update_kinesis_streaming_configuration: Option<UpdateKinesisStreamingConfiguration> =
            "UpdateKinesisStreamingConfiguration",
    }
}

/// Changes the precision of the records' times.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateKinesisStreamingDestinationInput>,
) -> Result<UpdateKinesisStreamingDestinationOutput> {
    let Request { input, mut found } = request;
    let members = UpdateKinesisStreamingDestinationInput::MEMBERS;
    let asked = DestinationRequest {
        table_name: (members.table_name, &input.table_name),
        stream_arn: (members.stream_arn, &input.stream_arn),
        configuration: members.update_kinesis_streaming_configuration,
    };
    asked.check(&mut found)?;
    let configuration = input.update_kinesis_streaming_configuration.as_ref();
    let precision = configuration.and_then(|asked| asked.approximate_creation_date_time_precision);
    let precision = precision.ok_or_else(|| Error::validation(texts::kinesis::NO_CONFIGURATION))?;
    let table_name = asked.change(engine, |destinations, beginning| {
        let active = beginning.active(destinations, &input.stream_arn, "UPDATE")?;
        if active.precision == precision {
            return Err(beginning.same_precision(active));
        }
        active.status = DestinationStatus::Updating;
        active.precision_to_come = Some(precision);
        active.transition = beginning.transition;
        Ok(())
    })?;
    Ok(UpdateKinesisStreamingDestinationOutput {
        table_name,
        stream_arn: input.stream_arn,
        destination_status: Some(DestinationStatus::Updating),
        update_kinesis_streaming_configuration: input.update_kinesis_streaming_configuration,
    })
}
