//! The lines of a snapshot, which is not trusted.

use std::io::{BufRead, Read};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{
    error::StreamError,
    format::{CHECKSUM, FIRST_VERSION, MAGIC, VERSION},
};
use crate::{
    codec::dynamodb_json::{Checked, FaultWording},
    value::Item,
};

/// The most bytes of a line. An item of 400 KB has less than 3 MB of JSON; a table's record grows with its partitions.
const LINE_BYTES: u64 = 64 * 1024 * 1024;

/// The lines of a snapshot, and the hash of all lines before the current one.
pub(super) struct Lines<R> {
    input: R,
    hash: Sha256,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The lines of a file, of which none was read.
    pub(super) fn new(input: R) -> Self {
        Self { input, hash: Sha256::new(), line: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, counted from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line, with its line feed, into `self.line`.
    fn next(&mut self, most_bytes: u64) -> Result<(), StreamError> {
        self.hash.update(&self.line);
        self.line.clear();
        self.number += 1;
        let read = self.input.by_ref().take(most_bytes).read_until(b'\n', &mut self.line)?;
        if self.line.last() == Some(&b'\n') {
            Ok(())
        } else if read as u64 >= most_bytes {
            Err(self.damaged("a line that is too long"))
        } else {
            Err(self.damaged("the file ends here"))
        }
    }

    pub(super) fn damaged(&self, reason: impl ToString) -> StreamError {
        StreamError::Damaged { line: self.number, reason: reason.to_string() }
    }

    /// Reads the first line. It distinguishes a file that is not a snapshot from one that is incomplete or newer.
    pub(super) fn read_version(&mut self) -> Result<(), StreamError> {
        let whole = self.next(64);
        let Some(version) = self.line.strip_prefix(MAGIC.as_bytes()) else {
            return Err(if matches!(whole, Err(StreamError::Io(_))) { whole.err() } else { None }
                .unwrap_or(StreamError::NotASnapshot));
        };
        whole?;
        let digits = version.trim_ascii_end();
        let sound =
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && digits.len() + 1 == version.len();
        let version =
            std::str::from_utf8(digits).ok().filter(|_| sound).and_then(|digits| digits.parse().ok());
        match version {
            Some(FIRST_VERSION..=VERSION) => Ok(()),
            Some(newer) if newer > VERSION => Err(StreamError::Newer(newer)),
            _ => Err(self.damaged("not a version")),
        }
    }

    pub(super) fn record<T: DeserializeOwned>(&mut self) -> Result<T, StreamError> {
        self.next(LINE_BYTES)?;
        // Parses text and not bytes, so that the program has only one parser for records.
        serde_json::from_str(self.text()?).map_err(|error| self.damaged(error))
    }

    fn text(&self) -> Result<&str, StreamError> {
        std::str::from_utf8(&self.line).map_err(|error| self.damaged(error))
    }

    pub(super) fn item(&mut self) -> Result<Item, StreamError> {
        self.next(LINE_BYTES)?;
        let item = Checked::<Item>::from_text(self.text()?).map_err(|error| self.damaged(error))?;
        match item.faults {
            None => Ok(item.value),
            Some(faults) => Err(self.damaged(faults.fault().message(FaultWording::Current))),
        }
    }

    /// Reads the last line, and checks that nothing follows it.
    pub(super) fn check_end(&mut self) -> Result<(), StreamError> {
        self.next(LINE_BYTES)?;
        let sum: String = self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if self.line != format!("{CHECKSUM}{sum}\n").as_bytes() {
            return Err(self.damaged("the checksum is another: the file was changed"));
        }
        if self.input.fill_buf()?.is_empty() {
            Ok(())
        } else {
            Err(self.damaged("something follows the end"))
        }
    }
}
