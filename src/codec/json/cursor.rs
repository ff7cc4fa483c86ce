//! A JSON text and how far it has been read.

use hifijson::{Read, token::Lex};

/// A text and how far it has been read.
#[derive(Debug, Clone)]
pub(crate) struct Json<'a> {
    pub(super) text: &'a str,
    /// The position of the next byte.
    pub(super) at: usize,
}

impl<'a> Json<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The position of the next byte.
    #[cfg(feature = "fixtures")]
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    /// The rest that has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

impl Read for Json<'_> {
    fn peek_next(&mut self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take_next(&mut self) -> Option<u8> {
        let next = self.peek_next()?;
        self.at += 1;
        Some(next)
    }
}

/// The next byte that is not white space. Most clients write none.
#[inline]
pub(crate) fn peek(json: &mut Json<'_>) -> Option<u8> {
    match json.peek_next() {
        Some(next) if next > b' ' => Some(next),
        _ => peek_behind_space(json),
    }
}

#[cold]
fn peek_behind_space(json: &mut Json<'_>) -> Option<u8> {
    json.ws_peek()
}
