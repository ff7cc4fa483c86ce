//! A stream that ends with an error if it goes on for too long without a record.

use std::io::{self, BufRead, Read};

/// The most bytes of a record, and of white space and comments between two. The JSON of an item of 400 KB has less than
/// 3 MB, and its condition has less than another.
pub(super) const RECORD_BYTES: u64 = RECORD_MEBIBYTES * 1024 * 1024;
/// Tests fill it often.
const RECORD_MEBIBYTES: u64 = if cfg!(test) { 1 } else { 16 };

/// A stream that counts the bytes of each record.
pub(super) struct Bounded<R> {
    input: R,
    /// How many bytes were read since the record began.
    read_bytes: u64,
}

impl<R> Bounded<R> {
    pub(super) const fn new(input: R) -> Self {
        Self { input, read_bytes: 0 }
    }

    /// A record begins here.
    pub(super) fn begin(&mut self) {
        self.read_bytes = 0;
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read_bytes > RECORD_BYTES {
            let reason =
                format!("no record ends within {RECORD_MEBIBYTES} MiB: is each on a line of its own?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.read_bytes += bytes as u64;
        self.input.consume(bytes);
    }
}
