//! Interleavings of the storage protocols, explored with `shuttle`: each test runs a few threads many times. At each
//! lock, atomic and swapped pointer, a scheduler chooses the thread that continues. The seeds are fixed, so faults are
//! reproducible.
//!
//! `.ci/interleavings` builds and runs them.

mod backfill;
mod changes;
mod client_tokens;
mod clock;
mod expiry;
mod forks;
mod indexes;
mod listeners;
mod recovery;
mod replication;
mod splits;

use std::sync::Arc;

use shuttle::{
    Config, Runner,
    scheduler::{PctScheduler, RandomScheduler},
};

use super::*;
use crate::{
    error::Error,
    expression::{Placeholders, UpdateTree},
    item,
    key::{HashPoint, HashRange, KeyAttribute, KeySchema, ScalarAttributeType, StoredKey, table_key},
    storage::{
        Change, Edit, IndexDefinition, IndexProjection, PageRequest, Place, Stored, Table, TableDefinition,
        TableSettings, Totals, Transaction, WHOLE_TREE,
    },
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
        thread,
    },
    value::Item,
};

const SEED: u64 = 14;
/// Schedules that choose randomly among all threads at each step.
const RANDOM_SCHEDULES: usize = 300;
/// Schedules by thread priorities that change a few times. They find faults that need few switches at the right places.
const PRIORITY_SCHEDULES: usize = 300;
const PRIORITY_CHANGES: usize = 3;

fn explore(test: impl Fn() + Send + Sync + Copy + 'static) {
    let mut config = Config::new();
    config.stack_size = 512 * 1024;
    Runner::new(RandomScheduler::new_from_seed(SEED, RANDOM_SCHEDULES), config.clone()).run(test);
    Runner::new(PctScheduler::new_from_seed(SEED, PRIORITY_CHANGES, PRIORITY_SCHEDULES), config).run(test);
}

/// Runs these threads at the same time, to their ends.
fn together<const N: usize>(threads: [Box<dyn FnOnce() + Send>; N]) {
    threads.map(thread::spawn).into_iter().for_each(|thread| thread.join().unwrap());
}

fn schema(
    partition_key: (&str, ScalarAttributeType),
    sort_key: Option<(&str, ScalarAttributeType)>,
) -> KeySchema {
    let attribute = |(name, attribute_type): (&str, _)| KeyAttribute { name: name.into(), attribute_type };
    KeySchema {
        partition_key: vec![attribute(partition_key)],
        sort_key: sort_key.into_iter().map(attribute).collect(),
    }
}

const ID: (&str, ScalarAttributeType) = ("id", ScalarAttributeType::N);
const PLACE: (&str, ScalarAttributeType) = ("place", ScalarAttributeType::N);
const VERSION: (&str, ScalarAttributeType) = ("version", ScalarAttributeType::N);

/// An index of whole items.
fn index(name: &str, schema: KeySchema) -> IndexDefinition {
    IndexDefinition::new(name.to_owned(), schema, IndexProjection::All)
}

fn add(engine: &Engine, name: &str, indexed: bool, partitions: usize) -> Arc<Table> {
    let local = || index("local", schema(ID, Some(VERSION)));
    let global = || (index("global", schema(VERSION, None)), 1);
    let definition = TableDefinition {
        name: name.to_owned(),
        schema: schema(ID, Some(PLACE)),
        local_indexes: indexed.then(local).into_iter().collect(),
        global_indexes: indexed.then(global).into_iter().collect(),
        vector_indexes: Vec::new(),
        partitions,
        settings: TableSettings::plain(),
    };
    engine.catalog().add_table(name, |sequence| Table::new(definition, sequence)).unwrap()
}

/// An engine with the table `items`.
fn one_table(indexed: bool, partitions: usize) -> (Arc<Engine>, Arc<Table>) {
    let engine = Arc::new(Engine::default());
    let table = add(&engine, "items", indexed, partitions);
    (engine, table)
}

fn versioned(id: u32, version: u32) -> Item {
    item! { "id": id, "place": 0, "version": version }
}

fn key(table: &Table, id: u32) -> StoredKey {
    table_key(table.schema(), &versioned(id, 0))
}

/// An id whose items are in this half of the hash line.
fn id_in_half(table: &Table, half: usize) -> u32 {
    let range = HashRange::part(half, 2);
    (0..).find(|id| range.contains_point(key(table, *id).hash)).unwrap()
}

/// Puts three items of version 1, the first two of them in the lower half of the line; returns their ids.
fn three_items(table: &Table) -> [u32; 3] {
    let mut low = (0..).filter(|id| HashRange::part(0, 2).contains_point(key(table, *id).hash));
    let ids = [low.next().unwrap(), low.next().unwrap(), id_in_half(table, 1)];
    ids.iter().for_each(|id| put(table, *id, 1));
    ids
}

fn middle() -> HashPoint {
    HashRange::part(1, 2).first
}

fn put(table: &Table, id: u32, version: u32) {
    let change = Change::Put(Stored::new(versioned(id, version)));
    table.write(key(table, id), |_| Ok::<_, Error>(change)).unwrap();
}

fn delete(table: &Table, id: u32) {
    table.write(key(table, id), |_| Ok::<_, Error>(Change::Delete)).unwrap();
}

fn version_of(stored: &Stored) -> u32 {
    stored.item().n("version").unwrap().to_string().parse().unwrap()
}

fn id_of(stored: &Stored) -> u32 {
    stored.item().n("id").unwrap().to_string().parse().unwrap()
}

/// The item's version; 0 if there is no item.
fn version(table: &Table, id: u32) -> u32 {
    table.get(&key(table, id), true).as_ref().map_or(0, version_of)
}

/// The ids of the items in an index, each with its version.
fn indexed(table: &Table, index: &str) -> Vec<(u32, u32)> {
    let request = PageRequest {
        target: &table.index(index).unwrap(),
        bounds: WHOLE_TREE,
        hashes: HashRange::WHOLE,
        forward: true,
        start: None,
        limit: None,
        fetch: false,
        consistent: true,
    };
    let page = table.read_page(&request).unwrap();
    page.entries().iter().map(|entry| (id_of(entry.stored()), version_of(entry.stored()))).collect()
}

fn transaction<'t>(places: &[(&'t Table, u32)]) -> Transaction<'t> {
    let place = |(table, id): &(&'t Table, u32)| Place { table, key: key(table, *id) };
    Transaction::new(places.iter().map(place).collect()).unwrap()
}

/// Puts this version of each item.
fn put_all(places: &[(&Table, u32)], version: u32) {
    let changes = places.iter().map(|(_, id)| Change::Put(Stored::new(versioned(*id, version)))).collect();
    transaction(places).write(|_| Ok::<_, Error>(changes)).unwrap();
}

fn read_all(places: &[(&Table, u32)]) -> Vec<u32> {
    transaction(places).read().iter().map(|stored| stored.as_ref().map_or(0, version_of)).collect()
}

fn assert_sound(engine: &Engine) {
    assert_eq!(engine.verify(), Vec::<String>::new());
}
