//! The steps of a checkpoint.

use redb::{ReadableDatabase, ReadableTableMetadata};

use super::{
    super::{
        backend,
        commit::Commit,
        format::VALUES,
        open::store,
        record::{number_of, write_definition, write_deletion, write_value},
        store::Store,
    },
    *,
};

fn values(store: &Store) -> u64 {
    store.database().begin_read().unwrap().open_table(VALUES).unwrap().len().unwrap()
}

/// Also those of a replica, which has a value for each of its items.
#[test]
fn the_values_of_a_deleted_table_go_in_small_steps() {
    let disk = PlayedDisk::default();
    let store = store(backend::database(disk).unwrap(), GivenOptions::default()).unwrap();
    let mut store = store.with_checkpoint_bytes(64 * 100);
    let (table, other) = (number_of(0, Some(0)), number_of(0, None));
    let mut commit = Commit::default();
    for n in 0..300_u32 {
        let mut record = Vec::new();
        write_value(table, (1, &n.to_be_bytes()), Some(&[7; 20]), &mut record);
        commit.add(&record);
    }
    let mut record = Vec::new();
    write_value(other, (1, b"stays"), Some(&[7; 20]), &mut record);
    commit.add(&record);
    let mut definition = Vec::new();
    write_definition(table, b"{}", &mut definition);
    commit.add(&definition);
    store.append(&mut commit).unwrap();
    store.checkpoint().unwrap();
    assert_eq!(values(&store), 301);

    let mut deletion = Vec::new();
    write_deletion(table, &mut deletion);
    // As long as a journal of which a checkpoint is due.
    deletion.extend_from_slice(&deletion.repeat(1_000));
    commit.add(&deletion);
    assert!(store.append(&mut commit).unwrap(), "a checkpoint begins");
    let mut most = 0;
    while values(&store) > 1 {
        let before = values(&store);
        store.step().unwrap();
        most = most.max(before - values(&store));
    }
    assert!((1..=8).contains(&most), "{most} values in one step");
}
