//! Reads a stream behind an endpoint by requests, all its shards or one.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
    vec,
};

use super::{
    position::Found,
    shards::{PAUSE, SHARDS_EVERY, Shards, latest_stream_arn, of_stream, readable},
};
use crate::{
    database::{handle::Database, table::Table},
    error::{Error, Result},
    operation::{GetRecordsInput, GetShardIteratorInput, ReadFrom, ShardIteratorType, change_of_record},
    storage::ItemChange,
    texts,
};

/// A position in a stream behind an endpoint.
#[derive(Debug)]
pub(super) struct RemoteReader {
    database: Database,
    stream_arn: String,
    /// The one shard to read; all if `None`.
    only: Option<String>,
    shards: BTreeMap<String, Position>,
    /// The shards that can be read, the next one first.
    ready: VecDeque<String>,
    /// How many of them had nothing, one after the other.
    idle: usize,
    looked_at: Option<Instant>,
    is_on: bool,
    /// Changes that were read, but not returned yet.
    ahead: vec::IntoIter<ItemChange>,
    is_over: bool,
}

/// A position in a shard.
#[derive(Debug, Default)]
struct Position {
    iterator: Option<String>,
    /// The number of the last change that was read.
    after: Option<String>,
    /// It began behind all records, so that without a number it cannot be found again.
    from_latest: bool,
    is_read: bool,
}

impl RemoteReader {
    /// Begins to read the latest stream of a table.
    ///
    /// # Errors
    /// ResourceNotFoundException if there is no table, no stream or no such shard. ValidationException if a number is to be
    /// found in more shards than one. What GetShardIterator answers.
    pub(super) async fn begin(table: Table, only: Option<String>, from: ReadFrom) -> Result<Self> {
        if matches!(from, ReadFrom::After(_)) && only.is_none() {
            return Err(Error::validation(texts::stream::NUMBER_OF_A_SHARD.to_owned()));
        }
        let database = table.database();
        let stream_arn = latest_stream_arn(&table).await?;
        let found = Shards::of(&database, &stream_arn).await?;
        if only.as_ref().is_some_and(|only| found.listed.iter().all(|shard| shard.shard_id != *only)) {
            return Err(Error::ResourceNotFound(texts::stream::SHARD_NOT_FOUND.into()));
        }
        let mut reader = Self {
            database,
            stream_arn,
            only,
            shards: BTreeMap::new(),
            ready: VecDeque::new(),
            idle: 0,
            looked_at: None,
            is_on: found.is_on,
            ahead: Vec::new().into_iter(),
            is_over: false,
        };
        for shard in &found.listed {
            if reader.only.as_ref().is_some_and(|only| *only != shard.shard_id) {
                continue;
            }
            let is_closed = shard
                .sequence_number_range
                .as_ref()
                .is_some_and(|range| range.ending_sequence_number.is_some());
            let position = match from {
                ReadFrom::TrimHorizon => Position::default(),
                ReadFrom::Latest if is_closed => Position { is_read: true, ..Position::default() },
                ReadFrom::Latest => Position {
                    iterator: Some(reader.iterator(&shard.shard_id, ShardIteratorType::Latest, None).await?),
                    from_latest: true,
                    ..Position::default()
                },
                ReadFrom::After(number) => {
                    let after = Some(number.to_string());
                    let kind = ShardIteratorType::AfterSequenceNumber;
                    let iterator = reader.iterator(&shard.shard_id, kind, after.clone()).await?;
                    Position { iterator: Some(iterator), after, ..Position::default() }
                }
            };
            reader.shards.insert(shard.shard_id.clone(), position);
        }
        reader.arrange(found);
        Ok(reader)
    }

    /// The next change, if it was read ahead.
    pub(super) fn next_read(&mut self) -> Option<ItemChange> {
        self.ahead.next()
    }

    /// Returns the next result, and moves the position behind it. An error is the end.
    pub(super) async fn step(&mut self) -> Result<Found<ItemChange>> {
        let found = self.look().await;
        self.is_over |= matches!(found, Err(_) | Ok(Found::End));
        found
    }

