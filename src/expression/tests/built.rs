//! Expressions built in Rust are the trees of their texts.

use proptest::prelude::*;

use super::super::{
    Attr, ConditionExpression, ConditionOperand, Expression, ExpressionError, ExpressionKind, NewValue,
    Placeholders, ProjectionExpression, UpdateExpression, attr,
    syntax::{condition::ConditionTree, projection::ProjectionTree, update::UpdateTree},
};
use crate::{
    limits::{EXPRESSION_BYTES, EXPRESSION_OPERATORS, SUBSTITUTION_BYTES},
    value::{AttributeType, AttributeValue},
};

const KIND: ExpressionKind = ExpressionKind::Condition;

/// Words, reserved words, keywords, and what no text can have as a name.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(vec!["a", "b", "c", "c0"]).prop_map(str::to_owned),
        1 => proptest::sample::select(vec!["status", "AND", "remove", "size", "1a", "a-b", "é", "first name", "a.b"])
            .prop_map(str::to_owned),
    ]
}

fn path() -> impl Strategy<Value = Attr> {
    let step = prop_oneof![name().prop_map(Ok), (0..3_usize).prop_map(Err)];
    (name(), proptest::collection::vec(step, 0..3)).prop_map(|(name, steps)| {
        steps.into_iter().fold(Attr::named(name), |path, step| match step {
            Ok(member) => path.member(member),
            Err(element) => path.element(element),
        })
    })
}

fn value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        (-2_i32..3).prop_map(AttributeValue::from),
        "[a-c]{0,2}".prop_map(AttributeValue::from),
        any::<bool>().prop_map(AttributeValue::from),
        Just(AttributeValue::Ss(["x".to_owned()].into())),
        Just(AttributeValue::L(vec![1.into()])),
    ]
}

fn operand() -> impl Strategy<Value = ConditionOperand> {
    prop_oneof![
        path().prop_map(ConditionOperand::from),
        path().prop_map(|path| path.size().into()),
        value().prop_map(ConditionOperand::from),
    ]
}

fn condition() -> impl Strategy<Value = ConditionExpression> {
    let test = (path(), operand(), operand(), 0..14_u8).prop_map(|(path, one, two, test)| match test {
        0 => path.equals(one),
        1 => path.not_equals(one),
        2 => path.less_than(one),
        3 => path.at_most(one),
        4 => path.greater_than(one),
        5 => path.at_least(one),
        6 => path.between(one, two),
        7 => path.is_in([one, two]),
        8 => path.exists(),
        9 => path.not_exists(),
        10 => path.begins_with(one),
        11 => path.contains(one),
        12 => path.attribute_type(AttributeType::N),
        _ => path.size().at_least(one),
    });
    test.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| one.and(two)),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| one.or(two)),
            inner.prop_map(|one| !one),
        ]
    })
}

fn new_value() -> impl Strategy<Value = NewValue> {
    let operand = prop_oneof![path().prop_map(NewValue::from), value().prop_map(NewValue::from)];
    let operand = operand.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (path(), inner.clone()).prop_map(|(path, otherwise)| path.if_not_exists(otherwise)),
            (inner.clone(), inner).prop_map(|(one, two)| one.followed_by(two)),
        ]
    });
    (operand.clone(), operand, 0..3_u8).prop_map(|(one, two, sum)| match sum {
        0 => one.plus(two),
        1 => one.minus(two),
        _ => one,
    })
}

fn update() -> impl Strategy<Value = UpdateExpression> {
    let change = (path(), new_value(), value(), 0..9_u8);
    proptest::collection::vec(change, 1..6).prop_map(|changes| {
        changes.into_iter().fold(UpdateExpression::new(), |update, (path, new, value, change)| match change {
            0 => update.set(path, new),
            1 => update.set_if_absent(path, new),
            2 => update.add(path, value),
            3 => update.subtract(path, new),
            4 => update.append(path, [value]),
            5 => update.prepend(path, [value]),
            6 => update.remove(path),
            7 => update.add_to_set(path, [value]),
            _ => update.delete_from_set(path, [value]),
        })
    })
}

