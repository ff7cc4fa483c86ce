//! Comparing the items of two tables.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    backoff::Backoff,
    error::{At, Result},
    options::Options,
    parallel::StopFlag,
    rate::Rate,
};
use crate::{
    database::{Database, ItemDiff},
    key::{KeySchema, StoredKey, table_key},
    limits::BATCH_GET_KEYS,
    operation::{
        BatchGetItemInput, ConsumedCapacity, GetItemInput, KeysAndAttributes, ReturnConsumedCapacity,
        ScanInput, Select,
    },
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    value::Item,
};

/// How many keys of items that differ are kept to be read again. What is beyond counts as it was read first.
const KEPT_KEYS: usize = 10_000;

/// One side of a comparison.
#[derive(Debug)]
struct Side<'c> {
    database: Database,
    at: At<'c>,
    reads: Rate,
}

/// How items are read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) schema: Arc<KeySchema>,
    /// The attribute that says when an item expires.
    pub(super) time_to_live: Option<String>,
    pub(super) is_consistent: bool,
}

/// Both sides, and what was found so far.
#[derive(Debug)]
pub(super) struct Sides<'c> {
    source: Side<'c>,
    target: Side<'c>,
    reading: Reading,
    pub(super) throttled: AtomicU64,
    /// The items of the source that were looked for.
    pub(super) compared: AtomicU64,
    /// Those of them that the target has.
    found: AtomicU64,
    /// The items of the target.
    counted: AtomicU64,
    differing: AtomicU64,
    /// The keys of items that differ.
    keys: Mutex<Vec<Item>>,
}

/// What differs in the end.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) items: u64,
    pub(super) differing: u64,
    pub(super) differences: Vec<ItemDiff>,
}

impl<'c> Sides<'c> {
    pub(super) fn new(options: &Options, source: At<'c>, target: At<'c>, reading: Reading) -> Self {
        let side =
            |database: &Database, at| Side { database: database.clone(), at, reads: options.read_rate() };
        Self {
            source: side(&options.source, source),
            target: side(&options.target, target),
            reading,
            throttled: AtomicU64::new(0),
            compared: AtomicU64::new(0),
            found: AtomicU64::new(0),
            counted: AtomicU64::new(0),
            differing: AtomicU64::new(0),
            keys: Mutex::new(Vec::new()),
        }
    }

    /// Looks for the items of a segment of the source at the target.
    pub(super) fn compare_segment(&self, segment: usize, segments: usize, stop: &StopFlag) -> Result<()> {
        let scan = self.source.scan(segment, segments, &self.reading);
        self.source.each_page(&self.throttled, scan, stop, |items, _| {
            for batch in items.chunks(BATCH_GET_KEYS) {
                let there = self.target.items(&self.throttled, &self.reading, batch, stop)?;
                for item in batch {
                    match there.get(&table_key(&self.reading.schema, item)) {
                        Some(other) => {
                            self.found.fetch_add(1, Ordering::Relaxed);
                            if other != item {
                                self.differ(item);
                            }
                        }
                        None if self.has_expired(item) => {}
                        None => self.differ(item),
                    }
                }
                self.compared.fetch_add(batch.len() as u64, Ordering::Relaxed);
            }
            Ok(())
        })
    }

    /// Counts the items of a segment of the target.
    pub(super) fn count_segment(&self, segment: usize, segments: usize, stop: &StopFlag) -> Result<()> {
        let scan =
            ScanInput { select: Some(Select::Count), ..self.target.scan(segment, segments, &self.reading) };
        self.target.each_page(&self.throttled, scan, stop, |_, count| {
            self.counted.fetch_add(count as u64, Ordering::Relaxed);
            Ok(())
        })
    }

    /// Whether the target may have items that the source has not.
    pub(super) fn has_extras(&self) -> bool {
        self.counted.load(Ordering::Relaxed) != self.found.load(Ordering::Relaxed)
    }

    /// Looks for the keys of a segment of the target at the source.
    pub(super) fn look_for_extras(&self, segment: usize, segments: usize, stop: &StopFlag) -> Result<()> {
        let mut scan = self.target.scan(segment, segments, &self.reading);
        let names = self.reading.schema.attributes().enumerate();
        let mut names: BTreeMap<String, String> =
            names.map(|(at, attribute)| (format!("#k{at}"), attribute.name.to_string())).collect();
        let time_to_live =
            self.reading.time_to_live.as_ref().filter(|name| !self.reading.schema.contains(name));
        names.extend(time_to_live.map(|name| ("#ttl".to_owned(), name.clone())));
        scan.projection_expression = Some(names.keys().cloned().collect::<Vec<_>>().join(", "));
        scan.expression_attribute_names = Some(names);
        self.target.each_page(&self.throttled, scan, stop, |keys, _| {
            for batch in keys.chunks(BATCH_GET_KEYS) {
                let here = self.source.items(&self.throttled, &self.reading, batch, stop)?;
                batch
                    .iter()
                    .filter(|key| {
                        !here.contains_key(&table_key(&self.reading.schema, key)) && !self.has_expired(key)
                    })
                    .for_each(|key| self.differ(key));
            }
            Ok(())
        })
    }

