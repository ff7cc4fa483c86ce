//! The lines of a file that have something on them.

use std::io::BufRead;

use super::{bounded::Bounded, fault::FormatFault};

/// What some programs begin a UTF-8 file with.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines of a file, one at a time.
pub(crate) struct Lines<R> {
    input: Bounded<R>,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self { input: Bounded::new(input), line: Vec::new(), number: 0 }
    }

    /// The next line that is not white space alone, with its number; `None` at the end of the file.
    ///
    /// # Errors
    /// The stream's, a line that is too long, and one that is not UTF-8.
    pub(crate) fn next_line(&mut self) -> Option<Result<(u64, &str), FormatFault>> {
        self.input.begin();
        loop {
            self.line.clear();
            self.number += 1;
            match self.input.read_until(b'\n', &mut self.line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(FormatFault::io(self.number, &error))),
            }
            if self.number == 1 && self.line.starts_with(BYTE_ORDER_MARK) {
                self.line.drain(..BYTE_ORDER_MARK.len());
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        Some(match std::str::from_utf8(&self.line) {
            Ok(text) => Ok((self.number, text.trim())),
            Err(_) => Err(FormatFault::of_file(self.number, "not UTF-8")),
        })
    }
}
