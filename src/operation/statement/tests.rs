//! What statements do to items, through each of the three operations that carry them out.

use std::sync::Arc;

use super::{
    batch_execute_statement::{BatchExecuteStatementInput, BatchStatementRequest},
    execute_statement::ExecuteStatementInput,
    execute_transaction::{ExecuteTransactionInput, ParameterizedStatement},
};
use crate::{
    database::{Database, Index},
    error::Error,
    item,
    key::ScalarAttributeType::{N, S},
    operation::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
    value::{AttributeValue, Item},
};

fn database() -> Database {
    let db = Database::new();
    db.create_table("users").partition_key("id", S).run().unwrap();
    db.create_table("notes")
        .partition_key("owner", S)
        .sort_key("number", N)
        .global_index(Index::new("by_kind").partition_key("kind", S).keys_only())
        .run()
        .unwrap();
    db
}

fn message(result: Result<Vec<Arc<Item>>, Error>) -> String {
    result.unwrap_err().message().into_owned()
}

fn batch(db: &Database, statements: &[&str]) -> Vec<(Option<String>, Option<String>, bool)> {
    let statements = statements
        .iter()
        .map(|statement| BatchStatementRequest {
            statement: (*statement).to_owned(),
            ..BatchStatementRequest::default()
        })
        .collect();
    let input = BatchExecuteStatementInput { statements, ..BatchExecuteStatementInput::default() };
    let output = db.batch_execute_statement(input).unwrap();
    let told = output.responses.into_iter();
    told.map(|told| (told.error.map(|error| error.code), told.table_name, told.item.is_some())).collect()
}

fn transaction(statements: &[&str]) -> ExecuteTransactionInput {
    let statement = |statement: &&str| ParameterizedStatement {
        statement: (*statement).to_owned(),
        ..ParameterizedStatement::default()
    };
    ExecuteTransactionInput {
        transact_statements: statements.iter().map(statement).collect(),
        ..ExecuteTransactionInput::default()
    }
}

#[test]
fn an_insert_is_never_an_upsert_and_an_update_never_an_insert() {
    let db = database();
    db.execute("INSERT INTO users VALUE {'id': 'a', 'n': 1}", ()).unwrap();
    let again = db.execute("INSERT INTO users VALUE {'id': 'a'}", ());
    assert!(matches!(again, Err(Error::DuplicateItem(_))));
    let missing = db.execute("UPDATE users SET n = 2 WHERE id = 'b'", ());
    assert!(matches!(missing, Err(Error::ConditionalCheckFailed { .. })));
    assert!(db.execute("DELETE FROM users WHERE id = 'b' AND n = 5", ()).unwrap().is_empty());
    let users = db.table("users").unwrap();
    assert_eq!(*users.get("a").run().unwrap().unwrap(), item! { "id": "a", "n": 1 });
    assert_eq!(users.item_count(), 1);
}

#[test]
fn an_item_that_cannot_be_stored_is_not_inserted() {
    let db = database();
    for (item, told) in [
        (item! { "n": 1 }, "Missing the key id in the item"),
        (item! { "id": 1 }, "Type mismatch for key id expected: S actual: N"),
        (item! { "id": "a", "": 1 }, "Empty attribute name"),
        (item! { "id": "a", "s": AttributeValue::Ss([].into()) }, "An string set  may not be empty"),
        (item! { "id": "a", "p": "x".repeat(409_600) }, "Item size has exceeded the maximum allowed size"),
        (item! { "id": "" }, "cannot contain an empty string value. Key: id"),
    ] {
        let refused = message(db.execute("INSERT INTO users VALUE ?", [AttributeValue::M(item)]));
        assert!(refused.contains(told), "{refused}");
    }
    assert_eq!(db.table("users").unwrap().item_count(), 0);
}

#[test]
fn the_item_of_a_failed_condition_is_given_where_it_is_asked_for() {
    let db = database();
    db.execute("INSERT INTO users VALUE {'id': 'a', 'n': 1}", ()).unwrap();
    let update = db.statement("UPDATE users SET n = 3 WHERE id = 'a' AND n = 2");
    for (result, item) in [
        (update.clone().run(), None),
        (update.return_item_on_failure().run(), Some(Arc::new(item! { "id": "a", "n": 1 }))),
    ] {
        assert_eq!(result.unwrap_err(), Error::condition_failed(item));
    }
}

