//! An update or a put changes the item where it lies, and nobody who holds it sees that.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hashrange::{Database, Error, Item, ScalarAttributeType::S, Table, item, size::item_size_bytes};

fn shop() -> (Database, Table) {
    let db = Database::new();
    let table = db.create_table("products").partition_key("id", S).run().unwrap();
    table.put(item! { "id": "p1", "price": 100, "name": "소니" }).run().unwrap();
    (db, table)
}

fn bytes(table: &Table) -> u64 {
    table.partitions().iter().map(|partition| partition.size_bytes).sum()
}

#[test]
fn an_item_that_was_read_stays_as_it_was_read() {
    let (_db, table) = shop();
    let read = table.get("p1").run().unwrap().unwrap();
    table.update("p1").expression("SET price = price + :one").value(":one", 1).run().unwrap();
    assert_eq!(read.n("price"), Some(&100.into()));
    assert_eq!(table.get("p1").run().unwrap().unwrap().n("price"), Some(&101.into()));
}

#[test]
fn a_fork_stays_as_it_was() {
    let (db, table) = shop();
    let fork = db.fork();
    table.update("p1").expression("REMOVE price").run().unwrap();
    let forked = fork.table("products").unwrap();
    assert!(forked.get("p1").run().unwrap().unwrap().contains("price"));
    forked.update("p1").expression("SET price = :p").value(":p", 7).run().unwrap();
    assert!(!table.get("p1").run().unwrap().unwrap().contains("price"));
}

#[test]
fn a_put_leaves_what_was_read_and_what_was_forked() {
    let (db, table) = shop();
    let same_names = item! { "id": "p1", "price": 200, "name": "삼성" };
    let read = table.get("p1").run().unwrap().unwrap();
    let fork = db.fork();
    type Way = fn(&Database, &Table, Item) -> hashrange::Result<()>;
    let ways: [Way; 3] = [
        |_, table, item| table.put(item).run(),
        |_, table, item| table.put(item).condition("attribute_exists(id)").run(),
        |db, table, item| db.transaction().put(table, item).run(),
    ];
    let puts = [same_names.clone(), item! { "id": "p1" }, same_names.clone(), same_names];
    for (put, way) in puts.iter().flat_map(|put| ways.iter().map(move |way| (put, way))) {
        way(&db, &table, put.clone()).unwrap();
        let item = table.get("p1").run().unwrap().unwrap();
        assert_eq!(&*item, put);
        assert_eq!(bytes(&table), item_size_bytes(&item) as u64);
    }
    // Nobody holds it now.
    table.put(item! { "id": "p1", "price": 300, "brand": "소니" }).run().unwrap();
    assert_eq!(table.get("p1").run().unwrap().unwrap().n("price"), Some(&300.into()));
    assert_eq!(read.n("price"), Some(&100.into()));
    let forked = fork.table("products").unwrap();
    assert_eq!(forked.get("p1").run().unwrap().unwrap(), read);
    assert_eq!(bytes(&forked), item_size_bytes(&read) as u64);
    assert_eq!(table.item_count(), 1);
}

#[test]
fn an_update_that_fails_changes_nothing() {
    let (_db, table) = shop();
    let before = table.get("p1").run().unwrap().unwrap().as_ref().clone();
    let updates = [
        table.update("p1").expression("SET price = :p ADD #n :p").name("#n", "name"),
        table.update("p1").expression("SET price = :p").condition("attribute_exists(nothing)"),
    ];
    for update in updates {
        update.value(":p", 1).run().unwrap_err();
        assert_eq!(*table.get("p1").run().unwrap().unwrap(), before);
    }
}

#[test]
fn sizes_follow() {
    let (_db, table) = shop();
    table.update("p1").expression("SET note = :n REMOVE price").value(":n", "x".repeat(1000)).run().unwrap();
    let item = table.get("p1").run().unwrap().unwrap();
    assert_eq!(bytes(&table), item_size_bytes(&item) as u64);
}

#[test]
fn an_item_that_copies_itself_past_the_limit_stays_as_it_was() {
    let (_db, table) = shop();
    table.update("p1").expression("SET a = :a").value(":a", "x".repeat(150_000)).run().unwrap();
    table.update("p1").expression("SET b = a").run().unwrap();
    let before = bytes(&table);
    let refused = table.update("p1").expression("SET c = a").run().unwrap_err();
    assert_eq!(
        refused,
        Error::Validation("Item size to update has exceeded the maximum allowed size".into())
    );
    assert_eq!(bytes(&table), before);
    assert!(!table.get("p1").run().unwrap().unwrap().contains("c"));
}

#[test]
fn the_answer_has_the_item_before_and_after() {
    let (_db, table) = shop();
    let raise = || table.update("p1").expression("SET price = price + :one").value(":one", 1);
    assert_eq!(raise().updated().unwrap().n("price"), Some(&101.into()));
    assert_eq!(raise().previous().unwrap().unwrap().n("price"), Some(&101.into()));
    assert_eq!(raise().updated().unwrap().n("price"), Some(&103.into()));
}
