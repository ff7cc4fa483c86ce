//! An answer's body, passed to the HTTP library in pieces.
//!
//! The HTTP library copies each piece into its buffer. Pieces keep that buffer small, and show how much the client has
//! read.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::answer_memory::Unsent;

/// Answers up to this size are sent in one piece.
pub(super) const PIECE_BYTES: usize = 64 * 1024;

/// An answer's body.
#[derive(Debug)]
pub(super) struct AnswerBody {
    rest: Bytes,
    unsent: Option<Arc<Unsent>>,
}

impl AnswerBody {
    /// `unsent` counts the bytes that are not sent yet; `None` if the answer is sent at once.
    pub(super) fn new(bytes: Bytes, unsent: Option<Arc<Unsent>>) -> Self {
        Self { rest: bytes, unsent }
    }
}

/// A piece whose bytes count as unsent until it is written.
struct Piece {
    bytes: Bytes,
    unsent: Arc<Unsent>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.unsent.sent(self.bytes.len());
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = self.rest.len().min(PIECE_BYTES);
        if bytes == 0 {
            return Poll::Ready(None);
        }
        let bytes = self.rest.split_to(bytes);
        let piece = match &self.unsent {
            Some(unsent) => Bytes::from_owner(Piece { bytes, unsent: Arc::clone(unsent) }),
            None => bytes,
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}
