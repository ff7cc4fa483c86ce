//! Reads a stream's changes in order, of all its shards or of one, for programs in Rust.

use std::{task::Waker, vec};

use super::{
    describe_stream::DescribeStreamInput,
    get_records::GetRecordsInput,
    get_shard_iterator::GetShardIteratorInput,
    lookup::{FoundStream, no_shard, read_shard_id},
    record::{item_change, record},
    start::{Start, invalid_number, trimmed},
    structures::Record,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::STREAM_RECORDS,
    operation::{
        access::tables::known_table, authorization::named::authorize_part, request::operation::Operation,
    },
    storage::{
        ChangeNumber, ChangeRecord, ItemChange, Merged, SequenceNumber, ShardId, ShardInfo, StreamSource,
        Wanted,
    },
    texts,
};

/// A position in a stream, or in one of its shards.
#[derive(Debug)]
pub(crate) struct StreamReader {
    arn: String,
    /// The one shard to read; all if `None`.
    shard: Option<ShardId>,
    /// The first number to read.
    position: ChangeNumber,
    /// The last record that was trimmed before the reading began, or when trimmed records were last reported.
    gone_before: Option<ChangeNumber>,
    /// Where the records were when they were read last.
    source: StreamSource,
}

/// Where the reading begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ReadFrom {
    /// At the oldest record that is kept.
    TrimHorizon,
    /// Behind all existing records.
    Latest,
    /// Behind a record.
    After(SequenceNumber),
}

impl ReadFrom {
    /// The same in one shard.
    fn start(self) -> Result<Start> {
        Ok(match self {
            Self::TrimHorizon => Start::TrimHorizon,
            Self::Latest => Start::Latest,
            Self::After(sequence) => Start::After(given(sequence)?),
        })
    }

    /// The first number to read in all shards; `gone` is the last trimmed record.
    fn position(self, source: &StreamSource, gone: Option<ChangeNumber>) -> Result<ChangeNumber> {
        let next = source.next_to_give();
        match self {
            Self::TrimHorizon => Ok(ChangeNumber::new(0)),
            Self::Latest => Ok(next),
            Self::After(sequence) => match given(sequence)? {
                number if gone.is_some_and(|gone| gone > number) => Err(trimmed()),
                number if number >= next => Err(invalid_number(&sequence.to_string())),
                number => Ok(number.next()),
            },
        }
    }
}

/// The number of an engine's change.
fn given(sequence: SequenceNumber) -> Result<ChangeNumber> {
    ChangeNumber::of(sequence).ok_or_else(|| invalid_number(&sequence.to_string()))
}

/// What follows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// More records.
    More,
    /// No records yet.
    Nothing,
    /// No records ever: the stream was switched off, its table was deleted, or the shard is closed.
    End,
}

/// Changes that were read together.
#[derive(Debug)]
pub(crate) struct ChangePage {
    stream: FoundStream,
    changes: vec::IntoIter<(ShardId, ChangeRecord)>,
    /// What follows them.
    pub(crate) behind: Behind,
}

impl ChangePage {
    /// The changes.
    pub(crate) fn changes(&self) -> impl Iterator<Item = ItemChange> {
        self.changes.as_slice().iter().map(|(_, change)| item_change(&self.stream, change))
    }

    /// Removes the next change; returns it with the API's record of it.
    pub(crate) fn next_record(&mut self, engine: &Engine) -> Option<(ItemChange, Record)> {
        let (_, change) = self.changes.next()?;
        Some((item_change(&self.stream, &change), record(engine, &self.stream, &change)))
    }

    /// The number of the next change.
    pub(crate) fn next_number(&self) -> Option<ChangeNumber> {
        self.changes.as_slice().first().map(|(_, change)| change.sequence())
    }
}

