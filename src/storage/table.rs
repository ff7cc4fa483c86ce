//! A table: its definition, its partitions and its indexes.

mod indexes;
mod making;

use std::{fmt, mem, sync::Arc};

use super::{
    changes::{log::ChangeLog, record::ItemChange},
    contributors::Contributors,
    index::{
        definition::IndexDefinition,
        global::GlobalIndex,
        list::{GlobalIndexes, VectorIndexes},
        vector::vector_index::VectorIndex,
    },
    journal::{Group, Journal, NotedTable},
    lag::state::LagState,
    layout::Layout,
    partition::Partition,
    read_target::ReadTarget,
    replication::replica::Replica,
    settings::TableSettings,
    stored::Stored,
    throughput::limits::TableUnits,
    time::{TableTime, Timed},
    tree::totals::Totals,
    ttl::state::TtlState,
};
use crate::{
    error::Error,
    key::{KeySchema, StoredKey, partition_prefix, partition_values},
    listen::{Listener, Listeners},
    sync::{
        Mutex, MutexGuard, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
        drop_aside,
    },
    value::Item,
};

/// From this size of its items on, in bytes, a deleted table is freed on another thread. Freeing takes several
/// microseconds for each item, which neither DeleteTable nor other requests on its thread should wait for.
const FREED_ASIDE_BYTES: u64 = 64 * 1024;

/// The place of a table in the order in which tables are locked: that of its region, and that in the order of creation.
pub(crate) type TableOrder = (u32, u64);

/// The parts of a table that take long to free.
type FreedAside = (Layout, Arc<Vec<Arc<GlobalIndex>>>, Arc<Vec<Arc<VectorIndex>>>, LagState);

/// A table.
pub(crate) struct Table {
    name: String,
    /// Settings and state. No other lock is taken while this one is held.
    settings: RwLock<TableSettings>,
    /// The table's place in the order of creation, which is the locking order of tables.
    sequence: u64,
    /// The place of its region among those of the database, 0 for the home region.
    region: u32,
    schema: KeySchema,
    local_indexes: Vec<Arc<IndexDefinition>>,
    global_indexes: GlobalIndexes,
    vector_indexes: VectorIndexes,
    layout: Layout,
    /// The size that an item collection may have, in bytes.
    collection_limit_bytes: u64,
    /// The table was deleted; holders of it look its name up again.
    dropped: AtomicBool,
    /// Operations on items find the table: it is neither being created, being deleted, nor deleted.
    is_ready: AtomicBool,
    /// An import fills the table.
    importing: AtomicBool,
    /// Listeners for each change of an item.
    listeners: Listeners<ItemChange>,
    /// Held during a change of the indexes, of states or of time to live.
    changing: Mutex<()>,
    /// Whether items expire, and when the next is due.
    ttl: TtlState,
    /// The change log.
    changes: ChangeLog,
    time: TableTime,
    /// The keys that are accessed most.
    contributors: Contributors,
    /// What makes it a replica. No other lock is taken while this one is held.
    replica: RwLock<Option<Arc<Replica>>>,
    /// It is a replica of a strongly consistent global table.
    is_strong: AtomicBool,
    /// Whether reads are late.
    lag: LagState,
    /// What it has left of its throughput, beside its partitions.
    units: TableUnits,
    /// Where changes are noted, in a database that is kept on disk.
    journal: Option<Arc<dyn Journal>>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Table {
    /// The same table, whose changes are noted here from now on.
    pub(crate) fn with_journal(mut self, journal: Arc<dyn Journal>) -> Self {
        let of_log: Arc<dyn Journal> = Arc::clone(&journal);
        self.changes.set_journal(of_log, self.sequence);
        self.journal = Some(journal);
        self
    }

    /// Where changes are noted; `None` in memory alone.
    #[inline]
    pub(crate) fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.journal.as_ref()
    }