/// What is made of a text with its own placeholders.
fn of_text<T>(
    expression: &Expression,
    make: impl FnOnce(&str, &mut Placeholders<'_>) -> Result<T, ExpressionError>,
) -> Result<T, ExpressionError> {
    let names = (!expression.names.is_empty()).then_some(&expression.names);
    let values = (!expression.values.is_empty()).then_some(&expression.values);
    let mut placeholders = Placeholders::new(names, values)?;
    let made = make(&expression.text, &mut placeholders)?;
    placeholders.all_used()?;
    Ok(made)
}

proptest! {
    #[test]
    fn a_condition_is_the_tree_of_its_text_and_is_refused_as_its_text_is(condition in condition()) {
        prop_assume!(condition.check(KIND).is_ok());
        let built = condition.bind(KIND, &mut Placeholders::default()).map(|bound| format!("{bound:?}"));
        let spelled = condition.spelled();
        let parsed = of_text(&spelled, |text, placeholders| {
            let tree = ConditionTree::parse(KIND, text)?;
            prop_assert_eq_or_fail(tree.operators(), condition.operators());
            tree.bind(placeholders).map(|bound| format!("{bound:?}"))
        });
        prop_assert_eq!(&built, &parsed, "{}", spelled);
        prop_assert_eq!(condition.to_expression().ok(), built.ok().map(|_| spelled));
    }

    #[test]
    fn an_update_is_the_tree_of_its_text_but_for_the_order_of_sections(update in update()) {
        prop_assume!(update.check().is_ok());
        let actions = |tree: &UpdateTree, placeholders: &mut Placeholders<'_>| {
            let mut actions = tree.bind(placeholders)?.actions.iter().map(|action| format!("{action:?}")).collect::<Vec<_>>();
            actions.sort();
            Ok::<_, ExpressionError>(actions)
        };
        let built = actions(update.tree(), &mut Placeholders::default());
        let spelled = update.spelled();
        let parsed = of_text(&spelled, |text, placeholders| {
            let tree = UpdateTree::parse(text)?;
            prop_assert_eq_or_fail(tree.operators(), update.tree().operators());
            actions(&tree, placeholders)
        });
        // Which of several faults is reported depends on the order.
        prop_assert_eq!(built.as_ref().ok(), parsed.as_ref().ok(), "{} {:?} {:?}", spelled, built, parsed);
    }

    #[test]
    fn a_projection_is_the_tree_of_its_text(paths in proptest::collection::vec(path(), 1..5)) {
        let projection = ProjectionExpression::new(paths);
        prop_assume!(projection.check().is_ok());
        let built = projection.tree().bind(&mut Placeholders::default()).map(|bound| format!("{bound:?}"));
        let parsed = of_text(&projection.spelled(), |text, placeholders| {
            ProjectionTree::parse(text)?.bind(placeholders).map(|bound| format!("{bound:?}"))
        });
        prop_assert_eq!(built, parsed);
    }

    #[test]
    fn the_bound_of_a_texts_length_is_one(condition in condition(), update in update()) {
        prop_assert!(condition.spelled().text.len() <= condition.bytes_at_most());
        prop_assert!(update.spelled().text.len() <= update.bytes_at_most());
    }

    #[test]
    fn any_text_is_a_path_or_a_fault(text in any::<String>()) {
        let _ = attr(&text).exists().to_expression();
    }
}

#[track_caller]
fn prop_assert_eq_or_fail(one: usize, two: usize) {
    assert_eq!(one, two, "operators");
}

#[test]
fn a_path_has_names_as_they_are() {
    for (text, spelled) in [
        ("a", "attribute_exists(a)"),
        ("a.b[0][12].c", "attribute_exists(a.b[0][12].c)"),
        ("status", "attribute_exists(#status)"),
        ("a.Size", "attribute_exists(a.#Size)"),
        ("first name.이름", "attribute_exists(#c0.#c1)"),
        ("a-b.a-b", "attribute_exists(#c0.#c0)"),
        ("2nd", "attribute_exists(#2nd)"),
    ] {
        assert_eq!(attr(text).exists().to_expression().unwrap().text, spelled, "{text}");
    }
}

