//! The changes of a table as an async stream.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_core::Stream;

use super::position::{Found, Position};
use crate::{error::Result, storage::ItemChange};

/// The changes of a table's items in order, for async code: [`ChangesBuilder::stream`](crate::ChangesBuilder::stream).
///
/// It waits for changes until the stream has ended: it was switched off, its table was deleted, or the shard that is
/// read is closed. An error ends it too. It needs no runtime: a write wakes the task that waits.
#[derive(Debug)]
pub struct ChangeStream {
    position: Position,
    /// The waker that was registered last.
    waker: Option<Waker>,
}

impl ChangeStream {
    pub(super) fn new(position: Position) -> Self {
        Self { position, waker: None }
    }

    fn forget_waker(&mut self) {
        if let Some(waker) = self.waker.take() {
            self.position.forget_waker(&waker);
        }
    }
}

impl Stream for ChangeStream {
    type Item = Result<ItemChange>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let waker = context.waker();
        if this.waker.as_ref().is_some_and(|known| !known.will_wake(waker)) {
            this.forget_waker();
        }
        match this.position.step_or_wake(waker) {
            Ok(Found::Change(change)) => Poll::Ready(Some(Ok(change))),
            Ok(Found::Nothing) => {
                this.waker = Some(waker.clone());
                Poll::Pending
            }
            Ok(Found::End) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}

impl Drop for ChangeStream {
    fn drop(&mut self) {
        self.forget_waker();
    }
}
