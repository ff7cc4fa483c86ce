//! Imports and bulk operations: what the service refuses and how it reports failures. Where the service's words are not
//! known, they are ours, and say so.

/// Some items could not be imported. (Developer guide: Import format quotas and validation)
pub(crate) const ITEMS_INVALID: &str = "Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more \
     details.";
/// The code of that failure.
pub(crate) const ITEM_VALIDATION_ERROR: &str = "ItemValidationError";

/// Options for CSV, and another format. (Ours)
pub(crate) const CSV_OPTIONS_WITHOUT_CSV: &str =
    "InputFormatOptions.Csv can only be used with the InputFormat CSV";

/// A client token of another request for an import. (Ours)
pub(crate) const IMPORT_CONFLICT: &str = "There was a conflict when importing from the specified S3 source: the ClientToken was used with different \
     parameters";

/// A client token of another request for a bulk operation. (Ours)
pub(crate) const BULK_TOKEN_MISMATCH: &str = "The ClientToken was used with different parameters";

/// Too many imports at once. (Ours)
pub(crate) fn too_many_imports(most: usize) -> String {
    format!("Up to {most} simultaneous import table operations are allowed per account")
}

/// Too many bulk operations at once. (Ours)
pub(crate) fn too_many_bulk_operations(most: usize) -> String {
    format!("Up to {most} simultaneous bulk operations are allowed per account")
}

/// An import that does not exist.
pub(crate) fn import_not_found(arn: &str) -> String {
    format!("Import not found: {arn}")
}

/// A bulk operation that does not exist. (Ours)
pub(crate) fn bulk_operation_not_found(arn: &str) -> String {
    format!("Requested resource not found: Bulk operation: {arn} not found")
}

/// More objects than an import or a bulk operation may read. (Ours)
pub(crate) fn too_many_objects(most: usize) -> String {
    format!("More than {most} objects have the key prefix")
}
/// The code of that failure. (Ours)
pub(crate) const TOO_MANY_OBJECTS: &str = "S3ObjectLimitExceeded";

/// A condition in a file that is imported. (Ours)
pub(crate) const CONDITION_IN_IMPORT: &str = "Only the input of bulk operations can have conditions";

/// A bulk operation without a bucket for its report. (Ours)
pub(crate) const NO_OUTPUT_BUCKET: &str = "OutputS3Configuration.S3Bucket is required";
/// A bulk operation whose report would have nothing in it. (Ours)
pub(crate) const NO_OUTPUT_TYPE: &str = "OutputS3Configuration.OutputType must have at least one value";

/// A table with an index that is being created. (Ours)
pub(crate) fn index_being_created(table: &str) -> String {
    format!("Attempt to start a bulk operation on a table with an index that is being created: {table}")
}

/// A table that is part of a global table. (Developer guide: Bulk put items considerations)
pub(crate) const BULK_OF_GLOBAL_TABLE: &str = "Bulk put items does not support global tables";

/// A replica of a table with a bulk operation in progress. (Ours; developer guide: the same)
pub(crate) fn bulk_in_progress(table: &str) -> String {
    format!("Attempt to add a replica to a table that has a bulk put items operation in progress: {table}")
}

/// The table of a bulk operation was deleted. (Ours)
pub(crate) const TABLE_DELETED: &str = "The table was deleted";
/// The code of that failure. (Ours)
pub(crate) const RESOURCE_NOT_FOUND: &str = "ResourceNotFound";

/// A bulk operation was cancelled. (Ours)
pub(crate) const CANCELLED: &str = "The bulk operation was cancelled";
/// The code of that. (Ours)
pub(crate) const CANCELLED_CODE: &str = "Cancelled";
