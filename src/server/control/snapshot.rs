//! Snapshots as streams: no path of the server's is ever named.

use std::{
    io::{self, Write},
    sync::Arc,
};

use bytes::Bytes;
use hyper::{StatusCode, header::HeaderValue};
use tokio::sync::{
    OwnedSemaphorePermit, Semaphore,
    mpsc::{Receiver, Sender, channel},
};

use super::{
    super::{
        answer_body::{Content, PIECE_BYTES, PIECES_AHEAD},
        reply::Reply,
    },
    refusal::{Refusal, RefusalKind},
};
use crate::database::Database;

/// How many snapshots may be on their way to clients at a time. Each takes a thread.
const MOST: usize = 4;
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// The snapshots that are on their way.
#[derive(Debug)]
pub(super) struct Downloads(Arc<Semaphore>);

impl Downloads {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }

    /// The answer whose body is the snapshot, which is written while it is sent.
    ///
    /// # Errors
    /// As many as may be are on their way.
    pub(super) fn reply(&self, database: Database) -> Result<Reply, Refusal> {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else {
            let message = format!("{MOST} snapshots are on their way to clients: try again");
            return Err(Refusal::new(RefusalKind::TooMany, message));
        };
        let pieces = pieces(database, permit);
        let reply = Reply::new(StatusCode::OK, Some(TEXT), Bytes::new());
        Ok(Reply { body: Content::Pieces(pieces), ..reply })
    }
}

fn pieces(database: Database, permit: OwnedSemaphorePermit) -> Receiver<Bytes> {
    let (sender, receiver) = channel(PIECES_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut out = Pieces { sender, piece: Vec::new() };
        // It fails when the client is gone; nobody reads on then.
        let _ = database.write_to(&mut out);
        drop(permit);
    });
    receiver
}

/// Sends what is written in pieces. A write waits until the client has read enough.
struct Pieces {
    sender: Sender<Bytes>,
    piece: Vec<u8>,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::take(&mut self.piece);
        self.sender.blocking_send(piece.into()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() >= PIECE_BYTES {
            self.send()?;
        }
        let taken = bytes.len().min(PIECE_BYTES - self.piece.len());
        let (taken_bytes, _) = bytes.split_at(taken);
        if self.piece.capacity() == 0 {
            self.piece.reserve_exact(PIECE_BYTES);
        }
        self.piece.extend_from_slice(taken_bytes);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}
