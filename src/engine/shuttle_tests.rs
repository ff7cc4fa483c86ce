//! Interleavings of the storage protocols, explored with `shuttle`: each test runs a few threads again and again, and at
//! each lock, atomic and swapped pointer a scheduler chooses who goes on. The seeds are fixed, so a fault comes again.
//!
//! `RUSTFLAGS="--cfg shuttle" CARGO_TARGET_DIR=target/shuttle cargo test --lib shuttle`

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

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
/// Schedules that choose among all threads at each step.
const RANDOM_SCHEDULES: usize = 300;
/// Schedules by priorities that change a few times: they find faults that need few switches at the right places.
const PRIORITY_SCHEDULES: usize = 300;
const PRIORITY_CHANGES: usize = 3;

fn explore(test: impl Fn() + Send + Sync + Copy + 'static) {
    let mut config = Config::new();
    config.stack_size = 512 * 1024;
    Runner::new(RandomScheduler::new_from_seed(SEED, RANDOM_SCHEDULES), config.clone()).run(test);
    Runner::new(PctScheduler::new_from_seed(SEED, PRIORITY_CHANGES, PRIORITY_SCHEDULES), config).run(test);
}

/// Runs these at the same time, to their ends.
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

fn add(engine: &Engine, name: &str, indexed: bool, partitions: usize) -> Arc<Table> {
    let index = |name: &str, schema| IndexDefinition::new(name.to_owned(), schema, IndexProjection::All);
    let local = || index("local", schema(ID, Some(VERSION)));
    let global = || (index("global", schema(VERSION, None)), 1);
    let definition = TableDefinition {
        name: name.to_owned(),
        schema: schema(ID, Some(PLACE)),
        local_indexes: indexed.then(local).into_iter().collect(),
        global_indexes: indexed.then(global).into_iter().collect(),
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

/// An id whose items lie in this half of the hash line.
fn id_in_half(table: &Table, half: usize) -> u32 {
    let range = HashRange::part(half, 2);
    (0..).find(|id| range.contains_point(key(table, *id).hash)).unwrap()
}

fn middle() -> HashPoint {
    HashRange::part(1, 2).first
}

fn put(table: &Table, id: u32, version: u32) {
    let change = Change::Put(Stored::new(versioned(id, version)));
    table.write(key(table, id), |_| Ok::<_, Error>(change)).unwrap();
}

fn version_of(stored: &Stored) -> u32 {
    stored.item().n("version").unwrap().to_string().parse().unwrap()
}

/// The item's version; 0 where there is no item.
fn version(table: &Table, id: u32) -> u32 {
    table.get(&key(table, id)).as_ref().map_or(0, version_of)
}

/// The versions under which an index has entries.
fn indexed_versions(table: &Table, index: &str) -> Vec<u32> {
    let request = PageRequest {
        target: &table.index(index).unwrap(),
        bounds: WHOLE_TREE,
        hashes: HashRange::WHOLE,
        forward: true,
        start: None,
        limit: None,
        fetch: false,
    };
    table.read_page(&request).entries().iter().map(|entry| version_of(entry.stored())).collect()
}

fn transaction<'t>(places: &[(&'t Table, u32)]) -> Transaction<'t> {
    let place = |(table, id): &(&'t Table, u32)| Place { table, key: key(table, *id) };
    Transaction::new(places.iter().map(place).collect()).unwrap()
}

/// Puts the same version at all places.
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

#[test]
fn a_put_beside_a_split_is_neither_lost_nor_in_the_wrong_half() {
    explore(|| {
        let (engine, table) = one_table(true, 1);
        let [low, high] = [0, 1].map(|half| id_in_half(&table, half));
        let writer = |id: u32| -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || {
                for step in 1..=2 {
                    put(&table, id, step);
                    assert_eq!(version(&table, id), step, "a write is there at once");
                }
            })
        };
        let splitter = Arc::clone(&table);
        together([
            writer(low),
            writer(high),
            Box::new(move || {
                assert!(splitter.layout().split(middle()));
                assert!(splitter.layout().split(HashRange::part(1, 4).first));
            }),
        ]);
        assert_eq!([low, high].map(|id| version(&table, id)), [2, 2]);
        assert_eq!(table.layout().all().len(), 3);
        assert_eq!(table.totals().count, 2);
        assert_sound(&engine);
    });
}

