//! Items held as by a transaction in progress: what requests meet, and that nothing else changes.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests and their helpers")]

use hashrange::{
    Database, Error, Item,
    ScalarAttributeType::S,
    Table, item,
    operation::{
        BatchExecuteStatementInput, BatchGetItemInput, BatchStatementRequest, BatchWriteItemInput,
        ExecuteTransactionInput, KeysAndAttributes, ParameterizedStatement, ReturnValue, WriteRequest,
    },
};

const ONGOING: &str = "Transaction is ongoing for the item";

fn accounts() -> (Database, Table) {
    let db = Database::new();
    let accounts = db.create_table("accounts").partition_key("id", S).run().expect("a new table");
    accounts.put_all(["minji", "jihoon"].map(account)).expect("puts");
    (db, accounts)
}

fn account(id: &str) -> Item {
    item! { "id": id, "won": 5000 }
}

fn is_conflict(result: hashrange::Result<()>) -> bool {
    result == Err(Error::TransactionConflict(ONGOING.to_owned()))
}

#[test]
fn a_write_of_it_conflicts_in_every_form_until_it_is_released() {
    let (db, accounts) = accounts();
    let hold = db.hold(&accounts, "minji").unwrap();
    let writes = || {
        [
            accounts.put(account("minji")).run(),
            accounts.put(account("minji")).return_values(ReturnValue::AllOld).run(),
            accounts.update("minji").expression("SET won = :won").value(":won", 1).run(),
            accounts.delete("minji").run(),
            db.execute("UPDATE accounts SET won = 2 WHERE id = 'minji'", ()).map(drop),
            db.execute("DELETE FROM accounts WHERE id = 'minji'", ()).map(drop),
        ]
    };
    assert!(writes().into_iter().all(is_conflict));
    let wire = db.wire("DeleteItem", br#"{"TableName": "accounts", "Key": {"id": {"S": "minji"}}}"#);
    assert!(
        wire.text().contains("TransactionConflictException") && wire.text().contains(ONGOING),
        "{}",
        wire.text()
    );
    assert!(accounts.put(account("jihoon")).run().is_ok(), "another item is free");
    drop(hold);
    accounts.put(account("minji")).run().unwrap();
    accounts.delete("minji").run().unwrap();
    assert!(db.verify().is_empty());
}

#[test]
fn reads_go_on_but_for_those_of_transactions() {
    let (db, accounts) = accounts();
    let _hold = db.hold(&accounts, "minji").unwrap();
    assert!(accounts.get("minji").consistent().run().unwrap().is_some());
    assert_eq!(accounts.query("minji").page().unwrap().count, 1);
    assert_eq!(accounts.scan().run().unwrap().len(), 2);
    assert_eq!(db.execute("SELECT * FROM accounts WHERE id = 'minji'", ()).unwrap().len(), 1);
    let keys =
        KeysAndAttributes { keys: vec![item! { "id": "minji" }].into(), ..KeysAndAttributes::default() };
    let request_items = [("accounts".to_owned(), keys)].into();
    let read =
        db.batch_get_item(BatchGetItemInput { request_items, ..BatchGetItemInput::default() }).unwrap();
    assert!(read.responses["accounts"].len() == 1 && read.unprocessed_keys.is_empty());
    let read = db.transaction_read().get(&accounts, "jihoon").get(&accounts, "minji").run().unwrap_err();
    assert_reasons(&read, &["None", "TransactionConflict"]);
}

fn assert_reasons(error: &Error, codes: &[&str]) {
    let Error::TransactionCanceled { message, reasons } = error else { panic!("not cancelled: {error}") };
    assert_eq!(reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>(), codes);
    assert!(message.ends_with(&format!("[{}]", codes.join(", "))), "{message}");
    let conflicts = reasons.iter().filter(|reason| reason.code == "TransactionConflict");
    conflicts.for_each(|reason| assert_eq!(reason.message.as_deref(), Some(ONGOING)));
}

#[test]
fn transactions_are_cancelled_and_write_nothing() {
    let (db, accounts) = accounts();
    let _hold = db.hold(&accounts, "minji").unwrap().and(&accounts, "new").unwrap();
    let both = db
        .transaction()
        .delete(&accounts, "jihoon")
        .put(&accounts, account("minji"))
        .put(&accounts, account("new"));
    assert_reasons(&both.run().unwrap_err(), &["None", "TransactionConflict", "TransactionConflict"]);
    let check =
        db.transaction().delete(&accounts, "jihoon").check(&accounts, "minji", "attribute_exists(id)");
    assert_reasons(&check.run().unwrap_err(), &["None", "TransactionConflict"]);
    let statements = ["DELETE FROM accounts WHERE id = 'jihoon'", "DELETE FROM accounts WHERE id = 'minji'"];
    let statement = |text: &str| ParameterizedStatement {
        statement: text.to_owned(),
        ..ParameterizedStatement::default()
    };
    let transact_statements = statements.map(statement).to_vec();
    let input = ExecuteTransactionInput { transact_statements, ..ExecuteTransactionInput::default() };
    assert_reasons(&db.execute_transaction(input).unwrap_err(), &["None", "TransactionConflict"]);
    assert_eq!(accounts.item_count(), 2);
    assert!(db.verify().is_empty());
}

#[test]
fn a_batch_leaves_it_and_writes_the_others() {
    let (db, accounts) = accounts();
    let hold = db.hold(&accounts, "minji").unwrap();
    let batch = |requests: Vec<WriteRequest>| {
        let request_items = [("accounts".to_owned(), requests)].into();
        let input = BatchWriteItemInput { request_items, ..BatchWriteItemInput::default() };
        db.batch_write_item(input).unwrap().unprocessed_items.remove("accounts").unwrap_or_default()
    };
    let delete = |id: &str| WriteRequest::delete(item! { "id": id });
    let left = batch(vec![delete("jihoon"), delete("minji")]);
    assert_eq!(left, [delete("minji")]);
    assert_eq!(accounts.item_count(), 1);
    drop(hold);
    assert!(batch(left).is_empty());
    assert_eq!(accounts.item_count(), 0);
}

#[test]
fn a_statement_of_a_batch_fails_alone() {
    let (db, accounts) = accounts();
    let _hold = db.hold(&accounts, "minji").unwrap();
    let statement = |id: &str| BatchStatementRequest {
        statement: format!("DELETE FROM accounts WHERE id = '{id}'"),
        ..BatchStatementRequest::default()
    };
    let statements = vec![statement("minji"), statement("jihoon")];
    let output =
        db.batch_execute_statement(BatchExecuteStatementInput { statements, ..Default::default() }).unwrap();
    let errors: Vec<_> = output
        .responses
        .iter()
        .map(|response| response.error.as_ref().map(|error| error.code.as_str()))
        .collect();
    assert_eq!(errors, [Some("TransactionConflict"), None]);
    assert_eq!(accounts.item_count(), 1);
}

#[test]
fn a_token_in_progress_is_no_second_time() {
    let (db, accounts) = accounts();
    let put = || db.transaction().put(&accounts, account("haeri")).token("one").run();
    let hold = db.hold_token("one").unwrap();
    let in_progress = Error::TransactionInProgress(
        "The transaction with the given request token is already in progress.".to_owned(),
    );
    assert_eq!(put(), Err(in_progress));
    assert!(db.transaction().put(&accounts, account("haeri")).token("two").run().is_ok());
    assert!(
        db.hold_token("one").is_err() && db.hold_token("").is_err() && db.hold_token("x".repeat(37)).is_err()
    );
    drop(hold);
    put().unwrap();
}

#[test]
fn an_item_is_held_once_by_a_key_that_fits() {
    let (db, accounts) = accounts();
    let hold = db.hold(&accounts, "minji").unwrap();
    assert!(matches!(db.hold(&accounts, "minji"), Err(Error::TransactionConflict(_))));
    assert!(db.hold(&accounts, 7).unwrap_err().is_validation());
    assert!(db.fork().hold(&accounts, "minji").unwrap_err().is_validation(), "another database's table");
    // What could not be held whole is not held at all.
    assert!(db.hold(&accounts, "jihoon").and_then(|hold| hold.and(&accounts, "minji")).is_err());
    accounts.put(account("jihoon")).run().unwrap();
    drop(hold);
    drop(db.hold(&accounts, "minji").unwrap());
}

#[test]
fn forks_and_later_tables_of_the_name_are_free() {
    let (db, accounts) = accounts();
    let _hold = db.hold(&accounts, "minji").unwrap();
    db.fork().table("accounts").unwrap().delete("minji").run().unwrap();
    db.delete_table("accounts").unwrap();
    let again = db.create_table("accounts").partition_key("id", S).run().unwrap();
    again.put(account("minji")).run().unwrap();
}
