//! The manifests of an export.
//!
//! Source: "DynamoDB table export output format" in the developer guide. The names of the checksum files are those that
//! exports have in Amazon S3; the guide calls them `.checksum`.

use serde::{Deserialize, Serialize};

/// The file of the [summary](Summary).
pub(crate) const SUMMARY: &str = "manifest-summary.json";
/// The file that lists the [data files](DataFile), one on each line.
pub(crate) const FILES: &str = "manifest-files.json";
/// An empty file, written first.
pub(crate) const STARTED: &str = "_started";
/// The folder of all exports below their prefix.
pub(crate) const EXPORTS: &str = "AWSDynamoDB";

/// The versions of the format of full and of incremental exports.
pub(crate) const FULL_VERSION: &str = "2020-06-30";
pub(crate) const INCREMENTAL_VERSION: &str = "2023-08-01";

/// The summary of an export. What a full export has, and an incremental one has not, is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) export_arn: String,
    #[serde(default)]
    pub(crate) start_time: String,
    #[serde(default)]
    pub(crate) end_time: String,
    #[serde(default)]
    pub(crate) table_arn: String,
    #[serde(default)]
    pub(crate) table_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) export_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) export_from_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) export_to_time: Option<String>,
    #[serde(default)]
    pub(crate) s3_bucket: String,
    pub(crate) s3_prefix: Option<String>,
    pub(crate) s3_sse_algorithm: Option<String>,
    pub(crate) s3_sse_kms_key_id: Option<String>,
    pub(crate) manifest_files_s3_key: String,
    #[serde(default)]
    pub(crate) billed_size_bytes: u64,
    pub(crate) item_count: u64,
    pub(crate) output_format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output_view: Option<String>,
    #[serde(default)]
    pub(crate) export_type: Option<String>,
}

/// A data file, which is a line of [`FILES`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataFile {
    pub(crate) item_count: u64,
    pub(crate) md5_checksum: String,
    pub(crate) etag: String,
    pub(crate) data_file_s3_key: String,
}

/// The name of the file with a manifest's checksum.
pub(crate) fn checksum_name(manifest: &str) -> String {
    manifest.replace(".json", ".md5")
}