#[test]
fn a_transaction_beside_splits_is_seen_whole_or_not_at_all() {
    explore(|| {
        let (engine, table) = one_table(true, 1);
        let ids = [0, 1].map(|half| id_in_half(&table, half));
        let [writer, reader, splitter] = [(); 3].map(|()| Arc::clone(&table));
        together([
            Box::new(move || {
                for step in 1..=2 {
                    put_all(&ids.map(|id| (&*writer, id)), step);
                    assert_eq!(read_all(&ids.map(|id| (&*writer, id))), [step, step]);
                }
            }),
            Box::new(move || {
                let read = read_all(&ids.map(|id| (&*reader, id)));
                assert_eq!(read.first(), read.last(), "one moment");
            }),
            Box::new(move || assert!(splitter.layout().split(middle()))),
        ]);
        assert_eq!(ids.map(|id| version(&table, id)), [2, 2]);
        assert_sound(&engine);
    });
}

#[test]
fn a_fork_beside_splits_of_table_and_index_is_sound_and_has_what_was_written_before() {
    explore(|| {
        let (engine, table) = one_table(true, 1);
        let ids = [0, 1].map(|half| id_in_half(&table, half));
        ids.iter().for_each(|id| put(&table, *id, 1));
        let [writer, splitter] = [(); 2].map(|()| Arc::clone(&table));
        let [forked, source] = [(); 2].map(|()| Arc::clone(&engine));
        together([
            Box::new(move || {
                let copy = forked.fork();
                assert_sound(&copy);
                assert_eq!(copy.catalog().table("items").unwrap().totals().count, 2);
            }),
            Box::new(move || {
                put(&writer, ids[0], 2);
                let copy = source.fork().catalog().table("items").unwrap();
                assert_eq!(version(&copy, ids[0]), 2);
            }),
            Box::new(move || {
                assert!(splitter.layout().split(middle()));
                let indexes = splitter.global_indexes();
                let index = &indexes[0];
                assert!(index.layout().split(middle()));
            }),
        ]);
        assert_sound(&engine);
    });
}

#[test]
fn a_fork_shows_transactions_over_two_tables_at_one_moment() {
    explore(|| {
        let engine = Arc::new(Engine::default());
        // In the order of creation, which is not that of their names.
        let tables = [add(&engine, "second", true, 2), add(&engine, "first", false, 2)];
        let ids = [0, 1].map(|half| id_in_half(&tables[0], half));
        let writer = |version: u32, turned: bool| -> Box<dyn FnOnce() + Send> {
            let tables = tables.clone();
            Box::new(move || {
                let mut places: Vec<(&Table, u32)> =
                    tables.iter().flat_map(|table| ids.map(|id| (&**table, id))).collect();
                if turned {
                    places.reverse();
                }
                put_all(&places, version);
            })
        };
        let forked = Arc::clone(&engine);
        together([
            writer(1, false),
            writer(2, true),
            Box::new(move || {
                let copy = forked.fork();
                let versions = ["first", "second"].map(|name| {
                    let table = copy.catalog().table(name).unwrap();
                    ids.map(|id| version(&table, id))
                });
                let [first, _] = versions;
                assert_eq!(versions, [[first[0]; 2]; 2], "one moment");
                assert_sound(&copy);
            }),
        ]);
        assert_sound(&engine);
    });
}

#[test]
fn no_reader_finds_an_index_entry_without_its_item_nor_an_item_without_its_entry() {
    /// What a reader takes a deleted item for: later than all versions.
    const DELETED: u32 = 3;
    explore(|| {
        let (engine, table) = one_table(true, 1);
        let id = id_in_half(&table, 0);
        let now = move |table: &Table| match version(table, id) {
            0 => DELETED,
            version => version,
        };
        put(&table, id, 1);
        let reader = |index: &'static str| -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || {
                let item = now(&table);
                let entries = indexed_versions(&table, index);
                let item_then = now(&table);
                assert!(entries.iter().all(|entry| (item..=item_then).contains(entry)), "{item} {entries:?}");
                assert!(item_then == DELETED || item != item_then || entries == [item], "{item} {entries:?}");
            })
        };
        let writer = Arc::clone(&table);
        together([
            reader("local"),
            reader("global"),
            Box::new(move || {
                put(&writer, id, 2);
                writer.write(key(&writer, id), |_| Ok::<_, Error>(Change::Delete)).unwrap();
            }),
        ]);
        assert_eq!(table.totals(), Totals::default());
        assert_sound(&engine);
    });
}

