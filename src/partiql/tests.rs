//! The errors and the meaning of statements.

use proptest::prelude::*;

use super::{statement::Body, *};
use crate::value::{AttributeValue, Item};

/// A table name as long as in the recorded messages, so that the positions in them match.
const TABLE: &str = "cf_hash_abcdefghij";

fn refusal(text: &str) -> String {
    Statement::parse(&text.replace("$T", TABLE)).unwrap_err().message().to_owned()
}

fn parse(text: &str) -> Statement {
    Statement::parse(&text.replace("$T", TABLE)).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn an_expression_alone_is_no_statement() {
    for text in ["x IS INT8", "x IS DOUBLE PRECISION", "x IS CHARACTER VARYING"] {
        assert_eq!(refusal(text), "Unsupported operation: IsType");
    }
}

#[test]
fn aliases_are_not_supported() {
    for text in [
        "UPDATE \"t\" t SET a = 3 WHERE pk = 'x'",
        "DELETE FROM \"t\" t WHERE pk = 'x'",
        "SELECT * FROM \"t\" AS u",
        "SELECT a AS b FROM \"t\"",
    ] {
        assert_eq!(refusal(text), "Aliasing is not supported", "{text}");
    }
}

#[test]
fn one_table_is_named_and_only_a_select_names_an_index() {
    let statement = parse("SELECT * FROM \"a.b\".\"i-x\"");
    assert_eq!(statement.table(), "a.b");
    assert!(matches!(&statement.body, Body::Select(select) if select.index.as_deref() == Some("i-x")));
    for text in [
        "INSERT INTO \"t\".\"i\" VALUE {'pk': 'w1'}",
        "UPDATE \"t\".\"i\" SET a = 1",
        "DELETE FROM \"t\".\"i\"",
        "SELECT * FROM a, b",
        "SELECT * FROM a.b.c",
    ] {
        assert!(refusal(text).ends_with("FROM clause may only contain a single table name"), "{text}");
    }
    assert_eq!(refusal("SELECT * FROM \"\" WHERE pk = 'p'"), "Path component cannot be an empty string");
}

#[test]
fn what_is_no_path_in_a_projection_is_told_with_its_place() {
    assert_eq!(refusal("SELECT COUNT(*) FROM \"$T\" WHERE pk = 'x'"), "Unexpected path component at 1:8:5");
    assert_eq!(
        refusal("SELECT attribute_exists(ss) FROM \"$T\" WHERE pk = 'fm-item'"),
        "Unexpected path component at 1:8:16"
    );
}

#[test]
fn an_unknown_function_is_told_in_lower_case_with_its_place() {
    assert_eq!(
        refusal("SELECT * FROM \"$T\" WHERE pk = 'fm-item' AND EXISTS(ss)"),
        "Unrecognized function: exists at 1:61:6"
    );
}

#[test]
fn set_functions_take_the_path_that_is_set_and_a_set() {
    let update = |what: &str| refusal(&format!("UPDATE \"$T\" SET {what} WHERE pk = 'fm-item'"));
    for (what, message) in [
        (
            "t = set_add(ss, <<'x'>>)",
            "The first argument to SET_ADD must equal the assignment value at 1:37:7",
        ),
        (
            "ss = set_add(<<'a'>>, <<'b'>>)",
            "The first argument to SET_ADD must equal the assignment value at 1:38:7",
        ),
        ("ss = set_add(ss, 'x')", "The second argument to SET_ADD must be a value with type SET at 1:46:2"),
        ("ss = set_add(ss, ['x'])", "The second argument to SET_ADD must be a value with type SET at 1:46:2"),
        ("ss = set_add(ss)", "SET_ADD must have exactly two arguments at 1:38:7"),
        ("ss = set_add(ss, <<'x'>>, <<'y'>>)", "SET_ADD must have exactly two arguments at 1:38:7"),
        (
            "t = set_delete(ss, <<'x'>>)",
            "The first argument to SET_DELETE must equal the assignment value at 1:37:10",
        ),
        (
            "ss = set_delete(ss, 'x')",
            "The second argument to SET_DELETE must be a value with type SET at 1:49:2",
        ),
        (
            "ss = set_add(ss, <<'x', 'x'>>)",
            "One or more parameter values were invalid: Input collection [x, x] contains duplicates.",
        ),
        ("ss = set_add(ss, <<>>)", "Empty bags are not supported"),
    ] {
        assert_eq!(update(what), message, "{what}");
    }
    assert_eq!(
        refusal("INSERT INTO \"$T\" VALUE {'pk': 'fm-insert', 'ss': set_add(<<'a'>>, <<'b'>>)}"),
        "Unsupported data type: set_add under key root at 1:66:7"
    );
    let statement = parse("UPDATE t SET ss = set_add(ss, ?)");
    let message = statement.bind(&["x".into()]).unwrap_err();
    assert_eq!(message.message(), "The second argument to SET_ADD must be a value with type SET at 1:27:2");
}

#[test]
fn numbers_that_are_not_stored_are_told_with_their_path() {
    for (text, message) in [
        (
            "SELECT * FROM t WHERE pk = 1e126",
            "Number overflow. Attempting to store a number with magnitude larger than supported range under root",
        ),
        (
            "SELECT * FROM t WHERE pk = 1e-131",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range under root",
        ),
        (
            "SELECT * FROM t WHERE pk = 123456789012345678901234567890123456789",
            "Attempting to store more than 38 significant digits in a Number under root",
        ),
        (
            "INSERT INTO t VALUE {'pk': 1e126}",
            "Number overflow. Attempting to store a number with magnitude larger than supported range under root",
        ),
        (
            "INSERT INTO t VALUE {'pk': 970006, 'm': {'x': 1e126} }",
            "Number overflow. Attempting to store a number with magnitude larger than supported range under root.x",
        ),
    ] {
        assert_eq!(refusal(text), message, "{text}");
    }
}

#[test]
fn delete_returns_only_all_old() {
    for which in ["MODIFIED OLD", "ALL NEW", "MODIFIED NEW"] {
        assert_eq!(
            refusal(&format!("DELETE FROM t WHERE pk = 'never' RETURNING {which} *")),
            format!(
                "Invalid returning clause: RETURNING {which} *. \
                 Only RETURNING ALL OLD * is allowed in DELETE statements."
            )
        );
    }
    let Body::Delete(delete) = parse("DELETE FROM t RETURNING ALL OLD *").body else { panic!() };
    assert_eq!(delete.returning, Some(Returning::AllOld));
}

#[test]
fn from_first_is_an_update() {
    assert_eq!(
        parse("from t where pk = ? set c = 2 remove a returning all new *"),
        parse("UPDATE t SET c = 2 REMOVE a WHERE pk = ? RETURNING ALL NEW *")
    );
}

#[test]
fn parameters_are_as_many_as_question_marks() {
    let statement = parse("SELECT * FROM t WHERE pk = ? AND a = ?");
    let error = statement.bind(&["x".into()]).unwrap_err();
    assert_eq!(error.message(), "Number of parameters in request and statement don't match.");
}

#[test]
fn an_insert_makes_its_item_from_literals_and_parameters() {
    let statement = parse(
        "INSERT INTO t VALUE {'pk': ?, 'n': -12, 'l': [1, ?, null], 'm': {'x': true}, 's': <<'b', 'a'>>, 'n2': <<?>>}",
    );
    let parameters = ["key".into(), 7.into(), 8.into()];
    let BoundStatement::Insert(insert) = statement.bind(&parameters).unwrap() else { panic!() };
    let expected: Item = [
        ("pk", AttributeValue::from("key")),
        ("n", (-12).into()),
        ("l", vec![AttributeValue::from(1), 7.into(), AttributeValue::Null].into()),
        ("m", Item::from([("x", true)]).into()),
        ("s", AttributeValue::Ss(["a".to_owned(), "b".to_owned()].into())),
        ("n2", AttributeValue::Ns([8.into()].into())),
    ]
    .into();
    assert_eq!(insert.item.as_m(), Some(&expected));
    parse("INSERT INTO t VALUE ?").bind(&[AttributeValue::M(expected)]).unwrap();
    parse("INSERT INTO t VALUE ?").bind(&[1.into()]).unwrap_err();
}

#[test]
fn values_nest_as_deep_as_items_store_them() {
    let nested = |levels: usize| {
        format!("INSERT INTO t VALUE {{'pk': {}'leaf'{}}}", "{'n':".repeat(levels), "}".repeat(levels))
    };
    parse(&nested(31));
    assert!(refusal(&nested(32)).starts_with("Nesting Levels have exceeded supported limits"));
    let leaf = parse(&nested(31).replace("'leaf'", "?"));
    leaf.bind(&[AttributeValue::L(vec![])]).unwrap();
    let error = leaf.bind(&[AttributeValue::L(vec![1.into()])]).unwrap_err();
    assert!(error.message().starts_with("Nesting Levels have exceeded supported limits"));
}

#[test]
fn a_condition_compared_with_true_is_the_condition() {
    let condition = |text: &str| match parse(&format!("SELECT * FROM t WHERE {text}")).body {
        Body::Select(select) => select.condition,
        _ => None,
    };
    assert_eq!(condition("attribute_exists(a) = true"), condition("attribute_exists(a)"));
    assert_eq!(condition("false = attribute_exists(a)"), condition("NOT attribute_exists(a)"));
    assert_eq!(condition("a NOT IN (1)"), condition("NOT a IN [1]"));
    assert_eq!(condition("a != 1"), condition("a <> 1"));
}

fn statement_like() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "SELECT",
        "*",
        "FROM",
        "t",
        "\"t\"",
        ".",
        "WHERE",
        "pk",
        "=",
        "'a'",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<<",
        ">>",
        ":",
        ",",
        "?",
        "1",
        "-",
        "+",
        "1e5",
        "BETWEEN",
        "IN",
        "IS",
        "MISSING",
        "NULL",
        "UPDATE",
        "SET",
        "REMOVE",
        "INSERT",
        "INTO",
        "VALUE",
        "DELETE",
        "RETURNING",
        "ALL",
        "OLD",
        "EXISTS",
        "size",
        "set_add",
        "ORDER",
        "BY",
        "DESC",
        "LIMIT",
        ";",
        "attribute_type",
        "list_append",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = Statement::parse(&text);
    }

    #[test]
    fn no_row_of_words_makes_anything_panic(text in statement_like()) {
        if let Ok(statement) = Statement::parse(&text) {
            let parameters = vec![AttributeValue::from("x"); statement.parameters];
            let _ = statement.bind(&parameters);
        }
    }
}
