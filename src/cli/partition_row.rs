//! What is known of a partition, from a database or from the paths `/_hashrange/` of a server.

use serde::{Deserialize, Serialize};

use crate::{database::Partition, key::HashRange};

/// A partition as the path `/_hashrange/partitions` shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PartitionRow {
    /// The letter.
    pub(super) partition: String,
    /// The first and the last hash, 64 hexadecimal digits each.
    pub(super) first: String,
    pub(super) last: String,
    pub(super) items: u64,
    pub(super) bytes: u64,
    pub(super) reads: u64,
    pub(super) writes: u64,
    #[serde(default)]
    pub(super) throttled_reads: u64,
    #[serde(default)]
    pub(super) throttled_writes: u64,
}

impl PartitionRow {
    pub(super) fn of(partition: &Partition) -> Self {
        Self {
            partition: partition.name.clone(),
            first: partition.range.first_hex(),
            last: partition.range.last_hex(),
            items: partition.item_count,
            bytes: partition.size_bytes,
            reads: partition.reads,
            writes: partition.writes,
            throttled_reads: partition.heat.throttled_reads,
            throttled_writes: partition.heat.throttled_writes,
        }
    }

    /// The first point of the range and the one behind its last, as parts of the whole line.
    pub(super) fn extent(&self) -> (f64, f64) {
        HashRange::from_hex(&self.first, &self.last)
            .map_or((0.0, 0.0), |range| (range.position(), range.position() + range.share()))
    }
}
