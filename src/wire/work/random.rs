//! Random requests of the API's model: whatever they contain and repeat, their steps are in proportion to their length.

use std::{cell::Cell, sync::LazyLock};

use proptest::{collection::vec, prelude::*, sample::Index as Choice};
use serde_json::{Map, Value, json};

use super::{check, database, model::Model};
use crate::database::Database;

/// Values for members, chosen by their type, so that many requests are almost valid.
const TEXTS: [&str; 14] = [
    "name",
    "p = :v AND k > :n",
    "SET l = list_append(l, l), x = if_not_exists(m, :v), c = :n + :n REMOVE l[0], m.x ADD k :n",
    "contains(s, :v) OR contains(l, :v) OR NOT size(l) IN (:n, :n, k, k, k) AND m.x BETWEEN :n AND k",
    "p, k, m.x, l[0], l[2][0], #n",
    "SELECT * FROM name WHERE p = 'a' AND k IN (1, 2, 3) OR contains(s, ?)",
    "UPDATE name SET l = list_append(l, l) SET x = ? WHERE p = 'a' AND k = 1",
    "INSERT INTO name VALUE {'p': 'a', 'k': 1, 'x': [1, {'y': <<1, 2>>}]}",
    "ALL_ATTRIBUTES",
    "ALL_NEW",
    "TOTAL",
    "EQ",
    "",
    "\u{e9} '\"[",
];
const NAMES: [&str; 10] = ["p", "k", "l", "m", "s", "name", "#n", ":v", ":n", "other"];

/// The random choices that determine a request.
struct Dice<'d> {
    choices: &'d [Choice],
    next: Cell<usize>,
}

impl Dice<'_> {
    fn below(&self, count: usize) -> usize {
        self.next.set(self.next.get() + 1);
        self.choices[self.next.get() % self.choices.len()].index(count)
    }

    fn of<T: Copy>(&self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Usually a small number, sometimes up to `many`.
    fn count(&self, many: usize) -> usize {
        match self.below(6) {
            0 => self.below(many.max(1)),
            _ => self.below(4),
        }
    }
}

/// A value for a shape. Nested values have fewer elements.
fn value(model: &Model, shape: &str, dice: &Dice<'_>, many: usize) -> Value {
    if dice.below(40) == 0 {
        return dice.of(&[Unfit::Null, Unfit::Object, Unfit::List, Unfit::Text]).json();
    }
    if shape == "AttributeValue" {
        return attribute_value(dice, many);
    }
    let inside = |name: &str| model.shape(shape)[name].as_str().unwrap().to_owned();
    match model.shape_type(shape) {
        "structure" => {
            let required = model.required(shape);
            let wanted = |name: &str| required.contains(&name) || dice.below(3) == 0;
            let members = model.members(shape).into_iter().filter(|(name, _)| wanted(name));
            members
                .map(|(name, shape)| (name.to_owned(), value(model, shape, dice, many)))
                .collect::<Map<_, _>>()
                .into()
        }
        "list" => {
            let member = inside("member");
            (0..dice.count(many)).map(|_| value(model, &member, dice, many / 8)).collect::<Vec<_>>().into()
        }
        "map" => {
            let of = inside("value");
            let entry = |number: usize| {
                let name = dice.of(&NAMES);
                let name = if number < 4 { name.to_owned() } else { format!("{name}{number}") };
                (name, value(model, &of, dice, many / 8))
            };
            (0..dice.count(many)).map(entry).collect::<Map<_, _>>().into()
        }
        "boolean" => json!(dice.below(2) == 0),
        "integer" | "long" | "double" | "float" | "timestamp" => json!(dice.below(1000)),
        _ => match model.shape(shape)["enum"].as_array() {
            Some(words) => words[dice.below(words.len())].clone(),
            None => dice.of(&TEXTS).repeat(if dice.below(8) == 0 { dice.below(60) } else { 1 }).into(),
        },
    }
}

fn attribute_value(dice: &Dice<'_>, many: usize) -> Value {
    let texts = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    match dice.below(9) {
        0 => json!({ "S": "a".repeat(dice.count(many)) }),
        1 => json!({ "N": dice.below(100).to_string() }),
        2 => json!({ "B": "AAAA".repeat(dice.count(many)) }),
        3 => {
            json!({ "L": (0..dice.count(many)).map(|_| attribute_value(dice, many / 8)).collect::<Vec<_>>() })
        }
        4 => json!({ "M": { "x": attribute_value(dice, many / 8), "y": { "NULL": true } } }),
        5 => json!({ "NS": texts(dice.count(many)) }),
        6 => json!({ "SS": texts(dice.count(many)) }),
        7 => json!({ "N": "7".repeat(dice.count(many)) }),
        _ => json!({ "BOOL": true }),
    }
}

/// A value of a wrong type.
#[derive(Clone, Copy)]
enum Unfit {
    Null,
    Object,
    List,
    Text,
}

impl Unfit {
    fn json(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Object => json!({}),
            Self::List => json!([{}, {}]),
            Self::Text => json!("x"),
        }
    }
}

