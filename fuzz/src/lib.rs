//! What the targets that run operations share.

#[path = "../../tests/support/works.rs"]
pub mod works;

use std::sync::LazyLock;

use hashrange::{Database, Index, ScalarAttributeType::S, item};

/// A table with both kinds of index, and items in it. Each run gets a fork of it.
pub static FIXTURE: LazyLock<Database> = LazyLock::new(|| {
    let db = Database::new();
    let table = db
        .create_table("tab")
        .partition_key("pk", S)
        .sort_key("sk", S)
        .local_index(Index::new("lsi").sort_key("l", S))
        .global_index(Index::new("gsi").partition_key("g", S).keys_only())
        .run()
        .expect("a sound table");
    table
        .put_all([
            item! { "pk": "a", "sk": "1", "l": "x", "g": "y", "n": 1 },
            item! { "pk": "a", "sk": "2", "list": vec![1] },
        ])
        .expect("sound items");
    db
});
