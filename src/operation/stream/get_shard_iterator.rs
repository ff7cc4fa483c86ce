//! GetShardIterator: a position in a shard, from which its records are read.

use super::{
    iterator::ShardIterator,
    lookup::{FoundStream, no_shard, read_shard_id},
    start::{Start, invalid_number},
    structures::ShardIteratorType,
};
use crate::{
    codec::{Member, structure},
    engine::Engine,
    error::{Error, Result},
    operation::{definition::constraints::TableConstraints, request::input::Request},
    storage::{ChangeNumber, SequenceNumber},
    texts,
};

structure! {
    /// What GetShardIterator takes. (API reference: GetShardIterator)
    pub struct GetShardIteratorInput {
        /// The stream's ARN.
        stream_arn: String = "StreamArn",
        /// The shard.
        shard_id: String = "ShardId",
        /// Where in the shard the iterator begins.
        shard_iterator_type: Option<ShardIteratorType> = "ShardIteratorType",
        /// The record to begin at or after, for types that need one.
        sequence_number: Option<String> = "SequenceNumber",
        /// The time to begin at, in seconds since 1970, for the type that needs one.
        timestamp: Option<f64> = "Timestamp",
    }
}

structure! {
    /// What GetShardIterator answers.
    #[non_exhaustive]
    pub struct GetShardIteratorOutput {
        /// The iterator, which can be used for 15 minutes.
        shard_iterator: Option<String> = "ShardIterator",
    }
}

/// The lengths of a sequence number. (API reference: GetShardIterator)
const SEQUENCE_NUMBER_CHARACTERS: (usize, usize) = (21, 40);

/// Makes the iterator.
pub(crate) fn run(
    engine: &Engine,
    request: Request<GetShardIteratorInput>,
) -> Result<GetShardIteratorOutput> {
    let Request { input, mut found } = request;
    let members = GetShardIteratorInput::MEMBERS;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.stream_arn(members.stream_arn, &input.stream_arn);
    constraints.shard_id(&members.shard_id.into(), &input.shard_id);
    constraints.required(&members.shard_iterator_type.into(), input.shard_iterator_type.is_some());
    if let Some(number) = &input.sequence_number {
        let (least, most) = SEQUENCE_NUMBER_CHARACTERS;
        constraints.length(&members.sequence_number.into(), number, least, most);
    }
    found.check(&[
        members.stream_arn,
        members.shard_id,
        members.shard_iterator_type,
        members.sequence_number,
    ])?;
    let start = start(&input)?;
    let stream = FoundStream::of(engine, &input.stream_arn)?;
    let shard = read_shard_id(&input.shard_id)?;
    let position = stream.with_shard(shard, |shard, now_ms| start.position(shard, now_ms));
    let position = position.ok_or_else(no_shard)??;
    let iterator = ShardIterator { arn: stream.arn, shard, position };
    Ok(GetShardIteratorOutput { shard_iterator: Some(iterator.text(engine)) })
}

/// Where the iterator begins. The request must have the members that the type needs, and no others.
fn start(input: &GetShardIteratorInput) -> Result<Start> {
    let iterator_type = input.shard_iterator_type.unwrap_or(ShardIteratorType::TrimHorizon);
    let (needs_number, needs_time) = match iterator_type {
        ShardIteratorType::TrimHorizon | ShardIteratorType::Latest => (false, false),
        ShardIteratorType::AtSequenceNumber | ShardIteratorType::AfterSequenceNumber => (true, false),
        ShardIteratorType::AtTimestamp => (false, true),
    };
    let members = GetShardIteratorInput::MEMBERS;
    let check = |member: Member, is_there: bool, is_needed: bool| match is_there == is_needed {
        true => Ok(()),
        false => {
            let text = texts::stream::iterator_member(iterator_type.as_str(), member.name(), is_needed);
            Err(Error::validation(text))
        }
    };
    check(members.sequence_number, input.sequence_number.is_some(), needs_number)?;
    check(members.timestamp, input.timestamp.is_some(), needs_time)?;
    let number = || {
        let text = input.sequence_number.as_deref().unwrap_or_default();
        SequenceNumber::parse(text).and_then(ChangeNumber::of).ok_or_else(|| invalid_number(text))
    };
    Ok(match iterator_type {
        ShardIteratorType::TrimHorizon => Start::TrimHorizon,
        ShardIteratorType::Latest => Start::Latest,
        ShardIteratorType::AtSequenceNumber => Start::At(number()?),
        ShardIteratorType::AfterSequenceNumber => Start::After(number()?),
        // A time before 1970 is before all records; one that overflows in milliseconds is behind all records.
        ShardIteratorType::AtTimestamp => {
            Start::AtTimestamp { ms: (input.timestamp.unwrap_or(0.0) * 1000.0).ceil() as u64 }
        }
    })
}
