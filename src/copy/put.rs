//! Writing in batches: BatchWriteItem, until nothing is left unprocessed.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    backoff::Backoff,
    error::{At, CopyError, Result},
    page::{Consumed, answered, parsed, quoted},
    parallel::StopFlag,
    rate::Rate,
};
use crate::{
    database::Database,
    error::{self, Error},
    limits::BATCH_WRITE_REQUESTS,
    sync::atomic::AtomicU64,
};

/// The JSON of a batch has at most this many bytes, unless it is that of one item: the service takes 16 MB, and numbers are
/// longer as JSON than their sizes.
const BATCH_JSON_BYTES: usize = 8 << 20;

/// How much of a refused write is shown.
const SHOWN_LETTERS: usize = 300;

/// What writes to one table.
#[derive(Debug)]
pub(super) struct Writer<'c> {
    pub(super) database: &'c Database,
    pub(super) table: &'c str,
    pub(super) rate: &'c Rate,
    pub(super) throttled: &'c AtomicU64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written<'w> {
    #[serde(borrow, default)]
    unprocessed_items: HashMap<String, Vec<&'w RawValue>>,
    #[serde(default)]
    consumed_capacity: Vec<Consumed>,
}

impl Writer<'_> {
    /// Puts items, whose JSON this is. Returns whether all are written: not if the copy is to stop.
    ///
    /// # Errors
    /// The first refusal that is none of throughput.
    pub(super) fn put_all<'i>(
        &self,
        items: impl IntoIterator<Item = &'i RawValue>,
        stop: &StopFlag,
    ) -> Result<bool> {
        let put = |item: &RawValue| format!("{{\"PutRequest\":{{\"Item\":{}}}}}", item.get());
        self.write_all(items.into_iter().map(put), stop)
    }

    /// Carries out writes, each of another item, whose JSON this is. Returns whether all are: not if the copy is to stop.
    ///
    /// # Errors
    /// The first refusal that is none of throughput.
    pub(super) fn write_all(
        &self,
        writes: impl IntoIterator<Item = String>,
        stop: &StopFlag,
    ) -> Result<bool> {
        let most = self.rate.at_most(BATCH_WRITE_REQUESTS);
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for write in writes {
            if batch.len() == most || (!batch.is_empty() && bytes + write.len() > BATCH_JSON_BYTES) {
                if !self.write(std::mem::take(&mut batch), stop)? {
                    return Ok(false);
                }
                bytes = 0;
            }
            bytes += write.len();
            batch.push(write);
        }
        self.write(batch, stop)
    }

    /// Carries out a batch. If it is refused as a whole, its writes are sent one by one: the refusal of one says which.
    fn write(&self, mut batch: Vec<String>, stop: &StopFlag) -> Result<bool> {
        let error = match self.written(batch.clone(), stop) {
            Ok(is_done) => return Ok(is_done),
            Err(error) => error,
        };
        if !is_of_an_item(&error) {
            return Err(At::target(self.table).error(error));
        }
        if let ([write], table) = (batch.as_slice(), self.table.to_owned()) {
            let write = write.chars().take(SHOWN_LETTERS).collect();
            return Err(CopyError::Write { table, write, error });
        }
        for write in batch.drain(..) {
            if !self.write(vec![write], stop)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn written(&self, mut batch: Vec<String>, stop: &StopFlag) -> error::Result<bool> {
        let mut backoff = Backoff::new(self.throttled);
        while !batch.is_empty() {
            if stop.is_set() {
                return Ok(false);
            }
            let Some(taken) = self.rate.take(about(&batch), stop) else { return Ok(false) };
            let answer = match answered(self.database, "BatchWriteItem", &self.request(&batch)) {
                Ok(answer) => answer,
                Err(error) => {
                    self.rate.consumed(&taken, 0.0);
                    backoff.after(error)?;
                    continue;
                }
            };
            let written: Written<'_> = parsed("BatchWriteItem", &answer)?;
            let left: Vec<String> =
                written.unprocessed_items.values().flatten().map(|write| write.get().to_owned()).collect();
            if left.len() > batch.len() {
                return Err(Error::NoAnswer("more items are unprocessed than were sent".to_owned()));
            }
            // Some servers do not say what is consumed.
            let consumed = match written.consumed_capacity.as_slice() {
                [] => about(&batch) - about(&left),
                consumed => consumed.iter().map(|consumed| consumed.capacity_units).sum(),
            };
            self.rate.consumed(&taken, consumed);
            if left.len() < batch.len() {
                backoff.done_something();
            }
            if !left.is_empty() {
                backoff.throttled();
            }
            batch = left;
        }
        Ok(true)
    }

    fn request(&self, batch: &[String]) -> Vec<u8> {
        let (table, writes) = (quoted(self.table), batch.join(","));
        format!("{{\"RequestItems\":{{{table}:[{writes}]}},\"ReturnConsumedCapacity\":\"TOTAL\"}}")
            .into_bytes()
    }
}

/// Whether a refusal may be of one of the items alone.
fn is_of_an_item(error: &Error) -> bool {
    error.is_validation() || error.is_item_collection_size_limit_exceeded()
}

/// The units that these writes consume, about: one for each KB.
fn about(writes: &[String]) -> f64 {
    writes.iter().map(|write| f64::from(u32::try_from(write.len() / 1024 + 1).unwrap_or(u32::MAX))).sum()
}
