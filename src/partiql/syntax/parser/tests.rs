use super::*;

fn refusal(text: &str) -> String {
    let error = parse(text).unwrap_err();
    let message = error.message().strip_prefix("Statement wasn't well formed, can't be processed: ");
    message.unwrap_or_else(|| panic!("{error}")).to_owned()
}

#[test]
fn statements_that_break_off_are_told_by_what_is_missing() {
    for text in [
        "SELECT * FROM \"t\" WHERE",
        "SELECT * FROM \"t\" WHERE;",
        "SELECT * FROM \"t\" WHERE   ",
        "UPDATE \"t\" SET a = 1 WHERE",
        "DELETE FROM \"t\" WHERE",
        "SELECT * FROM \"t\" WHERE NOT",
        "SELECT * FROM \"t\" WHERE (",
        "SELECT * FROM",
        "",
    ] {
        assert_eq!(refusal(text), "Unexpected term", "{text}");
    }
    for text in ["DELETE FROM", "DELETE FROM;", "DELETE FROM WHERE pk = 'a'", "UPDATE", "INSERT INTO"] {
        assert_eq!(refusal(text), "Expected identifier for simple path", "{text}");
    }
    assert_eq!(refusal("SELECT * FROM t WHERE a ="), "Missing right-hand side expression of infix operator");
    assert_eq!(refusal("SELECT * FROM t WHERE a BETWEEN 1 AND"), "Expected expression after AND");
    assert_eq!(refusal("SELECT * FROM t WHERE a BETWEEN 1 OR 2"), "Expected AND keyword");
    assert_eq!(refusal("SELECT * FROM t WHERE a IN [1, 2"), "Expected RIGHT_BRACKET");
}

#[test]
fn words_in_the_wrong_place_are_told_by_what_they_are() {
    assert_eq!(refusal("SELECT * FROM \"t\" WHERE ORDER BY pk"), "Unexpected keyword");
    assert_eq!(refusal("SELECT * FROM \"t\" WHERE IS NULL"), "Unexpected operator");
    assert_eq!(refusal("SELECT * FROM \"t\" WHERE a IS 5"), "Expected type name");
    assert_eq!(refusal("SLECT * FROM \"t\" WHERE pk = 'x'"), "Expected data manipulation");
    assert_eq!(refusal("UPDATE Payment-x SET a = ?"), "Expected data manipulation");
    assert_eq!(refusal("SELECT * FROM t WHERE attribute_exists(m.inner)"), "Invalid path dot component");
    assert_eq!(refusal("UPDATE t SET m.inner = 1 WHERE pk = 'x'"), "Invalid path dot component");
}

#[test]
fn what_follows_a_whole_statement_is_left_over() {
    for text in [
        "SELECT * FROM \"t\" WHERE pk = 1 foo",
        "SELECT * FROM \"t\" WHERE pk = 1 e5",
        "INSERT INTO \"t\" VALUE {'pk': 970001} foo",
        "DELETE FROM \"t\" WHERE pk = 970003 foo",
        "SELECT * FROM \"t\" WHERE pk = 1)",
        "DELETE FROM \"t\" WHERE pk = 970004 ORDER BY pk",
        "SELECT * FROM \"t\" ORDER BY pk WHERE pk = 1",
        "INSERT INTO \"t\" t VALUE {'pk': 'x'}",
        "FROM \"t\" SET c = 1 WHERE pk = 'ff-msg' SET d = 2",
        "SELECTT * FROMM \"t\"",
    ] {
        assert_eq!(refusal(text), "Unexpected token after expression", "{text}");
    }
    assert!(refusal("SELECT * FROM t; SELECT").starts_with("Unexpected token after semicolon"));
    parse("SELECT * FROM t;").unwrap();
}

#[test]
fn a_number_whose_scale_does_not_fit_cannot_be_read() {
    for number in ["1e2147483648", "1e99999999999", "1.5e-2147483647"] {
        assert_eq!(refusal(&format!("SELECT * FROM t WHERE pk = {number}")), "");
    }
}

#[test]
fn operators_bind_as_in_sql() {
    let tree = |text: &str| format!("{:?}", parse(text).unwrap().0.kind).replace(char::is_whitespace, "");
    let without_places = |text: &str| {
        let mut out = String::new();
        for part in tree(text).split("place:Place{") {
            out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
        }
        out
    };
    assert_eq!(without_places("a OR b AND NOT c = 1"), without_places("(a) OR ((b) AND (NOT (c = 1)))"));
    assert_eq!(without_places("a - b - c"), without_places("(a - b) - c"));
    assert_eq!(
        without_places("a AND b BETWEEN 1 AND 2 AND c"),
        without_places("a AND (b BETWEEN 1 AND 2) AND c")
    );
    assert_eq!(without_places("a = b < c"), without_places("a = (b < c)"));
}

#[test]
fn nesting_of_any_depth_is_an_error_and_not_a_crash() {
    let deep = 100_000;
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("<<", ">>"),
        ("{'a':", "}"),
        ("NOT ", ""),
        ("- ", ""),
        ("f(", ")"),
        ("a[", "]"),
        ("a IN (", ")"),
        ("a IS DECIMAL(", ")"),
    ] {
        let text = format!("SELECT * FROM t WHERE {}1{}", open.repeat(deep), close.repeat(deep));
        assert_eq!(refusal(&text), "", "{open}");
    }
    for text in [
        format!("SELECT * FROM {}t", "(".repeat(deep)),
        format!("{}t", "SELECT * FROM ".repeat(deep)),
        format!("SELECT * FROM t WHERE 1{}", "+1".repeat(deep)),
        format!("SELECT * FROM t WHERE a{} = 1", ".b".repeat(deep)) + &"+1".repeat(deep),
        "UPDATE t INSERT INTO ".repeat(deep),
    ] {
        parse(&text).unwrap_err();
    }
}

#[test]
fn rows_of_and_may_be_long() {
    parse(&format!("SELECT * FROM t WHERE a = 1{}", " AND a = 1".repeat(5_000))).unwrap();
}
