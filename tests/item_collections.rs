//! The limit of an item collection, in all ways to write.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it says")]

use hashrange::{
    Database, Error, Index, Item,
    ScalarAttributeType::S,
    Table, item,
    operation::{BatchWriteItemInput, Put, TransactWriteItemsInput, WriteRequest},
};

/// A table whose item collections hold 2,000 bytes, and the same without a local index, which holds any number.
fn tables() -> (Database, Table, Table) {
    let db = Database::builder().item_collection_limit_bytes(2000).build();
    let make = |name: &str| db.create_table(name).partition_key("forum", S).sort_key("subject", S);
    let limited = make("limited").local_index(Index::new("by_user").sort_key("user", S)).run().unwrap();
    let unlimited = make("unlimited").run().unwrap();
    (db, limited, unlimited)
}

/// An item of somewhat more than this many bytes.
fn thread(subject: &str, bytes: usize) -> Item {
    item! { "forum": "f", "subject": subject, "text": "x".repeat(bytes) }
}

fn too_large<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "ItemCollectionSizeLimitExceededException");
    assert_eq!(error.message(), "Collection size exceeded.");
}

#[test]
fn a_write_that_would_make_the_collection_too_large_is_refused() {
    let (db, limited, unlimited) = tables();
    for table in [&limited, &unlimited] {
        table.put(thread("1", 1500)).run().unwrap();
    }
    unlimited.put(thread("2", 1500)).run().unwrap();
    too_large(limited.put(thread("2", 1500)).run());
    // The index entry counts as well.
    too_large(limited.update(("f", "1")).expression("SET #u = :u").name("#u", "user").value(":u", "u").run());
    let request = [(limited.name().to_owned(), vec![WriteRequest::put(thread("2", 1500))])].into();
    too_large(db.batch_write_item(BatchWriteItemInput { request_items: request, ..Default::default() }));
    too_large(
        db.execute("INSERT INTO limited VALUE {'forum': 'f', 'subject': '2', 'text': ?}", ["x".repeat(1500)]),
    );
    assert_eq!(limited.item_count(), 1);

    limited.put(thread("1", 100)).run().unwrap();
    limited.put(thread("2", 1500)).run().unwrap();
    too_large(limited.put(thread("3", 500)).run());
    limited.delete(("f", "2")).run().unwrap();
    limited.put(thread("3", 500)).run().unwrap();
    too_large(db.fork().table("limited").unwrap().put(thread("4", 1500)).run());
}

#[test]
fn a_transaction_is_cancelled_by_the_action_that_is_too_much() {
    let (db, limited, _) = tables();
    let put = |subject: &str| {
        let item = thread(subject, 900);
        Put { table_name: "limited".to_owned(), item, ..Put::default() }.into()
    };
    let transact_items = vec![put("1"), put("2"), put("3")];
    let input = TransactWriteItemsInput { transact_items, ..Default::default() };
    let Err(Error::TransactionCanceled { reasons, .. }) = db.transact_write_items(input) else {
        panic!("not cancelled")
    };
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["None", "None", "ItemCollectionSizeLimitExceeded"]);
    assert_eq!(limited.item_count(), 0);
}

#[test]
fn an_answer_tells_the_size_where_it_is_asked_for() {
    let (_db, limited, unlimited) = tables();
    let metrics = |table: &Table| {
        let output = table.put(thread("1", 100)).return_item_collection_metrics().output().unwrap();
        output.item_collection_metrics
    };
    let told = metrics(&limited).unwrap();
    assert_eq!(told.item_collection_key, Some(item! { "forum": "f" }));
    assert_eq!(told.size_estimate_range_gb, [0.0, 1.0]);
    assert_eq!(metrics(&unlimited), None);
}
