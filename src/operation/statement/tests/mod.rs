//! Effects of statements on items, through each of the three operations.

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

mod batches;
mod transactions;

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
