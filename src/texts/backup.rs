//! Backups of tables, and tables restored from them.

/// An operation on backups names a table that does not exist.
pub(crate) fn table_not_found(name: &str) -> String {
    format!("Table not found: {name}")
}

/// A backup does not exist.
pub(crate) fn not_found(arn: &str) -> String {
    format!("Backup not found: {arn}")
}

/// A text is not the ARN of a backup. (This message was not measured at the service.)
pub(crate) fn invalid_arn(arn: &str) -> String {
    format!("Invalid BackupArn provided as input: {arn}")
}

/// A backup is being `what`, such as `created`. (This message was not measured at the service.)
pub(crate) fn in_use(what: &str, arn: &str) -> String {
    format!("Backup is being {what}: {arn}")
}

/// A restored table should have an index that its source does not have, or has with another key or projection. (This
/// message was not measured at the service.)
pub(crate) fn other_index(name: &str) -> String {
    format!(
        "One or more parameter values were invalid: the index to restore does not match an index of the source table: \
         {name}"
    )
}
