//! Batches, transactions and pages that are throttled.

use std::collections::BTreeMap;

use hashrange::{
    Error,
    ScalarAttributeType::S,
    Throughput, item,
    operation::{
        BatchExecuteStatementInput, BatchGetItemInput, BatchStatementRequest, BatchWriteItemInput, Keys,
        KeysAndAttributes, WriteRequest,
    },
};

use super::{database, large, one, put, seconds, told};

fn writes(ids: &[&str]) -> BatchWriteItemInput {
    let requests = ids.iter().map(|id| WriteRequest::put(item! { "id": *id })).collect();
    let request_items = BTreeMap::from([("users".to_owned(), requests)]);
    BatchWriteItemInput { request_items, ..BatchWriteItemInput::default() }
}

fn reads(ids: &[&str]) -> BatchGetItemInput {
    let keys: Keys = ids.iter().map(|id| item! { "id": *id }).collect::<Vec<_>>().into();
    let keys = KeysAndAttributes { keys, consistent_read: Some(true), ..KeysAndAttributes::default() };
    BatchGetItemInput {
        request_items: BTreeMap::from([("users".to_owned(), keys)]),
        ..BatchGetItemInput::default()
    }
}

#[test]
fn a_batch_returns_what_was_throttled_and_fails_if_nothing_is_left() {
    let (db, clock) = database(Throughput::as_provisioned(), 1);
    db.create_table("users").partition_key("id", S).provisioned(1, 2).run().unwrap();
    let output = db.batch_write_item(writes(&["a", "b", "c"])).unwrap();
    assert_eq!(output.unprocessed_items, writes(&["c"]).request_items);
    let error = db.batch_write_item(writes(&["c"])).unwrap_err();
    let provisioned = "ProvisionedThroughputExceededException";
    assert_eq!(told(&error), one(provisioned, "TableWriteProvisionedThroughputExceeded", "users"));
    clock.advance(seconds(1)).unwrap();
    assert!(db.batch_write_item(writes(&["c"])).unwrap().unprocessed_items.is_empty());

    let output = db.batch_get_item(reads(&["a", "b", "c"])).unwrap();
    assert_eq!(output.responses["users"].len(), 2);
    assert_eq!(output.unprocessed_keys["users"], reads(&["c"]).request_items["users"]);
    let error = db.batch_get_item(reads(&["c"])).unwrap_err();
    assert_eq!(told(&error), one(provisioned, "TableReadProvisionedThroughputExceeded", "users"));
}

#[test]
fn a_batch_on_a_hot_partition_fails_with_throttling_exception() {
    let (db, _) = database(Throughput::per_partition(1, 1), 1);
    db.create_table("users").partition_key("id", S).provisioned(9, 9).run().unwrap();
    assert_eq!(db.batch_write_item(writes(&["a", "b"])).unwrap().unprocessed_items["users"].len(), 1);
    let error = db.batch_write_item(writes(&["b"])).unwrap_err();
    assert_eq!(told(&error), one("ThrottlingException", "TableWriteKeyRangeThroughputExceeded", "users"));
}

#[test]
fn each_statement_of_a_batch_fails_by_itself() {
    let (db, _) = database(Throughput::as_provisioned(), 1);
    db.create_table("users").partition_key("id", S).provisioned(1, 1).run().unwrap();
    let insert = |id: &str| BatchStatementRequest {
        statement: format!("INSERT INTO users VALUE {{'id': '{id}'}}"),
        ..BatchStatementRequest::default()
    };
    let input =
        BatchExecuteStatementInput { statements: vec![insert("a"), insert("b")], ..Default::default() };
    let responses = db.batch_execute_statement(input).unwrap().responses;
    assert!(responses[0].error.is_none());
    assert_eq!(responses[1].error.as_ref().unwrap().code, "ProvisionedThroughputExceeded");
}

#[test]
fn a_transaction_is_cancelled_and_costs_double_where_it_is_not() {
    let (db, clock) = database(Throughput::per_partition(4, 4), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let write = || {
        let transaction = db.transaction().put(&users, item! { "id": "a" });
        transaction.put(&users, item! { "id": "b" }).run()
    };
    write().unwrap();
    assert!(put(&users, "c").unwrap_err().is_throttled(), "two items, two units each");
    let Err(Error::TransactionCanceled { reasons, .. }) = write() else { panic!("nothing is left") };
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["ThrottlingError", "ThrottlingError"]);
    clock.advance(seconds(1)).unwrap();

    let read = || db.transaction_read().get(&users, "a").get(&users, "b").run();
    read().unwrap();
    let error = read().unwrap_err();
    assert!(error.is_transaction_canceled() && error.is_retryable(), "{error}");
    assert!(users.get("a").run().unwrap_err().is_throttled());
}

#[test]
fn a_cancelled_transaction_has_prepared_its_items() {
    let (db, _) = database(Throughput::per_partition(4, 2), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    put(&users, "a").unwrap();
    let write = db.transaction().put(&users, item! { "id": "a" }).if_absent().run();
    assert!(write.unwrap_err().is_condition_failed());
    assert!(put(&users, "a").unwrap_err().is_throttled());
}

#[test]
fn a_scan_ends_its_page_before_a_partition_that_has_nothing_left() {
    let (db, clock) = database(Throughput::per_partition(3, 1000), 4);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let ids: Vec<String> = (0..40).map(|n| format!("user{n}")).collect();
    ids.iter().for_each(|id| put(&users, id).unwrap());
    let last = users.partitions()[3].name.clone();
    let hot = ids.iter().find(|id| users.explain(id.as_str()).unwrap().partition == last).unwrap();
    while users.get(hot).consistent().run().is_ok() {}

    let page = users.scan().consistent().page().unwrap();
    let first = page.items.unwrap().len();
    assert!(first > 10 && page.last_evaluated_key.is_some());
    let rest = || users.scan().consistent().start_after(page.last_evaluated_key.clone().unwrap()).page();
    let error = rest().unwrap_err();
    assert_eq!(told(&error), one("ThrottlingException", "TableReadKeyRangeThroughputExceeded", "users"));
    clock.advance(seconds(1)).unwrap();
    assert_eq!(first + rest().unwrap().items.unwrap().len(), 40);
}

#[test]
fn a_query_is_charged_for_what_it_read_and_refused_if_nothing_is_left() {
    let (db, clock) = database(Throughput::per_partition(10, 1000), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(large("a")).run().unwrap();
    users.query("a").consistent().page().unwrap();
    assert!(users.query("a").page().unwrap_err().is_throttled());
    clock.advance(seconds(9)).unwrap();
    assert!(users.query("a").page().unwrap_err().is_throttled(), "100 units at 10 a second");
    clock.advance(seconds(1)).unwrap();
    users.query("a").page().unwrap();
}
