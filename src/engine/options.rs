//! The options of an engine.

use serde::{Deserialize, Serialize};

use crate::{
    limits::ITEM_COLLECTION_SIZE_BYTES,
    storage::{ReplicationLag, SweepDelay},
};

/// The options of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EngineOptions {
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) seed: u64,
    /// The number of partitions of a new table; `None` is the same number as in the service.
    pub(crate) partitions: Option<usize>,
    /// The largest size of an item collection in a table with local indexes, in bytes.
    pub(crate) item_collection_limit_bytes: u64,
    /// How long after their expiry time items are deleted, in milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_ms: u64,
    /// Whether that is the longest delay, and each item has its own.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_varies: bool,
    /// About how many bytes of records the streams of a table keep; `None` keeps all.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) stream_bytes: Option<u64>,
    /// How long a change is on its way to another region, in milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) replication_lag_ms: u64,
    /// Whether that is the longest lag, and each change has its own.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) replication_lag_varies: bool,
}

/// A snapshot has an option of a later release only if it is set, so that older releases can read the file.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl EngineOptions {
    /// How long after their expiry time items are deleted.
    pub(crate) fn sweep_delay(&self) -> SweepDelay {
        SweepDelay { ms: self.ttl_delay_ms, seed: self.ttl_delay_varies.then_some(self.seed) }
    }

    /// How long a change is on its way to another region.
    pub(crate) fn replication_lag(&self) -> ReplicationLag {
        ReplicationLag { ms: self.replication_lag_ms, seed: self.replication_lag_varies.then_some(self.seed) }
    }
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            account: "000000000000".to_owned(),
            seed: 0,
            partitions: None,
            item_collection_limit_bytes: ITEM_COLLECTION_SIZE_BYTES,
            ttl_delay_ms: 0,
            ttl_delay_varies: false,
            stream_bytes: None,
            replication_lag_ms: 0,
            replication_lag_varies: false,
        }
    }
}
