//! Replicas that write, receive, split and leave at the same time.

use std::sync::Arc;

use super::*;
use crate::storage::{Exchange, Receiver, ReplicationLag};

/// Two tables that are replicas of each other, and one item of version 1 in both.
fn two_replicas() -> (Arc<Engine>, [Arc<Table>; 2], Arc<Exchange>, u32) {
    let engine = Arc::new(Engine::default());
    let exchange = Arc::new(Exchange::new(ReplicationLag::default()));
    let tables = ["a", "b"].map(|region| {
        let table = add(&engine, region, true, 1);
        exchange.add(region, None);
        table.join(region, Arc::clone(&exchange), 0);
        let receiver: Arc<dyn Receiver> = Arc::<Table>::clone(&table);
        exchange.set_table(region, Arc::downgrade(&receiver));
        table
    });
    let id = id_in_half(&tables[0], 0);
    put(&tables[0], id, 1);
    look(&tables);
    (engine, tables, exchange, id)
}

fn look(tables: &[Arc<Table>]) {
    tables.iter().for_each(|table| _ = table.look(|| 0));
}

/// Puts these versions, looking at the table before each, as a request does.
fn writer(table: &Arc<Table>, id: u32, versions: [u32; 2]) -> Box<dyn FnOnce() + Send> {
    let table = Arc::clone(table);
    Box::new(move || {
        for version in versions {
            table.look(|| 0);
            put(&table, id, version);
        }
    })
}

fn assert_converged(tables: &[Arc<Table>; 2], id: u32, last: &[u32]) {
    look(tables);
    let [one, other] = tables.each_ref().map(|table| version(table, id));
    assert_eq!(one, other);
    assert!(last.contains(&one), "the last write of one of the writers: {one}");
    assert!(tables.iter().all(|table| !table.is_waiting()));
}

#[test]
fn replicas_that_write_one_item_come_to_the_last_write_beside_splits() {
    explore(|| {
        let (engine, tables, _, id) = two_replicas();
        let splitter = Arc::clone(&tables[1]);
        let deleter = Arc::clone(&tables[1]);
        together([
            writer(&tables[0], id, [2, 3]),
            writer(&tables[1], id, [1, 4]),
            Box::new(move || assert!(splitter.split(middle()))),
            Box::new(move || {
                deleter.look(|| 0);
                delete(&deleter, id);
            }),
        ]);
        assert_converged(&tables, id, &[3, 4, 0]);
        assert_sound(&engine);
    });
}

#[test]
fn a_write_that_leaves_the_item_as_it_is_wins_over_an_older_one_that_is_on_its_way() {
    explore(|| {
        let (_, tables, _, id) = two_replicas();
        put(&tables[0], id, 2);
        // The same as it was there, after the other write.
        let [same, receiver] = [(); 2].map(|()| Arc::clone(&tables[1]));
        together([Box::new(move || put(&same, id, 1)), Box::new(move || _ = receiver.look(|| 0))]);
        assert_converged(&tables, id, &[1]);
    });
}

#[test]
fn a_replica_that_leaves_beside_writes_keeps_what_it_has_and_gets_nothing_more() {
    explore(|| {
        let (engine, tables, exchange, id) = two_replicas();
        let leaver = Arc::clone(&tables[1]);
        together([
            writer(&tables[0], id, [2, 3]),
            writer(&tables[1], id + 1_000_000, [1, 2]),
            Box::new(move || {
                exchange.remove("b");
                leaver.leave();
            }),
        ]);
        look(&tables);
        let kept = version(&tables[1], id);
        put(&tables[0], id, 9);
        look(&tables);
        assert_eq!((version(&tables[0], id), version(&tables[1], id)), (9, kept));
        assert_eq!(version(&tables[1], id + 1_000_000), 2);
        assert!(tables.iter().all(|table| !table.is_waiting()));
        assert_sound(&engine);
    });
}

#[test]
fn what_was_on_its_way_in_an_earlier_global_table_does_not_count_in_a_later_one() {
    explore(|| {
        let (engine, tables, exchange, id) = two_replicas();
        (2..=3).for_each(|version| put(&tables[0], id, version));
        let [receiver, joiner] = [(); 2].map(|()| Arc::clone(&tables[1]));
        together([
            Box::new(move || _ = receiver.look(|| 0)),
            Box::new(move || {
                exchange.remove("b");
                joiner.leave();
                let later = Arc::new(Exchange::new(ReplicationLag::default()));
                later.add("b", None);
                joiner.join("b", later, 0);
                // Its version is the first of the later global table.
                put(&joiner, id, 9);
            }),
        ]);
        assert_eq!(version(&tables[1], id), 9);
        assert_sound(&engine);
    });
}
