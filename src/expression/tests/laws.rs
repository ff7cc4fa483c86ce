//! Laws of the expression language that hold for any text and any item.

use std::{collections::BTreeMap, time::Instant};

use proptest::prelude::*;

use super::super::{
    bind::placeholders::Placeholders,
    error::{ExpressionError, ExpressionKind},
    syntax::{condition::ConditionTree, projection::ProjectionTree, update::UpdateTree},
    tree::condition::Condition,
};
use crate::{
    key::{KeyAttribute, KeySchema, ScalarAttributeType},
    value::{AttributeValue, Item},
};

const CONDITIONS: [ExpressionKind; 3] =
    [ExpressionKind::Condition, ExpressionKind::Filter, ExpressionKind::KeyCondition];

/// Names, values and items that the texts below use.
fn names() -> BTreeMap<String, String> {
    [("#a", "a"), ("#b", "b")].map(|(key, name)| (key.to_owned(), name.to_owned())).into()
}

fn values() -> Item {
    Item::from([
        (":n", AttributeValue::from(1)),
        (":s", "s".into()),
        (":l", AttributeValue::L(vec![1.into(), "s".into()])),
        (":ss", AttributeValue::Ss(["s".to_owned()].into())),
    ])
}

/// Texts of the language's own words in any order, and arbitrary texts.
fn text() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "a",
        "b",
        "c",
        "#a",
        "#b",
        "#x",
        ":n",
        ":s",
        ":l",
        ":ss",
        ":x",
        "name",
        "AND",
        "or",
        "NOT",
        "BETWEEN",
        "IN",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "(",
        ")",
        "((",
        "))",
        "[",
        "]",
        "[0]",
        "[7]",
        ",",
        ".",
        "+",
        "-",
        "SET",
        "REMOVE",
        "ADD",
        "DELETE",
        "size",
        "size(a)",
        "contains(",
        "begins_with(a, :s)",
        "attribute_exists(a)",
        "attribute_type(",
        "if_not_exists(a, :n)",
        "list_append(",
        "1",
        "!",
        "é",
        "#",
        ":",
        "\u{0}",
    ]);
    prop_oneof![
        3 => proptest::collection::vec(words, 0..24).prop_map(|words| words.join(" ")),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        (-3_i32..3).prop_map(AttributeValue::from),
        "[a-c]{0,3}".prop_map(AttributeValue::from),
        any::<bool>().prop_map(AttributeValue::from),
        Just(AttributeValue::Null),
        proptest::collection::vec(any::<u8>(), 0..3).prop_map(AttributeValue::from),
        proptest::collection::btree_set("[a-c]{0,2}", 1..3).prop_map(AttributeValue::Ss),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
            proptest::collection::vec(("[a-c]", inner), 0..3)
                .prop_map(|members| AttributeValue::M(members.into_iter().collect())),
        ]
    })
}

fn item() -> impl Strategy<Value = Item> {
    proptest::collection::vec(("[a-c]", value()), 0..4)
        .prop_map(|attributes| attributes.into_iter().collect())
}

fn holds(text: &str, item: &Item) -> bool {
    let (names, values) = (names(), values());
    let tree = ConditionTree::parse(ExpressionKind::Condition, text).expect(text);
    let mut placeholders = Placeholders::new(Some(&names), Some(&values)).expect("they are well formed");
    tree.bind(&mut placeholders).expect(text).holds(item)
}

