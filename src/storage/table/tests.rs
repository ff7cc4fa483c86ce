//! How the memory of a deleted table is freed.

use super::*;
use crate::storage::table_definition::TableDefinition;
use crate::{
    item,
    key::{KeyAttribute, ScalarAttributeType, table_key},
    storage::{
        change::Change,
        index::definition::{IndexDefinition, IndexProjection},
        stored::Stored,
    },
};

/// A table with items of this total size, and an index that has them too.
fn table_of(bytes: u64) -> Table {
    let id = KeyAttribute { name: "id".into(), attribute_type: ScalarAttributeType::N };
    let schema = KeySchema { partition_key: vec![id], sort_key: Vec::new() };
    let index = IndexDefinition::new("by_id".to_owned(), schema.clone(), IndexProjection::All);
    let definition = TableDefinition {
        name: "large".to_owned(),
        schema,
        local_indexes: Vec::new(),
        global_indexes: vec![(index, 1)],
        vector_indexes: Vec::new(),
        partitions: 2,
        settings: TableSettings::plain(),
    };
    let table = Table::new(definition, 0);
    for id in 0.. {
        if table.totals().size_bytes >= bytes {
            break;
        }
        let item = item! { "id": id, "text": "x".repeat(1000) };
        let key = table_key(&table.schema, &item);
        table.write(key, |_| Ok::<_, ()>(Change::Put(Stored::new(item)))).unwrap();
    }
    table
}

#[test]
fn a_large_table_that_was_deleted_is_freed_aside_with_its_indexes() {
    let mut table = table_of(FREED_ASIDE_BYTES);
    table.dropped.store(true, Ordering::Relaxed);
    let totals = table.totals();
    let (layout, global_indexes, ..) = table.freed_aside().unwrap();
    assert_eq!(layout.totals(), totals);
    assert_eq!(global_indexes.iter().map(|index| index.layout().totals()).collect::<Vec<_>>(), [totals]);
    assert_eq!(table.totals(), Totals::default());
}

#[test]
fn a_small_one_and_one_that_goes_with_its_database_are_freed_in_place() {
    let mut small = table_of(FREED_ASIDE_BYTES / 2);
    small.dropped.store(true, Ordering::Relaxed);
    assert!(small.freed_aside().is_none());
    assert!(table_of(FREED_ASIDE_BYTES).freed_aside().is_none());
}

#[test]
fn nothing_of_a_deleted_table_is_kept() {
    let table = table_of(FREED_ASIDE_BYTES);
    table.dropped.store(true, Ordering::Relaxed);
    let partitions: Vec<_> = table.layout.all().iter().map(Arc::downgrade).collect();
    drop(table);
    let began = std::time::Instant::now();
    while partitions.iter().any(|partition| partition.strong_count() > 0) {
        assert!(began.elapsed().as_secs() < 60, "they are not freed");
        std::thread::yield_now();
    }
}
