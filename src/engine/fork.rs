//! Independent copies of whole engines that share the items.

use std::sync::{Arc, Weak};

use super::{Catalog, Clock, Engine, caches::Caches, holds::Holds, stream_bytes::StreamBytes};
use crate::sync::{Mutex, atomic::AtomicU64};

impl Engine {
    /// Copies of whole engines, those of a database's regions in their order, at one moment: no engine sees later writes
    /// to its copy, or the other way around.
    ///
    /// The copies have this clock, or those of the originals, and the client request tokens and faults of the originals. The
    /// time grows with the number of partitions, not of items.
    pub(super) fn fork_all(engines: &[&Self], clock: Option<&Clock>) -> Vec<Self> {
        // Copied before the tables: if a transaction's token is copied, its writes are copied too.
        let client_tokens: Vec<_> = engines.iter().map(|engine| engine.client_tokens.fork()).collect();
        let catalogs: Vec<_> = engines.iter().map(|engine| &*engine.catalog).collect();
        let (catalogs, ids) =
            Catalog::fork(&catalogs, || engines.iter().map(|engine| engine.ids.fork()).collect::<Vec<_>>());
        let copies = engines.iter().zip(client_tokens).zip(catalogs).zip(ids);
        let copies = copies.map(|(((engine, client_tokens), catalog), ids)| Self {
            options: engine.options.clone(),
            clock: clock.unwrap_or(&engine.clock).clone(),
            ids,
            request_ids: engine.request_ids.fork(),
            caches: Caches::default(),
            transitions_ms: AtomicU64::new(engine.transitions_ms()),
            stream_bytes: StreamBytes::new(engine.stream_bytes()),
            client_tokens,
            catalog: Arc::new(catalog),
            buckets: engine.buckets.clone(),
            jobs: engine.jobs.clone(),
            kinesis: engine.kinesis.fork(),
            // Exports go on for both: they read copies and write into the same buckets.
            exports: engine.exports.fork(|_| true),
            // What goes on changes the tables of the original.
            imports: engine.imports.fork(|job| job.end(u64::MAX).is_some()),
            bulk_operations: engine.bulk_operations.fork(|job| job.end(u64::MAX).is_some()),
            lag: Mutex::new(engine.lag()),
            seed_note: engine.seed_note.fork(),
            gate: engine.gate.fork(),
            faults: engine.faults.fork(),
            holds: Holds::default(),
            regions: Weak::new(),
            _closing: None,
        });
        let copies: Vec<Self> = copies.collect();
        for copy in &copies {
            copy.begin_faults();
            // Transitional states end at the same moments in both engines.
            for table in copy.catalog.all_tables() {
                table.restart_lag();
                copy.end_states_later(&table);
            }
            copy.expire_backups_later();
            copy.forget_deleted_later();
        }
        copies
    }

    /// A copy of one engine, without its other regions.
    #[cfg(test)]
    pub(crate) fn fork(&self) -> Self {
        let mut copies = Self::fork_all(&[self], None);
        copies.pop().expect("a copy of each")
    }
}
