//! Global indexes of tables that are there: made with the items of the table, read, and taken away.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use hashrange::{Database, ScalarAttributeType::S, Table, item};
use serde_json::{Value, json};

use crate::{ask, refused};

/// A table of so many songs, some of which have a genre that is a text, some one that is a number, some none.
fn songs(db: &Database, count: u32) -> Table {
    let table = db.create_table("songs").partition_key("id", S).run().unwrap();
    for n in 0..count {
        let mut song = item! { "id": n.to_string(), "plays": n };
        match n % 3 {
            0 => drop(song.insert("genre", format!("g{}", n % 5))),
            1 => drop(song.insert("genre", n)),
            _ => {}
        }
        table.put(song).run().unwrap();
    }
    table
}

fn create(name: &str) -> Value {
    json!({
        "TableName": "songs",
        "AttributeDefinitions": [{"AttributeName": "genre", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": name, "KeySchema": [{"AttributeName": "genre", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }}],
    })
}

fn delete(name: &str) -> Value {
    json!({"TableName": "songs", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]})
}

#[test]
fn a_new_index_has_the_items_that_fit_and_those_written_later() {
    let db = Database::new();
    let table = songs(&db, 300);
    let told = ask(&db, "UpdateTable", create("by_genre"))["TableDescription"].take();
    assert_eq!(told["TableStatus"], "UPDATING");
    assert_eq!(told["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING");
    let index =
        &ask(&db, "DescribeTable", json!({"TableName": "songs"}))["Table"]["GlobalSecondaryIndexes"][0];
    assert_eq!((&index["IndexStatus"], &index["ItemCount"]), (&json!("ACTIVE"), &json!(100)));
    assert!(db.verify().is_empty(), "{:?}", db.verify());
    // An item whose genre does not fit comes in once it does, and goes with it.
    table.put(item! { "id": "1", "genre": "g9" }).run().unwrap();
    table.put(item! { "id": "4" }).run().unwrap();
    table.delete("7").run().unwrap();
    table.delete("0").run().unwrap();
    assert_eq!(table.index("by_genre").query("g9").items().count(), 1);
    assert!(table.put(item! { "id": "x", "genre": 5 }).run().is_err());
    assert!(db.verify().is_empty(), "{:?}", db.verify());

    let path = std::env::temp_dir().join(format!("hashrange-indexes-{}", std::process::id()));
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded.table("songs").unwrap().index("by_genre").scan().items().count(), 100);

    let told = ask(&db, "UpdateTable", delete("by_genre"))["TableDescription"].take();
    assert_eq!(told["GlobalSecondaryIndexes"][0]["IndexStatus"], "DELETING");
    let table_now = ask(&db, "DescribeTable", json!({"TableName": "songs"}))["Table"].take();
    assert!(table_now["GlobalSecondaryIndexes"].is_null());
    assert_eq!(table_now["AttributeDefinitions"].as_array().unwrap().len(), 1);
    table.put(item! { "id": "x", "genre": 5 }).run().unwrap();
    assert!(table.index("by_genre").scan().run().is_err());
    assert!(db.verify().is_empty());
}

#[test]
fn what_is_refused_changes_nothing() {
    let db = Database::new();
    songs(&db, 10);
    ask(&db, "UpdateTable", create("by_genre"));
    let said = |request: Value| refused(&db, "UpdateTable", request);
    assert_eq!(said(create("by_genre")).0, "ValidationException");
    assert_eq!(said(delete("by_plays")).0, "ResourceNotFoundException");
    let mut two = create("one");
    two["GlobalSecondaryIndexUpdates"]
        .as_array_mut()
        .unwrap()
        .push(json!({"Delete": {"IndexName": "by_genre"}}));
    assert_eq!(said(two).0, "LimitExceededException");
    let mut undefined = create("one");
    undefined["AttributeDefinitions"] = json!([]);
    assert_eq!(said(undefined).0, "ValidationException");
    let described = ask(&db, "DescribeTable", json!({"TableName": "songs"}))["Table"].take();
    assert_eq!(described["GlobalSecondaryIndexes"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_written_while_an_index_is_made_is_in_it_once() {
    let db = Database::builder().partitions(3).build();
    let table = songs(&db, 2000);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in 0..3_u32 {
            let (table, done) = (&table, &done);
            scope.spawn(move || {
                let mut step = writer;
                while !done.load(Ordering::Relaxed) {
                    step = step.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let id = (step % 2000).to_string();
                    match step >> 16 & 3 {
                        0 => drop(table.delete(id.as_str()).run()),
                        1 => drop(table.put(item! { "id": id, "plays": 1 }).run()),
                        _ => {
                            drop(table.put(item! { "id": id, "genre": format!("g{}", step >> 20 & 7) }).run())
                        }
                    }
                }
            });
        }
        for round in 0..6 {
            ask(&db, "UpdateTable", create("by_genre"));
            // A copy that is made meanwhile has a whole index too.
            assert_eq!(db.fork().verify(), Vec::<String>::new(), "round {round}");
            ask(&db, "UpdateTable", delete("by_genre"));
        }
        ask(&db, "UpdateTable", create("by_genre"));
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_table_is_described_while_its_indexes_come_and_go() {
    let db = Database::new();
    songs(&db, 0);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let table = &ask(&db, "DescribeTable", json!({"TableName": "songs"}))["Table"];
                for index in table["GlobalSecondaryIndexes"].as_array().into_iter().flatten() {
                    assert!(index["IndexStatus"].is_string(), "{index}");
                    let attributes = table["AttributeDefinitions"].to_string();
                    assert!(attributes.contains("genre"), "{attributes}");
                }
            }
        });
        for _ in 0..200 {
            ask(&db, "UpdateTable", create("by_genre"));
            ask(&db, "UpdateTable", delete("by_genre"));
        }
        done.store(true, Ordering::Relaxed);
        reader.join().expect("a reader");
    });
}

/// Whether a table is made and an item read by its table's name while an index is filled and a fork waits for that.
fn is_nobody_held_up(db: &Database, attempt: u32) -> bool {
    let (index, other) = (format!("index{attempt}"), format!("other{attempt}"));
    let status = || {
        let table = ask(db, "DescribeTable", json!({"TableName": "songs"}))["Table"].take();
        let indexes = table["GlobalSecondaryIndexes"].as_array().cloned().unwrap_or_default();
        indexes
            .iter()
            .find(|made| made["IndexName"] == index.as_str())
            .map(|made| made["IndexStatus"].clone())
    };
    let is_filling = thread::scope(|scope| {
        scope.spawn(|| ask(db, "UpdateTable", create(&index)));
        while status().is_none() {
            thread::yield_now();
        }
        let fork = scope.spawn(|| db.fork());
        thread::sleep(Duration::from_millis(5));
        db.create_table(&other).partition_key("id", S).run().unwrap();
        ask(db, "GetItem", json!({"TableName": other, "Key": {"id": {"S": "a"}}}));
        let is_filling = status().unwrap() == "CREATING";
        let fork = fork.join().unwrap();
        assert!(fork.verify().is_empty(), "{:?}", fork.verify());
        assert!(fork.table("songs").unwrap().index(&index).query("g1").items().count() > 0);
        is_filling
    });
    ask(db, "UpdateTable", delete(&index));
    is_filling
}

#[test]
fn requests_by_name_do_not_wait_for_a_fork_that_waits_for_an_index() {
    let db = Database::new();
    songs(&db, 20_000);
    // Where the machine is busy, an index may be filled before the requests have their turn.
    assert!(
        (0..50).any(|attempt| is_nobody_held_up(&db, attempt)),
        "requests waited until the index was filled"
    );
}
