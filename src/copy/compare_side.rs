//! One side of a comparison, and how its items are read.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    backoff::Backoff,
    error::{At, Result},
    parallel::StopFlag,
    rate::Rate,
};
use crate::{
    database::Database,
    key::{KeySchema, StoredKey, table_key},
    operation::{BatchGetItemInput, ConsumedCapacity, KeysAndAttributes, ReturnConsumedCapacity, ScanInput},
    sync::atomic::AtomicU64,
    value::Item,
};

/// One side of a comparison.
#[derive(Debug)]
pub(super) struct Side<'c> {
    pub(super) database: Database,
    pub(super) at: At<'c>,
    pub(super) reads: Rate,
}

/// How items are read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) schema: Arc<KeySchema>,
    /// The attribute that says when an item expires.
    pub(super) time_to_live: Option<String>,
    pub(super) is_consistent: bool,
}

impl Side<'_> {
    pub(super) fn scan(&self, segment: usize, segments: usize, reading: &Reading) -> ScanInput {
        ScanInput {
            table_name: self.at.table.to_owned(),
            segment: i32::try_from(segment).ok(),
            total_segments: i32::try_from(segments).ok(),
            consistent_read: Some(reading.is_consistent),
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            ..ScanInput::default()
        }
    }

    /// Reads the pages of a scan: items and their number.
    pub(super) fn each_page(
        &self,
        throttled: &AtomicU64,
        mut scan: ScanInput,
        stop: &StopFlag,
        mut page: impl FnMut(&[Arc<Item>], usize) -> Result<()>,
    ) -> Result<()> {
        let mut about = 1.0;
        while !stop.is_set() {
            let Some(taken) = self.reads.take(about, stop) else { break };
            let answer = Backoff::new(throttled).until_answered(|| self.database.scan(scan.clone()));
            let answer = answer.map_err(|error| self.at.error(error))?;
            about = units(answer.consumed_capacity.as_slice());
            self.reads.consumed(&taken, about);
            page(answer.items.as_deref().unwrap_or_default(), answer.count)?;
            if answer.last_evaluated_key.is_none() {
                break;
            }
            scan.exclusive_start_key = answer.last_evaluated_key;
        }
        Ok(())
    }

    /// The items with the keys of these, by their keys.
    pub(super) fn items(
        &self,
        throttled: &AtomicU64,
        reading: &Reading,
        like: &[Arc<Item>],
        stop: &StopFlag,
    ) -> Result<HashMap<StoredKey, Arc<Item>>> {
        let keys = like.iter().map(|item| reading.schema.of(item)).collect();
        self.with_keys(throttled, &reading.schema, keys, reading.is_consistent, stop)
    }

    /// The items with these keys, of which a request may have so many, by their keys.
    pub(super) fn with_keys(
        &self,
        throttled: &AtomicU64,
        schema: &KeySchema,
        keys: Vec<Item>,
        is_consistent: bool,
        stop: &StopFlag,
    ) -> Result<HashMap<StoredKey, Arc<Item>>> {
        let mut found = HashMap::with_capacity(keys.len());
        let consistent_read = Some(is_consistent);
        let asked = KeysAndAttributes { keys: keys.into(), consistent_read, ..KeysAndAttributes::default() };
        let mut left = BTreeMap::from([(self.at.table.to_owned(), asked)]);
        let mut backoff = Backoff::new(throttled);
        let mut about = 1.0;
        // When the work is to stop, what is found counts no more.
        while !left.is_empty() && !stop.is_set() {
            let input = BatchGetItemInput {
                request_items: left.clone(),
                return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            };
            let Some(taken) = self.reads.take(about, stop) else { break };
            let answer = match self.database.batch_get_item(input) {
                Ok(answer) => answer,
                Err(error) => {
                    self.reads.consumed(&taken, 0.0);
                    backoff.after(error).map_err(|error| self.at.error(error))?;
                    continue;
                }
            };
            about = units(answer.consumed_capacity.as_deref().unwrap_or_default());
            self.reads.consumed(&taken, about);
            let before = found.len();
            found.extend(
                answer.responses.into_values().flatten().map(|item| (table_key(schema, &item), item)),
            );
            left = answer.unprocessed_keys;
            // Without a new item there was too little throughput; else the answer was full.
            match found.len() > before {
                true => backoff.done_something(),
                false if !left.is_empty() => backoff.throttled(),
                false => {}
            }
        }
        Ok(found)
    }
}

/// The units that an answer says that it consumed; one if it does not say.
fn units(consumed: &[ConsumedCapacity]) -> f64 {
    match consumed {
        [] => 1.0,
        consumed => consumed.iter().map(|consumed| consumed.capacity_units).sum(),
    }
}
