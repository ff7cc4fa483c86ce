//! What an export was asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Engine, Job};
use crate::{enumeration::wire_enum, transfer::ExportFormat, value::Item};

wire_enum! {
    /// What an export contains.
    ExportType "[FULL_EXPORT, INCREMENTAL_EXPORT]" {
        /// All items.
        FullExport = "FULL_EXPORT",
        /// The items that changed in a time.
        IncrementalExport = "INCREMENTAL_EXPORT",
    }
}

wire_enum! {
    /// What an incremental export contains of a changed item.
    ExportViewType "[NEW_IMAGE, NEW_AND_OLD_IMAGES]" {
        /// The item as it became.
        NewImage = "NEW_IMAGE",
        /// The item as it became and as it was.
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
    }
}

wire_enum! {
    /// How an export's files are encrypted in Amazon S3.
    S3SseAlgorithm "[AES256, KMS]" {
        /// With a key of Amazon S3.
        Aes256 = "AES256",
        /// With a key of AWS KMS.
        Kms = "KMS",
    }
}

/// An export.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Export {
    pub(crate) table_arn: String,
    pub(crate) table_id: String,
    pub(crate) client_token: String,
    pub(crate) bucket: String,
    pub(crate) bucket_owner: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) encryption: S3SseAlgorithm,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) format: ExportFormat,
    pub(crate) extent: ExportExtent,
    pub(crate) filter: Option<ExportFilter>,
}

/// The moments of an export, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExportExtent {
    /// All items at a moment.
    Full { at_ms: u64 },
    /// What changed from the one moment on until before the other.
    Incremental { from_ms: u64, to_ms: u64, view: ExportViewType },
}

/// Which items and attributes an export contains.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct ExportFilter {
    pub(crate) filter: Option<String>,
    pub(crate) projection: Option<String>,
    pub(crate) key_condition: Option<String>,
    pub(crate) names: Option<BTreeMap<String, String>>,
    pub(crate) values: Option<Item>,
}

impl ExportExtent {
    /// The type of the export.
    pub(crate) fn export_type(self) -> ExportType {
        match self {
            Self::Full { .. } => ExportType::FullExport,
            Self::Incremental { .. } => ExportType::IncrementalExport,
        }
    }

    /// Whether the export is of changes.
    pub(crate) fn is_incremental(self) -> bool {
        matches!(self, Self::Incremental { .. })
    }
}

impl Engine {
    /// The ARN of an export.
    pub(crate) fn export_arn(&self, export: &Job<Export>) -> String {
        format!("{}/export/{}", export.about.table_arn, export.key.1)
    }
}
