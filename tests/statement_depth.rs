//! The deepest statements on a small stack: a caller's thread may have little, and without optimization frames are
//! large.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops where it fails")]

use hashrange::{
    Database,
    ScalarAttributeType::S,
    item,
    operation::{
        BatchExecuteStatementInput, BatchStatementRequest, ExecuteTransactionInput, ParameterizedStatement,
    },
};

/// What the thread has, where the test's and the operation's own frames lie, too. Test threads have 2 MB.
const STACK_BYTES: usize = 384 << 10;

/// More than is accepted in any shape.
const LEVELS: usize = 104;

fn around(levels: usize, before: &str, inside: &str, after: &str) -> String {
    format!("{}{inside}{}", before.repeat(levels), after.repeat(levels))
}

/// A statement that nests this deep in each of the ways in which the grammar nests, accepted or not.
fn nested(levels: usize) -> Vec<String> {
    let around = |before: &str, inside: &str, after: &str| around(levels, before, inside, after);
    let conditions = [
        around("(", "a = 1", ")"),
        around("NOT ", "a = 1", ""),
        around("NOT (", "a = 1", ")"),
        around("(a = 2 OR b = 1 AND ", "a = 1", ")"),
        around("(b = 1 AND (a = 2 OR ", "a = 1", "))"),
        around("(", "a = 1", ") = TRUE"),
        around("(", "a", " IS MISSING) = FALSE"),
        around("(", "a", " LIKE 'a')"),
        around("size(", "a", ")") + " = 1",
        around("contains(", "a, 1", ", 1)"),
        around("attribute_exists(", "a", ")"),
        around("a BETWEEN (", "a = 1", ") AND 2"),
        around("a BETWEEN 1 AND (", "a = 1", ")"),
        around("a IN (", "a = 1", ", 1)"),
        around("a IN ", "[1]", ""),
        around("a IN ", "?", ""),
        around("a IS DECIMAL(", "1", ")"),
        format!("a = {}", around("[", "1", "]")),
        format!("a = {}", around("<<", "1", ">>")),
        format!("a = {}", around("{'a': ", "1", "}")),
        format!("a = {}", around("-", "1", "")),
        format!("a = {}", around("- ", "a", "")),
        format!("a = {}", around("(1 + ", "1", ")")),
        format!("a = 1{}", around(" + 1", "", "")),
        format!("a{} = 1", around("[a", "", "]")),
        format!("a{} = 1", around("[", "0", "]")),
        format!("a = {}", around("(SELECT * FROM ", "t", ")")),
        format!("a = {}", around("(SELECT ", "a", " FROM t)")),
        format!("a = {}", around("(VALUES (", "1", "))")),
    ];
    let values = [
        around("[", "1", "]"),
        around("{'a': ", "1", "}"),
        around("{'a': [", "1", "]}"),
        around("[", "?", "]"),
        around("{'a': ", "?", "}"),
    ];
    let sets = [
        around("list_append(", "l", ", l)"),
        around("list_append(l, ", "l", ")"),
        around("if_not_exists(gone, ", "1", ")"),
    ];
    let sources = [
        around("(", "deep", ")"),
        around("(a, ", "deep", ")"),
        around("(SELECT * FROM ", "deep", ")"),
        around("(a JOIN ", "deep", " ON 1)"),
    ];
    let mut statements = vec![
        around("EXISTS(", "SELECT * FROM deep WHERE pk = 'x' AND a = 1", ")"),
        around("INSERT INTO deep VALUE ", "1", ""),
        around("FROM deep ", "SET a = 1", ""),
        around("UPDATE deep INSERT INTO ", "deep VALUE 1", ""),
    ];
    for condition in conditions {
        for start in ["SELECT * FROM", "DELETE FROM", "UPDATE"] {
            let set = if start == "UPDATE" { "SET c = 1 " } else { "" };
            let key = if start == "DELETE FROM" { "gone" } else { "x" };
            statements.push(format!("{start} deep {set}WHERE pk = '{key}' AND {condition}"));
        }
        statements.push(format!("EXISTS(SELECT * FROM deep WHERE pk = 'x' AND {condition})"));
    }
    statements
        .extend(values.iter().map(|value| format!("INSERT INTO deep VALUE {{'pk': 'y', 'a': {value}}}")));
    statements.extend(sets.iter().map(|set| format!("UPDATE deep SET a = {set} WHERE pk = 'x'")));
    statements.extend(sources.iter().map(|source| format!("SELECT * FROM {source} WHERE pk = 'x'")));
    statements
}

/// Whether any of the three operations carries the statement out.
fn is_accepted(db: &Database, statement: &str) -> bool {
    let parameters = statement.contains('?').then(|| vec![1.into()]);
    let batch = BatchStatementRequest {
        statement: statement.to_owned(),
        parameters: parameters.clone(),
        ..BatchStatementRequest::default()
    };
    let batch =
        BatchExecuteStatementInput { statements: vec![batch], ..BatchExecuteStatementInput::default() };
    db.batch_execute_statement(batch).unwrap();
    let one = ParameterizedStatement {
        statement: statement.to_owned(),
        parameters: parameters.clone(),
        ..ParameterizedStatement::default()
    };
    let together =
        ExecuteTransactionInput { transact_statements: vec![one], ..ExecuteTransactionInput::default() };
    db.execute(statement, parameters.unwrap_or_default()).is_ok() | db.execute_transaction(together).is_ok()
}

/// How deep a statement of each shape may nest, found on a thread with this stack.
fn deepest(stack_bytes: usize) -> Vec<Option<usize>> {
    let db = Database::new();
    db.create_table("deep").partition_key("pk", S).run().unwrap();
    db.table("deep").unwrap().put(item! { "pk": "x", "a": 1, "b": 1, "l": [1] }).run().unwrap();
    let deepest = move || {
        let mut deepest = vec![None; nested(0).len()];
        for levels in (0..80).step_by(5).chain(80..=LEVELS) {
            for (statement, deepest) in nested(levels).iter().zip(&mut deepest) {
                if is_accepted(&db, statement) {
                    *deepest = Some(levels);
                }
            }
        }
        deepest
    };
    let thread = std::thread::Builder::new().stack_size(stack_bytes).spawn(deepest).expect("a thread");
    thread.join().expect("no panic")
}

#[test]
fn the_deepest_statements_need_little_stack() {
    let deepest = deepest(STACK_BYTES);
    let at = |start: &str| {
        let shape = nested(2).iter().position(|statement| statement.ends_with(start)).expect("a shape");
        deepest[shape].unwrap_or_default()
    };
    // Parentheses, negations and functions nest as deep as they did, values as deep as items store them.
    assert!(at("SELECT * FROM deep WHERE pk = 'x' AND ((a = 1))") > 90);
    assert!(at("SELECT * FROM deep WHERE pk = 'x' AND NOT NOT a = 1") > 90);
    assert!(at("UPDATE deep SET c = 1 WHERE pk = 'x' AND ((a = 1) = TRUE) = TRUE") > 90);
    assert!(at("SET a = if_not_exists(gone, if_not_exists(gone, 1)) WHERE pk = 'x'") > 90);
    assert!(at("EXISTS(SELECT * FROM deep WHERE pk = 'x' AND ((a = 1)))") > 75);
    assert!(at("SELECT * FROM deep WHERE pk = 'x' AND a = {'a': {'a': 1}}") >= 30);
}
