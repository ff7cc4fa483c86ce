//! Looks up a stream by its ARN; its table may be deleted.

use std::sync::Arc;

use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    key::KeySchema,
    operation::{access::resource_arn::ResourceArn, definition::constraints::TableConstraints},
    storage::{Shard, ShardId, ShardInfo, ShardsOf, StreamSettings, StreamSource},
    texts,
};

/// The lengths of a stream's ARN. (API reference: DescribeStream)
const STREAM_ARN_CHARACTERS: std::ops::RangeInclusive<usize> = 37..=1024;
/// The lengths of a shard's id. (API reference: DescribeStream)
const SHARD_ID_CHARACTERS: std::ops::RangeInclusive<usize> = 28..=65;

/// A stream that can be read.
#[derive(Debug)]
pub(crate) struct FoundStream {
    pub(super) arn: String,
    pub(super) table: String,
    pub(super) settings: StreamSettings,
    source: StreamSource,
    now_ms: u64,
}

impl FoundStream {
    /// The stream with this ARN.
    pub(super) fn of(engine: &Engine, arn: &str) -> Result<Self> {
        let (table, label) = read_arn(engine, arn)?;
        let stream = Self::find(engine, table, |stream| stream.label == label).pop();
        stream.ok_or_else(|| Error::ResourceNotFound(texts::resource::stream_not_found(arn).into()))
    }

    /// The streams of tables that have or had this name, the oldest first.
    pub(super) fn of_table(engine: &Engine, name: &str) -> Vec<Self> {
        Self::find(engine, name, |_| true)
    }

    /// Those of these streams that are wanted.
    fn find(engine: &Engine, name: &str, is_wanted: impl Fn(&StreamSettings) -> bool) -> Vec<Self> {
        let now_ms = engine.clock().now_ms();
        let (there, deleted) = loop {
            let there = engine.catalog().table(name);
            let deleted = engine.catalog().deleted_tables(name);
            // A table that is deleted between the two lookups would be in neither result.
            if there.as_ref().is_none_or(|table| !table.is_dropped()) {
                break (there, deleted);
            }
        };
        let mut found = Vec::new();
        let mut add = |streams: &mut dyn Iterator<Item = &StreamSettings>, source: StreamSource| {
            let streams = streams.filter(|stream| stream.is_readable(now_ms) && is_wanted(stream));
            found.extend(streams.map(|settings| Self {
                arn: format!("{}/stream/{}", engine.table_arn(name), settings.label),
                table: name.to_owned(),
                settings: settings.clone(),
                source: source.clone(),
                now_ms,
            }));
        };
        for table in deleted {
            add(&mut table.streams().iter(), StreamSource::Deleted(Arc::clone(&table)));
        }
        if let Some(table) = there {
            // Items that are due to expire are deleted first, because their deletions are changes.
            engine.sweep(&table);
            add(&mut table.settings().streams(), StreamSource::Table(Arc::clone(&table)));
        }
        found
    }

    /// The table's key.
    pub(super) fn schema(&self) -> &KeySchema {
        self.source.schema()
    }

    /// Where its records are.
    pub(super) fn source(&self) -> &StreamSource {
        &self.source
    }

    /// The time of the lookup.
    pub(super) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The table's place in the order of creation.
    pub(super) fn table_sequence(&self) -> u64 {
        self.source.table_sequence()
    }

    /// Which shards are its own.
    pub(super) fn shards_of(&self) -> ShardsOf<'_> {
        ShardsOf::Stream(&self.settings.label)
    }

    /// Its shards, parents before their children.
    pub(super) fn shards(&self) -> Vec<ShardInfo> {
        self.source.shards(self.shards_of(), self.now_ms)
    }

    /// Passes its shards behind `after` to `read`, parents before their children.
    pub(super) fn with_shards<R>(
        &self,
        after: Option<ShardId>,
        read: impl FnOnce(&mut dyn Iterator<Item = &ShardInfo>) -> R,
    ) -> R {
        self.source.with_shards(self.shards_of(), after, self.now_ms, read)
    }

    /// Runs `look` on a shard, with the time; `None` if the shard does not exist.
    pub(super) fn with_shard<R>(&self, id: ShardId, mut look: impl FnMut(&Shard, u64) -> R) -> Option<R> {
        self.source.with_shard(self.shards_of(), id, self.now_ms, |shard| look(shard, self.now_ms))
    }
}

/// The name and the label in the ARN of a stream.
pub(super) fn read_arn<'a>(engine: &Engine, arn: &'a str) -> Result<(&'a str, &'a str)> {
    let invalid = || Error::validation(texts::stream::invalid_stream_arn(arn));
    let read = ResourceArn::read(engine, arn).map_err(|_| invalid())?;
    let label = read.stream.ok_or_else(invalid)?;
    Ok((read.table, label))
}

/// A shard's id in a request.
pub(super) fn read_shard_id(id: &str) -> Result<ShardId> {
    ShardId::parse(id).ok_or_else(no_shard)
}

/// The error of a shard that does not exist.
pub(super) fn no_shard() -> Error {
    Error::ResourceNotFound(texts::stream::SHARD_NOT_FOUND.to_owned().into())
}

impl TableConstraints<'_> {
    /// Checks the length of a stream's ARN.
    pub(super) fn stream_arn(&mut self, member: Member, arn: &str) {
        self.length(&member.into(), arn, *STREAM_ARN_CHARACTERS.start(), *STREAM_ARN_CHARACTERS.end());
    }

    /// Checks the length of a shard's id.
    pub(super) fn shard_id(&mut self, place: &crate::codec::Place, id: &str) {
        self.length(place, id, *SHARD_ID_CHARACTERS.start(), *SHARD_ID_CHARACTERS.end());
    }
}
