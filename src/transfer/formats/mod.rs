//! The formats of files with items: DynamoDB JSON lines, Amazon Ion text and CSV, each plain or compressed.
//!
//! Readers take any stream, give one record at a time, and hold one record in memory. No file is trusted: the bytes of
//! a record, the levels of its values and what a compressed file becomes are bounded, and a fault has its line.
//!
//! Sources: "DynamoDB table export output format", "Amazon S3 import formats for DynamoDB" and "Amazon S3 input formats
//! for bulk put items" in the developer guide.

mod bounded;
mod columns;
mod compression;
#[cfg(feature = "formats")]
mod csv;
pub(crate) mod dynamodb_json;
mod fault;
#[cfg(feature = "formats")]
pub mod fuzzing;
#[cfg(feature = "formats")]
pub(crate) mod ion;
mod lines;
mod needs;
mod open;
mod record;
#[cfg(test)]
#[cfg(feature = "formats")]
mod tests;
#[cfg(feature = "formats")]
mod zstd;

pub(crate) use columns::Columns;
pub use compression::InputCompressionType;
#[cfg(feature = "fixtures")]
pub(crate) use compression::sniffed;
#[cfg(feature = "fixtures")]
pub(crate) use csv::CsvReader;
pub(crate) use fault::FormatFault;
#[cfg(feature = "fixtures")]
pub(crate) use lines::Lines;
pub(crate) use needs::check_available;
pub use open::InputFormat;
pub(crate) use open::{Format, open};
pub(crate) use record::{Record, RecordCondition};
