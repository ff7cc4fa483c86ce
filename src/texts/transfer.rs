//! Exports and imports: why they are refused, and why they fail, in the words of Amazon S3.

/// An export does not exist.
pub(crate) fn export_not_found(arn: &str) -> String {
    format!("Export not found: {arn}")
}

/// A text is not the ARN of an export. (This message was not measured at the service.)
pub(crate) fn invalid_export_arn(arn: &str) -> String {
    format!("Invalid Export ARN provided as input: {arn}")
}

/// A text is not the ARN of a table. (This message was not measured at the service.)
pub(crate) fn invalid_table_arn(arn: &str) -> String {
    format!("Invalid Table ARN provided as input: {arn}")
}

/// A list should continue behind something that no answer had. (This message was not measured at the service.)
pub(crate) const INVALID_NEXT_TOKEN: &str = "Invalid NextToken";

/// A time is not in the window of point-in-time recovery. (API reference: ExportTableToPointInTime,
/// `InvalidExportTimeException`)
pub(crate) const OUTSIDE_OF_WINDOW: &str =
    "The specified ExportTime is outside of the point in time recovery window.";

/// A client token was used before with other parameters. (API reference: ExportTableToPointInTime,
/// `ExportConflictException`)
pub(crate) const EXPORT_CONFLICT: &str = "There was a conflict when writing to the specified S3 bucket.";

/// Too many exports are in progress. (This message was not measured at the service.)
pub(crate) fn too_many_exports(most: usize) -> String {
    format!("Too many exports are in progress: at most {most} at a time")
}

/// Parameters of an export exclude or need each other. (These messages were not measured at the service.)
pub(crate) const SPECIFICATION_OF_FULL_EXPORT: &str =
    "IncrementalExportSpecification can only be provided when ExportType is INCREMENTAL_EXPORT";
pub(crate) const NO_SPECIFICATION: &str =
    "IncrementalExportSpecification must be provided when ExportType is INCREMENTAL_EXPORT";
pub(crate) const NO_FROM_TIME: &str = "ExportFromTime must be provided when ExportType is INCREMENTAL_EXPORT";
pub(crate) const TIME_OF_INCREMENTAL_EXPORT: &str =
    "ExportTime cannot be provided when ExportType is INCREMENTAL_EXPORT";
pub(crate) const PERIOD_TOO_SHORT: &str =
    "Difference between ExportFromTime and ExportToTime must be at least 15 minutes";
pub(crate) const PERIOD_TOO_LONG: &str =
    "Difference between ExportFromTime and ExportToTime must be at most 24 hours";
pub(crate) const KEY_WITHOUT_KMS: &str = "S3SseKmsKeyId can only be provided when S3SseAlgorithm is KMS";

/// A bucket does not exist.
pub(crate) const NO_SUCH_BUCKET: &str = "The specified bucket does not exist";

/// An object does not exist.
pub(crate) const NO_SUCH_KEY: &str = "The specified key does not exist.";

/// A bucket or an object cannot be read or written, for a reason that follows. (The reason is ours.)
pub(crate) fn access_denied(reason: &str) -> String {
    format!("Access Denied: {reason}")
}

/// A bucket's storage failed, such as a disk that is full. (This message is ours: the service's storage has no such
/// limit.)
pub(crate) fn storage_failed(reason: &str) -> String {
    format!("We encountered an internal error. Please try again. ({reason})")
}
