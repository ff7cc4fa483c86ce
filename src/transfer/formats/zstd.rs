//! Zstandard files. `ruzstd` decodes a frame; a file has any number of them.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

/// The largest window, which is what a decoder holds in memory: that of level 19, the highest without `--ultra`.
const WINDOW_BYTES: u64 = 8 * 1024 * 1024;
/// What a file may become, and how many times its own size beyond that: more than any real data does.
const FREE_BYTES: u64 = 64 * 1024 * 1024;
const MOST_TIMES: u64 = 5_000;

/// What a Zstandard file holds.
pub(super) struct ZstdDecoder<R> {
    input: Counted<R>,
    decoder: FrameDecoder,
    is_inside: bool,
    made_bytes: u64,
}

/// A stream that counts its bytes.
struct Counted<R> {
    input: R,
    read_bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.read_bytes += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> ZstdDecoder<R> {
    pub(super) fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW_BYTES);
        Self { input: Counted { input, read_bytes: 0 }, decoder, is_inside: false, made_bytes: 0 }
    }

    /// Begins the next frame; `false` at the end of the file.
    fn begin_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.input.input.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.init(&mut self.input) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut self.input.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(damaged(error)),
            }
        }
    }

    /// Checks what a frame says of its contents.
    fn end_frame(&self) -> io::Result<()> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(told), Some(sum)) if told != sum => Err(damaged("the checksum is another")),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for ZstdDecoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_inside && self.decoder.can_collect() > 0 {
                let read = self.decoder.read(buffer)?;
                self.made_bytes += read as u64;
                let most = FREE_BYTES.saturating_add(self.input.read_bytes.saturating_mul(MOST_TIMES));
                return if self.made_bytes > most {
                    Err(damaged(format!("more than {MOST_TIMES} times larger than it is compressed")))
                } else {
                    Ok(read)
                };
            }
            if self.is_inside && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(damaged)?;
            } else if self.is_inside {
                self.end_frame()?;
                self.is_inside = false;
            } else if !self.begin_frame()? {
                return Ok(0);
            } else {
                self.is_inside = true;
            }
        }
    }
}

fn damaged(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