    /// What a journal notes of the table with these settings.
    pub(crate) fn noted<'t>(&'t self, settings: &'t TableSettings) -> NotedTable<'t> {
        NotedTable {
            name: &self.name,
            sequence: self.sequence,
            is_dropped: self.is_dropped(),
            schema: &self.schema,
            local_indexes: &self.local_indexes,
            global_indexes: self.global_indexes.load(),
            vector_indexes: self.vector_indexes.load(),
            layout: &self.layout,
            split: None,
            settings,
        }
    }

    /// In a database that is kept on disk, waits while very much waits to be written.
    ///
    /// # Errors
    /// The disk has failed.
    pub(crate) fn keep_pace(&self) -> Result<(), Error> {
        Ok(self.journal.as_ref().map_or(Ok(()), |journal| journal.keep_pace())?)
    }

    /// Notes how the table is defined now.
    pub(super) fn note_definition(&self) {
        if self.journal.is_some() {
            self.change_settings(|_| ());
        }
    }

    /// Notes the partitions that the table, or its index of this name, has after a split, and then has `store` put them
    /// in place. No other definition is noted in between.
    pub(super) fn note_split(
        &self,
        index: Option<&str>,
        partitions: &[Arc<Partition>],
        group: Option<Group<'_>>,
        store: &mut dyn FnMut(),
    ) {
        let Some(journal) = &self.journal else { return store() };
        let settings = self.settings.write();
        journal.note_table(&NotedTable { split: Some((index, partitions)), ..self.noted(&settings) });
        // Before others can write into the halves.
        drop(group);
        store();
    }

    /// The table's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The table's place in the order of creation.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The table's place in the order in which tables are locked, in all regions.
    pub(crate) fn order(&self) -> TableOrder {
        (self.region, self.sequence)
    }

    /// What makes the table a replica, if it is one.
    pub(crate) fn replica(&self) -> Option<Arc<Replica>> {
        self.replica.read().clone()
    }

    /// Whether it is a replica of a strongly consistent global table.
    #[inline]
    pub(crate) fn is_strong(&self) -> bool {
        self.is_strong.load(Ordering::Relaxed)
    }

    /// Sets it.
    pub(super) fn set_replica(&self, replica: Option<Replica>) {
        let is_strong = replica.as_ref().is_some_and(|replica| replica.exchange.is_strong());
        self.is_strong.store(is_strong, Ordering::Relaxed);
        *self.replica.write() = replica.map(Arc::new);
    }

    /// The key schema.
    pub(crate) fn schema(&self) -> &KeySchema {
        &self.schema
    }

