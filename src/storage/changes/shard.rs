//! Shards: the parts of a change log.

use std::fmt;

use super::{number::ChangeNumber, record::ChangeRecord, records::Records};
use crate::{
    key::HashRange,
    limits::{SHARD_SECONDS, STREAM_RETENTION_SECONDS},
};

/// How long a stream shows a record after its change, and a shard after its closing.
pub(super) const RETENTION_MS: u64 = STREAM_RETENTION_SECONDS * 1000;

/// How long a shard takes records.
pub(super) const SHARD_MS: u64 = SHARD_SECONDS * 1000;

/// What a table's log is needed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// The stream of this label, for 24 hours.
    pub(super) stream: Option<String>,
    /// Point-in-time recovery, for this period.
    pub(super) recovery_ms: Option<u64>,
    /// A Kinesis data stream that changes are sent to, for 24 hours.
    pub(super) kinesis: bool,
}

impl Needs {
    /// Whether records are needed at all.
    pub(super) fn any(&self) -> bool {
        self.stream.is_some() || self.recovery_ms.is_some() || self.kinesis
    }
}

/// Which shards of a log to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShardsOf<'l> {
    /// Those of the stream with this label.
    Stream(&'l str),
    /// All that somebody reads.
    Table,
}

/// The id of a shard, unique in its table. Shards that were opened later have greater ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShardId {
    pub(super) opened_ms: u64,
    pub(super) number: u32,
}

impl ShardId {
    /// Reads an id's text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (opened, number) = text.strip_prefix("shardId-")?.split_once('-')?;
        let id = Self { opened_ms: opened.parse().ok()?, number: u32::from_str_radix(number, 16).ok()? };
        // Only the canonical text is an id.
        (id.to_string() == text).then_some(id)
    }

    /// The id as bytes.
    pub(crate) fn to_bytes(self) -> [u8; 12] {
        let [a, b, c, d, e, f, g, h] = self.opened_ms.to_be_bytes();
        let [i, j, k, l] = self.number.to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j, k, l]
    }

    /// The id with these bytes.
    pub(crate) fn from_bytes(bytes: [u8; 12]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = bytes;
        Self {
            opened_ms: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
            number: u32::from_be_bytes([i, j, k, l]),
        }
    }
}

impl fmt::Display for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shardId-{:020}-{:08x}", self.opened_ms, self.number)
    }
}

/// A shard without its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardInfo {
    pub(super) id: ShardId,
    /// The shard that was closed when this one was opened. Its part of the hash line is the same or larger.
    pub(super) parent: Option<ShardId>,
    /// The label of the stream that shows it; `None` if there is none.
    pub(super) stream: Option<String>,
    /// Whether it may have records that are sent to a Kinesis data stream.
    pub(super) is_sent: bool,
    /// The part of the hash line that it covers.
    pub(super) range: HashRange,
    /// A number that is less than those of its records.
    pub(super) first: ChangeNumber,
    /// None while it is open.
    pub(super) end: Option<ShardEnd>,
}

/// The end of a shard that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShardEnd {
    /// A number that is greater than those of its records.
    pub(super) sequence: ChangeNumber,
    pub(super) closed_ms: u64,
}

impl ShardInfo {
    /// The shard's id.
    pub(crate) fn id(&self) -> ShardId {
        self.id
    }

    /// The shard that it continues, even if that is trimmed.
    pub(crate) fn parent(&self) -> Option<ShardId> {
        self.parent
    }

    /// A number that is less than those of its records.
    pub(crate) fn first(&self) -> ChangeNumber {
        self.first
    }

    /// A number that is greater than those of its records; `None` while the shard is open.
    pub(crate) fn last(&self) -> Option<ChangeNumber> {
        self.end.map(|end| end.sequence)
    }

    /// Whether somebody reads it as a shard, for 24 hours.
    pub(super) fn is_shown(&self) -> bool {
        self.stream.is_some() || self.is_sent
    }

    /// Whether it is one of these.
    pub(super) fn is_of(&self, shards: ShardsOf<'_>) -> bool {
        match shards {
            ShardsOf::Stream(label) => self.stream.as_deref() == Some(label),
            ShardsOf::Table => self.is_shown(),
        }
    }

    /// When it is to be closed.
    pub(super) fn due_ms(&self) -> u64 {
        self.id.opened_ms.saturating_add(SHARD_MS)
    }

    /// Whether it is due to be closed.
    pub(super) fn is_due(&self, now_ms: u64) -> bool {
        self.end.is_none() && self.due_ms() <= now_ms
    }

    /// When it was closed; `None` while it is open.
    pub(super) fn closed_ms(&self) -> Option<u64> {
        self.end.map(|end| end.closed_ms)
    }

    /// Whether nobody reads it as a shard any more.
    pub(super) fn is_gone(&self, now_ms: u64) -> bool {
        self.end.is_some_and(|end| is_gone(end.closed_ms, now_ms))
    }
}

/// Whether the retention of something that happened or ended at a time is over.
pub(in crate::storage) fn is_gone(at_ms: u64, now_ms: u64) -> bool {
    at_ms.saturating_add(RETENTION_MS) <= now_ms
}

/// A shard with its records.
#[derive(Debug, Clone)]
pub(crate) struct Shard {
    pub(super) info: ShardInfo,
    pub(super) records: Records,
}

/// A position in a shard whose records are trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the records there are trimmed")]
pub(crate) struct Trimmed;

impl Shard {
    /// The shard without its records.
    pub(crate) fn info(&self) -> &ShardInfo {
        &self.info
    }

    /// Whether somebody may read it when it is closed: a stream shows its shards whatever is in them, others read records.
    pub(super) fn is_needed_closed(&self) -> bool {
        self.info.stream.is_some() || self.records.last_number().is_some()
    }

    /// The position of the oldest record that is kept.
    pub(crate) fn oldest(&self, now_ms: u64) -> ChangeNumber {
        self.last_gone(now_ms).map_or(self.info.first, ChangeNumber::next)
    }

    /// The position behind all records.
    pub(crate) fn behind_newest(&self) -> ChangeNumber {
        self.records.last_number().unwrap_or(self.info.first).next()
    }

    /// Whether a number is in the range that the shard has used so far.
    pub(crate) fn has_given(&self, number: ChangeNumber) -> bool {
        self.info.first <= number && (number < self.behind_newest() || self.info.last() == Some(number))
    }

    /// The position of the first kept record of this time or later.
    pub(crate) fn at_time(&self, at_ms: u64, now_ms: u64) -> ChangeNumber {
        let first = self.records.behind(|record| record.at_ms < at_ms).next();
        first.map_or(self.behind_newest(), |first| first.sequence).max(self.oldest(now_ms))
    }

    /// The records at a position and behind it.
    ///
    /// # Errors
    /// Records at the position are trimmed.
    pub(crate) fn records_from(
        &self,
        position: ChangeNumber,
        now_ms: u64,
    ) -> Result<impl Iterator<Item = &ChangeRecord>, Trimmed> {
        match self.last_gone(now_ms) {
            Some(gone) if position <= gone => Err(Trimmed),
            _ => Ok(self.records.behind(move |record| record.sequence < position)),
        }
    }

    /// The number of the last trimmed record.
    pub(super) fn last_gone(&self, now_ms: u64) -> Option<ChangeNumber> {
        self.records.last_gone(|record| is_gone(record.at_ms, now_ms))
    }
}
