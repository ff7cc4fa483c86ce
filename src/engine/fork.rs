//! An independent copy of a whole engine that shares the items.

use std::sync::Arc;

use super::{Engine, caches::Caches, gate::Gate, stream_bytes::StreamBytes};
use crate::sync::atomic::AtomicU64;

impl Engine {
    /// A copy of the whole engine at one moment: neither engine sees later writes to the other.
    ///
    /// Both have the same clock. The copy has the client request tokens of the original. The time grows with the number
    /// of partitions, not of items.
    pub(crate) fn fork(&self) -> Self {
        // Copied before the tables: if a transaction's token is copied, its writes are copied too.
        let client_tokens = self.client_tokens.fork();
        let (catalog, ids) = self.catalog.fork(|| self.ids.fork());
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
            buckets: self.buckets.clone(),
            jobs: self.jobs.clone(),
            // Calls of the fork are not recorded by the original's listeners.
            gate: Gate::default(),
        };
        // Transitional states end at the same moments in both engines.
        fork.catalog.all_tables().iter().for_each(|table| fork.end_states_later(table));
        fork.expire_backups_later();
        fork
    }
}
