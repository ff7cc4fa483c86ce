//! The bytes of an Ion file, with what lies between values left out.

use std::io::{self, BufRead};

use super::super::{bounded::Bounded, fault::FormatFault};

/// A file and how far it was read.
pub(super) struct Bytes<R> {
    input: Bounded<R>,
    line: u64,
}

/// A fault that ends the reading of a file, or one that the text of a value has.
pub(super) type Result<T> = std::result::Result<T, FormatFault>;

impl<R: BufRead> Bytes<R> {
    pub(super) const fn new(input: R) -> Self {
        Self { input: Bounded::new(input), line: 1 }
    }

    /// A record begins here.
    pub(super) fn begin(&mut self) {
        self.input.begin();
    }

    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// What is not Ion text.
    pub(super) fn malformed<T>(&self, reason: impl ToString) -> Result<T> {
        Err(FormatFault::of_file(self.line, reason))
    }

    fn told(&self, error: &io::Error) -> FormatFault {
        FormatFault::io(self.line, error)
    }

    pub(super) fn peek(&mut self) -> Result<Option<u8>> {
        match self.input.fill_buf() {
            Ok(bytes) => Ok(bytes.first().copied()),
            Err(error) => {
                let fault = FormatFault::io(self.line, &error);
                Err(fault)
            }
        }
    }

    pub(super) fn take(&mut self) -> Result<Option<u8>> {
        let next = self.peek()?;
        if let Some(byte) = next {
            self.input.consume(1);
            self.line += u64::from(byte == b'\n');
        }
        Ok(next)
    }

    /// The next byte, which must be there.
    pub(super) fn expect(&mut self) -> Result<u8> {
        match self.take()? {
            Some(byte) => Ok(byte),
            None => self.malformed("the file ends inside a value"),
        }
    }

    /// Takes the next byte if it is this one.
    pub(super) fn take_if(&mut self, wanted: u8) -> Result<bool> {
        let is_next = self.peek()? == Some(wanted);
        if is_next {
            self.take()?;
        }
        Ok(is_next)
    }

    /// Appends the bytes before the first of which `ends` holds.
    pub(super) fn take_until(&mut self, ends: impl Fn(u8) -> bool, out: &mut Vec<u8>) -> Result<()> {
        loop {
            let bytes = match self.input.fill_buf() {
                Ok([]) => return Ok(()),
                Ok(bytes) => bytes,
                Err(error) => return Err(self.told(&error)),
            };
            let found = bytes.iter().position(|byte| ends(*byte));
            let taken = bytes.get(..found.unwrap_or(bytes.len())).unwrap_or_default();
            out.extend_from_slice(taken);
            self.line += taken.iter().filter(|byte| **byte == b'\n').count() as u64;
            let count = taken.len();
            self.input.consume(count);
            if found.is_some() {
                return Ok(());
            }
        }
    }

    /// Skips white space and comments; returns the next byte.
    pub(super) fn next_token(&mut self) -> Result<Option<u8>> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C) => drop(self.take()?),
                Some(b'/') => self.skip_comment()?,
                next => return Ok(next),
            }
        }
    }

    fn skip_comment(&mut self) -> Result<()> {
        self.take()?;
        match self.take()? {
            Some(b'/') => {
                while !matches!(self.take()?, None | Some(b'\n')) {}
                Ok(())
            }
            Some(b'*') => loop {
                if self.expect()? == b'*' {
                    while self.take_if(b'*')? {}
                    if self.take_if(b'/')? {
                        return Ok(());
                    }
                }
            },
            _ => self.malformed("a slash that begins no comment"),
        }
    }
}
