//! DescribeStream: a stream with a page of its shards.

use super::{
    lookup::{FoundStream, read_shard_id},
    structures::{SequenceNumberRange, Shard, ShardFilter, StreamDescription, StreamStatus},
};
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::{Error, Result},
    limits::STREAM_SHARDS,
    operation::{
        answer::page::page,
        definition::{constraints::TableConstraints, streams::label_seconds},
        request::{input::Request, page_limit::page_limit},
        table::describe::elements,
    },
    storage::{ShardId, ShardInfo, StreamSettings},
    texts,
};

structure! {
    /// What DescribeStream takes. (API reference: DescribeStream)
    pub struct DescribeStreamInput {
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// How many shards, 1 to 100 (the default).
        limit: Option<i32> = "Limit",
        /// The shard to start after: the last page's `last_evaluated_shard_id`.
        exclusive_start_shard_id: Option<String> = "ExclusiveStartShardId",
        /// Which shards to list; all by default.
        shard_filter: Option<ShardFilter> = "ShardFilter",
    }
}

impl<A: Into<String>> From<A> for DescribeStreamInput {
    fn from(stream_arn: A) -> Self {
        Self { stream_arn: stream_arn.into(), ..Self::default() }
    }
}

structure! {
    /// What DescribeStream answers.
    #[non_exhaustive]
    pub struct DescribeStreamOutput {
        /// The stream.
        stream_description: Option<StreamDescription> = "StreamDescription",
    }
}

/// Describes the stream.
pub(crate) fn run(engine: &Engine, request: Request<DescribeStreamInput>) -> Result<DescribeStreamOutput> {
    let Request { input, mut found } = request;
    let members = DescribeStreamInput::MEMBERS;
    let limit = page_limit(&mut found, members.limit, input.limit, STREAM_SHARDS);
    let mut constraints = TableConstraints::new(&mut found);
    constraints.stream_arn(members.stream_arn, &input.stream_arn);
    if let Some(start) = &input.exclusive_start_shard_id {
        constraints.shard_id(&members.exclusive_start_shard_id.into(), start);
    }
    if let Some(parent) = input.shard_filter.as_ref().and_then(|filter| filter.shard_id.as_ref()) {
        let place = Place::from(members.shard_filter).member(ShardFilter::MEMBERS.shard_id);
        constraints.shard_id(&place, parent);
    }
    found.check(&[
        members.stream_arn,
        members.limit,
        members.exclusive_start_shard_id,
        members.shard_filter,
    ])?;
    let parent = input.shard_filter.as_ref().map(filtered_parent).transpose()?;
    let stream = FoundStream::of(engine, &input.stream_arn)?;
    let start = input.exclusive_start_shard_id.as_deref().map(read_shard_id).transpose()?;
    // A child is opened behind its parent.
    let (shards, more) = stream.with_shards(start.max(parent), |shards| {
        let wanted = shards.filter(|shard| parent.is_none_or(|parent| shard.parent() == Some(parent)));
        page(wanted.cloned(), limit)
    });
    Ok(DescribeStreamOutput {
        stream_description: Some(StreamDescription {
            stream_status: Some(status(&stream.settings)),
            stream_view_type: Some(stream.settings.view_type),
            creation_request_date_time: label_seconds(&stream.settings.label),
            key_schema: Some(elements(stream.schema())),
            last_evaluated_shard_id: shards.last().filter(|_| more).map(|last| last.id().to_string()),
            shards: shards.iter().map(described).collect(),
            stream_label: stream.settings.label,
            table_name: stream.table,
            stream_arn: stream.arn,
        }),
    })
}

fn status(stream: &StreamSettings) -> StreamStatus {
    match (stream.enabled, stream.transition.is_under_way()) {
        (true, true) => StreamStatus::Enabling,
        (true, false) => StreamStatus::Enabled,
        (false, true) => StreamStatus::Disabling,
        (false, false) => StreamStatus::Disabled,
    }
}

/// The shard whose children a filter asks for.
fn filtered_parent(filter: &ShardFilter) -> Result<ShardId> {
    let lacks =
        |member: crate::codec::Member| Error::validation(texts::stream::shard_filter_member(member.name()));
    if filter.filter_type.is_none() {
        return Err(lacks(ShardFilter::MEMBERS.filter_type));
    }
    let parent = filter.shard_id.as_deref().ok_or_else(|| lacks(ShardFilter::MEMBERS.shard_id))?;
    read_shard_id(parent)
}

fn described(shard: &ShardInfo) -> Shard {
    Shard {
        shard_id: shard.id().to_string(),
        sequence_number_range: Some(SequenceNumberRange {
            starting_sequence_number: Some(shard.first().to_string()),
            ending_sequence_number: shard.last().map(|last| last.to_string()),
        }),
        parent_shard_id: shard.parent().map(|parent| parent.to_string()),
    }
}
