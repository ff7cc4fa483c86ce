//! The records of a file in any format.

use std::io::{self, BufRead, BufReader, Read};

use super::{
    columns::Columns,
    compression::{InputCompressionType, decompressed},
    dynamodb_json::DynamoDbJsonReader,
    fault::FormatFault,
    record::Record,
};
use crate::{
    enumeration::wire_enum,
    sync::atomic::{AtomicU64, Ordering},
};

wire_enum! {
    /// The format of files that items are read from.
    InputFormat "[DYNAMODB_JSON, ION, CSV]" {
        /// DynamoDB JSON lines, as exports write them.
        DynamodbJson = "DYNAMODB_JSON",
        /// Amazon Ion text, as exports write it.
        Ion = "ION",
        /// CSV with a line of names.
        Csv = "CSV",
    }
}

/// A format, with what its reader needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    DynamoDbJson,
    Ion,
    Csv(Columns),
}

/// The records of a file, in its order.
pub(crate) struct Records<'a> {
    reader: Box<dyn Iterator<Item = Result<Record, FormatFault>> + 'a>,
    has_ended: bool,
}

impl Iterator for Records<'_> {
    type Item = Result<Record, FormatFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let next = self.reader.next();
        self.has_ended = next.as_ref().is_none_or(|read| read.as_ref().is_err_and(|fault| fault.ends_file));
        next
    }
}

/// A stream that counts its bytes.
struct Counted<'a, R> {
    input: R,
    bytes: &'a AtomicU64,
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.input.consume(bytes);
    }
}

/// The bytes of a file that are read at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// Opens a file, and counts in `bytes` what is read of it, decompressed. Whoever calls this asked [`check_available`](super::needs::check_available) first: where the feature
/// `formats` is missing, a file that needs it has no records but this fault.
pub(crate) fn open<'a>(
    format: &'a Format,
    compression: InputCompressionType,
    input: impl Read + 'a,
    bytes: &'a AtomicU64,
) -> Records<'a> {
    let input = decompressed(compression, BufReader::with_capacity(BUFFER_BYTES, input));
    let input = Counted { input, bytes };
    let reader: Box<dyn Iterator<Item = Result<Record, FormatFault>> + 'a> = match format {
        Format::DynamoDbJson => Box::new(DynamoDbJsonReader::new(input)),
        #[cfg(feature = "formats")]
        Format::Ion => Box::new(super::ion::IonReader::new(input)),
        #[cfg(feature = "formats")]
        Format::Csv(columns) => Box::new(super::csv::CsvReader::of_columns(input, columns)),
        #[cfg(not(feature = "formats"))]
        Format::Ion | Format::Csv(_) => {
            drop(input);
            Box::new(std::iter::once(Err(FormatFault::of_file(1, "needs the feature `formats`"))))
        }
    };
    Records { reader, has_ended: false }
}
