//! The shards of a stream, by requests of the API.

use std::collections::{BTreeMap, BTreeSet};

use super::{backoff::Backoff, state::ShardState};
use crate::{
    database::Database,
    error::Result,
    operation::{
        DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, Record, Shard, ShardIteratorType,
        StreamStatus,
    },
    sync::atomic::AtomicU64,
};

/// A stream, and who reads it.
#[derive(Debug)]
pub(super) struct Stream<'c> {
    pub(super) database: &'c Database,
    pub(super) arn: &'c str,
    pub(super) throttled: &'c AtomicU64,
}

/// A page of a shard.
#[derive(Debug)]
pub(super) struct ShardPage {
    pub(super) records: Vec<Record>,
    /// Where the next one begins; `None` at the end of a closed shard.
    pub(super) next: Option<String>,
}

impl Stream<'_> {
    /// All shards, parents before their children; `None` if the stream was switched off.
    pub(super) fn shards(&self) -> Result<Option<Vec<Shard>>> {
        let mut shards = Vec::new();
        let mut input =
            DescribeStreamInput { stream_arn: self.arn.to_owned(), ..DescribeStreamInput::default() };
        loop {
            let page = Backoff::new(self.throttled)
                .until_answered(|| self.database.describe_stream(input.clone()))?
                .stream_description
                .unwrap_or_default();
            if matches!(page.stream_status, Some(StreamStatus::Disabling | StreamStatus::Disabled)) {
                return Ok(None);
            }
            shards.extend(page.shards);
            if page.last_evaluated_shard_id.is_none() {
                return Ok(Some(shards));
            }
            input.exclusive_start_shard_id = page.last_evaluated_shard_id;
        }
    }

    /// An iterator behind a number, or at the oldest record that is kept.
    pub(super) fn iterator(&self, shard_id: &str, after: Option<&str>) -> Result<Option<String>> {
        let kind = match after {
            Some(_) => ShardIteratorType::AfterSequenceNumber,
            None => ShardIteratorType::TrimHorizon,
        };
        let input = GetShardIteratorInput {
            stream_arn: self.arn.to_owned(),
            shard_id: shard_id.to_owned(),
            shard_iterator_type: Some(kind),
            sequence_number: after.map(str::to_owned),
            timestamp: None,
        };
        let answer = Backoff::new(self.throttled)
            .until_answered(|| self.database.get_shard_iterator(input.clone()))?;
        Ok(answer.shard_iterator)
    }

    /// The records from an iterator on.
    pub(super) fn page(&self, iterator: &str) -> Result<ShardPage> {
        let input = GetRecordsInput { shard_iterator: iterator.to_owned(), limit: None };
        let answer =
            Backoff::new(self.throttled).until_answered(|| self.database.get_records(input.clone()))?;
        Ok(ShardPage { records: answer.records, next: answer.next_shard_iterator })
    }
}

/// The shards that can be read now: they are not read to their ends, and their parents are. (Developer guide: "Change data
/// capture for DynamoDB Streams", "Reading and processing a stream")
pub(super) fn readable(shards: &[Shard], states: &BTreeMap<String, ShardState>) -> Vec<String> {
    let known: BTreeSet<&str> = shards.iter().map(|shard| shard.shard_id.as_str()).collect();
    let is_read = |id: &str| states.get(id).is_some_and(|state| state.is_done);
    let is_ready = |shard: &&Shard| {
        // A parent that is no longer listed has no records any more.
        let parent = shard.parent_shard_id.as_deref().filter(|parent| known.contains(parent));
        !is_read(&shard.shard_id) && parent.is_none_or(is_read)
    };
    shards.iter().filter(is_ready).map(|shard| shard.shard_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_read_behind_their_parents() {
        let shard = |id: &str, parent: Option<&str>| Shard {
            shard_id: id.to_owned(),
            parent_shard_id: parent.map(str::to_owned),
            ..Shard::default()
        };
        let shards =
            [shard("1", Some("gone")), shard("2", Some("1")), shard("3", Some("1")), shard("4", None)];
        let mut states = BTreeMap::new();
        assert_eq!(readable(&shards, &states), ["1", "4"]);
        states.insert("1".to_owned(), ShardState { after: None, is_done: true });
        states.insert("4".to_owned(), ShardState { after: Some("7".to_owned()), is_done: false });
        assert_eq!(readable(&shards, &states), ["2", "3", "4"]);
    }
}
