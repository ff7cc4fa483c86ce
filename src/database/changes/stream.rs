//! Changes as an async stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_core::Stream;

use super::position::{Found, Position, Reader};
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
/// read is closed. An error ends it too. It needs no runtime: a write wakes the task that waits.
pub struct ChangeStream(pub(super) Polling<StreamReader>);

impl Stream for ChangeStream {
    type Item = Result<ItemChange>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next(context)
    }
}

impl fmt::Debug for ChangeStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeStream").field("position", &self.0.position).finish_non_exhaustive()
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
