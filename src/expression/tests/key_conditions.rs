use super::*;
use crate::key::{
    KeyAttribute, KeySchema,
    ScalarAttributeType::{self, B, N, S},
};

const PK: (&str, ScalarAttributeType) = ("pk", S);
const SK: (&str, ScalarAttributeType) = ("sk", S);

fn with<T>(
    text: &str,
    hash: &[(&str, ScalarAttributeType)],
    range: &[(&str, ScalarAttributeType)],
    look: impl FnOnce(KeyRange<'_>) -> T,
) -> Result<T, String> {
    let request = Request::new();
    let tree =
        ConditionTree::parse(ExpressionKind::KeyCondition, text).map_err(ExpressionError::into_message)?;
    let condition = tree.bind_key(&mut request.placeholders()).map_err(ExpressionError::into_message)?;
    let attributes = |key: &[(&str, ScalarAttributeType)]| {
        key.iter().map(|&(name, attribute_type)| KeyAttribute { name: name.into(), attribute_type }).collect()
    };
    let schema = KeySchema { partition_key: attributes(hash), sort_key: attributes(range) };
    condition.resolve(&schema).map(look).map_err(ExpressionError::into_message)
}

fn error(text: &str) -> String {
    with(text, &[PK], &[SK], |_| ()).unwrap_err()
}

fn sort(text: &str) -> String {
    with(text, &[PK], &[SK], |range| {
        assert_eq!(range.partition.as_slice(), [&AttributeValue::from("text")]);
        format!("{:?} {:?}", range.equal, range.sort)
    })
    .unwrap()
}

#[test]
fn a_range_of_the_sort_key_however_it_is_written() {
    assert_eq!(sort("pk = :text"), "[] None");
    assert_eq!(sort("(pk = :text AND (sk = :s))"), "[S(\"s\")] None");
    assert_eq!(sort("sk < :s and :text = pk"), "[] Some(Less(S(\"s\")))");
    assert_eq!(sort("pk = :text AND :s <= sk"), "[] Some(GreaterOrEqual(S(\"s\")))");
    assert_eq!(sort("pk = :text AND :s > sk"), "[] Some(Less(S(\"s\")))");
    assert_eq!(sort("sk BETWEEN :empty AND :s AND pk = :text"), "[] Some(Between(S(\"\"), S(\"s\")))");
    assert_eq!(sort("begins_with(sk, :s) AND pk = :text"), "[] Some(BeginsWith(S(\"s\")))");
}

#[test]
fn operators_that_a_key_condition_has_not() {
    let operator = |name: &str| format!("Invalid operator used in KeyConditionExpression: {name}");
    assert_eq!(error("pk = :s AND sk IN (:s)"), operator("IN"));
    assert_eq!(error("pk = :s OR sk = :s"), operator("OR"));
    assert_eq!(error("pk = :s AND NOT sk = :s"), operator("NOT"));
    assert_eq!(error("pk = :s AND sk <> :s"), operator("<>"));
    assert_eq!(error("pk = :s AND attribute_exists(sk)"), operator("attribute_exists"));
    assert_eq!(error("pk = :s AND contains(sk, :s)"), operator("contains"));
}

#[test]
fn what_is_known_without_the_table() {
    let invalid = |what: &str| format!("Invalid KeyConditionExpression: {what}");
    let nested = invalid("KeyConditionExpressions cannot have conditions on nested attributes");
    assert_eq!(error("pk = :s AND sk.x = :s"), nested);
    assert_eq!(error("pk = :s AND sk[0] = :s"), nested);
    let once = invalid("KeyConditionExpressions must only contain one condition per key");
    assert_eq!(error("pk = :s AND pk = :text"), once);
    assert_eq!(error("pk = :s AND sk > :s AND sk < :text"), once);
    let wrong = |name: &str, operand: &str| {
        invalid(&format!(
            "Incorrect operand type for operator or function; operator or function: {name}, operand type: {operand}"
        ))
    };
    assert_eq!(error("pk = :s AND begins_with(sk, :one)"), wrong("begins_with", "N"));
    assert_eq!(error("pk = :s AND :yes >= sk"), wrong(">=", "BOOL"));
    assert_eq!(error("pk = :s AND begins_with(sk, :one) AND sk = :missing"), wrong("begins_with", "N"));
    assert_eq!(error("pk = :s AND begins_with(sk, :one) AND sk > :s"), wrong("begins_with", "N"));
    assert!(error("pk = :missing").contains("attribute value: :missing"));
    assert!(error("((pk = :s))").contains("redundant parentheses"));
    assert!(error("pk = sk").contains("Multiple attribute names used in one condition"));
}

#[test]
fn what_is_known_with_the_table() {
    assert_eq!(error("sk = :s"), "Query condition missed key schema element: pk");
    assert_eq!(error("attr1 = :s"), "Query condition missed key schema element: pk");
    assert_eq!(error("pk = :s AND attr2 = :s"), "Query condition missed key schema element: sk");
    assert_eq!(error("pk > :s"), "Query key condition not supported");
    assert_eq!(error("begins_with(pk, :s)"), "Query key condition not supported");
    assert_eq!(
        error("pk = :s AND sk > :s AND extra = :s"),
        "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"
    );
    let mismatch =
        "One or more parameter values were invalid: Condition parameter type does not match schema type";
    assert_eq!(error("pk = :one"), mismatch);
    assert_eq!(error("pk = :s AND sk = :yes"), mismatch);
    assert_eq!(error("pk = :s AND begins_with(sk, :bytes)"), mismatch);
    let number = [("sk", N)];
    assert_eq!(with("pk = :s AND begins_with(sk, :s)", &[PK], &number, |_| ()), Err(mismatch.into()));
    assert_eq!(with("pk = :s AND sk BETWEEN :empty AND :s", &[PK], &number, |_| ()), Err(mismatch.into()));
    assert!(with("pk = :s AND sk > :one", &[PK], &number, |_| ()).is_ok());
    assert!(with("pk = :s AND begins_with(sk, :bytes)", &[PK], &[("sk", B)], |_| ()).is_ok());
}

#[test]
fn keys_of_several_attributes_take_equalities_and_one_range_at_last() {
    let hash = [("h", S)];
    let range = [("a", S), ("b", S), ("c", N)];
    let equal = |text: &str| with(text, &hash, &range, |range| (range.equal.len(), range.sort.is_some()));
    assert_eq!(equal("h = :s"), Ok((0, false)));
    assert_eq!(equal("b = :s AND h = :s AND a = :text"), Ok((2, false)));
    assert_eq!(equal("h = :s AND a = :s AND b > :s"), Ok((1, true)));
    assert_eq!(equal("h = :s AND a = :s AND b = :s AND c BETWEEN :one AND :two"), Ok((2, true)));
    let gap = "RANGE key attributes b must have equality conditions specified in the query because a condition is \
               present on key attribute c";
    assert_eq!(equal("h = :s AND a = :s AND c = :one"), Err(gap.into()));
    assert_eq!(equal("h = :s AND a = :s AND b > :s AND c = :one"), Err(gap.into()));

    let two = [("t", S), ("r", N)];
    let both = with("r = :one AND t = :s", &two, &[], |range| format!("{:?}", range.partition));
    assert_eq!(both, Ok("[S(\"s\"), N(1)]".to_owned()));
    let lacking = |names: &str| {
        Err(format!("HASH key attributes {names} must have equality conditions specified in the query"))
    };
    for (text, names) in [
        ("t = :s", "r"),
        ("t = :s AND r > :one", "r"),
        ("r BETWEEN :one AND :two AND t = :s", "r"),
        ("t > :s AND r = :one", "t"),
        ("begins_with(t, :s) AND z = :one", "t, r"),
    ] {
        assert_eq!(with(text, &two, &[("z", N)], |_| ()), lacking(names), "{text}");
    }
}
