use super::*;

fn syntax(token: &str, near: &str) -> String {
    format!("Syntax error; token: \"{token}\", near: \"{near}\"")
}

#[test]
fn a_syntax_error_shows_the_token_that_cannot_stand_there_and_its_neighbours_as_they_are_written() {
    assert_eq!(condition_error("a = = b"), syntax("=", "= = b"));
    assert_eq!(condition_error("a  =  =b"), syntax("=", "=  =b"));
    assert_eq!(condition_error("attribute_not_exists("), syntax("<EOF>", "("));
    assert_eq!(condition_error("a b = :one"), syntax("b", "a b ="));
    assert_eq!(condition_error("a"), syntax("<EOF>", "a"));
    assert_eq!(condition_error("(a = :one"), syntax("<EOF>", ":one"));
    assert_eq!(condition_error("a = :one)"), syntax(")", ":one)"));
    assert_eq!(condition_error("a = :one = :two"), syntax("=", ":one = :two"));
    assert_eq!(condition_error("a = (b = :one)"), syntax("=", "b = :one"));
    assert_eq!(condition_error("a = NOT b"), syntax("NOT", "= NOT b"));
    assert_eq!(condition_error("NOT a"), syntax("<EOF>", "a"));
    assert_eq!(condition_error("a AND b"), syntax("AND", "a AND b"));
    assert_eq!(condition_error("a IN :one"), syntax(":one", "IN :one"));
    assert_eq!(condition_error("a IN ()"), syntax(")", "()"));
    assert_eq!(condition_error("a BETWEEN :one OR :two"), syntax("OR", ":one OR :two"));
    assert_eq!(condition_error("size() = :one"), syntax(")", "() ="));
    assert_eq!(condition_error("a = 'x'"), syntax("'", "= 'x"));
    assert_eq!(condition_error("é = :one"), syntax("é", "é ="));
    assert_eq!(condition_error("a = :one AND"), syntax("<EOF>", "AND"));
    assert_eq!(condition_error("_a = :one"), syntax("_", "_a"));
    assert_eq!(condition_error("a[b] = :one"), syntax("b", "[b]"));
    assert_eq!(condition_error("a. = :one"), syntax("=", ". = :one"));
    assert_eq!(condition_error("add = :one"), syntax("add", "add ="));
    assert_eq!(condition_error("# = :one"), syntax("#", "# ="));
    assert_eq!(projection_error("!!!"), syntax("!", "!!"));
    assert_eq!(projection_error("a,"), syntax("<EOF>", ","));
    assert_eq!(projection_error("a b"), syntax("b", "a b"));
    assert_eq!(projection_error(":one"), syntax(":one", ":one"));
    assert_eq!(update_error("INVALID SYNTAX HERE"), syntax("INVALID", "INVALID SYNTAX"));
    assert_eq!(update_error("SET a ="), syntax("<EOF>", "="));
    assert_eq!(update_error("SET a = :one :one"), syntax(":one", ":one :one"));
    assert_eq!(update_error("SET a = b + c + d"), syntax("+", "c + d"));
    assert_eq!(update_error("SET a = (b + c) + d"), syntax("+", ") + d"));
    assert_eq!(update_error("SET a = if_not_exists(a, b + c)"), syntax("+", "b + c"));
    assert_eq!(update_error("SET a = 1"), syntax("1", "= 1"));
    assert_eq!(update_error("ADD a b"), syntax("b", "a b"));
    assert_eq!(update_error("SET a = :one,"), syntax("<EOF>", ","));
    assert_eq!(update_error("SET a = :one, SET b = :one"), syntax("SET", ", SET b"));
}

#[test]
fn an_empty_expression() {
    assert_eq!(condition_error(""), "The expression can not be empty;");
    assert_eq!(update_error(" "), "The expression can not be empty;");
    assert_eq!(projection_error(""), "The expression can not be empty;");
}

#[test]
fn an_expression_may_have_4096_bytes_and_only_updates_do_not_tell_their_size() {
    let condition = format!("attribute_exists(zz){}", " ".repeat(4096 - 20));
    assert!(ConditionTree::parse(ExpressionKind::Filter, &condition).is_ok());
    let too_long = "Expression size has exceeded the maximum allowed size;";
    assert_eq!(condition_error(&format!("{condition} ")), format!("{too_long} expression size: 4097"));
    assert_eq!(projection_error(&"a".repeat(4100)), format!("{too_long} expression size: 4100"));
    assert_eq!(update_error(&format!("SET {}", "a".repeat(4093))), too_long);
}

#[test]
fn reserved_words_are_told_as_they_are_written_and_the_first_of_them() {
    let reserved = |word| format!("Attribute name is a reserved keyword; reserved keyword: {word}");
    assert_eq!(condition_error("a = :one AND StAtUs = :one AND name = :one"), reserved("StAtUs"));
    assert_eq!(condition_error("a.b[1].data = :one"), reserved("data"));
    assert_eq!(condition_error("contains(name, :one)"), reserved("name"));
    assert_eq!(update_error("REMOVE Size"), reserved("Size"));
    assert_eq!(projection_error("pk, items"), reserved("items"));
}

