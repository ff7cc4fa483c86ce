//! What an engine is made with.

use serde::{Deserialize, Serialize};

use crate::{limits::ITEM_COLLECTION_SIZE_BYTES, storage::SweepDelay};

/// What an engine is made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EngineOptions {
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) seed: u64,
    /// How many partitions a new table gets; as many as the service would give it where this is `None`.
    pub(crate) partitions: Option<usize>,
    /// The size that an item collection of a table with local indexes may have, in bytes.
    pub(crate) item_collection_limit_bytes: u64,
    /// How long after their time items that expire are swept, in milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_ms: u64,
    /// Whether that is the longest delay, and each item has one of its own.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) ttl_delay_varies: bool,
}

/// A snapshot has an option that came later only where it is set, so that older releases make the same of it.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl EngineOptions {
    /// How long after their time items that expire are swept.
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
        }
    }
}
