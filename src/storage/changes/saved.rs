//! A table's change log as a snapshot has it.

use super::{
    number::ChangeNumber,
    record::ChangeRecord,
    records::Records,
    recovery::RecoveryWindow,
    shard::{Shard, ShardEnd, ShardId, ShardInfo},
};
use crate::{
    key::{HashPoint, HashRange},
    storage::time::US_OF_MS,
};

/// A table's change log.
#[derive(Debug)]
pub(crate) struct SavedLog {
    /// The number of the next change.
    pub(crate) next: ChangeNumber,
    /// The number of the next shard.
    pub(crate) next_shard: u32,
    /// The moments that the log can lead back to, if point-in-time recovery is on.
    pub(crate) window: Option<RecoveryWindow>,
    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    pub(crate) hidden: Option<ChangeNumber>,
    /// The shards, in the order in which they were opened.
    pub(crate) shards: Vec<SavedShard>,
}

/// A shard of a table's change log.
#[derive(Debug)]
pub(crate) struct SavedShard {
    pub(crate) id: ShardId,
    pub(crate) parent: Option<ShardId>,
    /// The label of the stream that shows it.
    pub(crate) stream: Option<String>,
    /// Whether it may have records that are sent to a Kinesis data stream.
    pub(crate) is_sent: bool,
    /// The first and the last point of its part of the hash line.
    pub(crate) range: (HashPoint, HashPoint),
    pub(crate) first: ChangeNumber,
    /// The number behind its records, and when it was closed in milliseconds since 1970; none while it is open.
    pub(crate) end: Option<(ChangeNumber, u64)>,
    /// The last record that was trimmed early, by the bound on bytes.
    pub(crate) trimmed: Option<ChangeNumber>,
    pub(crate) records: Vec<ChangeRecord>,
}

impl SavedShard {
    /// The shard with its records.
    pub(super) fn of(shard: &Shard) -> Self {
        let records = shard.records.iter().cloned().collect();
        Self { records, ..Self::without_records(&shard.info, shard.records.trimmed()) }
    }

    /// The shard alone, of which the records up to this number were trimmed.
    pub(super) fn without_records(info: &ShardInfo, trimmed: Option<ChangeNumber>) -> Self {
        let ShardInfo { id, parent, ref stream, is_sent, range, first, end } = *info;
        Self {
            id,
            parent,
            stream: stream.clone(),
            is_sent,
            range: (range.first, range.last),
            first,
            end: end.map(|end| (end.sequence, end.closed_ms)),
            trimmed,
            records: Vec::new(),
        }
    }

    /// The shard; `None` if its records are out of order.
    pub(super) fn shard(self) -> Option<Shard> {
        let Self { id, parent, stream, is_sent, range: (first, last), .. } = self;
        let info = ShardInfo {
            id,
            parent,
            stream,
            is_sent,
            range: HashRange { first, last },
            first: self.first,
            end: self.end.map(|(sequence, closed_ms)| ShardEnd { sequence, closed_ms }),
        };
        let is_closed_behind = info.end.is_none_or(|end| end.closed_ms >= id.opened_ms);
        let is_range = first <= last;
        let records = Records::of(self.records, self.trimmed).filter(|_| is_closed_behind && is_range)?;
        Some(Shard { info, records })
    }
}

impl Shard {
    /// The latest time in it, in microseconds since 1970.
    pub(super) fn latest_us(&self) -> u64 {
        let last = self.records.last().map_or(0, ChangeRecord::at_us);
        let bounds_ms = self.info.id.opened_ms.max(self.info.end.map_or(0, |end| end.closed_ms));
        last.max(bounds_ms.saturating_mul(US_OF_MS))
    }
}
