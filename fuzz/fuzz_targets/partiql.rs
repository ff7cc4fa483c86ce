//! Any text as a statement of PartiQL, with two parameters, on a table with something in it.
#![no_main]

use std::sync::LazyLock;

use hashrange::{Database, Error, Index, ScalarAttributeType::S, item};
use libfuzzer_sys::fuzz_target;

static FIXTURE: LazyLock<Database> = LazyLock::new(|| {
    let db = Database::new();
    let table = db
        .create_table("tab")
        .partition_key("pk", S)
        .sort_key("sk", S)
        .global_index(Index::new("gsi").partition_key("g", S))
        .run()
        .expect("a sound table");
    table
        .put_all([item! { "pk": "a", "sk": "1", "g": "y", "n": 1 }, item! { "pk": "a", "sk": "2", "l": vec![1] }])
        .expect("sound items");
    db
});

fuzz_target!(|text: &str| {
    let db = FIXTURE.fork();
    for parameters in [Vec::new(), vec!["a"], vec!["a", "1"]] {
        let done = db.statement(text).bind_all(parameters).page();
        assert!(!matches!(done, Err(Error::Serialization(_))), "{text}");
    }
});
