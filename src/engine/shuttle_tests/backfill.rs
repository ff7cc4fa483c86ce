//! A global index that is filled during writes and splits.

use std::sync::Arc;

use super::*;

/// Adds an index by version, fills it, and checks that it has each of these items once.
fn add_index(table: &Table, ids: &[u32]) {
    {
        let _unchanging = table.changing();
        let added = table.add_global_index(index("late", schema(VERSION, None)), 1);
        table.fill_global_index(&added);
        added.set_readable(true);
    }
    let item = |id: &u32| version(table, *id);
    let before: Vec<u32> = ids.iter().map(item).collect();
    let entries = indexed(table, "late");
    let after: Vec<u32> = ids.iter().map(item).collect();
    for ((id, before), after) in ids.iter().zip(before).zip(after) {
        // If an item was written meanwhile, the reader may find either version, or an entry that is being moved.
        if before == after {
            let versions: Vec<u32> =
                entries.iter().filter(|(of, _)| of == id).map(|(_, version)| *version).collect();
            assert_eq!(versions, if before == 0 { vec![] } else { vec![before] }, "{entries:?}");
        }
    }
}

#[test]
fn an_index_filled_beside_puts_and_deletions_has_each_item_once() {
    explore(|| {
        let (engine, table) = one_table(false, 1);
        let ids = three_items(&table);
        let [filler, writer, deleter, splitter] = [(); 4].map(|()| Arc::clone(&table));
        together([
            Box::new(move || add_index(&filler, &ids)),
            Box::new(move || {
                put(&writer, ids[0], 2);
                put(&writer, ids[2], 2);
            }),
            Box::new(move || {
                delete(&deleter, ids[1]);
                delete(&deleter, ids[0]);
            }),
            Box::new(move || assert!(splitter.split(middle()))),
        ]);
        let mut entries = indexed(&table, "late");
        entries.sort_unstable();
        let items = ids.iter().map(|id| (*id, version(&table, *id))).filter(|(_, version)| *version > 0);
        let mut items: Vec<(u32, u32)> = items.collect();
        items.sort_unstable();
        assert_eq!(entries, items);
        assert_sound(&engine);
    });
}

#[test]
fn an_index_filled_beside_transactions_and_forks_has_each_item_once() {
    explore(|| {
        let (engine, table) = one_table(false, 2);
        let ids = three_items(&table);
        let [filler, writer, splitter] = [(); 3].map(|()| Arc::clone(&table));
        let forked = Arc::clone(&engine);
        together([
            Box::new(move || add_index(&filler, &ids)),
            Box::new(move || {
                for step in 2..=3 {
                    put_all(&ids.map(|id| (&*writer, id)), step);
                }
            }),
            Box::new(move || {
                assert!(splitter.split(HashRange::part(1, 4).first));
                assert!(splitter.split(HashRange::part(3, 4).first));
            }),
            Box::new(move || assert_sound(&forked.fork())),
        ]);
        let mut expected = ids.map(|id| (id, 3));
        expected.sort_unstable();
        let mut entries = indexed(&table, "late");
        entries.sort_unstable();
        assert_eq!(entries, expected);
        assert_sound(&engine);
    });
}