#[test]
fn a_path_that_is_none_is_an_error_of_the_expression() {
    for text in ["", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a]", "a[0]b", "a[0", "[0]"] {
        let error = attr(text).exists().to_expression().unwrap_err();
        let expected =
            format!("Invalid ConditionExpression: The document path is not well formed; path: {text}");
        assert_eq!(error.message(), expected, "{text}");
    }
    let refused = |path: Attr| path.exists().to_expression().unwrap_err().message().into_owned();
    let index =
        "Invalid ConditionExpression: List index is not within the allowable range; index: [2147483648]";
    assert_eq!(refused(attr("a[2147483648]")), index);
    assert_eq!(refused(attr("a").element(2_147_483_648)), index);
    let deep =
        "Invalid ConditionExpression: The document path has too many nesting elements; nesting levels: 33";
    assert_eq!(refused(attr(format!("a{}", "[0]".repeat(32)))), deep);
    assert!(attr(format!("a{}", "[0]".repeat(31))).exists().to_expression().is_ok());
}

#[test]
fn operands_are_checked_as_those_of_a_text() {
    for (condition, message) in [
        (attr("a").less_than(true), "operator or function: <, operand type: BOOL"),
        (attr("a").equals(attr("a")), "operator: =, first operand: [a]"),
        (attr("a").between(2, 1), "upper bound operand: AttributeValue: {N:1}"),
        (attr("a").begins_with(1), "operator or function: begins_with, operand type: N"),
        (attr("a").is_in(0..101), "number of operands: 101"),
        (attr("a").is_in([0; 0]), "operator or function: IN, number of operands: 0"),
        (
            attr("a").equals(AttributeValue::Ss([].into())),
            "One or more parameter values were invalid: An string set  may not be empty",
        ),
    ] {
        let error = condition.to_expression().unwrap_err();
        assert!(error.message().ends_with(message), "{error}");
    }
    let update = UpdateExpression::new();
    for (update, message) in [
        (update.clone().add("a", "text"), "operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"),
        (update.clone().set("a", 1).remove("a.b"), "path one: [a], path two: [a, b]"),
        (update.clone().set("a", attr("b").plus(1).plus(1)), "whose operands are none themselves"),
        (update.clone().add_to_set("a", [AttributeValue::from(1), "x".into()]), "found: S"),
        (update.clone().add_to_set("a", ["x"; 0]), "may not be empty"),
        (update, "The expression can not be empty;"),
    ] {
        let error = update.to_expression().unwrap_err();
        assert!(error.message().ends_with(message), "{error}");
    }
}

/// `count` comparisons, joined by AND.
fn comparisons(count: usize) -> ConditionExpression {
    (1..count).fold(attr("a").equals(0), |all, number| all.and(attr("a").equals(number)))
}

#[test]
fn an_expression_has_at_most_300_operators_and_4_kilobytes_of_text() {
    let most = comparisons(EXPRESSION_OPERATORS / 2);
    assert!(most.to_expression().unwrap().text.len() <= EXPRESSION_BYTES);
    let refused =
        |condition: ConditionExpression| condition.to_expression().unwrap_err().message().into_owned();
    let many = "Invalid ConditionExpression: The expression contains too many operators; operator count: 301";
    assert_eq!(refused(comparisons(EXPRESSION_OPERATORS / 2 + 1)), many);
    let name = "n".repeat(EXPRESSION_BYTES - "attribute_exists()".len());
    assert!(attr(&name).exists().to_expression().is_ok());
    let long = "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097";
    assert_eq!(refused(attr(name + "n").exists()), long);
}

#[test]
fn large_expressions_take_no_more_than_their_size() {
    let many = comparisons(100_000);
    assert!(format!("{many:?}").len() < 100);
    let nested = (0..100_000).fold(NewValue::from(0), |value, _| attr("a").if_not_exists(value));
    let update = UpdateExpression::new().set("b", nested);
    assert!(update.to_expression().is_err() && format!("{update:?}").len() < 100);
    let half = "x".repeat(SUBSTITUTION_BYTES / 2);
    let two = attr("a").equals(half.as_str()).or(attr("a").equals(half + "x"));
    let error = two.to_expression().unwrap_err();
    assert!(error.message().contains("have exceeded the maximum allowed size; size: 2097153"), "{error}");
}

#[test]
fn debug_shows_the_expression_in_one_line() {
    let condition = !attr("status").equals("open").or(attr("tags").contains("new"));
    assert_eq!(format!("{condition:?}"), r#"NOT (status = "open" OR contains(tags, "new"))"#);
    let update = UpdateExpression::new().add("seen", 1).set("price", attr("price").minus(5));
    assert_eq!(format!("{update:?}"), "SET price = price - 5 ADD seen 1");
    assert_eq!(format!("{:?}", attr("a.b[0]")), "a.b[0]");
}
