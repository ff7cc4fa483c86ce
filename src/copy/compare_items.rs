//! Comparing the items of two tables.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    compare_side::{Reading, Side},
    error::{At, Result},
    options::Options,
    parallel::StopFlag,
};
use crate::{
    database::Database,
    key::table_key,
    limits::BATCH_GET_KEYS,
    operation::{ScanInput, Select},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    value::Item,
};

/// How many keys of items that differ are kept to be read again. What is beyond counts as it was read first.
const KEPT_KEYS: usize = 10_000;

/// Both sides, and what was found so far.
#[derive(Debug)]
pub(super) struct Sides<'c> {
    pub(super) source: Side<'c>,
    pub(super) target: Side<'c>,
    pub(super) reading: Reading,
    pub(super) throttled: AtomicU64,
    /// The items of the source that were looked for.
    pub(super) compared: AtomicU64,
    /// Those of them that the target has.
    found: AtomicU64,
    /// The items of the target.
    counted: AtomicU64,
    pub(super) differing: AtomicU64,
    /// The keys of items that differ.
    pub(super) keys: Mutex<Vec<Item>>,
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

    /// Whether an item has expired, so that a side may have deleted it. (Developer guide: "Using time to live (TTL)": times
    /// of more than five years ago do not count)
    pub(super) fn has_expired(&self, item: &Item) -> bool {
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
