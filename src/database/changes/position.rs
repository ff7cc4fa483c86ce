//! A position among a table's changes, with changes that were read ahead.

use std::{task::Waker, vec};

use crate::{
    engine::EngineHandle,
    error::Result,
    operation::{Behind, StreamReader},
    storage::ItemChange,
};

/// A position among a table's changes.
#[derive(Debug)]
pub(super) struct Position {
    engine: EngineHandle,
    reader: StreamReader,
    /// Changes that were read, but not returned yet.
    ahead: vec::IntoIter<ItemChange>,
    behind: Behind,
}

/// The next result at a position.
#[derive(Debug)]
pub(super) enum Found {
    Change(ItemChange),
    /// No change yet.
    Nothing,
    /// No change ever: the stream has ended.
    End,
}

impl Position {
    pub(super) fn new(engine: EngineHandle, reader: StreamReader) -> Self {
        Self { engine, reader, ahead: Vec::new().into_iter(), behind: Behind::More }
    }

    /// Returns the next result, and moves the position behind it. An error is the end.
    pub(super) fn step(&mut self) -> Result<Found> {
        loop {
            if let Some(change) = self.ahead.next() {
                return Ok(Found::Change(change));
            }
            if self.behind == Behind::End {
                return Ok(Found::End);
            }
            let page = self.reader.read(&self.engine).inspect_err(|_| self.behind = Behind::End)?;
            self.behind = page.behind;
            self.ahead = page.changes().collect::<Vec<_>>().into_iter();
            if self.ahead.len() == 0 && page.behind == Behind::Nothing {
                return Ok(Found::Nothing);
            }
        }
    }

    /// Returns the next result. If there is no change yet, the next one wakes this waker.
    pub(super) fn step_or_wake(&mut self, waker: &Waker) -> Result<Found> {
        match self.step()? {
            Found::Nothing => {
                self.reader.wake_by_change(waker);
                // A change that was written before the waker was registered wakes nobody.
                self.step()
            }
            found => Ok(found),
        }
    }

    /// Removes a waker.
    pub(super) fn forget_waker(&self, waker: &Waker) {
        self.reader.forget_waker(waker);
    }
}
