//! Forks during writes and splits.

use std::sync::Arc;

use super::*;

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
                assert!(splitter.split(middle()));
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
        // Created in an order that is not that of their names.
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

/// Increments the version in place, and returns the new one.
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
                let stored = reader.get(&key(&reader, id), true).unwrap();
                let stood = version_of(&stored);
                thread::yield_now();
                assert_eq!(version_of(&stored), stood);
            }),
        ]);
        assert_eq!(version(&table, id), 5, "no edit is lost");
        assert_sound(&engine);
    });
}
