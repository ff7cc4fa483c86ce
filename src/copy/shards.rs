//! The shards of a stream, by requests of the API.

use super::backoff::Backoff;
use crate::{
    database::{Database, Shards, of_stream},
    error::Result,
    operation::{
        DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, Record, Shard, ShardIteratorType,
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
        let mut shards = Shards::default();
        let mut input =
            DescribeStreamInput { stream_arn: self.arn.to_owned(), ..DescribeStreamInput::default() };
        loop {
            let page = self.answered(|| self.database.describe_stream(input.clone()))?;
            input.exclusive_start_shard_id = shards.add(page.stream_description.unwrap_or_default());
            if input.exclusive_start_shard_id.is_none() {
                return Ok(shards.is_on.then_some(shards.listed));
            }
        }
    }

    fn answered<R>(&self, request: impl Fn() -> Result<R>) -> Result<R> {
        Backoff::new(self.throttled).until_answered(|| request().map_err(of_stream))
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
        let answer = self.answered(|| self.database.get_shard_iterator(input.clone()))?;
        Ok(answer.shard_iterator)
    }

    /// The records from an iterator on.
    pub(super) fn page(&self, iterator: &str) -> Result<ShardPage> {
        let input = GetRecordsInput { shard_iterator: iterator.to_owned(), limit: None };
        let answer = self.answered(|| self.database.get_records(input.clone()))?;
        Ok(ShardPage { records: answer.records, next: answer.next_shard_iterator })
    }
}
