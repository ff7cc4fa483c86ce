//! A shard's entry in the log.

use std::sync::Arc;

use super::{
    number::ChangeNumber,
    shard::{Shard, ShardInfo},
};

/// A shard in the log.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// Its records are in its partition.
    Open(ShardInfo),
    /// It takes no more records.
    Closed(Arc<Shard>),
}

impl Entry {
    pub(super) fn info(&self) -> &ShardInfo {
        match self {
            Self::Open(info) => info,
            Self::Closed(shard) => &shard.info,
        }
    }

    /// The size of a closed shard's records in bytes.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Open(_) => 0,
            Self::Closed(shard) => shard.records.bytes(),
        }
    }

    /// The number of a closed shard's last record, even if that record is trimmed.
    pub(super) fn last_number(&self) -> Option<ChangeNumber> {
        match self {
            Self::Open(_) => None,
            Self::Closed(shard) => shard.records.last_number(),
        }
    }
}