    /// The next change, for which it waits; `None` at the end.
    pub(super) async fn wait(&mut self) -> Option<Result<ItemChange>> {
        loop {
            match self.step().await {
                Ok(Found::Change(change)) => return Some(Ok(change)),
                Ok(Found::Nothing) => self.database.pause(PAUSE).await,
                Ok(Found::End) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Asks each shard that can be read, up to the first that has changes.
    async fn look(&mut self) -> Result<Found<ItemChange>> {
        loop {
            if let Some(change) = self.ahead.next() {
                return Ok(Found::Change(change));
            }
            if self.is_over {
                return Ok(Found::End);
            }
            if self.looked_at.is_none_or(|at| at.elapsed() >= SHARDS_EVERY) {
                let found = Shards::of(&self.database, &self.stream_arn).await?;
                self.arrange(found);
            }
            let Some(shard) = self.ready.pop_front() else {
                let may_grow = self.only.is_none() && self.is_on;
                // A shard that has ended gets its children at any time.
                self.looked_at = None;
                return Ok(if may_grow { Found::Nothing } else { Found::End });
            };
            let mut position = self.shards.remove(&shard).unwrap_or_default();
            let read = self.read(&shard, &mut position).await;
            if position.is_read {
                self.looked_at = None;
            } else {
                self.ready.push_back(shard.clone());
            }
            self.shards.insert(shard, position);
            self.ahead = read?.into_iter();
            self.idle = if self.ahead.len() == 0 { self.idle + 1 } else { 0 };
            if self.idle >= self.ready.len() && self.looked_at.is_some() {
                self.idle = 0;
                return Ok(Found::Nothing);
            }
        }
    }

    /// Takes note of the shards that there are.
    fn arrange(&mut self, found: Shards) {
        let Shards { mut listed, is_on } = found;
        if let Some(only) = &self.only {
            listed.retain(|shard| shard.shard_id == *only);
        }
        for shard in &listed {
            self.shards.entry(shard.shard_id.clone()).or_default();
        }
        let is_listed = |id: &String| listed.iter().any(|shard| shard.shard_id == *id);
        // One that is not read to its end stays: reading it tells that its records are gone.
        self.shards.retain(|id, position| !position.is_read || is_listed(id));
        let is_read = |id: &str| self.shards.get(id).is_some_and(|position| position.is_read);
        self.ready = readable(&listed, is_read).into();
        let gone = self.shards.keys().filter(|id| !is_listed(id)).cloned();
        self.ready.extend(gone);
        (self.is_on, self.idle, self.looked_at) = (is_on, 0, Some(Instant::now()));
    }

    /// Reads a page of a shard. It is empty if the shard is to be asked again.
    async fn read(&self, shard: &str, position: &mut Position) -> Result<Vec<ItemChange>> {
        let begins = position.after.is_none() && !position.from_latest;
        loop {
            let known = position.iterator.take();
            let is_known = known.is_some();
            let iterator = match known {
                Some(iterator) => iterator,
                None => match self.iterator_of(shard, position).await {
                    Err(error) if error.is_throttled() => return Ok(Vec::new()),
                    iterator => iterator?,
                },
            };
            let input = GetRecordsInput { shard_iterator: iterator.clone(), limit: None };
            match self.database.answer_async(input).await.map_err(of_stream) {
                Ok(page) => {
                    position.is_read = page.next_shard_iterator.is_none();
                    position.iterator = page.next_shard_iterator;
                    let changes =
                        page.records.into_iter().map(change_of_record).collect::<Result<Vec<_>>>()?;
                    if let Some(last) = changes.last() {
                        position.after = Some(last.sequence.to_string());
                    }
                    return Ok(changes);
                }
                // A new iterator is of the same place.
                Err(Error::ExpiredIterator(_)) if is_known && (begins || position.after.is_some()) => {}
                // What is no longer kept was older than the oldest record that is.
                Err(Error::TrimmedDataAccess(_)) if is_known && begins => {}
                Err(error) if error.is_throttled() => {
                    position.iterator = Some(iterator);
                    return Ok(Vec::new());
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// A new iterator of a position.
    async fn iterator_of(&self, shard: &str, position: &Position) -> Result<String> {
        let kind = match position.after {
            Some(_) => ShardIteratorType::AfterSequenceNumber,
            None => ShardIteratorType::TrimHorizon,
        };
        self.iterator(shard, kind, position.after.clone()).await
    }

    async fn iterator(
        &self,
        shard_id: &str,
        kind: ShardIteratorType,
        sequence_number: Option<String>,
    ) -> Result<String> {
        let input = GetShardIteratorInput {
            stream_arn: self.stream_arn.clone(),
            shard_id: shard_id.to_owned(),
            shard_iterator_type: Some(kind),
            sequence_number,
            timestamp: None,
        };
        let iterator = self.database.answer_async(input).await.map_err(of_stream)?.shard_iterator;
        iterator.ok_or_else(|| Error::NoAnswer(texts::stream::NO_ITERATOR.to_owned()))
    }
}
