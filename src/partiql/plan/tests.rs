use super::{key_names::KeyNames, read_plan::Access};
use crate::{
    expression::KeyRange,
    key::SortCondition,
    partiql::statement::{Body, Predicate, Statement},
    value::{AttributeType, AttributeValue},
};

const KEY: KeyNames<'static> =
    KeyNames { hash: ("pk", AttributeType::S), range: Some(("sk", AttributeType::S)) };
const HASH: KeyNames<'static> = KeyNames { hash: ("pk", AttributeType::S), range: None };

/// The ranges as text (`pk:range`), `scan`, or the error's text.
fn plan(rest: &str, key: KeyNames<'_>) -> String {
    let statement = Statement::parse(&format!("SELECT * FROM t {rest}")).unwrap();
    let Body::Select(select) = statement.bind(&[]).unwrap() else { panic!() };
    let plan = match select.plan(key) {
        Ok(plan) => plan,
        Err(error) => return error.message().to_owned(),
    };
    let text = |value: &AttributeValue| value.as_s().unwrap().to_owned();
    let mut out = match plan.access {
        Access::Scan => "scan".to_owned(),
        Access::Ranges(ranges) => {
            let range = |range: &KeyRange<'_>| {
                let partition = text(range.partition[0]);
                let sort = match (range.equal.first(), range.sort) {
                    (Some(value), _) => format!("={}", text(value)),
                    (_, None) => "*".to_owned(),
                    (_, Some(SortCondition::Less(value))) => format!("<{}", text(value)),
                    (_, Some(SortCondition::LessOrEqual(value))) => format!("<={}", text(value)),
                    (_, Some(SortCondition::Greater(value))) => format!(">{}", text(value)),
                    (_, Some(SortCondition::GreaterOrEqual(value))) => format!(">={}", text(value)),
                    (_, Some(SortCondition::Between(low, high))) => format!("{}..{}", text(low), text(high)),
                    (_, Some(SortCondition::BeginsWith(prefix))) => format!("{}..", text(prefix)),
                };
                format!("{partition}:{sort}")
            };
            ranges.iter().map(range).collect::<Vec<_>>().join(" ")
        }
    };
    if plan.is_descending {
        out.push_str(" desc");
    }
    if plan.is_keyed {
        out.push_str(" keyed");
    }
    out
}

#[test]
fn a_condition_on_the_key_is_a_query_and_any_other_a_scan() {
    for (rest, expected) in [
        ("", "scan"),
        ("WHERE a = 'x'", "scan"),
        ("WHERE sk = 'x'", "scan"),
        ("WHERE pk > 'x'", "scan"),
        ("WHERE NOT pk = 'x'", "scan"),
        ("WHERE pk.x = 'x'", "scan"),
        ("WHERE pk = 'p' OR a = 'x'", "scan"),
        ("WHERE pk = 'p'", "p:* keyed"),
        ("WHERE 'p' = pk AND a > 3", "p:* keyed"),
        ("WHERE pk = 'p' AND sk = 's'", "p:=s keyed"),
        ("WHERE pk = 'p' AND (sk > 's' AND a = 1)", "p:>s keyed"),
        ("WHERE pk = 'p' AND 's' >= sk", "p:<=s keyed"),
        ("WHERE pk = 'p' AND sk >= 'a' AND sk <= 'b'", "p:a..b keyed"),
        ("WHERE pk = 'p' AND sk BETWEEN 'a' AND 'b'", "p:a..b keyed"),
        ("WHERE pk = 'p' AND begins_with(\"sk\", 'a')", "p:a.. keyed"),
        ("WHERE pk = 'p' AND NOT sk = 's'", "p:* keyed"),
        ("WHERE pk IN ['p', 'q', 'p']", "p:* q:* keyed"),
        ("WHERE pk IN ['p', 'q'] AND sk = 's'", "p:=s q:=s keyed"),
        ("WHERE pk = 'p' AND sk IN ['b', 'a']", "p:=a p:=b keyed"),
        ("WHERE pk = 'p' AND a = 1 OR pk = 'q'", "p:* q:*"),
    ] {
        assert_eq!(plan(rest, KEY), expected, "{rest}");
    }
    assert_eq!(plan("WHERE pk = 'p' AND sk = 's'", HASH), "p:* keyed");
}

