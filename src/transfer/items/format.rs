//! The formats of files of items.

use std::path::Path;

/// What a file of items has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(
    not(feature = "cli"),
    allow(dead_code, reason = "the program alone is told what lines of JSON are")
)]
pub(crate) enum ItemFormat {
    /// One item per line, DynamoDB JSON
    DynamodbJson,
    /// One item per line, plain JSON
    Json,
    /// A line of names, then one item per line
    Csv,
    /// One item per line, Amazon Ion
    Ion,
}

impl ItemFormat {
    /// The format that a file's name shows; lines of JSON show themselves.
    pub(crate) fn shown_by(path: &Path) -> Option<Self> {
        match Path::new(&uncompressed_name(path)).extension()?.to_str()? {
            "csv" => Some(Self::Csv),
            "ion" => Some(Self::Ion),
            _ => None,
        }
    }
}

/// The file's name, without the ending of a compression.
pub(crate) fn uncompressed_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    name.to_owned()
}
