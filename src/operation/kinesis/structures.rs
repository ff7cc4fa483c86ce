//! Kinesis streaming destinations, in requests and in answers.

use crate::{
    codec::structure,
    storage::{ApproximateCreationDateTimePrecision, DestinationStatus, KinesisDestination},
};

structure! {
    /// How changes are sent to a stream. (API reference: `EnableKinesisStreamingConfiguration`)
    pub struct EnableKinesisStreamingConfiguration {
        /// The precision of the records' times; milliseconds by default.
        approximate_creation_date_time_precision: Option<ApproximateCreationDateTimePrecision> =
            "ApproximateCreationDateTimePrecision",
    }
}

structure! {
    /// How changes are to be sent to a stream. (API reference: `UpdateKinesisStreamingConfiguration`)
    pub struct UpdateKinesisStreamingConfiguration {
        /// The precision of the records' times.
        approximate_creation_date_time_precision: Option<ApproximateCreationDateTimePrecision> =
            "ApproximateCreationDateTimePrecision",
    }
}

structure! {
    /// A stream that a table's changes are sent to. (API reference: `KinesisDataStreamDestination`)
    #[non_exhaustive]
    pub struct KinesisDataStreamDestination {
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// Whether they are sent.
        destination_status: Option<DestinationStatus> = "DestinationStatus",
        /// Why they cannot be sent.
        destination_status_description: Option<String> = "DestinationStatusDescription",
        /// The precision of the records' times.
        approximate_creation_date_time_precision: Option<ApproximateCreationDateTimePrecision> =
            "ApproximateCreationDateTimePrecision",
    }
}

structure! {
    /// What EnableKinesisStreamingDestination and DisableKinesisStreamingDestination answer. (API reference:
    /// `KinesisStreamingDestinationOutput`)
    #[non_exhaustive]
    pub struct KinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String = "TableName",
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// Whether changes are sent: ENABLING or DISABLING.
        destination_status: Option<DestinationStatus> = "DestinationStatus",
        /// The configuration of the request.
        enable_kinesis_streaming_configuration: Option<EnableKinesisStreamingConfiguration> =
            "EnableKinesisStreamingConfiguration",
    }
}

impl From<&KinesisDestination> for KinesisDataStreamDestination {
    fn from(destination: &KinesisDestination) -> Self {
        let failed = destination.status == DestinationStatus::EnableFailed;
        Self {
            stream_arn: destination.stream_arn.clone(),
            destination_status: Some(destination.status),
            destination_status_description: destination.failure.clone().filter(|_| failed),
            approximate_creation_date_time_precision: Some(destination.precision),
        }
    }
}
