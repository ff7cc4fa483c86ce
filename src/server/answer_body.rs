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
use tokio::sync::mpsc::Receiver;

use super::answer_memory::Unsent;

/// Answers up to this size are sent in one piece.
pub(super) const PIECE_BYTES: usize = 64 * 1024;

/// How many pieces of a body are made ahead of those that are sent.
pub(super) const PIECES_AHEAD: usize = 2;
/// The memory of a body that comes in pieces: those ahead, one that is being made, and one that is being sent.
pub(super) const PIECES_BYTES: usize = (PIECES_AHEAD + 2) * PIECE_BYTES;

/// What an answer's body is made of.
#[derive(Debug)]
pub(super) enum Content {
    Whole(Bytes),
    /// Pieces of at most [`PIECE_BYTES`], which somebody makes while they are sent.
    Pieces(Receiver<Bytes>),
}

impl Content {
    /// The bytes that are there.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) => bytes,
            Self::Pieces(_) => &[],
        }
    }
}

/// An answer's body.
#[derive(Debug)]
pub(super) struct AnswerBody {
    rest: Bytes,
    more: Option<Receiver<Bytes>>,
    unsent: Option<Arc<Unsent>>,
}

impl AnswerBody {
    /// `unsent` counts the bytes that are not sent yet; `None` if the answer is sent at once.
    pub(super) fn new(content: Content, unsent: Option<Arc<Unsent>>) -> Self {
        match content {
            Content::Whole(rest) => Self { rest, more: None, unsent },
            Content::Pieces(more) => Self { rest: Bytes::new(), more: Some(more), unsent },
        }
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
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty()
            && let Some(more) = &mut self.more
        {
            match more.poll_recv(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(piece)) => self.rest = piece,
                Poll::Ready(None) => self.more = None,
            }
        }
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
        self.rest.is_empty() && self.more.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let bytes = u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
        match self.more {
            None => SizeHint::with_exact(bytes),
            Some(_) => SizeHint::default(),
        }
    }
}
