//! What shows in debug: a TRACE subscriber prints the client's parts with every request.

use std::fmt::Debug;

use hashrange::{Database, ScalarAttributeType::S, item, sdk};

/// A text that is in each item.
const CONTENTS: &str = "contents of an item";

#[test]
fn clients_and_connectors_show_nothing_of_the_store() {
    let (empty, full) = (Database::new(), Database::new());
    let table = |db: &Database| db.create_table("users").partition_key("id", S).run().unwrap();
    table(&empty);
    table(&full).put_all((0..10_000).map(|i| item! { "id": i.to_string(), "text": CONTENTS })).unwrap();

    let shown = |what: fn(&Database) -> Box<dyn Debug>| {
        let [empty, full] = [&empty, &full].map(|db| format!("{:?}", what(db)));
        assert!(!full.contains('\n') && !full.contains(CONTENTS), "{full:.500}");
        assert!(
            full.len() < empty.len() + 100,
            "{} bytes, and {} where it is empty",
            full.len(),
            empty.len()
        );
        full.len()
    };
    assert!(shown(|db| Box::new(sdk::Connector::new(db))) < 200);
    assert!(shown(|db| Box::new(sdk::http_client(db))) < 300);
    shown(|db| Box::new(sdk::config(db)));
    shown(|db| Box::new(sdk::config(db).build()));
    shown(|db| Box::new(sdk::client(db)));
    shown(|db| Box::new(sdk::streams_client(db)));
}
