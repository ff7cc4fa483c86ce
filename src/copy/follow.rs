//! Applying the changes of the sources' streams to the targets.
//!
//! A stream is read from the oldest change that it keeps: what was changed before the items were read is applied once more,
//! in order, which leaves each item as its last change made it. Where in a stream the copy began cannot be asked for, and
//! times of other machines are not to be compared.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::{
    copied::{Copied, Shared},
    cut_over::CutOver,
    error::{At, CopyError, Result},
    parallel::{StopFlag, in_parallel},
    progress::{CopyPhase, CopyProgress, Tell},
    shards::{ShardPage, Stream},
    state::ShardState,
};
use crate::{
    database::{PAUSE, SHARDS_EVERY, readable},
    error::Error,
    key::{KeySchema, StoredKey, table_key},
    operation::{Record, StreamRecord, WriteJson, WriteRequest},
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        thread,
    },
    value::Item,
};

/// A stream has ended for a copy when it had nothing for this long after the cut over: the service shows a change within
/// a second.
const QUIET: Duration = Duration::from_secs(2);
/// The same of a database in this process, and the pause between two looks: its stream shows changes at once.
const PAUSE_HERE: Duration = Duration::from_millis(10);
const QUIET_HERE: Duration = PAUSE_HERE;

/// How long a stream keeps changes, but for what may pass until the first is read. (Developer guide: "Change data capture
/// for DynamoDB Streams")
const KEPT_SECONDS: u64 = 24 * 3600 - 600;

/// A table whose stream is read.
struct Tail<'c> {
    copied: &'c Copied,
    schema: KeySchema,
    stream: Stream<'c>,
    shared: &'c Shared,
    /// The shards that can be read, and when they were looked for.
    ready: Vec<String>,
    looked_at: Option<Instant>,
    iterators: Mutex<HashMap<String, String>>,
    /// How old the oldest of the last changes was when it was applied, in milliseconds; `None` before the first round.
    behind: Option<u64>,
    behind_in_round: AtomicU64,
}