#[test]
fn branches_that_overlap_in_the_sort_key_are_refused() {
    let overlap = "Overlapping conditions with range keys are not supported in where clause";
    for (condition, expected) in [
        ("pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'", overlap),
        ("pk = 'a' AND sk < '3' OR pk = 'a' AND sk = '2'", overlap),
        ("pk = 'a' AND begins_with(sk, 'x') OR pk = 'a' AND sk = 'xy'", overlap),
        ("pk = 'a' AND begins_with(sk, 'x') OR pk = 'a' AND sk = 'y'", "a:x.. a:=y"),
        ("pk = 'a' AND sk < '2' OR pk = 'a' AND sk >= '2'", "a:<2 a:>=2"),
        ("pk = 'a' AND sk > '2' OR pk = 'a' AND sk = '2'", "a:=2 a:>2"),
        ("pk = 'a' AND sk = '2' OR pk = 'b' AND sk = '2'", "a:=2 b:=2"),
        ("pk = 'a' AND x = 1 OR pk = 'a' AND x = 2", "a:*"),
    ] {
        assert_eq!(plan(&format!("WHERE {condition}"), KEY), expected, "{condition}");
    }
}

#[test]
fn a_negated_sort_key_is_no_overlap() {
    for condition in [
        "pk = 'ov' AND NOT sk = '1' OR pk = 'ov' AND sk = '2'",
        "pk = 'ov' AND NOT begins_with(sk, 'x') OR pk = 'ov' AND sk = '2'",
        "pk = 'ov' AND NOT sk IN ['1', '3'] OR pk = 'ov' AND sk = '2'",
        "pk = 'ov' AND NOT (sk = '1') OR pk = 'ov' AND sk = '2'",
        "pk = 'ov' OR pk = 'ov' AND NOT sk = '1'",
    ] {
        assert_eq!(plan(&format!("WHERE {condition}"), KEY), "ov:*", "{condition}");
    }
}

#[test]
fn order_by_needs_the_key() {
    for (rest, expected) in [
        ("WHERE pk = 'p' ORDER BY sk DESC", "p:* desc keyed"),
        ("WHERE pk = 'p' ORDER BY sk ASC", "p:* keyed"),
        ("WHERE pk IN ['a', 'b'] ORDER BY pk DESC", "b:* a:* keyed"),
        ("ORDER BY sk", "Must have WHERE clause in the statement when using ORDER BY clause."),
        (
            "WHERE pk = 'p' ORDER BY other",
            "Variable reference other in ORDER BY clause must be part of the primary key",
        ),
        (
            "WHERE a = 1 ORDER BY sk",
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ),
    ] {
        assert_eq!(plan(rest, KEY), expected, "{rest}");
    }
}

#[test]
fn key_values_have_the_types_of_the_key() {
    let mismatch =
        "One or more parameter values were invalid: Condition parameter type does not match schema type";
    for condition in ["pk = 5", "pk = 'p' AND sk > 5", "pk = 'p' AND sk BETWEEN 'a' AND 5"] {
        assert_eq!(plan(&format!("WHERE {condition}"), KEY), mismatch, "{condition}");
    }
}

#[test]
fn writes_need_an_equality_on_all_of_the_key() {
    let key = |rest: &str, names: KeyNames<'_>| {
        let statement = Statement::parse(&format!("DELETE FROM t {rest}")).unwrap();
        let Body::Delete(delete) = statement.bind(&[]).unwrap() else { panic!() };
        Predicate::mandatory_key(delete.condition.as_ref(), names)
            .map(|key| key.is_alone)
            .map_err(|error| error.message().to_owned())
    };
    let missing = Err("Where clause does not contain a mandatory equality on all key attributes".to_owned());
    assert_eq!(key("WHERE pk = 'p' AND sk = 's'", KEY), Ok(true));
    assert_eq!(key("WHERE (sk = 's' AND a = 1) AND pk = 'p'", KEY), Ok(false));
    for rest in ["", "WHERE pk = 'p'", "WHERE pk = 'p' AND sk > 's'", "WHERE pk = 'p' AND sk = 's' OR a = 1"]
    {
        assert_eq!(key(rest, KEY), missing, "{rest}");
    }
    assert_eq!(key("WHERE pk IN ['p']", HASH), missing);
}

#[test]
fn filter_attributes_are_told_once_in_order() {
    let statement = Statement::parse(
        "SELECT * FROM t WHERE pk = 'p' AND b = 1 AND NOT begins_with(a.x, 'y') AND size(c) > 2 AND b IN [d, 3]",
    )
    .unwrap();
    let Body::Select(select) = statement.bind(&[]).unwrap() else { panic!() };
    assert_eq!(select.condition.unwrap().filter_attributes(KEY), ["b", "a", "c", "d"]);
}

#[test]
fn many_branches_take_little_time() {
    let list = (0..50).map(|number| format!("'{number}'")).collect::<Vec<_>>().join(", ");
    let ins = vec![format!("pk IN [{list}]"); 20].join(" AND ");
    assert!(plan(&format!("WHERE {ins}"), KEY).ends_with("keyed"));
    let ors = vec![format!("(pk IN [{list}] OR sk IN [{list}])"); 20].join(" AND ");
    assert_eq!(plan(&format!("WHERE {ors}"), KEY), "scan");
}
