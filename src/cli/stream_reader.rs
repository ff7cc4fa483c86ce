//! Reads a stream with the API's operations, as a consumer of the service does: shard by shard, parents before
//! children.

use std::collections::{BTreeMap, BTreeSet};

use super::target::Connection;
use crate::operation::{
    DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, Record, Shard, ShardIteratorType,
    StreamStatus,
};

/// A position in each shard of a stream.
#[derive(Debug)]
pub(super) struct StreamReader {
    arn: String,
    shards: BTreeMap<String, Position>,
    is_enabled: bool,
}

#[derive(Debug)]
struct Position {
    parent: Option<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Not read yet; it is read from its beginning after its parent.
    Waits,
    /// The iterator of the next records.
    At(String),
    Read,
}

impl StreamReader {
    /// Reads from the oldest records on, or only records that are written from now on.
    pub(super) fn new(connection: &mut Connection, arn: String, from_start: bool) -> Result<Self, String> {
        let mut reader = Self { arn, shards: BTreeMap::new(), is_enabled: true };
        for shard in reader.find_shards(connection)? {
            let range = shard.sequence_number_range.unwrap_or_default();
            let state = match (from_start, range.ending_sequence_number) {
                (true, _) => State::Waits,
                (false, Some(_)) => State::Read,
                (false, None) => {
                    let iterator = reader.iterator(connection, &shard.shard_id, ShardIteratorType::Latest)?;
                    iterator.map_or(State::Read, State::At)
                }
            };
            reader.shards.insert(shard.shard_id, Position { parent: shard.parent_shard_id, state });
        }
        Ok(reader)
    }

    /// The next records, ordered by sequence number; empty if there are none yet.
    pub(super) fn read(&mut self, connection: &mut Connection) -> Result<Vec<Record>, String> {
        for shard in self.find_shards(connection)? {
            let position = Position { parent: shard.parent_shard_id, state: State::Waits };
            self.shards.entry(shard.shard_id).or_insert(position);
        }
        let unread = |(id, position): (&String, &Position)| {
            (!matches!(position.state, State::Read)).then(|| id.clone())
        };
        let unread: BTreeSet<String> = self.shards.iter().filter_map(unread).collect();
        let mut records = Vec::new();
        for id in &unread {
            let Some(position) = self.shards.get(id) else { continue };
            if position.parent.as_ref().is_some_and(|parent| unread.contains(parent)) {
                continue;
            }
            let iterator = match &position.state {
                State::At(iterator) => Some(iterator.clone()),
                _ => self.iterator(connection, id, ShardIteratorType::TrimHorizon)?,
            };
            let mut next = None;
            if let Some(iterator) = iterator {
                let page = connection.call(&GetRecordsInput::from(iterator))?;
                records.extend(page.records);
                next = page.next_shard_iterator;
            }
            if let Some(position) = self.shards.get_mut(id) {
                position.state = next.map_or(State::Read, State::At);
            }
        }
        records.sort_by_cached_key(|record| {
            let number = record.dynamodb.as_ref().and_then(|change| change.sequence_number.clone());
            // Sequence numbers are decimal texts of different lengths, so the length is compared first.
            number.map(|number| (number.len(), number))
        });
        Ok(records)
    }

    /// Whether everything is read and the stream is off.
    pub(super) fn has_ended(&self) -> bool {
        !self.is_enabled && self.shards.values().all(|position| matches!(position.state, State::Read))
    }

    /// All shards, and whether there may be more.
    fn find_shards(&mut self, connection: &mut Connection) -> Result<Vec<Shard>, String> {
        let mut input = DescribeStreamInput::from(self.arn.as_str());
        let mut shards = Vec::new();
        loop {
            let page = connection.call(&input)?.stream_description.unwrap_or_default();
            self.is_enabled = page.stream_status != Some(StreamStatus::Disabled);
            shards.extend(page.shards);
            input.exclusive_start_shard_id = page.last_evaluated_shard_id;
            if input.exclusive_start_shard_id.is_none() {
                return Ok(shards);
            }
        }
    }

    fn iterator(
        &self,
        connection: &mut Connection,
        shard_id: &str,
        iterator_type: ShardIteratorType,
    ) -> Result<Option<String>, String> {
        let input = GetShardIteratorInput {
            stream_arn: self.arn.clone(),
            shard_id: shard_id.to_owned(),
            shard_iterator_type: Some(iterator_type),
            ..GetShardIteratorInput::default()
        };
        connection.call(&input).map(|answer| answer.shard_iterator)
    }
}
