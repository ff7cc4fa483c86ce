//! Writing in batches: BatchWriteItem, until nothing is left unprocessed.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    backoff::Backoff,
    page::{Consumed, answered, parsed, quoted},
    rate::Rate,
};
use crate::{
    database::Database,
    error::{Error, Result},
    limits::BATCH_WRITE_REQUESTS,
    sync::atomic::AtomicU64,
};

/// The JSON of a batch has at most this many bytes, unless it is that of one item: the service takes 16 MB, and numbers are
/// longer as JSON than their sizes.
const BATCH_JSON_BYTES: usize = 8 << 20;

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
    /// Puts items, whose JSON this is.
    ///
    /// # Errors
    /// The first refusal that is none of throughput.
    pub(super) fn put_all<'i>(&self, items: impl IntoIterator<Item = &'i RawValue>) -> Result<()> {
        self.write_all(
            items.into_iter().map(|item| format!("{{\"PutRequest\":{{\"Item\":{}}}}}", item.get())),
        )
    }

    /// Carries out writes, each of another item, whose JSON this is.
    ///
    /// # Errors
    /// The first refusal that is none of throughput.
    pub(super) fn write_all(&self, writes: impl IntoIterator<Item = String>) -> Result<()> {
        let most = self.rate.at_most(BATCH_WRITE_REQUESTS);
        let mut batch = Batch::default();
        for write in writes {
            if batch.count == most || (batch.count > 0 && batch.json.len() + write.len() > BATCH_JSON_BYTES) {
                self.write(std::mem::take(&mut batch))?;
            }
            batch.push(&write);
        }
        match batch.count {
            0 => Ok(()),
            _ => self.write(batch),
        }
    }

    fn write(&self, mut batch: Batch) -> Result<()> {
        let mut backoff = Backoff::new(self.throttled);
        loop {
            let request = batch.request(self.table);
            let taken = self.rate.take(batch.about());
            let answer = match answered(self.database, "BatchWriteItem", &request) {
                Ok(answer) => answer,
                Err(error) => {
                    self.rate.consumed(&taken, 0.0);
                    backoff.after(error)?;
                    continue;
                }
            };
            let written: Written<'_> = parsed("BatchWriteItem", &answer)?;
            let units = written.consumed_capacity.iter().map(|consumed| consumed.capacity_units).sum();
            self.rate.consumed(&taken, units);
            let mut left = Batch::default();
            written.unprocessed_items.values().flatten().for_each(|write| left.push(write.get()));
            if left.count == 0 {
                return Ok(());
            }
            if left.count > batch.count {
                return Err(Error::NoAnswer("more items are unprocessed than were sent".to_owned()));
            }
            if left.count < batch.count {
                backoff.done_something();
            }
            backoff.throttled();
            batch = left;
        }
    }
}

/// The JSON of writes, with commas between them.
#[derive(Debug, Default)]
struct Batch {
    json: String,
    count: usize,
}

impl Batch {
    fn push(&mut self, write: &str) {
        if self.count > 0 {
            self.json.push(',');
        }
        self.json.push_str(write);
        self.count += 1;
    }

    fn request(&self, table: &str) -> Vec<u8> {
        let table = quoted(table);
        format!("{{\"RequestItems\":{{{table}:[{}]}},\"ReturnConsumedCapacity\":\"TOTAL\"}}", self.json)
            .into_bytes()
    }

    /// The units that it will consume at least.
    fn about(&self) -> f64 {
        u32::try_from(self.count).map_or(1.0, f64::from)
    }
}