#[test]
fn a_token_serves_its_own_statement_and_parameters() {
    let db = database();
    let notes = db.table("notes").unwrap();
    notes.put_all((0..5).map(|number| item! { "owner": "a", "number": number })).unwrap();
    let select = |text: &str, value: &str| db.statement(text).bind(value).limit(2);
    let text = "SELECT * FROM notes WHERE owner = ?";
    let page = select(text, "a").page().unwrap();
    assert_eq!((page.items.len(), page.last_evaluated_key), (2, Some(item! { "owner": "a", "number": 1 })));
    let token = page.next_token.unwrap();
    let rest = select(text, "a").next_token(&token).run().unwrap();
    assert_eq!(rest.first().unwrap().get("number"), Some(&2.into()));
    assert_eq!(rest.len(), 3);
    for other in [select(text, "b"), select("SELECT number FROM notes WHERE owner = ?", "a")] {
        assert_eq!(message(other.next_token(&token).run()), "NextToken does not match request");
    }
    assert_eq!(message(select(text, "a").next_token("?").run()), "Invalid NextToken");
}

#[test]
fn a_page_ends_at_a_megabyte_over_all_ranges() {
    let db = database();
    let notes = db.table("notes").unwrap();
    for user in ["a", "b", "c"] {
        let note = |number| item! { "owner": user, "number": number, "text": "x".repeat(300_000) };
        notes.put_all((0..2).map(note)).unwrap();
    }
    let select = db.statement("SELECT number FROM notes WHERE owner IN ['a', 'b', 'c']");
    let page = select.page().unwrap();
    assert_eq!(page.items.len(), 4);
    assert_eq!(page.last_evaluated_key, Some(item! { "owner": "b", "number": 1 }));
    assert_eq!(select.run().unwrap().len(), 6);
}

#[test]
fn each_statement_of_a_batch_fails_for_itself_and_tells_its_table_if_it_ran() {
    let db = database();
    for id in ["a", "c", "d"] {
        db.execute(format!("INSERT INTO users VALUE {{'id': '{id}', 'n': 1}}"), ()).unwrap();
    }
    let users = || Some("users".to_owned());
    let code = |code: &str| Some(code.to_owned());
    let writes = batch(
        &db,
        &[
            "INSERT INTO users VALUE {'id': 'a'}",
            "INSERT INTO users VALUE {'id': 'b'}",
            "INSERT INTO nobody VALUE {'id': 'b'}",
            "UPDATE users SET n = 2 WHERE id = 'c' AND n = 5",
            "UPDATE users SET n = 2 WHERE id = 'd' RETURNING MODIFIED OLD *",
            "UPDATE users",
        ],
    );
    let expected = vec![
        (code("DuplicateItem"), users(), false),
        (None, users(), false),
        (code("ResourceNotFound"), None, false),
        (code("ConditionalCheckFailed"), users(), false),
        (None, users(), true),
        (code("ValidationError"), None, false),
    ];
    assert_eq!(writes, expected);
    let reads = batch(&db, &["SELECT * FROM users WHERE id = 'a'", "SELECT * FROM users WHERE id = 'zz'"]);
    assert_eq!(reads, vec![(None, users(), true), (None, users(), false)]);
}

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

#[test]
fn an_in_of_many_partition_keys_gives_pages_of_ten_items() {
    let db = database();
    for number in 0..12 {
        db.execute(format!("INSERT INTO users VALUE {{'id': 'u{number}'}}"), ()).unwrap();
    }
    let page = |count: usize, next_token: Option<String>| {
        let keys: Vec<String> = (0..count).map(|number| format!("'u{number}'")).collect();
        let statement = format!("SELECT * FROM users WHERE id IN [{}]", keys.join(", "));
        let input = ExecuteStatementInput { statement, next_token, ..ExecuteStatementInput::default() };
        db.execute_statement(input).map(|output| (output.items.len(), output.next_token))
    };
    assert_eq!(page(10, None), Ok((10, None)));
    let (first, token) = page(12, None).unwrap();
    assert_eq!(first, 10);
    assert_eq!(page(12, token), Ok((2, None)));
    assert_eq!(page(50, None).unwrap().0, 10);
    assert_eq!(
        page(51, None).unwrap_err().message(),
        "The IN operator is provided with too many operands; number of operands: 51"
    );
}

#[test]
fn lengths_are_told_in_the_words_of_the_older_layer() {
    let db = database();
    let refused = db.execute_statement(ExecuteStatementInput {
        statement: String::new(),
        parameters: Some(Vec::new()),
        limit: Some(0),
        ..ExecuteStatementInput::default()
    });
    assert_eq!(
        refused.unwrap_err().message(),
        "3 validation errors detected: Value '' at 'statement' failed to satisfy constraint: Member must have \
         length greater than or equal to 1; Value '[]' at 'parameters' failed to satisfy constraint: Member must \
         have length greater than or equal to 1; Value '0' at 'limit' failed to satisfy constraint: Member must \
         have value greater than or equal to 1"
    );
}
