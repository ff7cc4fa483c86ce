//! Any bytes as the body of any operation: the first byte chooses the operation.
#![no_main]

use std::sync::LazyLock;

use hashrange::{Database, Index, ScalarAttributeType::S, item};
use libfuzzer_sys::fuzz_target;

const OPERATIONS: [&str; 19] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
    "CreateTable",
    "DescribeTable",
    "ListTables",
    "DeleteTable",
    "DescribeLimits",
    "DescribeEndpoints",
];

/// A table with both kinds of index, and an item in it. Each run gets a fork of it.
static FIXTURE: LazyLock<Database> = LazyLock::new(|| {
    let db = Database::new();
    let table = db
        .create_table("tab")
        .partition_key("pk", S)
        .sort_key("sk", S)
        .local_index(Index::new("lsi").sort_key("l", S))
        .global_index(Index::new("gsi").partition_key("g", S).keys_only())
        .run()
        .expect("a sound table");
    table.put(item! { "pk": "a", "sk": "1", "l": "x", "g": "y", "n": 1 }).run().expect("a sound item");
    db
});

fuzz_target!(|data: &[u8]| {
    let Some((operation, body)) = data.split_first() else { return };
    let Some(name) = OPERATIONS.get(usize::from(*operation) % OPERATIONS.len()) else { return };
    let answer = FIXTURE.fork().wire(name, body);
    assert!(matches!(answer.status, 200 | 400), "{name}: {}", answer.text());
    assert!(answer.body.starts_with(b"{") && answer.body.ends_with(b"}"), "{name}: {}", answer.text());
});
