//! Readers of indexes during writes.

use std::sync::Arc;

use super::*;

#[test]
fn no_reader_finds_an_index_entry_without_its_item_nor_an_item_without_its_entry() {
    /// The version that a reader reports for a deleted item: later than all versions.
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
                let entries: Vec<u32> =
                    indexed(&table, index).into_iter().map(|(_, version)| version).collect();
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
                delete(&writer, id);
            }),
        ]);
        assert_eq!(table.totals(), Totals::default());
        assert_sound(&engine);
    });
}