/// Adds one in place, and tells the version that it became.
fn increment(table: &Table, id: u32) {
    let (tree, one) = (UpdateTree::parse("SET version = version + :one").unwrap(), item! { ":one": 1 });
    let update = tree.bind(&mut Placeholders::new(None, Some(&one)).unwrap()).unwrap();
    table
        .write(key(table, id), |stored| {
            let prepared = update.prepare(stored.unwrap().item()).unwrap();
            Ok::<_, Error>(Change::Edit(Edit::new(prepared)))
        })
        .unwrap();
}

#[test]
fn what_a_fork_or_a_reader_holds_is_not_edited_in_place() {
    explore(|| {
        let (engine, table) = one_table(false, 1);
        let id = id_in_half(&table, 0);
        put(&table, id, 1);
        let editor = || -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || (0..2).for_each(|_| increment(&table, id)))
        };
        let (forked, reader) = (Arc::clone(&engine), Arc::clone(&table));
        together([
            editor(),
            editor(),
            Box::new(move || {
                let copy = forked.fork().catalog().table("items").unwrap();
                let stood = version(&copy, id);
                thread::yield_now();
                assert_eq!(version(&copy, id), stood);
                increment(&copy, id);
                assert_eq!(version(&copy, id), stood + 1);
            }),
            Box::new(move || {
                let stored = reader.get(&key(&reader, id)).unwrap();
                let stood = version_of(&stored);
                thread::yield_now();
                assert_eq!(version_of(&stored), stood);
            }),
        ]);
        assert_eq!(version(&table, id), 5, "no edit is lost");
        assert_sound(&engine);
    });
}

#[test]
fn a_request_sent_twice_at_once_is_carried_out_once() {
    explore(|| {
        let (engine, carried_out) = (Arc::new(Engine::default()), Arc::new(AtomicU32::new(0)));
        let send = || -> Box<dyn FnOnce() + Send> {
            let (engine, carried_out) = (Arc::clone(&engine), Arc::clone(&carried_out));
            Box::new(move || {
                let carry_out = || Ok::<_, Infallible>(carried_out.fetch_add(1, Ordering::Relaxed));
                let Ok(_) = engine.client_tokens().once("token", [1; 32], || 0, carry_out, |_| [].into());
            })
        };
        let forked = Arc::clone(&engine);
        together([send(), send(), Box::new(move || assert_sound(&forked.fork()))]);
        assert_eq!(carried_out.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn the_changes_of_an_item_are_told_in_the_order_of_its_writes() {
    explore(|| {
        let (_, table) = one_table(true, 1);
        let id = id_in_half(&table, 0);
        let listener = table.listen();
        let writer = |version: u32| -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || put(&table, id, version))
        };
        let splitter = Arc::clone(&table);
        together([writer(1), writer(2), Box::new(move || assert!(splitter.layout().split(middle())))]);
        let changes = listener.take();
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0].old, None);
        assert_eq!(changes[1].old, changes[0].new);
        assert_eq!(changes[1].new.as_ref(), table.get(&key(&table, id)).as_ref().map(Stored::item));
    });
}

#[test]
fn what_is_due_is_done_once_and_in_order_while_several_threads_move_the_clock() {
    const SECOND: Duration = Duration::from_secs(1);
    explore(|| {
        let clock = Clock::manual(UNIX_EPOCH);
        let done = Arc::new(Mutex::new(Vec::new()));
        for second in 1..=3 {
            let (then, done) = (clock.clone(), Arc::clone(&done));
            clock.after(second * SECOND, move || {
                assert_eq!(then.now(), UNIX_EPOCH + second * SECOND, "the clock shows the work's own time");
                done.lock().push(second);
            });
        }
        let mover = || -> Box<dyn FnOnce() + Send> {
            let clock = clock.clone();
            Box::new(move || clock.advance(SECOND).unwrap())
        };
        let looker = clock.clone();
        together([mover(), mover(), Box::new(move || looker.look())]);
        assert_eq!(*done.lock(), [1, 2]);
        assert_eq!(clock.now(), UNIX_EPOCH + 2 * SECOND);
    });
}
