//! What this build of the crate can read.

use super::{compression::InputCompressionType, open::InputFormat};

/// Refuses a format or compression that this build has no reader for.
///
/// # Errors
/// The feature that has it.
pub(crate) fn check_available(format: InputFormat, compression: InputCompressionType) -> Result<(), String> {
    if cfg!(feature = "formats") {
        return Ok(());
    }
    let needed = match (format, compression) {
        (InputFormat::Ion | InputFormat::Csv, _) => format.as_str(),
        (_, InputCompressionType::Zstd) => compression.as_str(),
        _ => return Ok(()),
    };
    Err(format!("{needed} needs the feature `formats` of hashrange, which this build does not have"))
}
