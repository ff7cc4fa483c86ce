//! What makes a table a replica.

use std::sync::Arc;

use super::exchange::Exchange;

/// What makes a table a replica.
#[derive(Debug, Clone)]
pub(crate) struct Replica {
    pub(crate) region: Arc<str>,
    pub(crate) exchange: Arc<Exchange>,
    /// Whether items get attributes that tell where and when they were written.
    pub(crate) stamps: bool,
}
