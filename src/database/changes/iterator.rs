//! Changes as an iterator, which may wait for more.

use std::{
    fmt,
    sync::Arc,
    task::Waker,
    time::{Duration, Instant},
};

use super::{
    position::{Found, Position, Reader},
    remote::RemoteReader,
    shards::PAUSE,
};
use crate::{
    database::{parker::Parker, wait::wait},
    error::Result,
    operation::{KinesisReader, KinesisRecord, StreamReader},
    storage::ItemChange,
    sync::thread,
};

/// An iterator that waits for the next change for a time.
pub(in crate::database) struct Blocking<R: Reader> {
    position: Position<R>,
    wait: Option<Duration>,
    parker: Arc<Parker>,
    waker: Waker,
}

impl<R: Reader> Blocking<R> {
    pub(in crate::database) fn new(position: Position<R>, wait: Option<Duration>) -> Self {
        let parker = Arc::new(Parker::default());
        let waker = Waker::from(Arc::clone(&parker));
        Self { position, wait, parker, waker }
    }

    /// The next change; waits for it as long as the builder set.
    fn found(&mut self) -> Result<Found<R::Change>> {
        let Some(wait) = self.wait else { return self.position.step() };
        let until = Instant::now().checked_add(wait);
        loop {
            match self.position.step_or_wake(&self.waker)? {
                Found::Nothing if self.parker.sleep(until) => {}
                found => return Ok(found),
            }
        }
    }

    fn next(&mut self) -> Option<Result<R::Change>> {
        match self.found() {
            Ok(Found::Change(change)) => Some(Ok(change)),
            Ok(Found::Nothing | Found::End) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

impl<R: Reader> Drop for Blocking<R> {
    fn drop(&mut self) {
        self.position.forget_waker(&self.waker);
    }
}

/// The changes of a table's items in order: [`Table::changes`](crate::Table::changes).
///
/// `None` means that there are no more changes yet. A later call of `next` continues with changes that were written
/// since. The stream has ended when it was switched off, its table was deleted, or the shard that is read is closed. An
/// error ends the iterator too.
pub struct Changes(Source);

enum Source {
    Engine(Blocking<StreamReader>),
    Endpoint { reader: RemoteReader, at_most: Option<Duration> },
}

impl Changes {
    pub(super) fn of_engine(changes: Blocking<StreamReader>) -> Self {
        Self(Source::Engine(changes))
    }

    /// It waits for so long at most.
    pub(super) fn of_endpoint(reader: RemoteReader, at_most: Option<Duration>) -> Self {
        Self(Source::Endpoint { reader, at_most })
    }
}

impl Iterator for Changes {
    type Item = Result<ItemChange>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Engine(changes) => changes.next(),
            Source::Endpoint { reader, at_most } => next_of_endpoint(reader, *at_most),
        }
    }
}

/// The next change behind an endpoint; waits for it for a time.
fn next_of_endpoint(reader: &mut RemoteReader, at_most: Option<Duration>) -> Option<Result<ItemChange>> {
    let begin = Instant::now();
    loop {
        match wait(reader.step()) {
            Ok(Found::Change(change)) => return Some(Ok(change)),
            Ok(Found::Nothing) => {
                let left = at_most?.checked_sub(begin.elapsed())?;
                thread::sleep(left.min(PAUSE));
            }
            Ok(Found::End) => return None,
            Err(error) => return Some(Err(error)),
        }
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Changes");
        match &self.0 {
            Source::Engine(Blocking { position, wait, .. }) => {
                shown.field("position", position).field("wait", wait)
            }
            Source::Endpoint { reader, at_most } => shown.field("position", reader).field("wait", at_most),
        };
        shown.finish_non_exhaustive()
    }
}

/// The records of a Kinesis data stream: [`KinesisStream::records`](crate::KinesisStream::records).
///
/// `None` means that there are no more records yet. A later call of `next` continues with those that were sent since. An
/// error ends the iterator.
pub struct KinesisRecords(pub(in crate::database) Blocking<KinesisReader>);

impl Iterator for KinesisRecords {
    type Item = Result<KinesisRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl fmt::Debug for KinesisRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KinesisRecords").field("wait", &self.0.wait).finish_non_exhaustive()
    }
}
