//! The options of an engine.

use serde::{Deserialize, Serialize};

use crate::{limits::ITEM_COLLECTION_SIZE_BYTES, storage::SweepDelay};

/// The options of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EngineOptions {
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) seed: u64,
    /// How many partitions a new table gets; `None` is as many as in the service.
    pub(crate) partitions: Option<usize>,
    /// The size that an item collection of a table with local indexes may have, in bytes.
    pub(crate) item_collection_limit_bytes: u64,
    /// How long after their time expired items are deleted, in milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_ms: u64,
    /// Whether that is the longest delay, and each item has one of its own.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_varies: bool,
    /// How many bytes of records the streams of a table keep, about; all where this is `None`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) stream_bytes: Option<u64>,
}

/// A snapshot has an option of a later release only if it is set, so that older releases read the file alike.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl EngineOptions {
    /// How long after their time expired items are deleted.
    pub(crate) fn sweep_delay(&self) -> SweepDelay {
        SweepDelay { ms: self.ttl_delay_ms, seed: self.ttl_delay_varies.then_some(self.seed) }
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
        }
    }
}
