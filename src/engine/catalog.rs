//! The tables by name.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Excluded, Included, Unbounded},
    sync::Arc,
};

use super::backups::{Backup, Backups};
use crate::{
    storage::{DeletedTable, Ending, Group, Journal, Table, copy_tables},
    sync::{
        Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
        drop_aside,
    },
};

/// The tables by name.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    tables: RwLock<BTreeMap<String, Arc<Table>>>,
    next_sequence: AtomicU64,
    /// The place of the region among those of the database.
    region: u32,
    /// Streams of deleted tables, by table name, in the order of deletion. No table's lock is taken while this one is
    /// held.
    deleted: Mutex<BTreeMap<String, Vec<Arc<DeletedTable>>>>,
    backups: Backups,
    /// Where changes are noted, in a database that is kept on disk.
    journal: RwLock<Option<Arc<dyn Journal>>>,
}

impl Catalog {
    /// A catalog of these tables and backups, of the region with this place; the next table gets `next_sequence`.
    pub(super) fn of(
        tables: impl IntoIterator<Item = Table>,
        next_sequence: u64,
        region: u32,
        backups: impl IntoIterator<Item = Backup>,
    ) -> Self {
        let tables: BTreeMap<_, _> = tables
            .into_iter()
            .map(|table| (table.name().to_owned(), Arc::new(table.with_region(region))))
            .collect();
        debug_assert!(
            tables.values().all(|table| table.sequence() < next_sequence),
            "a sequence is given once"
        );
        let (tables, next_sequence) = (RwLock::new(tables), AtomicU64::new(next_sequence));
        Self {
            tables,
            next_sequence,
            region,
            deleted: Mutex::default(),
            backups: Backups::of(backups),
            journal: RwLock::default(),
        }
    }

    /// Copies of these catalogs, one for each region, in their order, with all their tables and backups at one moment, but for tables that are being
    /// imported; no
    /// table is added or removed during the copy. `beside` is called at that moment, to copy data that must match the
    /// tables. Meanwhile no table is backed up, and none is restored.
    ///
    /// It waits for running changes of tables, such as the filling of an index, because nothing would fill the rest of
    /// the index in the copy. While it waits, it blocks only other changes of tables: the catalogs are locked only for
    /// the copy.
    pub(super) fn fork<R>(catalogs: &[&Self], beside: impl FnOnce() -> R) -> (Vec<Self>, R) {
        loop {
            let mut known: Vec<_> = catalogs.iter().flat_map(|catalog| catalog.all_tables()).collect();
            known.sort_by_key(|table| table.order());
            let _unchanging: Vec<_> = known.iter().map(|table| table.changing()).collect();
            let tables: Vec<_> = catalogs.iter().map(|catalog| catalog.tables.read()).collect();
            let known: BTreeSet<_> = known.iter().map(|table| table.order()).collect();
            let all = || tables.iter().flat_map(|tables| tables.values());
            let added = all().filter(|table| !known.contains(&table.order()));
            // Waiting for a new table's change while holding the catalog's lock is not allowed.
            let Some(_unchanging) = added.map(|table| table.try_changing()).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            // Nothing would fill the copy of a table that is being imported.
            let filled = all().map(|table| &**table).filter(|table| !table.is_being_imported());
            let filled: Vec<&Table> = filled.collect();
            let count = filled.len();
            let copies = copy_tables(filled);
            debug_assert_eq!(copies.len(), count, "every table is copied");
            let mut copies = copies.into_iter().peekable();
            let copy = |catalog: &&Self| {
                let own = std::iter::from_fn(|| copies.next_if(|table| table.order().0 == catalog.region));
                // Each lock is released before the next one is taken.
                let deleted = catalog.deleted.lock().clone();
                let backups = catalog.backups.fork();
                let copy = Self::of(own, catalog.next_sequence(), catalog.region, []);
                Self { deleted: Mutex::new(deleted), backups, ..copy }
            };
            let catalogs = catalogs.iter().map(copy).collect();
            debug_assert!(copies.next().is_none(), "copies come in the order of regions");
            return (catalogs, beside());
        }
    }

