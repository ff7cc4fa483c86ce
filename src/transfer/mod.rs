//! What data is moved to and from: buckets of objects, and the formats of files with items.
//!
//! A bucket stands for one of Amazon S3: a folder whose files are the objects. Nothing here knows operations or tables.

mod bucket;
mod bucket_error;
pub(crate) mod formats;
mod listing;
mod object_key;
mod object_writer;
mod root;

#[allow(unused_imports, reason = "exports and imports come next")]
pub(crate) use bucket::{Bucket, Buckets};
pub(crate) use bucket_error::BucketError;
#[allow(unused_imports, reason = "exports and imports come next")]
pub(crate) use listing::Object;
#[allow(unused_imports, reason = "exports and imports come next")]
pub(crate) use object_writer::{ObjectWriter, WrittenObject};
