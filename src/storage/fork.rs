//! Independent copies of tables, which share the items.

use std::sync::Arc;

use super::{
    changes::log::ChangeLog,
    index::{global::GlobalIndex, vector::vector_index::VectorIndex},
    layout::Layout,
    partition::{Partition, PartitionState},
    replication::{exchange::Exchange, replica::Replica},
    table::Table,
};
use crate::sync::RwLockReadGuard;

/// Copies of these tables at one moment. Later writes to a table are not seen in its copy, and writes to the copy are
/// not seen in the table.
///
/// The time grows with the number of partitions, not of items. The caller holds each table's lock for
/// [changes](Table::changing): an index or an order of times that is being filled would stay incomplete in the copy.
pub(crate) fn copy_tables(mut tables: Vec<&Table>) -> Vec<Table> {
    tables.sort_by_key(|table| table.order());
    loop {
        if let Some(copies) = copies(&tables) {
            return copies;
        }
    }
}

/// A copy of one table for a backup: as [`copy_tables`] makes it, but without the table's change log and the Kinesis data
/// streams that the changes are sent to.
pub(crate) fn copy_table(table: &Table) -> Table {
    let copy = copy_with_changes(table);
    copy.forget_changes();
    copy
}

/// A copy of one table, with its change log.
pub(super) fn copy_with_changes(table: &Table) -> Table {
    loop {
        if let Some(copy) = copies(&[table]).and_then(|mut copies| copies.pop()) {
            copy.set_replica(None);
            return copy;
        }
    }
}

/// Calls `action` with a copy of one table. No item is changed meanwhile. The caller holds the table's lock for
/// [changes](Table::changing).
pub(super) fn copy_while_unchanged<R>(table: &Table, action: impl FnOnce(Table) -> R) -> R {
    let mut action = Some(action);
    loop {
        let done = while_locked(&[table], |shared| Some(action.take()?(shared.into_tables().pop()?)));
        if let Some(done) = done.flatten() {
            return done;
        }
    }
}

/// Copies of these tables, which are in locking order; `None` if a partition was split before it was locked.
fn copies(tables: &[&Table]) -> Option<Vec<Table>> {
    while_locked(tables, |shared| shared).map(Shared::into_tables)
}

/// What copies of tables share with them.
struct Shared<'t> {
    tables: &'t [&'t Table],
    global_indexes: Vec<Arc<Vec<Arc<GlobalIndex>>>>,
    /// Those of the tables, then those of their global indexes.
    layouts: Vec<Layout>,
    vector_indexes: Vec<Vec<Arc<VectorIndex>>>,
    logs: Vec<ChangeLog>,
    replicas: Vec<Option<Replica>>,
}

/// Shares the contents of these tables, which are in locking order, and calls `action` before anything is changed; `None`
/// if a partition was split before it was locked.
fn while_locked<'t, R>(tables: &'t [&'t Table], action: impl FnOnce(Shared<'t>) -> R) -> Option<R> {
    debug_assert!(
        tables.is_sorted_by(|one, other| one.order() < other.order()),
        "locked in order, each once"
    );
    // All base partitions first, then those of the indexes: the order in which writers lock.
    let of_tables: Vec<_> = tables.iter().map(|table| table.global_indexes()).collect();
    let indexes = of_tables.iter().flat_map(|indexes| indexes.iter().map(|index| index.layout()));
    let layouts: Vec<_> = tables.iter().map(|table| table.layout()).chain(indexes).map(Layout::all).collect();
    let locked: Vec<Vec<RwLockReadGuard<'_, _>>> = layouts
        .iter()
        .map(|partitions| partitions.iter().map(|partition| partition.read()).collect())
        .collect();
    let copy = |(partition, state): (&Arc<Partition>, &RwLockReadGuard<'_, PartitionState>)| {
        state.share().map(|data| Arc::new(partition.with_data(data)))
    };
    let copies = layouts.iter().zip(&locked).map(|(partitions, states)| {
        partitions.iter().zip(states).map(copy).collect::<Option<Vec<_>>>().map(Layout::of)
    });
    let copies: Vec<Layout> = copies.collect::<Option<_>>()?;
    // Vector indexes and logs change under the locks of the base partitions alone.
    let copy_of = |index: &Arc<VectorIndex>| Arc::new(index.copy());
    let vectors = tables.iter().map(|table| table.vector_indexes().iter().map(copy_of).collect());
    let vectors: Vec<Vec<Arc<VectorIndex>>> = vectors.collect();
    let logs: Vec<ChangeLog> = tables.iter().map(|table| table.changes().fork()).collect();
    let replicas = copies_of_replicas(tables);
    Some(action(Shared {
        tables,
        global_indexes: of_tables.clone(),
        layouts: copies,
        vector_indexes: vectors,
        logs,
        replicas,
    }))
}

impl Shared<'_> {
    /// The copies, in the order of the tables.
    fn into_tables(self) -> Vec<Table> {
        let Self { tables, global_indexes, layouts, vector_indexes, logs, replicas } = self;
        let mut layouts = layouts.into_iter();
        let base: Vec<Layout> = layouts.by_ref().take(tables.len()).collect();
        let of_tables = global_indexes.iter().zip(vector_indexes).zip(logs);
        let tables =
            tables.iter().zip(of_tables).zip(base).map(|((table, ((indexes, vectors), log)), layout)| {
                let global = |(index, layout): (&Arc<GlobalIndex>, _)| Arc::new(index.with_layout(layout));
                // The indexes come first: otherwise `zip` would take one layout too many, which belongs to the next
                // table.
                let global_indexes = indexes.iter().zip(layouts.by_ref()).map(global).collect();
                table.with_contents(layout, log, global_indexes, vectors)
            });
        let tables: Vec<Table> = tables.collect();
        tables.iter().zip(replicas).for_each(|(table, replica)| table.set_replica(replica));
        debug_assert!(layouts.next().is_none(), "each global index has its copy");
        tables
    }
}

/// What makes the copies of these tables replicas: each exchange is copied once. No item of these tables is changed
/// meanwhile.
fn copies_of_replicas(tables: &[&Table]) -> Vec<Option<Replica>> {
    let mut exchanges: Vec<(Arc<Exchange>, Arc<Exchange>)> = Vec::new();
    let mut copy_of = |exchange: &Arc<Exchange>| {
        let known = exchanges.iter().find(|(known, _)| Arc::ptr_eq(known, exchange));
        if let Some((_, copy)) = known {
            return Arc::clone(copy);
        }
        let copy = Arc::new(exchange.fork());
        exchanges.push((Arc::clone(exchange), Arc::clone(&copy)));
        copy
    };
    let copy = |table: &&Table| {
        let replica = (*table.replica()?).clone();
        Some(Replica { exchange: copy_of(&replica.exchange), ..replica })
    };
    tables.iter().map(copy).collect()
}