impl StreamReader {
    /// Begins to read the latest stream of a table.
    ///
    /// # Errors
    /// ResourceNotFoundException if there is no table, no stream of a deleted table of this name, or no such shard.
    /// ValidationException if the number to begin after was not used yet. TrimmedDataAccessException if records after
    /// it are trimmed. AccessDeniedException if a policy that is enforced denies the iterators of the stream.
    pub(crate) fn new(engine: &Engine, table: &str, shard: Option<&str>, from: ReadFrom) -> Result<Self> {
        engine.clock().look();
        let Some(stream) = FoundStream::of_table(engine, table).pop() else {
            known_table(engine, table)?;
            return Err(Error::ResourceNotFound(texts::stream::no_stream(table).into()));
        };
        authorize_part(engine, GetShardIteratorInput::OPERATION, &stream.arn)?;
        let source = stream.source().clone();
        let now_ms = stream.now_ms();
        let (shard, position, gone_before) = match shard {
            Some(id) => {
                let id = read_shard_id(id)?;
                let start = from.start()?;
                let position = stream.with_shard(id, |shard, now_ms| start.position(shard, now_ms));
                let position = position.ok_or_else(no_shard)??;
                (Some(id), position, None)
            }
            None => {
                let gone = source.last_gone(stream.shards_of(), now_ms);
                (None, from.position(&source, gone)?, gone)
            }
        };
        Ok(Self { arn: stream.arn, shard, position, gone_before, source })
    }

    /// The stream's ARN.
    pub(crate) fn arn(&self) -> &str {
        &self.arn
    }

    /// The next number to read.
    pub(crate) fn position(&self) -> ChangeNumber {
        self.position
    }

    /// The shards to read, parents before their children, and whether there may be more later.
    ///
    /// # Errors
    /// Nothing is left of the stream: ResourceNotFoundException.
    pub(crate) fn shards(&mut self, engine: &Engine) -> Result<(Vec<ShardInfo>, bool)> {
        engine.clock().look();
        authorize_part(engine, DescribeStreamInput::OPERATION, &self.arn)?;
        let stream = FoundStream::of(engine, &self.arn)?;
        self.source = stream.source().clone();
        // Computed before the shards are listed: if a shard is added between the two, this is true.
        let may_grow = self.may_grow(&stream);
        let mut shards = stream.shards();
        shards.retain(|shard| self.shard.is_none_or(|only| only == shard.id()));
        Ok((shards, may_grow))
    }

    /// The same position in one of its shards.
    pub(crate) fn of_shard(&self, shard: ShardId) -> Self {
        let (arn, source) = (self.arn.clone(), self.source.clone());
        Self { arn, shard: Some(shard), source, ..*self }
    }

    /// Whether shards may be added.
    fn may_grow(&self, stream: &FoundStream) -> bool {
        self.shard.is_none() && stream.settings.enabled && self.source.is_there()
    }

    /// Reads on.
    ///
    /// # Errors
    /// Records that were not read yet are trimmed: TrimmedDataAccessException, once; the next call continues with the
    /// oldest record that is kept. Nothing is left of the stream: ResourceNotFoundException.
    pub(crate) fn read(&mut self, engine: &Engine) -> Result<ChangePage> {
        engine.clock().look();
        authorize_part(engine, GetRecordsInput::OPERATION, &self.arn)?;
        let stream = FoundStream::of(engine, &self.arn)?;
        self.source = stream.source().clone();
        let merged = self.source.merged(&Wanted {
            of: stream.shards_of(),
            shard: self.shard,
            from: self.position,
            gone_before: self.gone_before,
            limit: STREAM_RECORDS,
            now_ms: stream.now_ms(),
        });
        let Ok(Merged { records, next, more, is_open }) = merged else {
            self.gone_before = self.source.last_gone(stream.shards_of(), stream.now_ms());
            return Err(trimmed());
        };
        // In a database on disk, what is told is kept. A reader does not pass the gate.
        if !records.is_empty() {
            engine.keep_all()?;
        }
        self.position = next;
        let may_grow = self.may_grow(&stream);
        let behind = match more {
            true => Behind::More,
            false if is_open || may_grow => Behind::Nothing,
            false => Behind::End,
        };
        Ok(ChangePage { stream, changes: records.into_iter(), behind })
    }

    /// Registers a waker that the next change wakes once. The caller [reads](Self::read) once more before it waits.
    pub(crate) fn wake_by_change(&self, waker: &Waker) {
        self.source.wake_by_change(waker);
    }

    /// Removes a waker.
    pub(crate) fn forget_waker(&self, waker: &Waker) {
        self.source.forget_waker(waker);
    }
}
