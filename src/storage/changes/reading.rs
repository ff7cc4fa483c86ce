//! The reading side of a table's change log.

use std::sync::Arc;

use super::{
    deleted::DeletedTable,
    entry::Entry,
    log::ChangeLog,
    shard::{Shard, ShardId, ShardInfo, ShardsOf},
};
use crate::{
    key::{HashPoint, KeySchema},
    storage::table::Table,
};

/// Where a stream's records are: in a table, or in what a deleted table left.
#[derive(Debug, Clone)]
pub(crate) enum StreamSource {
    /// The table exists.
    Table(Arc<Table>),
    /// It was deleted.
    Deleted(Arc<DeletedTable>),
}

impl StreamSource {
    /// The table's key schema.
    pub(crate) fn schema(&self) -> &KeySchema {
        match self {
            Self::Table(table) => table.schema(),
            Self::Deleted(table) => table.schema(),
        }
    }

    pub(super) fn changes(&self) -> &ChangeLog {
        match self {
            Self::Table(table) => table.changes(),
            Self::Deleted(table) => &table.changes,
        }
    }

    /// Whether the table exists.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// The table's place in the order of creation.
    pub(crate) fn table_sequence(&self) -> u64 {
        match self {
            Self::Table(table) => table.sequence(),
            Self::Deleted(table) => table.sequence(),
        }
    }

    /// These shards within retention, in the order in which they were opened: parents
    /// before their children.
    pub(crate) fn shards(&self, of: ShardsOf<'_>, now_ms: u64) -> Vec<ShardInfo> {
        self.with_shards(of, None, now_ms, |shards| shards.cloned().collect())
    }

    /// Passes these shards to `read`: those behind `after`, or all. No shard is opened or closed meanwhile.
    pub(crate) fn with_shards<R>(
        &self,
        of: ShardsOf<'_>,
        after: Option<ShardId>,
        now_ms: u64,
        read: impl FnOnce(&mut dyn Iterator<Item = &ShardInfo>) -> R,
    ) -> R {
        match self {
            Self::Table(table) => {
                let now_ms = table.time().look(now_ms);
                for hash in table.changes().due(now_ms) {
                    table.rotate(hash, now_ms);
                }
                table.changes().trim(now_ms);
                table.trim_to_bound();
                table.changes().with_shards(of, after, now_ms, read)
            }
            Self::Deleted(table) => table.changes.with_shards(of, after, now_ms, read),
        }
    }

    /// Runs `look` on one of these shards; `None` if the shard does not exist, or is trimmed.
    ///
    /// The partition of an open shard stays locked meanwhile, so `look` should read no more than a page.
    pub(crate) fn with_shard<R>(
        &self,
        of: ShardsOf<'_>,
        id: ShardId,
        now_ms: u64,
        mut look: impl FnMut(&Shard) -> R,
    ) -> Option<R> {
        match self {
            Self::Table(table) => {
                let now_ms = table.time().look(now_ms);
                loop {
                    match table.changes().shard_of(of, id, now_ms)? {
                        Entry::Closed(shard) => return Some(look(&shard)),
                        Entry::Open(info) if info.is_due(now_ms) => table.rotate(info.range.first, now_ms),
                        Entry::Open(info) => {
                            let found = table.layout().peek(info.range.first, |data| {
                                data.shard().filter(|shard| shard.info.id == id).map(&mut look)
                            });
                            // If it is not found, it was closed since.
                            if found.is_some() {
                                return found;
                            }
                        }
                    }
                }
            }
            Self::Deleted(table) => match table.changes.shard_of(of, id, now_ms)? {
                Entry::Closed(shard) => Some(look(&shard)),
                Entry::Open(_) => None,
            },
        }
    }
}

impl Table {
    /// Rotates the shard of the partition that owns this place, if its time is over.
    pub(super) fn rotate(&self, hash: HashPoint, now_ms: u64) {
        self.layout().peek_mut(hash, |data| {
            if let Some(shard) = data.shard_mut() {
                self.changes().rotate(shard, now_ms);
            }
        });
    }
}
