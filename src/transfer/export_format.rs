//! The format of an export's data files.

use crate::enumeration::wire_enum;

wire_enum! {
    /// The format of an export's data files.
    ExportFormat "[DYNAMODB_JSON, ION]" {
        /// A line of DynamoDB JSON for each item.
        DynamodbJson = "DYNAMODB_JSON",
        /// A line of Amazon Ion text for each item.
        Ion = "ION",
    }
}

impl ExportFormat {
    /// What the names of data files end with, before `.gz`.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::DynamodbJson => "json",
            Self::Ion => "ion",
        }
    }
}
