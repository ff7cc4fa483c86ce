//! What data is moved to and from: buckets of objects, the formats of files with items, and the files of exports.
//!
//! A bucket stands for one of Amazon S3: a folder whose files are the objects. Nothing here knows operations or tables.

mod bucket;
mod bucket_error;
mod change_line;
mod export_files;
mod export_format;
pub(crate) mod formats;
mod id_claim;
#[cfg(feature = "fixtures")]
mod items;
mod listing;
mod manifest;
mod object_key;
mod object_writer;
mod root;

pub(crate) use bucket::{BUCKET_NAME_PATTERN, Bucket, Buckets, is_bucket_name};
pub(crate) use bucket_error::BucketError;
pub(crate) use change_line::ChangeRecord;
pub(crate) use export_files::{ExportFile, ExportFiles, ExportPlace};
pub use export_format::ExportFormat;
pub(crate) use id_claim::IdClaim;
#[cfg(feature = "fixtures")]
pub(crate) use items::{ItemColumns, ItemFormat, read_items, uncompressed_name};
pub(crate) use listing::Object;
#[cfg(feature = "cli")]
pub(crate) use manifest::{DataFile, FILES};
pub(crate) use manifest::{FULL_VERSION, INCREMENTAL_VERSION, STARTED, SUMMARY, Summary};
pub(crate) use object_writer::ObjectWriter;
