//! The shards of a stream, by requests of the API.

use super::backoff::Backoff;
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
