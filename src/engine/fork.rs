//! An independent copy of a whole engine, which shares the items.

use std::sync::Arc;

use super::{Engine, caches::Caches, gate::Gate, stream_bytes::StreamBytes};
use crate::sync::atomic::AtomicU64;

impl Engine {
    /// A copy of the whole engine as of one moment: writes to one are not seen in the other.
    ///
    /// Both have the same clock and the same client request tokens. The time grows with the number of partitions, not of
    /// items.
    pub(crate) fn fork(&self) -> Self {
        // First: a transaction whose token is known has written what the tables are copied with.
        let client_tokens = self.client_tokens.fork();
        let (catalog, (backups, ids)) = self.catalog.fork(|| (self.backups.fork(), self.ids.fork()));
        let fork = Self {
            options: self.options.clone(),
            clock: self.clock.clone(),
            ids,
            request_ids: self.request_ids.fork(),
            caches: Caches::default(),
            transitions_ms: AtomicU64::new(self.transitions_ms()),
            stream_bytes: StreamBytes::new(self.stream_bytes()),
            client_tokens,
            catalog: Arc::new(catalog),
            backups,
            // Calls of the fork are not recorded by the original's listeners.
            gate: Gate::default(),
        };
        // Transitional states end in both at the same moments.
        fork.catalog.all_tables().iter().for_each(|table| fork.end_states_later(table));
        fork
    }
}
