//! Specifications of the expression language. This file has their helpers.

mod built;
mod charge;
mod conditions;
mod key_conditions;
mod laws;
mod placeholders;
mod projections;
mod syntax;
mod updates;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{AttributeValue, Item};

/// Names for `#a` .. `#c` and some values for every test.
struct Request {
    names: BTreeMap<String, String>,
    values: Item,
}

impl Request {
    fn new() -> Self {
        let names = [("#a", "a"), ("#b", "b"), ("#also_a", "a"), ("#dotted", "a.b"), ("#s", "status")];
        let mut values = Item::from([
            (":one", AttributeValue::from(1)),
            (":two", 2.into()),
            (":ten", 10.into()),
            (":s", "s".into()),
            (":text", "text".into()),
            (":empty", "".into()),
            (":yes", true.into()),
            (":null", AttributeValue::Null),
            (":bytes", vec![1_u8, 2].into()),
            (":list", list([1, 2])),
            (":none", AttributeValue::L(Vec::new())),
            (":map", Item::from([("x", 1)]).into()),
            (":set", strings(["a", "b"])),
            (":numbers", AttributeValue::Ns([1, 2].map(Into::into).into())),
            (":N", "N".into()),
            (":SS", "SS".into()),
        ]);
        for number in 0..310 {
            values.insert(format!(":v{number}"), number);
        }
        Self { names: names.map(|(key, name)| (key.to_owned(), name.to_owned())).into(), values }
    }

    fn placeholders(&self) -> Placeholders<'_> {
        Placeholders::new(Some(&self.names), Some(&self.values)).unwrap()
    }
}

fn list<const LEN: usize>(numbers: [i32; LEN]) -> AttributeValue {
    AttributeValue::L(numbers.map(AttributeValue::from).into())
}

fn strings<const LEN: usize>(members: [&str; LEN]) -> AttributeValue {
    AttributeValue::Ss(members.map(str::to_owned).into_iter().collect::<BTreeSet<_>>())
}

/// The error of a condition, without its prefix.
fn condition_error(text: &str) -> String {
    let request = Request::new();
    let tree = ConditionTree::parse(ExpressionKind::Condition, text);
    let error = tree.and_then(|tree| tree.bind(&mut request.placeholders()).map(drop)).unwrap_err();
    error.as_str().strip_prefix("Invalid ConditionExpression: ").expect(text).to_owned()
}

/// The error of an update, without its prefix.
fn update_error(text: &str) -> String {
    let request = Request::new();
    let tree = UpdateTree::parse(text);
    let error = tree.and_then(|tree| tree.bind(&mut request.placeholders()).map(drop)).unwrap_err();
    error.as_str().strip_prefix("Invalid UpdateExpression: ").expect(text).to_owned()
}

/// The error of a projection, without its prefix.
fn projection_error(text: &str) -> String {
    let request = Request::new();
    let tree = ProjectionTree::parse(text);
    let error = tree.and_then(|tree| tree.bind(&mut request.placeholders()).map(drop)).unwrap_err();
    error.as_str().strip_prefix("Invalid ProjectionExpression: ").expect(text).to_owned()
}

#[test]
fn from_text_to_what_it_says_of_an_item() {
    let values = Item::from([(":low", 1000), (":raise", 100)]);
    let condition = ConditionTree::parse(ExpressionKind::Condition, "price >= :low").unwrap();
    let update = UpdateTree::parse("SET price = price + :raise").unwrap();

    let mut placeholders = Placeholders::new(None, Some(&values)).unwrap();
    let condition = condition.bind(&mut placeholders).unwrap();
    let update = update.bind(&mut placeholders).unwrap();
    placeholders.all_used().unwrap();

    let item = Item::from([("price", 2900)]);
    assert!(condition.holds(&item) && !condition.holds(&Item::new()));
    assert_eq!(update.apply(&item).unwrap(), Item::from([("price", 3000)]));
}
