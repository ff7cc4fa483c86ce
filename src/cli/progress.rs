//! Progress bars on a terminal.

use std::{fmt, io::Read};

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

/// A bar for a number of bytes or items; a counter if the number is unknown. Nothing is shown unless standard error is
/// a terminal.
pub(super) fn bar(length: Option<u64>, bytes: bool) -> ProgressBar {
    let bar = match length {
        Some(length) => ProgressBar::new(length),
        None => ProgressBar::new_spinner(),
    };
    let template = match (length, bytes) {
        (Some(_), true) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left {msg}",
        (Some(_), false) => "{bar:30} {pos}/{len} items {rate} {eta} left {msg}",
        (None, _) => "{spinner} {pos} {rate} {msg}",
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.with_key("rate", rate)),
        Err(_) => bar,
    }
}

/// A whole number a second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is not below zero, and saturates"
)]
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    let _ = write!(out, "{}/s", HumanCount(state.per_sec().round() as u64));
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
