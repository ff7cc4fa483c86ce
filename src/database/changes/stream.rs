//! Changes as an async stream.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
};

use futures_core::Stream;

use super::{
    position::{Found, Position, Reader},
    remote::RemoteReader,
};
use crate::{
    error::Result,
    operation::{KinesisReader, KinesisRecord, StreamReader},
    storage::ItemChange,
};

/// A stream whose task the next change wakes.
pub(in crate::database) struct Polling<R: Reader> {
    position: Position<R>,
    /// The waker that was registered last.
    waker: Option<Waker>,
}

impl<R: Reader> Polling<R> {
    pub(in crate::database) fn new(position: Position<R>) -> Self {
        Self { position, waker: None }
    }

    fn forget_waker(&mut self) {
        if let Some(waker) = self.waker.take() {
            self.position.forget_waker(&waker);
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Change>>> {
        let waker = context.waker();
        if self.waker.as_ref().is_some_and(|known| !known.will_wake(waker)) {
            self.forget_waker();
        }
        match self.position.step_or_wake(waker) {
            Ok(Found::Change(change)) => Poll::Ready(Some(Ok(change))),
            Ok(Found::Nothing) => {
                self.waker = Some(waker.clone());
                Poll::Pending
            }
            Ok(Found::End) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}

impl<R: Reader> Drop for Polling<R> {
    fn drop(&mut self) {
        self.forget_waker();
    }
}

/// The changes of a table's items in order, for async code: [`ChangesBuilder::stream`](crate::ChangesBuilder::stream).
///
/// It waits for changes until the stream has ended: it was switched off, its table was deleted, or the shard that is
/// read is closed. An error ends it too. It needs no runtime: a write wakes the task that waits, and behind an endpoint a
/// thread of its own, four times a second.
pub struct ChangeStream(Source);

enum Source {
    Engine(Polling<StreamReader>),
    Endpoint(RemotePolling),
}

/// Changes behind an endpoint.
enum RemotePolling {
    /// Nothing is under way.
    Idle(Box<RemoteReader>),
    /// The next change is asked for.
    UnderWay(Pin<Box<dyn Future<Output = Next> + Send>>),
    End,
}

/// The next change, and who has read it; that is missing if it is the last.
type Next = (Option<Box<RemoteReader>>, Option<Result<ItemChange>>);

impl RemotePolling {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ItemChange>>> {
        loop {
            match self {
                Self::Idle(reader) => {
                    if let Some(change) = reader.next_read() {
                        return Poll::Ready(Some(Ok(change)));
                    }
                    let Self::Idle(reader) = mem::replace(self, Self::End) else { continue };
                    *self = Self::UnderWay(Box::pin(next(reader)));
                }
                Self::UnderWay(next) => {
                    let (reader, change) = ready!(next.as_mut().poll(context));
                    *self = reader.map_or(Self::End, Self::Idle);
                    return Poll::Ready(change);
                }
                Self::End => return Poll::Ready(None),
            }
        }
    }
}

async fn next(mut reader: Box<RemoteReader>) -> Next {
    match reader.wait().await {
        Some(Ok(change)) => (Some(reader), Some(Ok(change))),
        end => (None, end),
    }
}

impl ChangeStream {
    pub(super) fn of_engine(changes: Polling<StreamReader>) -> Self {
        Self(Source::Engine(changes))
    }

    /// Reads from where this begins.
    pub(super) fn of_endpoint(begin: impl Future<Output = Result<RemoteReader>> + Send + 'static) -> Self {
        let first = async {
            match begin.await {
                Ok(reader) => next(Box::new(reader)).await,
                Err(error) => (None, Some(Err(error))),
            }
        };
        Self(Source::Endpoint(RemotePolling::UnderWay(Box::pin(first))))
    }
}

impl Stream for ChangeStream {
    type Item = Result<ItemChange>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.get_mut().0 {
            Source::Engine(changes) => changes.poll_next(context),
            Source::Endpoint(changes) => changes.poll_next(context),
        }
    }
}

impl fmt::Debug for ChangeStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ChangeStream");
        match &self.0 {
            Source::Engine(changes) => shown.field("position", &changes.position),
            Source::Endpoint(RemotePolling::Idle(reader)) => shown.field("position", reader),
            Source::Endpoint(_) => &mut shown,
        };
        shown.finish_non_exhaustive()
    }
}

/// The records of a Kinesis data stream, for async code:
/// [`KinesisRecordsBuilder::stream`](crate::KinesisRecordsBuilder::stream). It waits for records without an end; an error
/// ends it. It needs no runtime: a write wakes the task that waits.
pub struct KinesisRecordStream(pub(in crate::database) Polling<KinesisReader>);

impl Stream for KinesisRecordStream {
    type Item = Result<KinesisRecord>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next(context)
    }
}

impl fmt::Debug for KinesisRecordStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KinesisRecordStream").finish_non_exhaustive()
    }
}