    /// The table's partitions.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Settings and state, which do not change while the guard is held.
    pub(crate) fn settings(&self) -> RwLockReadGuard<'_, TableSettings> {
        self.settings.read()
    }

    /// Whether an import fills the table.
    pub(super) fn importing(&self) -> &AtomicBool {
        &self.importing
    }

    /// Changes settings or state under their lock. All changes of them go through here.
    pub(crate) fn change_settings<R>(&self, change: impl FnOnce(&mut TableSettings) -> R) -> R {
        let mut settings = self.settings.write();
        let result = change(&mut settings);
        if let Some(journal) = &self.journal {
            journal.note_table(&self.noted(&settings));
        }
        result
    }

    /// The lock for changes of the table's indexes and of its time to live. It is taken before all other locks.
    pub(crate) fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock()
    }

    /// The same without waiting; none if it is held.
    pub(crate) fn try_changing(&self) -> Option<MutexGuard<'_, ()>> {
        self.changing.try_lock()
    }

    /// The item with this key. Reads that need not be consistent may be late.
    pub(crate) fn get(&self, key: &StoredKey, consistent: bool) -> Option<Stored> {
        self.count_access(key);
        if let Some(copy) = self.late_copy(&ReadTarget::Table, consistent) {
            self.layout.count_read(key.hash);
            return copy.layout().peek(key.hash, |data| data.items().get(key).cloned());
        }
        self.layout.read(key.hash, |data| data.current(key, self.time.looked_ms()).cloned())
    }

    /// The size of an item collection with its entries in local indexes, in bytes; kept only in tables with local
    /// indexes.
    pub(crate) fn collection_size_bytes(&self, key: &Item) -> u64 {
        self.sweep_due();
        let collection = partition_prefix(&partition_values(&self.schema, key));
        self.layout.read(collection.hash, |data| data.collection_size(&collection))
    }

    /// The size that an item collection may have, in bytes.
    pub(super) fn collection_limit_bytes(&self) -> u64 {
        self.collection_limit_bytes
    }

    /// What it has left of its throughput, beside its partitions.
    pub(super) fn units(&self) -> &TableUnits {
        &self.units
    }

    /// The keys that are accessed most.
    pub(crate) fn contributors(&self) -> &Contributors {
        &self.contributors
    }

    /// Counts an access to the item with this key, if accesses are counted.
    #[inline]
    pub(super) fn count_access(&self, key: &StoredKey) {
        if self.contributors.is_on() {
            self.contributors.count_key(&self.schema, key);
        }
    }

    /// Whether items expire, and when the next is due.
    pub(super) fn ttl(&self) -> &TtlState {
        &self.ttl
    }

    /// The change log.
    pub(super) fn changes(&self) -> &ChangeLog {
        &self.changes
    }

    /// Whether reads are late.
    pub(super) fn lag(&self) -> &LagState {
        &self.lag
    }

    /// The table's time.
    pub(super) fn time(&self) -> &TableTime {
        &self.time
    }

    /// Listens to the changes of items from now on.
    pub(crate) fn listen(&self) -> Listener<ItemChange> {
        self.time.set_needed_by(Timed::Watcher, true);
        self.listeners.listen()
    }

    /// The listeners for each change of an item.
    pub(super) fn listeners(&self) -> &Listeners<ItemChange> {
        &self.listeners
    }

    /// Whether the table was deleted. A caller that holds the table looks its name up again.
    pub(crate) fn is_dropped(&self) -> bool {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Marks the table deleted.
    pub(super) fn set_dropped(&self) {
        debug_assert!(!self.is_dropped(), "a table is deleted once");
        self.dropped.store(true, Ordering::Relaxed);
    }

    /// Drops the table whatever its states are. The caller holds the lock for [changes](Self::changing).
    pub(crate) fn drop_now(&self) {
        self.set_dropped();
        self.set_ready(false);
    }

    /// Makes the table visible to operations on items, or hides it.
    pub(super) fn set_ready(&self, is_ready: bool) {
        self.is_ready.store(is_ready, Ordering::Relaxed);
    }

    /// Whether operations on items find the table: it is neither being created, being deleted, nor deleted.
    #[inline]
    pub(crate) fn is_ready(&self) -> bool {
        self.is_ready.load(Ordering::Relaxed)
    }

    /// How many items there are, and their size.
    pub(crate) fn totals(&self) -> Totals {
        self.layout.totals()
    }

    /// The contents of a deleted table, if they take long to free.
    fn freed_aside(&mut self) -> Option<FreedAside> {
        let is_large = *self.dropped.get_mut() && self.totals().size_bytes >= FREED_ASIDE_BYTES;
        is_large.then(|| {
            let layout = mem::replace(&mut self.layout, Layout::new(1, 0));
            (layout, self.global_indexes.take(), self.vector_indexes.take(), mem::take(&mut self.lag))
        })
    }

    /// Drops former contents of the table, on another thread if that may take long.
    pub(super) fn drop_contents<T: Send + 'static>(&self, contents: T) {
        if self.totals().size_bytes >= FREED_ASIDE_BYTES {
            drop_aside(contents);
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        if let Some(contents) = self.freed_aside() {
            drop_aside(contents);
        }
    }
}

#[cfg(test)]
mod tests;
