//! A shard as the log knows it.

use std::sync::Arc;

use super::{
    sequence::SequenceNumber,
    shard::{Shard, ShardInfo},
};

/// A shard in the log.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// Its records lie in its partition.
    Open(ShardInfo),
    /// It takes no records any more.
    Closed(Arc<Shard>),
}

impl Entry {
    pub(super) fn info(&self) -> &ShardInfo {
        match self {
            Self::Open(info) => info,
            Self::Closed(shard) => &shard.info,
        }
    }

    /// What the records of a closed shard count for, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Open(_) => 0,
            Self::Closed(shard) => shard.records.bytes(),
        }
    }

    /// The number of the last record of a closed shard, which may be trimmed.
    pub(super) fn last_number(&self) -> Option<SequenceNumber> {
        match self {
            Self::Open(_) => None,
            Self::Closed(shard) => shard.records.last_number(),
        }
    }
}
