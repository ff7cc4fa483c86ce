//! What a watcher tells of a table's changes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says so by panicking"
)]

use std::{collections::BTreeMap, sync::Arc, thread};

use hashrange::{Database, Error, Index, Item, ItemChange, ScalarAttributeType::S, Table, item};

fn table(db: &Database, name: &str, indexed: bool) -> Table {
    let table = db.create_table(name).partition_key("id", S);
    match indexed {
        true => table.global_index(Index::new("by_group").partition_key("group", S)).run().unwrap(),
        false => table.run().unwrap(),
    }
}

/// The table that comes of making these changes on an empty one. Each must find what the one before left.
fn replayed(changes: &[ItemChange]) -> BTreeMap<String, Arc<Item>> {
    let mut items = BTreeMap::new();
    for change in changes {
        let item = change.new.as_ref().or(change.old.as_ref()).expect("something changed");
        let id = item.get("id").and_then(|id| id.as_s()).expect("a key").to_string();
        let before = match &change.new {
            Some(new) => items.insert(id, Arc::clone(new)),
            None => items.remove(&id),
        };
        assert_eq!(before, change.old);
    }
    items
}

fn contents(table: &Table) -> BTreeMap<String, Arc<Item>> {
    let items = table.scan().run().unwrap();
    items
        .into_iter()
        .map(|item| (item.get("id").and_then(|id| id.as_s()).unwrap().to_string(), item))
        .collect()
}

/// Changes a table in every way that there is, for the `step`th time.
fn change(db: &Database, table: &Table, step: usize) {
    let name = table.name();
    let (id, other) = (format!("{}", step % 17), format!("{}", (step * 7 + 1) % 17));
    match step % 9 {
        0 => table.put(item! { "id": &*id, "step": step, "group": "a" }).run().unwrap(),
        1 => table.delete(&*id).run().unwrap(),
        2 => table.update(&*id).expression("SET step = :step").value(":step", step).run().unwrap(),
        3 => db
            .transaction()
            .put(table, item! { "id": &*id, "step": step })
            .update(table, &*other, "SET #group = :b")
            .name("#group", "group")
            .value(":b", "b")
            .run()
            .or_else(|error| if id == other { Ok(()) } else { Err(error) })
            .unwrap(),
        4 => {
            let statement = format!("INSERT INTO \"{name}\" VALUE {{'id': ?, 'step': ?}}");
            match db.execute(statement, (&*id, step)) {
                Ok(_) | Err(Error::DuplicateItem(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        5 => {
            let request = serde_json::json!({ "RequestItems": { name: [
                { "PutRequest": { "Item": { "id": { "S": id }, "step": { "N": step.to_string() } } } },
                { "DeleteRequest": { "Key": { "id": { "S": format!("{other} more") } } } },
            ] } });
            let answer = db.wire("BatchWriteItem", request.to_string().as_bytes());
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        6 => drop(db.execute(format!("DELETE FROM \"{name}\" WHERE id = ?"), [&*other]).unwrap()),
        7 => {
            let middle = table.explain(&*id).unwrap().range.middle();
            table.split_partition(&middle);
        }
        _ => {
            // Refused: it changes nothing.
            table
                .put(item! { "id": &*id })
                .condition("step = :none")
                .value(":none", "none")
                .run()
                .unwrap_err();
        }
    }
}

#[test]
fn making_the_changes_again_gives_the_table() {
    for indexed in [false, true] {
        let db = Database::new();
        let (table, other) = (table(&db, "watched", indexed), table(&db, "other", false));
        let watcher = table.watch().unwrap();
        for step in 0..600 {
            change(&db, &table, step);
            change(&db, &other, step);
        }
        let changes = watcher.take();
        assert!(changes.len() > 200, "{}", changes.len());
        assert_eq!(replayed(&changes), contents(&table));
        assert!(watcher.take().is_empty(), "they were taken");
        assert!(db.verify().is_empty());
    }
}

#[test]
fn changes_by_several_threads_come_in_an_order_in_which_they_can_be_made_again() {
    let db = Database::new();
    let table = table(&db, "watched", true);
    let watcher = table.watch().unwrap();
    thread::scope(|scope| {
        for thread in 0..4 {
            let (db, table) = (&db, &table);
            scope.spawn(move || (0..300).for_each(|step| change(db, table, step * 5 + thread)));
        }
    });
    assert_eq!(replayed(&watcher.take()), contents(&table));
}

#[test]
fn a_write_that_leaves_the_item_as_it_was_is_no_change() {
    let db = Database::new();
    let users = table(&db, "users", false);
    users.put(item! { "id": "a", "age": 39 }).run().unwrap();
    let watcher = users.watch().unwrap();
    users.put(item! { "id": "a", "age": 39 }).run().unwrap();
    users.update("a").expression("SET age = :age").value(":age", 39).run().unwrap();
    users.delete("b").run().unwrap();
    assert_eq!(watcher.take(), []);
}

#[test]
fn a_watcher_sees_its_table_alone_and_until_it_is_dropped() {
    let db = Database::new();
    let users = table(&db, "users", false);
    let watcher = users.watch().unwrap();
    db.fork().table("users").unwrap().put(item! { "id": "forked" }).run().unwrap();
    db.delete_table("users").unwrap();
    assert!(matches!(users.watch(), Err(Error::ResourceNotFound(_))));
    table(&db, "users", false).put(item! { "id": "another table" }).run().unwrap();
    assert_eq!(watcher.take(), []);
    let late = users.watch().unwrap();
    drop(watcher);
    users.put(item! { "id": "a" }).run().unwrap();
    assert_eq!(late.take().len(), 1);
}
