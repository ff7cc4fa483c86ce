//! A position among a table's changes, with those that were read ahead.

use std::{sync::Arc, task::Waker, vec};

use crate::{
    engine::Engine,
    error::Result,
    operation::{Behind, StreamReader},
    storage::ItemChange,
};

/// A position among a table's changes.
#[derive(Debug)]
pub(super) struct Position {
    engine: Arc<Engine>,
    reader: StreamReader,
    /// Read, and not given out yet.
    ahead: vec::IntoIter<ItemChange>,
    behind: Behind,
}

/// What is at a position.
#[derive(Debug)]
pub(super) enum Found {
    Change(ItemChange),
    /// Nothing yet.
    Nothing,
    /// Nothing ever.
    End,
}

impl Position {
    pub(super) fn new(engine: Arc<Engine>, reader: StreamReader) -> Self {
        Self { engine, reader, ahead: Vec::new().into_iter(), behind: Behind::More }
    }

    /// What is there, and goes on behind it. An error is the end.
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

    /// What is there. Where there is nothing yet, the next change wakes this one.
    pub(super) fn step_or_wake(&mut self, waker: &Waker) -> Result<Found> {
        match self.step()? {
            Found::Nothing => {
                self.reader.wake_by_change(waker);
                // What was written before it was known here wakes nobody.
                self.step()
            }
            found => Ok(found),
        }
    }

    /// No change wakes this one any longer.
    pub(super) fn forget_waker(&self, waker: &Waker) {
        self.reader.forget_waker(waker);
    }
}
