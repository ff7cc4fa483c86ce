//! Faults of single items, actions and statements: the others are carried out, and nothing is half done.

use hashrange::{
    Error,
    faults::FaultAnswer,
    item,
    operation::{
        BatchExecuteStatementInput, BatchGetItemInput, BatchStatementRequest, ExecuteTransactionInput,
        KeysAndAttributes, ParameterizedStatement,
    },
};

use super::support::{left, like, likes, put_batch};

#[test]
fn an_item_of_a_batch_is_left_and_the_others_are_written() {
    let (db, likes) = likes();
    let items = [like("a", 1), like("b", 1), like("c", 1)];
    db.faults().on("BatchWriteItem").key(&likes, "b").times(1).throttle().unwrap();
    let output = put_batch(&db, &items).unwrap();
    assert_eq!(left(&output), [like("b", 1)]);
    assert_eq!(likes.item_count(), 2);
    put_batch(&db, &left(&output)).unwrap();
    assert_eq!(likes.item_count(), 3);

    db.faults().on("BatchWriteItem").item(2).unprocessed().unwrap();
    assert_eq!(left(&put_batch(&db, &items).unwrap()), [like("c", 1)]);
    assert!(left(&put_batch(&db, &items[..2]).unwrap()).is_empty());
    assert!(db.verify().is_empty());
}

#[test]
fn a_batch_of_which_nothing_can_be_processed_has_the_exception() {
    let (db, likes) = likes();
    let items = [like("a", 1), like("a", 2)];
    let fault = db.faults().on("BatchWriteItem").key(&likes, "a").throttle().unwrap();
    assert_eq!(put_batch(&db, &items).unwrap_err().code(), "ThrottlingException");
    fault.remove();
    db.faults().on("BatchWriteItem").unprocessed().unwrap();
    assert_eq!(left(&put_batch(&db, &items).unwrap()).len(), 2, "a rule about unprocessed items leaves all");
    assert_eq!(likes.item_count(), 0);
}

#[test]
fn keys_of_a_batch_are_left_with_what_was_asked_of_them() {
    let (db, likes) = likes();
    likes.put_all([like("a", 1), like("b", 1)]).unwrap();
    db.faults().on("BatchGetItem").key(&likes, ("b", 1)).throttle().unwrap();
    let keys = vec![item! { "user": "a", "at": 1 }, item! { "user": "b", "at": 1 }];
    let asked =
        KeysAndAttributes { keys: keys.into(), consistent_read: Some(true), ..KeysAndAttributes::default() };
    let input = BatchGetItemInput {
        request_items: [("likes".to_owned(), asked)].into(),
        ..BatchGetItemInput::default()
    };
    let output = db.batch_get_item(input).unwrap();
    assert_eq!(output.responses["likes"].len(), 1);
    let left = &output.unprocessed_keys["likes"];
    assert_eq!(left.keys.iter().collect::<Vec<_>>(), [&item! { "user": "b", "at": 1 }]);
    assert_eq!(left.consistent_read, Some(true));
}

#[test]
fn a_transaction_is_cancelled_with_a_reason_for_the_action_and_none_for_the_others() {
    let (db, likes) = likes();
    let write = || db.transaction().put(&likes, like("a", 1)).put(&likes, like("b", 1)).run().unwrap_err();
    let fault = db
        .faults()
        .on("TransactWriteItems")
        .key(&likes, "b")
        .exception("TransactionConflictException")
        .unwrap();
    let Error::TransactionCanceled { message, reasons } = write() else { panic!("not cancelled") };
    assert!(message.ends_with("[None, TransactionConflict]"), "{message}");
    assert_eq!(reasons[1].message.as_deref(), Some("Transaction is ongoing for the item"));
    assert_eq!(reasons[1].table.as_deref(), Some("likes"));
    fault.remove();

    let mixed = ["ThrottlingError", "ProvisionedThroughputExceeded"];
    let fault = db.faults().on("TransactWriteItems").cancel(mixed).unwrap();
    assert!(write().message().ends_with("[ThrottlingError, ProvisionedThroughputExceeded]"));
    assert!(write().is_retryable());
    fault.remove();

    let fault = db.faults().on("TransactWriteItems").item(0).exception("InternalServerError").unwrap();
    assert_eq!(write().code(), "InternalServerError", "no reason has this code");
    fault.remove();

    db.faults().on_all().key(&likes, "a").throttle().unwrap();
    let read = db.transaction_read().get(&likes, ("b", 1)).get(&likes, ("a", 1)).run().unwrap_err();
    assert!(read.message().ends_with("[None, ThrottlingError]"), "{read}");
    assert_eq!(likes.item_count(), 0);
    assert!(db.verify().is_empty());
}

#[test]
fn a_statement_of_a_transaction_cancels_it_and_one_of_a_batch_fails_alone() {
    let (db, likes) = likes();
    db.faults().on_all().key(&likes, "b").throttle().unwrap();
    let insert = |user: &str| format!("INSERT INTO likes VALUE {{'user': '{user}', 'at': 1}}");
    let statement =
        |user| ParameterizedStatement { statement: insert(user), ..ParameterizedStatement::default() };
    let input = ExecuteTransactionInput {
        transact_statements: vec![statement("a"), statement("b")],
        ..ExecuteTransactionInput::default()
    };
    let cancelled = db.execute_transaction(input).unwrap_err();
    assert!(cancelled.message().ends_with("[None, ThrottlingError]"), "{cancelled}");
    assert_eq!(likes.item_count(), 0);

    let request = |statement: String| BatchStatementRequest { statement, ..BatchStatementRequest::default() };
    let statements = ["no statement".to_owned(), insert("a"), insert("b")].map(request).to_vec();
    let input = BatchExecuteStatementInput { statements, ..BatchExecuteStatementInput::default() };
    let responses = db.batch_execute_statement(input).unwrap().responses;
    let codes: Vec<_> =
        responses.iter().map(|response| response.error.as_ref().map(|error| error.code.as_str())).collect();
    assert_eq!(codes, [Some("ValidationError"), None, Some("ThrottlingError")]);
    assert_eq!(likes.item_count(), 1);
    assert!(db.verify().is_empty());
}

#[test]
fn a_transaction_that_was_carried_out_is_repeated_whatever_its_items_meet() {
    let (db, likes) = likes();
    let put = || db.transaction().put(&likes, like("a", 1)).token("one").run();
    put().unwrap();
    db.faults().on("TransactWriteItems").item(0).exception("TransactionConflictException").unwrap();
    put().unwrap();
    assert!(db.transaction().put(&likes, like("a", 1)).token("two").run().is_err());
}

#[test]
fn the_first_rule_that_hits_a_part_has_it() {
    let (db, likes) = likes();
    let on = || db.faults().on("TransactWriteItems");
    on().item(1).exception("TransactionConflictException").unwrap();
    on().answer(FaultAnswer::Cancelled { reasons: ["ThrottlingError"; 2].map(str::to_owned).to_vec() })
        .unwrap();
    let both = db.transaction().put(&likes, like("a", 1)).put(&likes, like("b", 1)).run().unwrap_err();
    assert!(both.message().ends_with("[ThrottlingError, TransactionConflict]"), "{both}");
}