    /// Puts the contents of other catalogs, which nobody else has, in the place of those of these, of one database.
    /// Tables that were here are dropped, and nothing is left of them; those that come get places behind all that were
    /// given. In a database that is kept on disk all that is one change, together with what `beside` notes.
    pub(super) fn replace(catalogs: &[&Self], with: Vec<Self>, beside: impl FnOnce()) {
        debug_assert_eq!(catalogs.len(), with.len(), "a catalog for each region");
        loop {
            let mut known: Vec<_> = catalogs.iter().flat_map(|catalog| catalog.all_tables()).collect();
            known.sort_by_key(|table| table.order());
            let _unchanging: Vec<_> = known.iter().map(|table| table.changing()).collect();
            let mut tables: Vec<_> = catalogs.iter().map(|catalog| catalog.tables.write()).collect();
            let is_known = |table: &Arc<Table>| known.iter().any(|known| Arc::ptr_eq(known, table));
            // Waiting for a new table's change while holding the catalog's lock is not allowed.
            if !tables.iter().flat_map(|tables| tables.values()).all(is_known) {
                continue;
            }
            let journals: Vec<_> = catalogs.iter().map(|catalog| catalog.journal.read().clone()).collect();
            let group = journals.first().and_then(|journal| journal.as_deref()).map(Group::begin);
            known.iter().for_each(|table| table.drop_now());
            let mut replaced = Vec::new();
            for (((catalog, tables), with), journal) in
                catalogs.iter().zip(&mut tables).zip(with).zip(&journals)
            {
                if let Some(journal) = journal {
                    tables.values().for_each(|table| journal.note_deleted_table(table.sequence(), None));
                    let forgotten = catalog.all_deleted();
                    forgotten.iter().for_each(|(_, table)| journal.note_forgotten_table(table.sequence()));
                }
                **tables = catalog.with_places(&with, journal.as_ref());
                let deleted = catalog.left_with_places(&with, journal.as_deref());
                let deleted = std::mem::replace(&mut *catalog.deleted.lock(), deleted);
                replaced.push((deleted, catalog.backups.replace(with.backups)));
            }
            beside();
            // Before anybody can change the new tables.
            drop(group);
            drop(tables);
            // Readers that wait for changes find that their table is gone.
            known.iter().for_each(|table| table.wake_readers());
            drop_aside(replaced);
            return;
        }
    }

    /// The tables of another catalog, which nobody else has, with places behind all that were given here.
    fn with_places(&self, other: &Self, journal: Option<&Arc<dyn Journal>>) -> BTreeMap<String, Arc<Table>> {
        let come = std::mem::take(&mut *other.tables.write());
        // They have their order from before.
        let mut come: Vec<Table> = come.into_values().filter_map(Arc::into_inner).collect();
        come.sort_by_key(Table::sequence);
        let placed = come.into_iter().map(|table| {
            let sequence = self.next_sequence.fetch_add(1, Ordering::Relaxed);
            let table = table.with_sequence(sequence).with_region(self.region);
            let table = match journal {
                None => table,
                Some(journal) => note_new(table, journal),
            };
            (table.name().to_owned(), Arc::new(table))
        });
        placed.collect()
    }

    /// What is left of the deleted tables of another catalog, with places behind all that were given here.
    fn left_with_places(
        &self,
        other: &Self,
        journal: Option<&dyn Journal>,
    ) -> BTreeMap<String, Vec<Arc<DeletedTable>>> {
        let placed = |(name, tables): (String, Vec<Arc<DeletedTable>>)| {
            let tables = tables.into_iter().map(|table| {
                let table = table.with_sequence(self.next_sequence.fetch_add(1, Ordering::Relaxed));
                journal.into_iter().for_each(|journal| table.note(&name, journal));
                Arc::new(table)
            });
            let tables = tables.collect();
            (name, tables)
        };
        std::mem::take(&mut *other.deleted.lock()).into_iter().map(placed).collect()
    }

    /// Has the changes of tables that are made from now on noted.
    #[cfg(feature = "disk")]
    pub(super) fn set_journal(&self, journal: Arc<dyn Journal>) {
        *self.journal.write() = Some(journal);
    }