#[test]
fn a_syntax_error_comes_before_what_is_wrong_with_words() {
    assert_eq!(condition_error("name = :one AND"), syntax("<EOF>", "AND"));
    assert_eq!(condition_error("((a = :one)) b"), syntax("b", ") b"));
}

#[test]
fn words_come_before_placeholders() {
    assert_eq!(condition_error("a = :undefined AND foo(b)"), "Invalid function name; function: foo");
}

#[test]
fn parentheses_round_parentheses_are_redundant() {
    let redundant = "The expression has redundant parentheses;";
    for text in [
        "((a = :one))",
        "((attribute_exists(a)))",
        "a = :one AND ((b = :one))",
        "a = ((b))",
        "((a)) = b",
        "size(((a))) = :one",
        "NOT ((a = :one))",
        "a IN (((b)))",
    ] {
        assert_eq!(condition_error(text), redundant, "{text}");
    }
    assert_eq!(update_error("SET a = ((b + :one))"), redundant);
    assert_eq!(update_error("SET a = ((b))"), redundant);
    for text in [
        "(a = :one)",
        "(a = :one AND (b = :one))",
        "((a = :one) AND b = :one)",
        "(a) = (b)",
        "((a) = :one)",
        "((size(a)) < b)",
        "(attribute_exists(a))",
        "(NOT (attribute_exists(a)))",
        "a IN ((b), (:one))",
        "( ( ( size ( a )) < b.Maximum ) AND ( b > :one ) )",
    ] {
        assert!(ConditionTree::parse(ExpressionKind::Condition, text).is_ok(), "{text}");
    }
    for text in
        ["SET a = (b + (:one))", "SET a = (b)", "SET a = ((b) + (c))", "SET a = (if_not_exists((a), (b)))"]
    {
        assert!(UpdateTree::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn functions_are_known_by_name_and_by_the_kind_of_expression() {
    assert_eq!(condition_error("foo(a)"), "Invalid function name; function: foo");
    assert_eq!(condition_error("SIZE(a) = :one"), "Invalid function name; function: SIZE");
    assert_eq!(update_error("SET a = foo(a, :one)"), "Invalid function name; function: foo");
    assert_eq!(
        update_error("SET a = size(a)"),
        "The function is not allowed in an update expression; function: size"
    );
}

#[test]
fn an_update_section_stands_once() {
    for section in ["SET x = :one", "REMOVE x", "ADD x :one", "DELETE x :set"] {
        let name = section.split(' ').next().unwrap();
        let text = format!("{section} {}", section.replace('x', "y"));
        let expected = format!("The \"{name}\" section can only be used once in an update expression;");
        assert_eq!(update_error(&text), expected);
    }
    assert!(UpdateTree::parse("add a :one remove b Set c = :one DELETE d :set").is_ok());
}

#[test]
fn an_expression_has_at_most_300_operators_and_functions() {
    let comparisons = |count: usize| vec!["a<b"; count].join(" or ");
    assert!(ConditionTree::parse(ExpressionKind::Condition, &comparisons(150)).is_ok());
    assert_eq!(
        condition_error(&comparisons(151)),
        "The expression contains too many operators; operator count: 301"
    );
    let nots = |count: usize| format!("{}attribute_exists(a)", "NOT ".repeat(count));
    assert!(ConditionTree::parse(ExpressionKind::Condition, &nots(299)).is_ok());
    assert!(condition_error(&nots(300)).contains("too many operators"));
}

#[test]
fn a_path_has_at_most_32_elements() {
    let path = |elements: usize| vec!["a"; elements].join(".");
    assert!(ProjectionTree::parse(&path(32)).is_ok());
    assert_eq!(
        projection_error(&path(33)),
        "The document path has too many nesting elements; nesting levels: 33"
    );
    assert_eq!(
        projection_error("a[99999999999999999999999]"),
        "List index is not within the allowable range; index: [99999999999999999999999]"
    );
}

#[test]
fn nesting_without_end_is_an_error() {
    for open in ["(", "NOT ", "size(", "a = (", "a.", "a["] {
        let deep = open.repeat(100_000);
        assert!(ConditionTree::parse(ExpressionKind::Condition, &deep).is_err());
        assert!(ProjectionTree::parse(&deep).is_err());
        assert!(UpdateTree::parse(&format!("SET a = {deep}")).is_err());
        let fits: String = deep.chars().take(4096).collect();
        assert!(ConditionTree::parse(ExpressionKind::Condition, &fits).is_err());
    }
    let wrapped = format!("{}a = b{}", "(".repeat(2000), ")".repeat(2000));
    assert_eq!(condition_error(&wrapped), "The expression has redundant parentheses;");
}
