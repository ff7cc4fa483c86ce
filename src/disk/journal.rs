//! The journal of a database that is open.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{durability::Durability, error::StoreError, shared::Shared, store::Store};
use crate::{engine::Engine, snapshot::Lock, sync::thread};

/// The journal of a database. Dropping it writes what waits, but with [`Durability::Manual`].
pub(super) struct DiskJournal {
    pub(super) shared: Arc<Shared>,
    /// Released when all is written.
    _lock: Option<Lock>,
    flusher: Option<thread::JoinHandle<()>>,
}

impl fmt::Debug for DiskJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskJournal").field("durability", &self.shared.durability).finish_non_exhaustive()
    }
}

impl DiskJournal {
    /// The journal of this file. Tables of these sequences are known to be defined so.
    pub(super) fn new(
        store: Store,
        lock: Option<Lock>,
        durability: Durability,
        definitions: BTreeMap<u64, Vec<u8>>,
    ) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared::new(store, durability, definitions));
        let flusher = match durability {
            Durability::Buffered => {
                let shared = Arc::clone(&shared);
                let builder = thread::Builder::new().name("disk".to_owned());
                Some(builder.spawn(move || shared.flush_often())?)
            }
            Durability::Sync | Durability::Manual => None,
        };
        Ok(Self { shared, _lock: lock, flusher })
    }

    /// Follows the ids and counts of these regions, whose ids stand as the file knows.
    pub(super) fn follow(&self, engines: &[Arc<Engine>]) {
        let ids = engines.iter().map(|engine| (engine.ids().shared(), engine.ids().state()));
        self.shared.waiting.lock().ids = ids.collect();
        for (region, engine) in (0..).zip(engines) {
            self.shared.counted.follow(region, Arc::clone(engine.shared_catalog()));
        }
    }
}

impl Drop for DiskJournal {
    fn drop(&mut self) {
        self.shared.waiting.lock().is_closing = true;
        self.shared.changed.notify_all();
        // If it panicked, it has said so.
        let _ = self.flusher.take().map(thread::JoinHandle::join);
        if self.shared.durability != Durability::Manual {
            self.shared.note_ids();
            // What failed was not acknowledged, or failed before.
            let _ = self.shared.settle(self.shared.last());
        }
    }
}
