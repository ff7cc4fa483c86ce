//! What shows in debug: logs and failed assertions print it, so it is short whatever the store holds.

#![allow(clippy::expect_used, reason = "tests and their helpers")]

use std::fmt::Debug;

use hashrange::{Database, Index, ScalarAttributeType::S, Table, item};

/// A text that is in each item.
const CONTENTS: &str = "contents of an item";

fn full() -> (Database, Table) {
    let db = Database::new();
    let table = db
        .create_table("users")
        .partition_key("id", S)
        .sort_key("at", S)
        .local_index(Index::new("by_name").sort_key("name", S))
        .global_index(Index::new("of_name").partition_key("name", S))
        .run()
        .expect("a table");
    let items = (0..10_000).map(
        |i| item! { "id": format!("user{}", i % 100), "at": i.to_string(), "name": "n", "text": CONTENTS },
    );
    table.put_all(items).expect("puts");
    (db, table)
}

#[track_caller]
fn is_one_short_line(shown: &dyn Debug) {
    let text = format!("{shown:?}");
    assert!(!text.contains('\n') && !text.contains(CONTENTS), "{text:.500}");
    assert!(text.len() < 1_000, "{} bytes: {text:.500}", text.len());
    assert!(format!("{shown:#?}").len() < 3_000, "{shown:#?}");
}

#[test]
fn handles_say_which_they_are() {
    let (db, table) = full();
    let database = r#"Database { region: "us-east-1", account: "000000000000", tables: 1 }"#;
    assert_eq!(format!("{db:?}"), database);
    assert_eq!(format!("{db:#?}"), database);
    assert_eq!(format!("{table:?}"), r#"Table("users")"#);
    assert_eq!(format!("{:#?}", table.index("by_name")), r#"TableIndex("by_name" of "users")"#);
    let recorder = db.calls();
    table.put(item! { "id": "a", "at": "b", "text": CONTENTS }).run().expect("a put");
    is_one_short_line(&recorder);
    is_one_short_line(&hashrange::Clock::system());
}

#[test]
fn builders_show_nothing_of_the_store() {
    let (db, table) = full();
    is_one_short_line(&Database::builder());
    is_one_short_line(&db.create_table("more").partition_key("id", S));
    is_one_short_line(&table.put(item! { "id": "a", "at": "b" }).if_absent());
    is_one_short_line(&table.get(("a", "b")).consistent());
    is_one_short_line(&table.update(("a", "b")).expression("SET n = :n").value(":n", 1));
    is_one_short_line(&table.delete(("a", "b")).condition("n = :n").value(":n", 1));
    is_one_short_line(&table.query("user1").begins_with("1"));
    is_one_short_line(&table.index("by_name").query("user1"));
    is_one_short_line(&table.index("of_name").scan());
    is_one_short_line(&table.scan().filter("n = :n").value(":n", 1));
    is_one_short_line(&db.transaction());
    is_one_short_line(&db.transaction().put(&table, item! { "id": "a", "at": "b" }));
    is_one_short_line(&db.transaction_read().get(&table, ("a", "b")));
    is_one_short_line(&db.statement("SELECT * FROM users"));
    #[cfg(feature = "sdk")]
    {
        is_one_short_line(&hashrange::sdk::Connector::new(&db));
        is_one_short_line(&hashrange::sdk::http_client(&db));
    }
    #[cfg(feature = "server")]
    is_one_short_line(&hashrange::server::Server::builder().database(db));
}

#[test]
fn readers_show_nothing_of_the_page_they_have_read() {
    let (db, table) = full();
    let mut items =
        [table.scan().items(), table.query("user1").items(), db.statement("SELECT * FROM users").items()];
    for items in &mut items {
        items.next().expect("there are items").expect("a read");
        is_one_short_line(items);
    }
    let mut typed = table.scan().items().typed::<serde_json::Value>();
    typed.next().expect("there are items").expect("a read");
    is_one_short_line(&typed);
}

#[test]
fn an_answer_of_the_wire_is_text() {
    let answer = Database::new().wire("ListTables", b"{}");
    assert_eq!(format!("{answer:?}"), r#"WireResponse { status: 200, body: "{\"TableNames\":[]}" }"#);
}
