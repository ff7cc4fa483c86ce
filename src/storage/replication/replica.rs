//! What makes a table a replica.

use std::sync::Arc;

use super::exchange::Exchange;

/// What makes a table a replica.
#[derive(Debug, Clone)]
pub(crate) struct Replica {
    pub(crate) region: Arc<str>,
    pub(crate) exchange: Arc<Exchange>,
}
