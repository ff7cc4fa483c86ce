//! What an engine is made with.

use serde::{Deserialize, Serialize};

use crate::limits::ITEM_COLLECTION_SIZE_BYTES;

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
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            account: "000000000000".to_owned(),
            seed: 0,
            partitions: None,
            item_collection_limit_bytes: ITEM_COLLECTION_SIZE_BYTES,
        }
    }
}