/// Applies changes until the cut over, and then what the streams still have.
pub(super) fn follow(shared: &Shared, tables: &[Copied], cut_over: &CutOver, tell: Tell<'_>) -> Result<()> {
    let mut tails = Vec::new();
    for table in tables {
        tails.push(Tail::new(shared, table)?);
    }
    let quiet = if shared.source.is_remote() { QUIET } else { QUIET_HERE };
    let (mut last_change, mut told_at, mut looks_once_more) = (Instant::now(), None, false);
    loop {
        // What comes behind this look is written by nobody who knows of the cut over.
        if told_at.is_none() && cut_over.is_told() {
            told_at = Some(Instant::now());
        }
        for tail in &mut tails {
            tail.look_for_shards(looks_once_more)?;
        }
        let work: Vec<(&Tail<'_>, &String)> =
            tails.iter().flat_map(|tail| tail.ready.iter().map(move |shard| (tail, shard))).collect();
        let (next, found) = (AtomicUsize::new(0), AtomicU64::new(0));
        let read = |_, stop: &StopFlag| {
            while !stop.is_set()
                && let Some((tail, shard)) = work.get(next.fetch_add(1, Ordering::Relaxed))
            {
                found.fetch_add(tail.read(shard, stop)?, Ordering::Relaxed);
            }
            Ok(())
        };
        in_parallel(shared.segments.min(work.len()), read, || {
            tails.iter().try_for_each(|tail| tell(&tail.progress()))
        })?;
        let has_changes = found.load(Ordering::Relaxed) > 0;
        tails.iter_mut().for_each(|tail| tail.end_round(has_changes));
        if has_changes {
            (last_change, looks_once_more) = (Instant::now(), false);
            continue;
        }
        if told_at.is_some_and(|at| last_change.max(at).elapsed() >= quiet) {
            // A shard that was read to its end may have got children meanwhile.
            if looks_once_more {
                return Ok(());
            }
            looks_once_more = true;
            continue;
        }
        thread::sleep(if shared.source.is_remote() { PAUSE } else { PAUSE_HERE });
    }
}

impl<'c> Tail<'c> {
    fn new(shared: &'c Shared, copied: &'c Copied) -> Result<Self> {
        let table =
            shared.source.table(&copied.source).map_err(|error| At::source(&copied.source).error(error))?;
        Ok(Self {
            copied,
            schema: table.key_schema(),
            stream: Stream {
                database: &shared.source,
                arn: copied.described.latest_stream_arn.as_deref().unwrap_or_default(),
                throttled: &shared.throttled,
            },
            shared,
            ready: Vec::new(),
            looked_at: None,
            iterators: Mutex::new(HashMap::new()),
            behind: None,
            behind_in_round: AtomicU64::new(0),
        })
    }

    fn progress(&self) -> CopyProgress<'c> {
        CopyProgress {
            table: &self.copied.source,
            phase: CopyPhase::Following,
            done: self.copied.state.lock().changes,
            expected: 0,
            throttled: self.shared.throttled.load(Ordering::Relaxed),
            behind: self.behind.map(Duration::from_millis),
        }
    }

    /// Looks which shards can be read, if it is time.
    ///
    /// # Errors
    /// Changes may be lost: the stream was switched off, or did not keep them until now.
    fn look_for_shards(&mut self, now: bool) -> Result<()> {
        let table = || self.copied.source.clone();
        let ended = {
            let state = self.copied.state.lock();
            if seconds_now().saturating_sub(state.followed_seconds) > KEPT_SECONDS {
                return Err(CopyError::TooLate { table: table() });
            }
            self.ready.iter().any(|shard| state.shards.get(shard).is_some_and(|state| state.is_done))
        };
        if !now && !ended && self.looked_at.is_some_and(|at| at.elapsed() < SHARDS_EVERY) {
            return Ok(());
        }
        let shards = self.stream.shards().map_err(|error| At::source(&self.copied.source).error(error))?;
        let shards = shards.ok_or_else(|| CopyError::StreamEnded { table: table() })?;
        let state = self.copied.state.lock();
        let is_gone = |(id, state): (&String, &ShardState)| {
            !state.is_done && !shards.iter().any(|shard| shard.shard_id == *id)
        };
        if state.shards.iter().any(is_gone) {
            return Err(CopyError::TooLate { table: table() });
        }
        self.ready = readable(&shards, |shard| state.shards.get(shard).is_some_and(|state| state.is_done));
        self.looked_at = Some(Instant::now());
        Ok(())
    }

    /// Takes note of a round in which each shard that can be read was.
    fn end_round(&mut self, has_changes: bool) {
        let behind = std::mem::take(self.behind_in_round.get_mut());
        self.behind = Some(if has_changes { behind } else { 0 });
        if !has_changes {
            self.copied.state.lock().followed_seconds = seconds_now();
        }
    }

    /// Applies a page of a shard. Returns how many records it had.
    fn read(&self, shard: &str, stop: &StopFlag) -> Result<u64> {
        let at = At::source(&self.copied.source);
        let known = self.iterators.lock().remove(shard);
        let after = self.copied.state.lock().shards.get(shard).and_then(|state| state.after.clone());
        let is_first = after.is_none();
        let iterator = match known {
            Some(iterator) => Some(iterator),
            None => self.stream.iterator(shard, after.as_deref()).map_err(|error| at.error(error))?,
        };
        let page = match iterator.map(|iterator| self.stream.page(&iterator)) {
            None => ShardPage { records: Vec::new(), next: None },
            // The next look has a new iterator.
            Some(Err(Error::ExpiredIterator(_))) => return Ok(0),
            // What is no longer kept is older than the items that were read.
            Some(Err(Error::TrimmedDataAccess(_))) if is_first => return Ok(0),
            Some(page) => page.map_err(|error| at.error(error))?,
        };
        let (count, last) = (page.records.len() as u64, page.records.last().and_then(number));
        if !self.apply(page.records, stop)? {
            return Ok(0);
        }
        let is_done = page.next.is_none();
        self.iterators.lock().extend(page.next.map(|next| (shard.to_owned(), next)));
        let mut state = self.copied.state.lock();
        state.changes += count;
        let shard: &mut ShardState = state.shards.entry(shard.to_owned()).or_default();
        shard.after = last.or_else(|| shard.after.take());
        shard.is_done = is_done;
        Ok(count)
    }

    /// Writes what the items are behind these changes. Returns whether all are written: not if the copy is to stop.
    fn apply(&self, records: Vec<Record>, stop: &StopFlag) -> Result<bool> {
        let mut writes: BTreeMap<StoredKey, WriteRequest> = BTreeMap::new();
        let mut newest = None;
        for record in records {
            let change = record.dynamodb.unwrap_or_default();
            newest = change.approximate_creation_date_time.or(newest);
            let StreamRecord { keys: Some(key), new_image, .. } = change else { continue };
            let place = table_key(&self.schema, &key);
            let write = match new_image {
                Some(item) => WriteRequest::put(Item::clone(&item)),
                None => WriteRequest::delete(key),
            };
            writes.insert(place, write);
        }
        let json = writes.into_values().map(|write| {
            let mut json = Vec::new();
            write.write_json(&mut json);
            String::from_utf8(json).unwrap_or_default()
        });
        if !self.shared.writer(self.copied).write_all(json, stop)? {
            return Ok(false);
        }
        if let Some(newest) = newest {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let behind =
                Duration::try_from_secs_f64(newest).map_or(Duration::ZERO, |at| now.saturating_sub(at));
            self.behind_in_round
                .fetch_max(u64::try_from(behind.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        Ok(true)
    }
}

fn number(record: &Record) -> Option<String> {
    record.dynamodb.as_ref().and_then(|change| change.sequence_number.clone())
}

/// By this machine's clock, since 1970.
fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
