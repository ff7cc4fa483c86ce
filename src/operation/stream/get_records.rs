//! GetRecords: records of a shard from an iterator's position on, and the next iterator.

use super::{
    iterator::ShardIterator,
    lookup::FoundStream,
    record::{images_bytes, record},
    start::trimmed,
    structures::Record,
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::{SHARD_ITERATOR_CHARACTERS, STREAM_RECORDS, STREAM_RECORDS_BYTES},
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, page_limit::page_limit},
    },
    storage::{ChangeNumber, ChangeRecord, Shard, StreamViewType, Trimmed},
};

structure! {
    /// What GetRecords takes. (API reference: GetRecords)
    pub struct GetRecordsInput {
        /// The iterator, of GetShardIterator or of the last page.
        shard_iterator: String = "ShardIterator",
        /// How many records, 1 to 1,000 (the default).
        limit: Option<i32> = "Limit",
    }
}

impl<I: Into<String>> From<I> for GetRecordsInput {
    fn from(shard_iterator: I) -> Self {
        Self { shard_iterator: shard_iterator.into(), limit: None }
    }
}

structure! {
    /// What GetRecords answers.
    #[non_exhaustive]
    pub struct GetRecordsOutput {
        /// The records, at most 1 MB.
        records: Vec<Record> = "Records",
        /// Where the next page starts; absent if the shard is closed and was read to its end.
        next_shard_iterator: Option<String> = "NextShardIterator",
    }
}

/// Reads the records.
pub(crate) fn run(engine: &Engine, request: Request<GetRecordsInput>) -> Result<GetRecordsOutput> {
    let Request { input, mut found } = request;
    let members = GetRecordsInput::MEMBERS;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.length(&members.shard_iterator.into(), &input.shard_iterator, 1, SHARD_ITERATOR_CHARACTERS);
    let limit = page_limit(&mut found, members.limit, input.limit, STREAM_RECORDS);
    found.check(&[members.shard_iterator, members.limit])?;
    let iterator = ShardIterator::read(engine, &input.shard_iterator)?;
    let stream = FoundStream::of(engine, &iterator.arn)?;
    let view_type = stream.settings.view_type;
    let page = stream.with_shard(iterator.shard, |shard, now_ms| {
        Page::read(shard, iterator.position, limit, view_type, now_ms)
    });
    // A shard that no longer exists was trimmed with all its records.
    let Page { changes, next } = page.and_then(std::result::Result::ok).ok_or_else(trimmed)?;
    let records = changes.iter().map(|change| record(engine, &stream, change)).collect();
    let next = next.map(|position| ShardIterator { position, ..iterator }.text(engine));
    Ok(GetRecordsOutput { records, next_shard_iterator: next })
}

/// A page of a shard's records.
struct Page {
    changes: Vec<ChangeRecord>,
    /// Where the next page starts; `None` at the end of a closed shard.
    next: Option<ChangeNumber>,
}

impl Page {
    fn read(
        shard: &Shard,
        position: ChangeNumber,
        limit: usize,
        view_type: StreamViewType,
        now_ms: u64,
    ) -> std::result::Result<Self, Trimmed> {
        let mut records = shard.records_from(position, now_ms)?.peekable();
        let mut changes: Vec<ChangeRecord> = Vec::new();
        let mut bytes = 0;
        while changes.len() < limit
            && let Some(change) = records.next_if(|change| {
                bytes += images_bytes(view_type, change);
                changes.is_empty() || bytes <= STREAM_RECORDS_BYTES
            })
        {
            changes.push(change.clone());
        }
        let is_read = records.peek().is_none() && shard.info().last().is_some();
        let next = changes.last().map_or(position, |last| last.sequence().next());
        Ok(Self { changes, next: (!is_read).then_some(next) })
    }
}
