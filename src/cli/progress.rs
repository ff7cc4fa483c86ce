//! Progress bars on a terminal.

use std::io::Read;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for a number of bytes or items; a counter if the number is unknown. Nothing is shown unless standard error is
/// a terminal.
pub(super) fn bar(length: Option<u64>, bytes: bool) -> ProgressBar {
    let bar = match length {
        Some(length) => ProgressBar::new(length),
        None => ProgressBar::new_spinner(),
    };
    let template = match (length, bytes) {
        (Some(_), true) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left {msg}",
        (Some(_), false) => "{bar:30} {pos}/{len} items {per_sec} {eta} left {msg}",
        (None, _) => "{spinner} {pos} {per_sec} {msg}",
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A stream that counts its bytes.
pub(super) struct Counted<R> {
    pub(super) input: R,
    pub(super) bar: ProgressBar,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}
