//! Statements in transactions.

use super::*;

#[test]
fn reads_and_writes_do_not_mix() {
    let db = database();
    let both = ["SELECT * FROM users WHERE id = 'a'", "INSERT INTO users VALUE {'id': 'a'}"];
    let statements = both.map(|statement| BatchStatementRequest {
        statement: statement.to_owned(),
        ..BatchStatementRequest::default()
    });
    let batch =
        BatchExecuteStatementInput { statements: statements.into(), ..BatchExecuteStatementInput::default() };
    assert!(matches!(db.batch_execute_statement(batch), Err(Error::Validation(_))));
    assert!(matches!(db.execute_transaction(transaction(&both)), Err(Error::Validation(_))));
    assert_eq!(db.table("users").unwrap().item_count(), 0);
}

#[test]
fn a_transaction_writes_all_or_nothing() {
    let db = database();
    db.execute("INSERT INTO users VALUE {'id': 'a', 'n': 1}", ()).unwrap();
    let mut failing = transaction(&[
        "EXISTS(SELECT * FROM users WHERE id = 'a' AND n = 2)",
        "INSERT INTO users VALUE {'id': 'b'}",
    ]);
    failing.transact_statements[0].return_values_on_condition_check_failure =
        Some(ReturnValuesOnConditionCheckFailure::AllOld);
    let Err(Error::TransactionCanceled { reasons, .. }) = db.execute_transaction(failing) else { panic!() };
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["ConditionalCheckFailed", "None"]);
    assert_eq!(reasons[0].item.as_deref(), Some(&item! { "id": "a", "n": 1 }));
    assert_eq!(db.table("users").unwrap().item_count(), 1);
    let output = db.execute_transaction(transaction(&[
        "EXISTS(SELECT * FROM users WHERE id = 'a' AND n = 1)",
        "INSERT INTO users VALUE {'id': 'b'}",
        "DELETE FROM users WHERE id = 'c' AND n = 5",
    ]));
    assert!(output.unwrap().responses.is_empty());
    assert_eq!(db.table("users").unwrap().item_count(), 2);
}

#[test]
fn a_transaction_reads_items_by_their_whole_keys() {
    let db = database();
    db.execute("INSERT INTO users VALUE {'id': 'a', 'n': 1}", ()).unwrap();
    let output = db.execute_transaction(transaction(&[
        "SELECT n FROM users WHERE id = 'a'",
        "SELECT * FROM users WHERE id = 'b'",
    ]));
    let items: Vec<_> = output.unwrap().responses.into_iter().map(|response| response.item).collect();
    assert_eq!(items, [Some(Arc::new(item! { "n": 1 })), None]);
    for (statement, told) in [
        ("SELECT * FROM users WHERE n = 1", "must specify the primary key in the where clause."),
        ("SELECT * FROM notes.by_kind WHERE kind = 'x'", "Reads on indices are not supported"),
        ("SELECT * FROM users WHERE id = 5", "Condition parameter type does not match schema type"),
    ] {
        let refused = db.execute_transaction(transaction(&["SELECT * FROM users WHERE id = 'a'", statement]));
        let refused = refused.unwrap_err().message().into_owned();
        assert!(refused.starts_with("Validation failed in TransactStatements[1]: "), "{refused}");
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn a_transaction_sent_again_is_not_carried_out_again() {
    let db = database();
    db.execute("INSERT INTO users VALUE {'id': 'a', 'n': 1}", ()).unwrap();
    let mut input = transaction(&["UPDATE users SET n = n + 1 WHERE id = 'a'"]);
    input.client_request_token = Some("once".to_owned());
    input.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
    for _ in 0..3 {
        let output = db.execute_transaction(input.clone()).unwrap();
        assert_eq!(output.consumed_capacity.unwrap()[0].capacity_units, 2.0);
    }
    input.transact_statements[0].statement.push(' ');
    let other = db.execute_transaction(input);
    assert!(matches!(other, Err(Error::IdempotentParameterMismatch(_))));
    let user = db.table("users").unwrap().get("a").run().unwrap().unwrap();
    assert_eq!(user.get("n"), Some(&2.into()));
}

#[test]
fn a_fault_of_a_key_cancels_a_transaction_and_of_a_statement_refuses_it() {
    let db = database();
    let cancelled = db.execute_transaction(transaction(&[
        "INSERT INTO users VALUE {'id': 'a'}",
        "INSERT INTO users VALUE {'n': 1}",
    ]));
    let Err(Error::TransactionCanceled { reasons, .. }) = cancelled else { panic!() };
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["None", "ValidationError"]);
    assert_eq!(db.table("users").unwrap().item_count(), 0);
    for statement in [
        "UPDATE users SET n = 1 WHERE id = 5",
        "DELETE FROM users WHERE id = 5",
        "EXISTS(SELECT * FROM users WHERE id = 5 AND n = 1)",
    ] {
        let cancelled = db.execute_transaction(transaction(&[statement]));
        let Err(Error::TransactionCanceled { reasons, .. }) = cancelled else { panic!("{statement}") };
        let told = "The provided key element does not match the schema";
        assert_eq!(reasons[0].message.as_deref(), Some(told), "{statement}");
    }
    assert_eq!(
        message(db.execute("UPDATE users SET n = 1 WHERE id = 5", ())),
        "The provided key element does not match the schema"
    );
}

#[test]
fn a_transaction_tells_bad_keys_of_an_index_as_transact_write_items_does() {
    let db = database();
    db.execute("INSERT INTO notes VALUE {'owner': 'a', 'number': 1, 'n': 5}", ()).unwrap();
    let type_mismatch = "One or more parameter values were invalid: Type mismatch for Index Key kind Expected: S \
                         Actual: N IndexName: by_kind";
    for statement in [
        "INSERT INTO notes VALUE {'owner': 'a', 'number': 2, 'kind': 5}",
        "UPDATE notes SET kind = 5 WHERE owner = 'a' AND number = 1",
        "UPDATE notes SET kind = n WHERE owner = 'a' AND number = 1",
        "UPDATE notes SET kind = 5 WHERE owner = 'a' AND number = 1 AND n = 6",
    ] {
        let cancelled = db.execute_transaction(transaction(&[statement]));
        let Err(Error::TransactionCanceled { reasons, .. }) = cancelled else { panic!("{statement}") };
        assert_eq!(reasons[0].message.as_deref(), Some(type_mismatch), "{statement}");
    }
    for statement in [
        "INSERT INTO notes VALUE {'owner': 'a', 'number': 2, 'kind': ''}",
        "UPDATE notes SET kind = '' WHERE owner = 'a' AND number = 1",
    ] {
        let refused = db.execute_transaction(transaction(&[statement])).unwrap_err();
        assert!(matches!(refused, Error::Validation(_)), "{statement}: {refused}");
        assert!(refused.message().contains("cannot contain an empty string value"), "{refused}");
    }
    let alone = db.execute("UPDATE notes SET kind = 5 WHERE owner = 'a' AND number = 1", ());
    assert_eq!(message(alone), type_mismatch);
}

#[test]
fn a_statement_that_cannot_be_carried_out_is_told_alone() {
    let db = database();
    let cancelled = db.execute_transaction(transaction(&[
        "UPDATE users SET n = 1 WHERE id = 'nobody'",
        "INSERT INTO users VALUE {'id': 5}",
        "INSERT INTO users VALUE {'id': 6}",
    ]));
    let Err(Error::TransactionCanceled { reasons, .. }) = cancelled else { panic!() };
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["None", "ValidationError", "None"]);
    assert_eq!(db.table("users").unwrap().item_count(), 0);
}
