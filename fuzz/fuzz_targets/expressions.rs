//! Any text as each kind of expression: read, bound, and evaluated where it is sound.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use hashrange::{
    AttributeValue, Item,
    fuzzing::{ConditionTree, ExpressionKind, Placeholders, ProjectionTree, UpdateTree},
};
use libfuzzer_sys::fuzz_target;

static NAMES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| [("#a", "a"), ("#b", "b")].map(|(key, name)| (key.to_owned(), name.to_owned())).into());

static VALUES: LazyLock<Item> = LazyLock::new(|| {
    Item::from([
        (":n", AttributeValue::from(1)),
        (":s", "s".into()),
        (":l", AttributeValue::L(vec![1.into(), "s".into()])),
        (":ss", AttributeValue::Ss(["s".to_owned()].into())),
    ])
});

static ITEM: LazyLock<Item> = LazyLock::new(|| {
    Item::from([
        ("a", AttributeValue::from(7)),
        ("b", AttributeValue::L(vec![1.into(), AttributeValue::M(VALUES.clone())])),
        ("c", AttributeValue::Ss(["s".to_owned(), "t".to_owned()].into())),
        ("d", "text".into()),
    ])
});

fuzz_target!(|text: &str| {
    for kind in [ExpressionKind::Condition, ExpressionKind::Filter, ExpressionKind::KeyCondition] {
        let Ok(tree) = ConditionTree::parse(kind, text) else { continue };
        let mut placeholders = placeholders();
        if let Ok(condition) = tree.bind(&mut placeholders) {
            condition.holds(&ITEM);
            condition.holds(&Item::new());
        }
        let _ = tree.bind_key(&mut placeholders);
    }
    if let Ok(tree) = ProjectionTree::parse(text)
        && let Ok(projection) = tree.bind(&mut placeholders())
    {
        projection.apply(&ITEM);
    }
    if let Ok(tree) = UpdateTree::parse(text)
        && let Ok(update) = tree.bind(&mut placeholders())
    {
        let _ = update.apply(&ITEM);
        let _ = update.apply(&Item::new());
    }
});

fn placeholders() -> Placeholders<'static> {
    Placeholders::new(Some(&NAMES), Some(&VALUES)).expect("sound placeholders")
}
