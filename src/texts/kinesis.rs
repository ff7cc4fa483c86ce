//! Kinesis streaming destinations. These messages are known from reports of users, and partly not measured.

/// A stream is enabled for a table that sends its changes to a stream already.
pub(crate) const ENABLED: &str = "Table is not in a valid state to enable Kinesis Streaming Destination: \
     EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.";

/// An update names nothing to change.
pub(crate) const NO_CONFIGURATION: &str = "Streaming destination cannot be updated with given parameters: \
     UpdateKinesisStreamingConfiguration cannot be null or contain only null values";

/// A destination to be disabled or updated is not ACTIVE. The service writes `enable` whatever the operation is.
pub(crate) fn not_active(operation: &str) -> String {
    format!(
        "Table is not in a valid state to enable Kinesis Streaming Destination: KinesisStreamingDestination must be \
         ACTIVE to perform {operation} operation."
    )
}

/// A table has no destination of this ARN.
pub(crate) fn no_destination(stream_arn: &str, table: &str) -> String {
    format!(
        "Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with \
         streamArn: {stream_arn} found for table with tableName: {table}"
    )
}

/// An update asks for the precision that there is.
pub(crate) fn same_precision(precision: &str, table_id: &str, stream_arn: &str) -> String {
    format!(
        "Invalid Request: Precision is already set to the desired value of {precision} for tableId: {table_id}, kdsArn: \
         {stream_arn}"
    )
}

/// A stream is of another account or region than the table. The words are ours.
pub(crate) fn elsewhere(stream_arn: &str) -> String {
    format!("Invalid StreamArn: {stream_arn} is not of the table's account and region")
}
