//! Records that are read, page after page.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::sort::LeftOut;
use crate::{
    database::{Items, Polled, cursor_of},
    error::{Error, Result},
    value::Item,
};

/// The records of a query or a scan, page after page. Items of other records are left out. A query that cannot be asked
/// ends after its error.
pub struct RecordsOf<O> {
    items: Source,
    read: fn(&Item) -> Result<Option<O>>,
    left_out: Option<LeftOut>,
    left: usize,
}

/// Where the items come from.
#[derive(Debug)]
enum Source {
    Pages(Items),
    /// There is no request; the error is told once.
    Failed(Option<Error>),
}

impl Source {
    fn next(&mut self) -> Option<Result<Arc<Item>>> {
        match self {
            Self::Pages(items) => items.next(),
            Self::Failed(error) => error.take().map(Err),
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Arc<Item>>>> {
        match self {
            Self::Pages(items) => items.poll_item(context),
            Self::Failed(error) => Poll::Ready(error.take().map(Err)),
        }
    }
}

impl<O> RecordsOf<O> {
    pub(super) fn new(
        items: Items,
        read: fn(&Item) -> Result<Option<O>>,
        left_out: Option<LeftOut>,
        most: Option<usize>,
    ) -> Self {
        Self { items: Source::Pages(items), read, left_out, left: most.unwrap_or(usize::MAX) }
    }

    pub(super) fn failed(error: Error, read: fn(&Item) -> Result<Option<O>>) -> Self {
        Self { items: Source::Failed(Some(error)), read, left_out: None, left: usize::MAX }
    }
}

impl<O> RecordsOf<O> {
    /// The record of an item that was read, if it is wanted.
    fn record(&mut self, item: Result<Arc<Item>>) -> Option<Result<O>> {
        let item = match item {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        let record = record(&item, self.read, self.left_out.as_ref()).transpose()?;
        self.left -= 1;
        Some(record)
    }
}

impl<O> Iterator for RecordsOf<O> {
    type Item = Result<O>;

    fn next(&mut self) -> Option<Result<O>> {
        while self.left > 0 {
            let item = self.items.next()?;
            if let Some(record) = self.record(item) {
                return Some(record);
            }
        }
        None
    }
}

impl<O> Polled for RecordsOf<O> {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O>>> {
        while self.left > 0 {
            let Some(item) = ready!(self.items.poll_next(context)) else { break };
            if let Some(record) = self.record(item) {
                return Poll::Ready(Some(record));
            }
        }
        Poll::Ready(None)
    }
}

/// The record of an item that was read, if it is one.
pub(super) fn record<O>(
    item: &Item,
    read: fn(&Item) -> Result<Option<O>>,
    left_out: Option<&LeftOut>,
) -> Result<Option<O>> {
    match left_out {
        Some(left_out) if left_out.is(item) => Ok(None),
        _ => read(item),
    }
}

impl<O> fmt::Debug for RecordsOf<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordsOf").field("items", &self.items).finish_non_exhaustive()
    }
}

/// A page of records.
#[derive(Debug, Clone, PartialEq)]
pub struct PageOf<O> {
    /// The records.
    pub records: Vec<O>,
    /// The key that the next page starts after; `None` after the last page.
    pub last_evaluated_key: Option<Item>,
}

impl<O> PageOf<O> {
    /// Where the next page starts, as a text that [`start_at`](super::QueryOf::start_at) takes; `None` after the last page.
    /// It is what [`QueryOutput::cursor`](crate::operation::QueryOutput::cursor) is.
    pub fn cursor(&self) -> Option<String> {
        self.last_evaluated_key.as_ref().map(cursor_of)
    }

    pub(super) fn read(
        items: Vec<Arc<Item>>,
        last_evaluated_key: Option<Item>,
        read: fn(&Item) -> Result<Option<O>>,
        left_out: Option<LeftOut>,
    ) -> Result<Self> {
        let records = items.iter().filter_map(|item| record(item, read, left_out.as_ref()).transpose());
        Ok(Self { records: records.collect::<Result<_>>()?, last_evaluated_key })
    }
}
