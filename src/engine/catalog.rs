//! The tables by name.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Excluded, Included, Unbounded},
    sync::Arc,
};

use crate::{
    storage::{Table, copy_tables},
    sync::{
        RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Tables by name, as they are made and deleted.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    tables: RwLock<BTreeMap<String, Arc<Table>>>,
    next_sequence: AtomicU64,
}

impl Catalog {
    /// A catalog of these tables; the next one gets `next_sequence`.
    pub(super) fn of(tables: impl IntoIterator<Item = Table>, next_sequence: u64) -> Self {
        let tables: BTreeMap<_, _> =
            tables.into_iter().map(|table| (table.name().to_owned(), Arc::new(table))).collect();
        debug_assert!(
            tables.values().all(|table| table.sequence() < next_sequence),
            "a sequence is given once"
        );
        Self { tables: RwLock::new(tables), next_sequence: AtomicU64::new(next_sequence) }
    }

    /// A copy of all tables at one moment. None is added or removed meanwhile.
    ///
    /// It waits for changes of tables that are under way, such as an index that is being filled, because a copy of what is
    /// half filled would never be filled. While it waits it holds up nothing but other changes of tables: the catalog is
    /// locked only for the copy itself.
    pub(super) fn fork(&self) -> Self {
        loop {
            let mut known = self.all_tables();
            known.sort_by_key(|table| table.sequence());
            let _unchanging: Vec<_> = known.iter().map(|table| table.changing()).collect();
            let tables = self.tables.read();
            let known: BTreeSet<u64> = known.iter().map(|table| table.sequence()).collect();
            let added = tables.values().filter(|table| !known.contains(&table.sequence()));
            // One that was added meanwhile is not waited for under the catalog's lock.
            let Some(_unchanging) = added.map(|table| table.try_changing()).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            let copies = copy_tables(tables.values().map(|table| &**table).collect());
            debug_assert_eq!(copies.len(), tables.len(), "every table is copied");
            return Self::of(copies, self.next_sequence());
        }
    }

    /// The sequence that the next table gets.
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

    /// Adds a table made by `make` from its place in the order of creation; `None` where the name is taken.
    pub(crate) fn add_table(&self, name: &str, make: impl FnOnce(u64) -> Table) -> Option<Arc<Table>> {
        let mut tables = self.tables.write();
        if tables.contains_key(name) {
            return None;
        }
        let table = Arc::new(make(self.next_sequence.fetch_add(1, Ordering::Relaxed)));
        debug_assert_eq!(table.name(), name, "a table lies under its name");
        tables.insert(name.to_owned(), Arc::clone(&table));
        Some(table)
    }

    /// Takes a table out that is gone.
    pub(crate) fn forget(&self, table: &Arc<Table>) {
        debug_assert!(table.is_dropped(), "a table that is gone says so");
        let mut tables = self.tables.write();
        if tables.get(table.name()).is_some_and(|known| Arc::ptr_eq(known, table)) {
            tables.remove(table.name());
        }
    }

    /// Does something with each table. None is added or removed meanwhile.
    pub(crate) fn for_each_table(&self, mut action: impl FnMut(&Table)) {
        self.tables.read().values().for_each(|table| action(table));
    }

    /// How many tables are like this.
    pub(crate) fn count_tables(&self, is_counted: impl Fn(&Table) -> bool) -> usize {
        self.tables.read().values().filter(|table| is_counted(table)).count()
    }

    /// Names of tables in order, those behind `after`.
    pub(crate) fn table_names(&self, after: Option<&str>, limit: usize) -> Vec<String> {
        let start = after.map_or(Unbounded, Excluded);
        let tables = self.tables.read();
        tables.range::<str, _>((start, Unbounded)).take(limit).map(|(name, _)| name.clone()).collect()
    }

    /// Names of tables, in order: half of at most `limit` before a name, and half behind it.
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
