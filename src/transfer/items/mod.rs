//! Files of items as people write them: JSON lines of any kind, CSV with typed columns, Amazon Ion.

mod csv_value;
mod format;
mod read;

pub(crate) use format::{ItemFormat, uncompressed_name};
pub(crate) use read::{ItemColumns, read_items};