/// The model, and the existing operations that read and write items.
static MODEL: LazyLock<(Model, Vec<(String, String)>)> = LazyLock::new(|| {
    const UNWANTED: [&str; 3] = ["CreateTable", "DeleteTable", "DescribeEndpoints"];
    let [model, _] = Model::both();
    let db = Database::new();
    let is_known = |name: &str| !db.wire(name, b"{}").text().contains("UnknownOperation");
    let all = model.operations().filter(|(name, ..)| is_known(name) && !UNWANTED.contains(name));
    let operations = all.filter_map(|(name, input, _)| Some((name.to_owned(), input?.to_owned()))).collect();
    (model, operations)
});

/// Valid requests, of which parts are then repeated many times.
fn good() -> Vec<(&'static str, Value)> {
    let key = json!({ "p": { "S": "a" }, "k": { "N": "1" } });
    let values = json!({ ":v": { "S": "text" }, ":n": { "N": "1" }, ":l": { "L": [{ "N": "1" }] }, ":s": { "NS": ["1"] } });
    let with = |mut request: Value| {
        request["TableName"] = "name".into();
        request
    };
    vec![
        (
            "PutItem",
            with(json!({ "Item": { "p": { "S": "a" }, "k": { "N": "50" }, "l": { "L": [{ "S": "x" }] } } })),
        ),
        ("GetItem", with(json!({ "Key": key, "AttributesToGet": ["l", "m"] }))),
        (
            "Scan",
            with(json!({
                "FilterExpression": "contains(s, :v) OR contains(l, :l) OR k IN (:n, :n) AND (size(l) > :n OR m = :s)",
                "ExpressionAttributeValues": values,
            })),
        ),
        (
            "Query",
            with(json!({
                "KeyConditions": { "p": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "a" }] } },
                "QueryFilter": { "s": { "ComparisonOperator": "IN", "AttributeValueList": [{ "S": "x" }] } },
            })),
        ),
        (
            "UpdateItem",
            with(json!({
                "Key": key, "UpdateExpression": "SET l = list_append(l, :l), x = :v, y = :n ADD z :s",
                "ConditionExpression": "contains(s, :v) OR NOT contains(s, :v)", "ExpressionAttributeValues": values,
                "ReturnValues": "UPDATED_NEW",
            })),
        ),
        (
            "UpdateItem",
            with(json!({
                "Key": key, "AttributeUpdates": { "s2": { "Action": "ADD", "Value": { "NS": ["1"] } } },
                "Expected": { "s": { "ComparisonOperator": "NOT_NULL" } },
            })),
        ),
        (
            "BatchGetItem",
            json!({ "RequestItems": { "name": { "Keys": [key], "ProjectionExpression": "l, m.x" } } }),
        ),
        ("BatchWriteItem", json!({ "RequestItems": { "name": [{ "PutRequest": { "Item": key } }] } })),
        ("TransactGetItems", json!({ "TransactItems": [{ "Get": { "TableName": "name", "Key": key } }] })),
        ("TransactWriteItems", json!({ "TransactItems": [{ "Put": { "TableName": "name", "Item": key } }] })),
        (
            "ExecuteStatement",
            json!({
                "Statement": "SELECT l, m.x FROM name WHERE p = 'a' AND (k IN (1, 2, 3) OR contains(s, ?))",
                "Parameters": [{ "S": "text" }],
            }),
        ),
        (
            "ExecuteStatement",
            json!({
                "Statement": "UPDATE name SET l = list_append(l, ?) WHERE p = 'a' AND k = 1", "Parameters": [{ "L": [] }],
            }),
        ),
    ]
}

/// Repeats a random part of a value many times: elements, members with distinct names, texts.
fn grow(part: &mut Value, dice: &Dice<'_>, times: usize) {
    let goes_in = dice.below(5) > 0;
    match part {
        Value::Array(list) if goes_in && !list.is_empty() => {
            let place = dice.below(list.len());
            grow(&mut list[place], dice, times);
        }
        Value::Object(map) if goes_in && !map.is_empty() => {
            let place = dice.below(map.len());
            map.values_mut().skip(place).take(1).for_each(|inner| grow(inner, dice, times));
        }
        Value::Array(list) => *list = list.iter().cycle().take(list.len() * times).cloned().collect(),
        Value::Object(map) => {
            let Some((name, one)) = map.iter().next().map(|(name, one)| (name.clone(), one.clone())) else {
                return;
            };
            map.extend((0..times).map(|number| (format!("{name}{number}"), one.clone())));
        }
        Value::String(text) => *text = text.repeat(times),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn steps_grow_no_faster_than_requests(choices in vec(any::<Choice>(), 500..2000)) {
        let db = database();
        let (model, operations) = &*MODEL;
        let dice = Dice { choices: &choices, next: Cell::new(0) };
        for _ in 0..20 {
            let (name, input) = &operations[dice.below(operations.len())];
            check(&db, "at random", name, &value(model, input, &dice, 2000).to_string());
        }
    }

    #[test]
    fn steps_of_good_requests_grow_no_faster_than_they_do(choices in vec(any::<Choice>(), 500..2000)) {
        let db = database();
        let dice = Dice { choices: &choices, next: Cell::new(0) };
        let good = good();
        for _ in 0..20 {
            let (name, mut request) = good[dice.below(good.len())].clone();
            for _ in 0..dice.below(4) {
                grow(&mut request, &dice, dice.below(60) + 1);
            }
            check(&db, "grown", name, &request.to_string());
        }
    }
}