    fn differ(&self, item: &Item) {
        self.differing.fetch_add(1, Ordering::Relaxed);
        let mut keys = self.keys.lock();
        if keys.len() < KEPT_KEYS {
            keys.push(self.reading.schema.of(item));
        }
    }

    /// Whether an item differs.
    pub(super) fn differs(&self) -> bool {
        self.differing.load(Ordering::Relaxed) > 0
    }

    /// Reads what differs again, with strong consistency.
    pub(super) fn settled(&self, at_most: usize) -> Result<Compared> {
        let mut differing = self.differing.load(Ordering::Relaxed);
        let mut differences = Vec::new();
        let mut keys = std::mem::take(&mut *self.keys.lock());
        keys.sort_by_cached_key(|key| table_key(&self.reading.schema, key));
        for key in keys {
            let old = self.source.item(&self.throttled, &key)?;
            let new = self.target.item(&self.throttled, &key)?;
            let is_gone = match (&old, &new) {
                (Some(item), None) | (None, Some(item)) => self.has_expired(item),
                _ => false,
            };
            if old == new || is_gone {
                differing -= 1;
            } else if differences.len() < at_most {
                differences.extend(ItemDiff::of(Arc::clone(&self.reading.schema), old, new));
            }
        }
        let items = self.compared.load(Ordering::Relaxed);
        Ok(Compared { items, differing, differences })
    }

    /// Whether an item has expired, so that a side may have deleted it. (Developer guide: "Using time to live (TTL)": times
    /// of more than five years ago do not count)
    fn has_expired(&self, item: &Item) -> bool {
        const FIVE_YEARS: i64 = 5 * 365 * 24 * 3600;
        let until = self
            .reading
            .time_to_live
            .as_deref()
            .and_then(|name| item.n(name))
            .and_then(|until| until.to_i64());
        let source = &self.source.database;
        let now = if source.is_remote() { SystemTime::now() } else { source.clock().now() };
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        until.is_some_and(|until| until < now && now.saturating_sub(until) <= FIVE_YEARS)
    }
}

impl Side<'_> {
    fn scan(&self, segment: usize, segments: usize, reading: &Reading) -> ScanInput {
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
    fn each_page(
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
    fn items(
        &self,
        throttled: &AtomicU64,
        reading: &Reading,
        like: &[Arc<Item>],
        stop: &StopFlag,
    ) -> Result<HashMap<StoredKey, Arc<Item>>> {
        let (mut found, schema) = (HashMap::with_capacity(like.len()), &reading.schema);
        let keys: Vec<Item> = like.iter().map(|item| schema.of(item)).collect();
        let consistent_read = Some(reading.is_consistent);
        let asked = KeysAndAttributes { keys: keys.into(), consistent_read, ..KeysAndAttributes::default() };
        let mut left = BTreeMap::from([(self.at.table.to_owned(), asked)]);
        let mut backoff = Backoff::new(throttled);
        let mut about = 1.0;
        while !left.is_empty() {
            let input = BatchGetItemInput {
                request_items: left.clone(),
                return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            };
            // What is found counts no more.
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

    /// The item with a key, as it is now.
    fn item(&self, throttled: &AtomicU64, key: &Item) -> Result<Option<Arc<Item>>> {
        let input = GetItemInput {
            table_name: self.at.table.to_owned(),
            key: key.clone(),
            consistent_read: Some(true),
            ..GetItemInput::default()
        };
        let taken = self.reads.take(1.0, &StopFlag::default());
        let answer = Backoff::new(throttled).until_answered(|| self.database.get_item(input.clone()));
        if let Some(taken) = taken {
            self.reads.consumed(&taken, 1.0);
        }
        Ok(answer.map_err(|error| self.at.error(error))?.item)
    }
}

/// The units that an answer says that it consumed; one if it does not say.
fn units(consumed: &[ConsumedCapacity]) -> f64 {
    match consumed {
        [] => 1.0,
        consumed => consumed.iter().map(|consumed| consumed.capacity_units).sum(),
    }
}
