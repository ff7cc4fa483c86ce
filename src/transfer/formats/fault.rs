//! What is wrong with a file.

use std::io;

/// What is wrong with a record, or with the rest of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub(crate) struct FormatFault {
    /// Where the record begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) reason: String,
    /// Whether the file cannot be read any further.
    pub(crate) ends_file: bool,
}

impl FormatFault {
    /// A fault of one record; those after it can be read.
    pub(super) fn of_record(line: u64, reason: impl ToString) -> Self {
        Self { line, reason: reason.to_string(), ends_file: false }
    }

    /// A fault after which nobody knows where the next record begins.
    pub(super) fn of_file(line: u64, reason: impl ToString) -> Self {
        Self { line, reason: reason.to_string(), ends_file: true }
    }

    /// The stream failed, or what it was decompressed from.
    pub(super) fn io(line: u64, error: &io::Error) -> Self {
        Self::of_file(line, error)
    }
}
