//! The shards of a stream, by requests of the API.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    database::{handle::Database, table::Table},
    error::{Error, Result},
    operation::{DescribeStreamInput, DescribeTableInput, Shard, StreamDescription, StreamStatus},
    texts,
};

/// Between two looks at shards that had nothing. The service takes five a second of each. (API reference: GetRecords)
pub(crate) const PAUSE: Duration = Duration::from_millis(250);

/// Shards are looked for anew this often, or when one has ended.
pub(crate) const SHARDS_EVERY: Duration = Duration::from_secs(10);

/// The shards of a stream, and whether it is on.
#[derive(Debug, Default)]
pub(crate) struct Shards {
    /// All shards, parents before their children.
    pub(crate) listed: Vec<Shard>,
    pub(crate) is_on: bool,
}

impl Shards {
    /// Those of the stream now.
    pub(super) async fn of(database: &Database, stream_arn: &str) -> Result<Self> {
        let mut shards = Self::default();
        let mut input =
            DescribeStreamInput { stream_arn: stream_arn.to_owned(), ..DescribeStreamInput::default() };
        loop {
            let answer = database.answer_async(input.clone()).await.map_err(of_stream)?;
            input.exclusive_start_shard_id = shards.add(answer.stream_description.unwrap_or_default());
            if input.exclusive_start_shard_id.is_none() {
                return Ok(shards);
            }
        }
    }

    /// Adds a page. Returns where the next one begins; `None` behind the last.
    pub(crate) fn add(&mut self, page: StreamDescription) -> Option<String> {
        self.is_on = !matches!(page.stream_status, Some(StreamStatus::Disabling | StreamStatus::Disabled));
        self.listed.extend(page.shards);
        page.last_evaluated_shard_id
    }
}

/// The error of a request to a stream. Of one that is read more often than the service takes, it says that a limit is
/// exceeded: this is throttling. (API reference: GetRecords, `LimitExceededException`)
pub(crate) fn of_stream(error: Error) -> Error {
    match error {
        Error::LimitExceeded(message) => Error::Throttling(message.into()),
        error => error,
    }
}

/// The ARN of the latest stream of an endpoint's table.
pub(super) async fn latest_stream_arn(table: &Table) -> Result<String> {
    let input = DescribeTableInput { table_name: table.name().to_owned() };
    let described =
        table.database().answer_async(input).await.map_err(|error| error.in_table(table.name()))?;
    let no_stream = || Error::ResourceNotFound(texts::stream::no_stream(table.name()).into());
    described.table.unwrap_or_default().latest_stream_arn.ok_or_else(no_stream)
}

/// The shards that can be read now: they are not read to their ends, and their parents are. (Developer guide: "Change data
/// capture for DynamoDB Streams", "Reading and processing a stream")
pub(crate) fn readable(shards: &[Shard], is_read: impl Fn(&str) -> bool) -> Vec<String> {
    let known: BTreeSet<&str> = shards.iter().map(|shard| shard.shard_id.as_str()).collect();
    let is_ready = |shard: &&Shard| {
        // A parent that is no longer listed has no records any more.
        let parent = shard.parent_shard_id.as_deref().filter(|parent| known.contains(parent));
        !is_read(&shard.shard_id) && parent.is_none_or(&is_read)
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
        assert_eq!(readable(&shards, |_| false), ["1", "4"]);
        assert_eq!(readable(&shards, |id| id == "1"), ["2", "3", "4"]);
    }
}