/// Well-formed conditions, of any meaning.
fn condition() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "a = :n",
        "a < b",
        "#b >= :s",
        "a.b = c[0]",
        "size(a) > :n",
        "attribute_exists(a[1])",
        "contains(b, :s)",
        "begins_with(c, :s)",
        "a IN (:s, :n, b)",
        "b BETWEEN :n AND size(c)",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} AND {two})")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} OR {two})")),
            inner.prop_map(|one| format!("(NOT {one})")),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in text(), item in item()) {
        let (names, values) = (names(), values());
        let mut placeholders = Placeholders::new(Some(&names), Some(&values)).expect("they are well formed");
        for tree in CONDITIONS.into_iter().flat_map(|kind| ConditionTree::parse(kind, &text)) {
            if let Ok(condition) = tree.bind(&mut placeholders) {
                condition.holds(&item);
                prop_assert!(condition.attribute_names().all(|name| !name.is_empty()));
            }
            if let Ok(condition) = tree.bind_key(&mut placeholders) {
                let key = |name: &str| KeyAttribute { name: name.into(), attribute_type: ScalarAttributeType::S };
                let schema = KeySchema { partition_key: vec![key("a")], sort_key: vec![key("b"), key("c")] };
                let _ = condition.resolve(&schema);
            }
        }
        if let Ok(tree) = ProjectionTree::parse(&text)
            && let Ok(projection) = tree.bind(&mut placeholders)
        {
            let part = projection.apply(&item);
            prop_assert_eq!(projection.apply(&part).len(), part.len());
        }
        for text in [text.clone(), format!("SET a = {text}"), format!("SET a = :n {text}")] {
            if let Ok(tree) = UpdateTree::parse(&text)
                && let Ok(update) = tree.bind(&mut placeholders)
            {
                let applied = update.apply(&item);
                let mut in_place = item.clone();
                match update.prepare(&item) {
                    Ok(prepared) => {
                        prepared.carry_out(&mut in_place);
                        prop_assert_eq!(applied, Ok(in_place));
                    }
                    Err(error) => prop_assert_eq!(applied, Err(error)),
                }
                update.updated(&item);
            }
        }
    }

    #[test]
    fn connectives_follow_logic(one in condition(), two in condition(), item in item()) {
        let (p, q) = (holds(&one, &item), holds(&two, &item));
        prop_assert_eq!(holds(&format!("{one} AND {two}"), &item), p && q);
        prop_assert_eq!(holds(&format!("{one} OR {two}"), &item), p || q);
        prop_assert_eq!(holds(&format!("NOT {one}"), &item), !p);
        prop_assert_eq!(holds(&format!("NOT {one} AND {two} OR {one}"), &item), p || q);
        prop_assert_eq!(holds(&format!("{one} OR {two} AND NOT {one}"), &item), p || q);
    }

    #[test]
    fn what_is_set_is_found(item in item()) {
        let (names, values) = (names(), values());
        let mut placeholders = Placeholders::new(Some(&names), Some(&values)).expect("they are well formed");
        let tree = UpdateTree::parse("SET #a = :s REMOVE b").expect("it is well formed");
        let update = tree.bind(&mut placeholders).expect("all is defined");
        let new = update.apply(&item).expect("top-level attributes can always be set");
        prop_assert!(holds("a = :s AND attribute_not_exists(b)", &new));
        prop_assert_eq!(new.get("c"), item.get("c"));
        prop_assert_eq!(update.apply(&new).expect("as above"), new);
    }
}

#[test]
fn deep_nesting_is_an_error_at_once() {
    let started = Instant::now();
    for open in ["(", "NOT ", "NOT (", "size(", "a = (", "a AND (", "a.", "a[0]", "a IN (", "((a) = :n AND "]
    {
        for count in [1_000, 100_000] {
            let deep = open.repeat(count);
            let condition: Result<ConditionTree, ExpressionError> =
                ConditionTree::parse(ExpressionKind::Filter, &deep);
            assert!(condition.is_err() && ProjectionTree::parse(&deep).is_err());
            assert!(UpdateTree::parse(&format!("SET a = {deep}")).is_err());
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn the_deepest_condition_that_is_taken_is_evaluated() {
    let text = format!("{}attribute_exists(a){}", "NOT (".repeat(299), ")".repeat(299));
    assert!(holds(&text, &Item::new()), "an odd number of NOTs");
    let bound = |text: &str| -> Option<bool> {
        let tree = ConditionTree::parse(ExpressionKind::Filter, text).ok()?;
        let condition: Condition<'_> = tree.bind(&mut Placeholders::default()).ok()?;
        Some(condition.holds(&Item::new()))
    };
    assert_eq!(bound(&text), Some(true));
}
