//! A position among changes, with changes that were read ahead.

use std::{task::Waker, vec};

use crate::{
    engine::{Engine, EngineHandle},
    error::Result,
    operation::{Behind, KinesisReader, KinesisRecord, StreamReader},
    storage::ItemChange,
};

/// What changes are read from, a page at a time.
pub(in crate::database) trait Reader {
    type Change;

    /// Reads a page, and what follows it.
    fn page(&mut self, engine: &Engine) -> Result<(Vec<Self::Change>, Behind)>;

    /// Registers a waker that the next change wakes once. The caller reads once more before it waits.
    fn wake_by_change(&self, engine: &Engine, waker: &Waker);

    /// Removes a waker.
    fn forget_waker(&self, engine: &Engine, waker: &Waker);
}

impl Reader for StreamReader {
    type Change = ItemChange;

    fn page(&mut self, engine: &Engine) -> Result<(Vec<ItemChange>, Behind)> {
        let page = self.read(engine)?;
        Ok((page.changes().collect(), page.behind))
    }

    fn wake_by_change(&self, _: &Engine, waker: &Waker) {
        self.wake_by_change(waker);
    }

    fn forget_waker(&self, _: &Engine, waker: &Waker) {
        self.forget_waker(waker);
    }
}

impl Reader for KinesisReader {
    type Change = KinesisRecord;

    fn page(&mut self, engine: &Engine) -> Result<(Vec<KinesisRecord>, Behind)> {
        let page = self.read(engine)?;
        // A destination can be enabled at any time, for any table.
        let behind = if page.more { Behind::More } else { Behind::Nothing };
        Ok((page.records, behind))
    }

    fn wake_by_change(&self, engine: &Engine, waker: &Waker) {
        self.wake_by_change(engine, waker);
    }

    fn forget_waker(&self, engine: &Engine, waker: &Waker) {
        self.forget_waker(engine, waker);
    }
}

/// A position among changes.
#[derive(Debug)]
pub(in crate::database) struct Position<R: Reader> {
    engine: EngineHandle,
    reader: R,
    /// Changes that were read, but not returned yet.
    ahead: vec::IntoIter<R::Change>,
    behind: Behind,
}

/// The next result at a position.
#[derive(Debug)]
pub(in crate::database) enum Found<C> {
    Change(C),
    /// No change yet.
    Nothing,
    /// No change ever: the stream has ended.
    End,
}

impl<R: Reader> Position<R> {
    pub(in crate::database) fn new(engine: EngineHandle, reader: R) -> Self {
        Self { engine, reader, ahead: Vec::new().into_iter(), behind: Behind::More }
    }

    /// Returns the next result, and moves the position behind it. An error is the end.
    pub(super) fn step(&mut self) -> Result<Found<R::Change>> {
        loop {
            if let Some(change) = self.ahead.next() {
                return Ok(Found::Change(change));
            }
            if self.behind == Behind::End {
                return Ok(Found::End);
            }
            let _calling = self.engine.calling();
            let page = self.reader.page(&self.engine).inspect_err(|_| self.behind = Behind::End)?;
            let (changes, behind) = page;
            self.behind = behind;
            self.ahead = changes.into_iter();
            if self.ahead.len() == 0 && behind == Behind::Nothing {
                return Ok(Found::Nothing);
            }
        }
    }

    /// Returns the next result. If there is no change yet, the next one wakes this waker.
    pub(super) fn step_or_wake(&mut self, waker: &Waker) -> Result<Found<R::Change>> {
        match self.step()? {
            Found::Nothing => {
                self.reader.wake_by_change(&self.engine, waker);
                // A change that was written before the waker was registered wakes nobody.
                self.step()
            }
            found => Ok(found),
        }
    }

    /// Removes a waker.
    pub(super) fn forget_waker(&self, waker: &Waker) {
        self.reader.forget_waker(&self.engine, waker);
    }
}
