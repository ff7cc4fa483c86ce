//! Copying a table's items, segment by segment.

use super::{
    backoff::Backoff,
    error::{At, Result},
    page::{Page, ScanSegment, answered},
    parallel::StopFlag,
    put::Writer,
    rate::{MOST_ITEMS, Rate},
    state::TableState,
};
use crate::{
    database::Database,
    sync::{Mutex, atomic::AtomicU64},
};

/// A table whose items are copied.
#[derive(Debug)]
pub(super) struct ItemCopy<'c> {
    pub(super) source: &'c Database,
    pub(super) table: &'c str,
    pub(super) is_consistent: bool,
    pub(super) reads: &'c Rate,
    pub(super) throttled: &'c AtomicU64,
    pub(super) writer: Writer<'c>,
    pub(super) state: &'c Mutex<TableState>,
}

impl ItemCopy<'_> {
    /// Copies the items of one segment, from where it is. Each page is noted when all its items are written.
    pub(super) fn segment(&self, segment: usize, stop: &StopFlag) -> Result<()> {
        let at = At::source(self.table);
        let (segments, mut after, is_done) = {
            let state = self.state.lock();
            let known = state.segments.get(segment).cloned().unwrap_or_default();
            (state.segments.len(), known.after, known.is_done)
        };
        let mut about = 1.0;
        // The first page shows how many items there are for a unit.
        let writable = self.writer.rate.at_most(MOST_ITEMS); // in a second, so that pages are noted soon
        let limit = self.reads.at_most(MOST_ITEMS).min(writable);
        let mut limit = Some(limit).filter(|limit| *limit < MOST_ITEMS);
        let mut is_done = is_done;
        while !is_done && !stop.is_set() {
            let scan = ScanSegment {
                table: self.table,
                segment,
                segments,
                is_consistent: self.is_consistent,
                limit,
            };
            let request = scan.request(after.as_deref());
            let Some(taken) = self.reads.take(about, stop) else { break };
            let answer =
                Backoff::new(self.throttled).until_answered(|| answered(self.source, "Scan", &request));
            let answer = answer.map_err(|error| at.error(error))?;
            let page = Page::read(&answer).map_err(|error| at.error(error))?;
            about = page.units();
            self.reads.consumed(&taken, about);
            let readable = self.reads.items_within_a_second(page.items.len(), about);
            limit = limit.map(|limit| readable.unwrap_or(limit).min(writable));
            if !self.writer.put_all(page.items.iter().copied(), stop)? {
                break;
            }
            after = page.last_evaluated_key.map(ToOwned::to_owned);
            is_done = after.is_none();
            let mut state = self.state.lock();
            state.items += page.items.len() as u64;
            if let Some(state) = state.segments.get_mut(segment) {
                (state.after, state.is_done) = (after.clone(), is_done);
            }
        }
        Ok(())
    }
}
