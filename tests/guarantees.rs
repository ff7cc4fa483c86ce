//! What the crate's documentation promises about what readers see, and what is kept.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests and their helpers")]

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use hashrange::{
    Clock, Database, Error, Item, Items, QueryBuilder, Result, ScalarAttributeType::S, Table,
    TransactionBuilder, item,
};

fn table(db: &Database) -> Table {
    db.create_table("pairs").partition_key("pk", S).sort_key("sk", S).run().expect("a table")
}

fn version(item: &Item) -> i64 {
    item.n("version").and_then(|number| number.to_i64()).expect("a version")
}

/// Puts two items of the same version again and again, in one transaction each time, while `read` reads them.
fn while_pairs_are_put(keys: [(&str, &str); 2], read: impl Fn(&Database, &Table)) {
    let db = Database::new();
    let table = table(&db);
    let put = |version: i64| {
        let mut both = db.transaction();
        for (pk, sk) in keys {
            both = both.put(&table, item! { "pk": pk, "sk": sk, "version": version });
        }
        both.run().expect("put");
    };
    put(0);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            (1..2_000).for_each(put);
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            read(&db, &table);
        }
    });
}

#[test]
fn a_page_of_a_query_is_of_one_moment() {
    while_pairs_are_put([("a", "1"), ("a", "2")], |_, table| {
        let page = table.query("a").page().expect("a page").items.expect("items");
        let versions: Vec<i64> = page.iter().map(|item| version(item)).collect();
        assert!(versions.len() == 2 && versions[0] == versions[1], "{versions:?}");
    });
}

#[test]
fn items_that_are_read_together_are_of_one_moment() {
    while_pairs_are_put([("a", "1"), ("b", "2")], |db, table| {
        let read = db.transaction_read().get(table, ("a", "1")).get(table, ("b", "2")).run().expect("a read");
        let versions: Vec<i64> = read.iter().flatten().map(|item| version(item)).collect();
        assert!(versions.len() == 2 && versions[0] == versions[1], "{versions:?}");
    });
}

#[test]
fn a_read_sees_what_was_written_before_consistent_or_not() -> Result<()> {
    let db = Database::new();
    let table = table(&db);
    for round in 0..100 {
        table.put(item! { "pk": "a", "sk": "1", "version": round }).run()?;
        for read in [table.get(("a", "1")).run()?, table.get(("a", "1")).consistent().run()?] {
            assert_eq!(version(&read.expect("it was put")), round);
        }
        assert_eq!(version(&table.scan().first()?.expect("it was put")), round);
    }
    Ok(())
}

#[test]
fn an_item_that_was_read_never_changes() -> Result<()> {
    let db = Database::new();
    let table = table(&db);
    table.put(item! { "pk": "a", "sk": "1", "version": 1 }).run()?;
    let read = table.get(("a", "1")).run()?.expect("it was put");
    table.update(("a", "1")).expression("SET version = :two").value(":two", 2).run()?;
    table.delete(("a", "1")).run()?;
    assert_eq!(version(&read), 1);
    Ok(())
}

#[test]
fn of_a_batch_each_write_stands_by_itself() {
    let db = Database::new();
    let table = table(&db);
    let items = [
        item! { "pk": "a", "sk": "1" },
        item! { "pk": "without a sort key" },
        item! { "pk": "a", "sk": "3" },
    ];
    assert!(matches!(table.put_all(items), Err(Error::Validation(_))));
    assert_eq!(table.item_count(), 1, "what came before is written, what comes behind is not");
}

#[test]
fn a_database_lives_as_long_as_a_handle_of_it() -> Result<()> {
    let db = Database::new();
    let table = table(&db);
    table.put(item! { "pk": "a", "sk": "1" }).run()?;
    drop(db);
    assert_eq!(table.item_count(), 1, "a table's handle holds its database");
    assert!(Database::new().table_names().is_empty(), "no other database has its tables");
    Ok(())
}

#[test]
fn all_types_can_be_shared_among_threads() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<(Database, Table, Clock, QueryBuilder, TransactionBuilder, Item, Error)>();
    sent::<Items>();
}