    /// The backups of tables.
    pub(crate) fn backups(&self) -> &Backups {
        &self.backups
    }

    /// The sequence number of the next table.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.next_sequence.load(Ordering::Relaxed)
    }

    /// All tables, in order of their names.
    pub(crate) fn all_tables(&self) -> Vec<Arc<Table>> {
        self.tables.read().values().cloned().collect()
    }

    /// How many tables there are.
    pub(crate) fn table_count(&self) -> usize {
        self.tables.read().len()
    }

    /// The table of this name.
    pub(crate) fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.read().get(name).cloned()
    }

    /// Adds the table that `make` builds from its sequence number; `None` if the name is in use.
    pub(crate) fn add_table(&self, name: &str, make: impl FnOnce(u64) -> Table) -> Option<Arc<Table>> {
        let mut tables = self.tables.write();
        if tables.contains_key(name) {
            return None;
        }
        let table = make(self.next_sequence.fetch_add(1, Ordering::Relaxed));
        let table = table.with_region(self.region);
        let table = Arc::new(match self.journal.read().as_ref() {
            None => table,
            Some(journal) => note_new(table, journal),
        });
        debug_assert_eq!(table.name(), name, "a table lies under its name");
        tables.insert(name.to_owned(), Arc::clone(&table));
        Some(table)
    }

    /// Removes a deleted table. Its streams stay readable for 24 hours, and if point-in-time recovery was on, a system
    /// backup stays, which is returned. The caller holds the table's lock for [changes](Table::changing), so that no
    /// copy of the catalog is made while the table is deleted and still there.
    pub(super) fn forget(&self, table: &Arc<Table>, ending: &Ending) -> Option<Arc<Backup>> {
        debug_assert!(table.is_dropped(), "a table that is gone says so");
        let now_ms = ending.now_ms;
        if self.table(table.name()).is_none_or(|known| !Arc::ptr_eq(&known, table)) {
            return None;
        }
        // Taken before the catalog's lock: a thread that holds a table's lock may look for another table.
        let backup = self.backups.of_deleted(table, ending);
        let group = table.journal().map(|journal| Group::begin(&**journal));
        let left = DeletedTable::of(table, now_ms).map(Arc::new);
        let backup = backup.map(|backup| self.backups.add_of_deleted(backup));
        let mut tables = self.tables.write();
        if let Some(journal) = table.journal() {
            journal.note_deleted_table(table.sequence(), left.as_deref().map(|left| (table.name(), left)));
        }
        if let Some(left) = left {
            self.deleted.lock().entry(table.name().to_owned()).or_default().push(left);
        }
        tables.remove(table.name());
        drop(tables);
        drop(group);
        // Done here as well, because streams may never be listed.
        self.forget_deleted(now_ms);
        // Readers that wait for changes continue with the streams that are left of the table.
        table.wake_readers();
        backup
    }

    /// Calls `action` with each table. No table is added or removed meanwhile.
    pub(crate) fn for_each_table(&self, mut action: impl FnMut(&Table)) {
        self.tables.read().values().for_each(|table| action(table));
    }

    /// The remains of all deleted tables, with the names of the tables, in the order of names and deletion.
    pub(crate) fn all_deleted(&self) -> Vec<(String, Arc<DeletedTable>)> {
        let deleted = self.deleted.lock();
        let all = deleted
            .iter()
            .flat_map(|(name, tables)| tables.iter().map(|table| (name.clone(), Arc::clone(table))));
        all.collect()
    }

    /// When the remains of deleted tables are to be freed.
    pub(super) fn gone_ms(&self) -> Vec<u64> {
        self.all_deleted().iter().map(|(_, table)| table.gone_ms()).collect()
    }

    /// Adds the remains of a deleted table of this name.
    pub(super) fn add_deleted(&self, name: String, table: DeletedTable) {
        self.deleted.lock().entry(name).or_default().push(Arc::new(table));
    }

    /// The remains of deleted tables of this name, in the order of deletion.
    pub(crate) fn deleted_tables(&self, name: &str) -> Vec<Arc<DeletedTable>> {
        self.deleted.lock().get(name).cloned().unwrap_or_default()
    }

    /// The remains of all deleted tables, with the tables' names.
    pub(crate) fn all_deleted_tables(&self) -> Vec<(String, Arc<DeletedTable>)> {
        let deleted = self.deleted.lock();
        let all = deleted.iter().flat_map(|(name, tables)| tables.iter().map(move |table| (name, table)));
        all.map(|(name, table)| (name.clone(), Arc::clone(table))).collect()
    }

    /// The first name after this one that a table or a deleted table has.
    fn next_name(&self, after: Option<&str>) -> Option<String> {
        let range = (after.map_or(Unbounded, Excluded), Unbounded);
        let tables = self.tables.read();
        let deleted = self.deleted.lock();
        let there = tables.range::<str, _>(range).next().map(|(name, _)| name);
        let gone = deleted.range::<str, _>(range).next().map(|(name, _)| name);
        there.into_iter().chain(gone).min().cloned()
    }

    /// The names of tables and deleted tables in order, from `first` on, which need not exist. Each is looked up when it
    /// is requested.
    pub(crate) fn names_from(&self, first: Option<String>) -> impl Iterator<Item = String> {
        std::iter::successors(first.or_else(|| self.next_name(None)), |name| self.next_name(Some(name)))
    }

    /// The label of the latest stream of deleted tables of this name.
    pub(crate) fn latest_deleted_stream(&self, name: &str) -> Option<String> {
        let deleted = self.deleted.lock();
        let streams = deleted.get(name)?.iter().flat_map(|table| table.streams());
        streams.map(|stream| stream.label.clone()).max()
    }

    /// Removes deleted tables whose streams have expired.
    pub(crate) fn forget_deleted(&self, now_ms: u64) {
        let mut deleted = self.deleted.lock();
        let mut gone = Vec::new();
        deleted.retain(|_, tables| {
            gone.extend(tables.extract_if(.., |table| table.is_gone(now_ms)));
            !tables.is_empty()
        });
        if let Some(journal) = self.journal.read().as_ref() {
            gone.iter().for_each(|table| journal.note_forgotten_table(table.sequence()));
        }
        drop(deleted);
        // A log may have many records.
        if !gone.is_empty() {
            drop_aside(gone);
        }
    }

    /// How many tables satisfy the predicate.
    pub(crate) fn count_tables(&self, is_counted: impl Fn(&Table) -> bool) -> usize {
        self.tables.read().values().filter(|table| is_counted(table)).count()
    }

    /// Names of tables in order, starting after `after`.
    pub(crate) fn table_names(&self, after: Option<&str>, limit: usize) -> Vec<String> {
        let start = after.map_or(Unbounded, Excluded);
        let tables = self.tables.read();
        tables.range::<str, _>((start, Unbounded)).take(limit).map(|(name, _)| name.clone()).collect()
    }

    /// Names of tables in order, at most `limit`: half of them before a name, half after it.
    pub(crate) fn table_names_around(&self, name: &str, limit: usize) -> Vec<String> {
        let tables = self.tables.read();
        let before = tables.range::<str, _>((Unbounded, Excluded(name))).rev().take(limit / 2);
        let mut names: Vec<String> = before.map(|(name, _)| name.clone()).collect();
        names.reverse();
        let behind = tables.range::<str, _>((Included(name), Unbounded)).take(limit / 2);
        names.extend(behind.map(|(name, _)| name.clone()));
        names
    }
}

/// Notes a table that is made, with the items that it has from the beginning, and has its changes noted from now on.
/// Nobody else knows it yet.
fn note_new(table: Table, journal: &Arc<dyn Journal>) -> Table {
    journal.begin_group();
    journal.note_table(&table.noted(&table.settings()));
    for (_, data) in table.layout().contents() {
        for (key, stored) in data.items().iter() {
            journal.note_item(table.sequence(), key, Some(stored));
        }
    }
    let table = table.with_journal(Arc::clone(journal));
    table.note_replica(|| journal.end_group());
    table.note_changes(&**journal);
    table
}
