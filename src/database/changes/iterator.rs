//! The changes of a table as an iterator, which may wait for more.

use std::{
    fmt,
    sync::Arc,
    task::Waker,
    time::{Duration, Instant},
};

use super::position::{Found, Position};
use crate::{database::parker::Parker, error::Result, storage::ItemChange};

/// The changes of a table's items in order: [`Table::changes`](crate::Table::changes).
///
/// `None` means that there are no more changes yet. A later call of `next` continues with changes that were written
/// since. The stream has ended when it was switched off, its table was deleted, or the shard that is read is closed. An
/// error ends the iterator too.
pub struct Changes {
    position: Position,
    wait: Option<Duration>,
    parker: Arc<Parker>,
    waker: Waker,
}

impl Changes {
    pub(super) fn new(position: Position, wait: Option<Duration>) -> Self {
        let parker = Arc::new(Parker::default());
        let waker = Waker::from(Arc::clone(&parker));
        Self { position, wait, parker, waker }
    }

    /// The next change; waits for it as long as the builder set.
    fn found(&mut self) -> Result<Found> {
        let Some(wait) = self.wait else { return self.position.step() };
        let until = Instant::now().checked_add(wait);
        loop {
            match self.position.step_or_wake(&self.waker)? {
                Found::Nothing if self.parker.sleep(until) => {}
                found => return Ok(found),
            }
        }
    }
}

impl Iterator for Changes {
    type Item = Result<ItemChange>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.found() {
            Ok(Found::Change(change)) => Some(Ok(change)),
            Ok(Found::Nothing | Found::End) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.position.forget_waker(&self.waker);
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, wait, .. } = self;
        f.debug_struct("Changes").field("position", position).field("wait", wait).finish_non_exhaustive()
    }
}
