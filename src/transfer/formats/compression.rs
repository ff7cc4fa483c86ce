//! Compressed files.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::enumeration::wire_enum;

wire_enum! {
    /// How files are compressed.
    InputCompressionType "[GZIP, ZSTD, NONE]" {
        /// gzip.
        Gzip = "GZIP",
        /// Zstandard.
        Zstd = "ZSTD",
        /// Not at all.
        None = "NONE",
    }
}

/// Requests that do not say it mean plain files.
impl Default for InputCompressionType {
    fn default() -> Self {
        Self::None
    }
}

/// What gzip and Zstandard files begin with.
#[cfg(feature = "fixtures")]
const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];
#[cfg(feature = "fixtures")]
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// The bytes that are decompressed at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// What a file holds before it was compressed. A file in several parts, one behind the other, is read to its end.
pub(super) fn decompressed<'a>(
    compression: InputCompressionType,
    input: impl BufRead + 'a,
) -> Box<dyn BufRead + 'a> {
    let buffered = |input: Box<dyn Read + 'a>| Box::new(BufReader::with_capacity(BUFFER_BYTES, input));
    match compression {
        InputCompressionType::None => Box::new(input),
        InputCompressionType::Gzip => buffered(Box::new(MultiGzDecoder::new(input))),
        #[cfg(feature = "formats")]
        InputCompressionType::Zstd => buffered(Box::new(super::zstd::ZstdDecoder::new(input))),
        #[cfg(not(feature = "formats"))]
        InputCompressionType::Zstd => buffered(Box::new(Unavailable)),
    }
}

/// The same for a file that shows how it is compressed.
#[cfg(feature = "fixtures")]
pub(crate) fn sniffed<'a>(mut input: impl BufRead + 'a) -> std::io::Result<Box<dyn BufRead + 'a>> {
    let start = input.fill_buf()?;
    let compression = match start {
        start if start.starts_with(&GZIP_MAGIC) => InputCompressionType::Gzip,
        start if start.starts_with(&ZSTD_MAGIC) => InputCompressionType::Zstd,
        _ => InputCompressionType::None,
    };
    Ok(decompressed(compression, input))
}

#[cfg(not(feature = "formats"))]
struct Unavailable;

#[cfg(not(feature = "formats"))]
impl Read for Unavailable {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("Zstandard needs the feature `formats`"))
    }
}
