//! Splits of partitions during writes.

use std::sync::Arc;

use super::*;

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
                assert!(splitter.split(middle()));
                assert!(splitter.split(HashRange::part(1, 4).first));
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
            Box::new(move || assert!(splitter.split(middle()))),
        ]);
        assert_eq!(ids.map(|id| version(&table, id)), [2, 2]);
        assert_sound(&engine);
    });
}
