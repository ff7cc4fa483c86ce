//! The examples of the operations on Kinesis streaming destinations.

/// An example on the table of users, which sends its changes to a stream.
macro_rules! with_destination {
    ($code:literal) => {
        on_users!(
            r#"use hashrange::operation::*;

let arn = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";
db.enable_kinesis_streaming_destination(EnableKinesisStreamingDestinationInput {
    table_name: "users".into(),
    stream_arn: arn.into(),
    ..Default::default()
})?;
"#,
            $code
        )
    };
}

macro_rules! kinesis_example {
    (enable_kinesis_streaming_destination) => {
        with_destination!(
            r#"users.delete("haeri05").run()?;
let record = db.kinesis_stream(arn).records().run().next().expect("one")?;
assert!(record.data.contains("REMOVE"));"#
        )
    };
    (disable_kinesis_streaming_destination) => {
        with_destination!(
            r#"db.disable_kinesis_streaming_destination(DisableKinesisStreamingDestinationInput {
    table_name: "users".into(),
    stream_arn: arn.into(),
    ..Default::default()
})?;
users.delete("haeri05").run()?;
assert_eq!(db.kinesis_stream(arn).records().run().count(), 0);"#
        )
    };
    (update_kinesis_streaming_destination) => {
        with_destination!(
            r#"let precision = ApproximateCreationDateTimePrecision::Microsecond;
db.update_kinesis_streaming_destination(UpdateKinesisStreamingDestinationInput {
    table_name: "users".into(),
    stream_arn: arn.into(),
    update_kinesis_streaming_configuration: Some(UpdateKinesisStreamingConfiguration {
        approximate_creation_date_time_precision: Some(precision),
    }),
})?;
users.delete("haeri05").run()?;
let record = db.kinesis_stream(arn).records().run().next().expect("one")?;
assert!(record.data.contains("MICROSECOND"));"#
        )
    };
    (describe_kinesis_streaming_destination) => {
        with_destination!(
            r#"let described = db.describe_kinesis_streaming_destination("users")?;
let destination = &described.kinesis_data_stream_destinations[0];
assert_eq!(destination.destination_status, Some(DestinationStatus::Active));"#
        )
    };
}

pub(super) use {kinesis_example, with_destination};
