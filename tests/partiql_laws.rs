//! What SELECT gives, held against a naive evaluation of its WHERE: however the key's conditions are planned,
//! and however the pages are cut, each item that fits comes once.

#![allow(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::{fmt::Write, sync::Arc};

use hashrange::{
    Database, Item,
    ScalarAttributeType::{N, S},
    item,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Where {
    Partition(&'static str, u8),
    Sort(&'static str, u8),
    SortBetween(u8, u8),
    Other(u8),
    PartitionIn(Vec<u8>),
    SortIn(Vec<u8>),
    And(Box<Where>, Box<Where>),
    Or(Box<Where>, Box<Where>),
    Not(Box<Where>),
}

impl Where {
    fn text(&self) -> String {
        let list = |values: &[u8], quote: &str| {
            let mut text = String::new();
            for (place, value) in values.iter().enumerate() {
                let comma = if place == 0 { "" } else { ", " };
                write!(text, "{comma}{quote}{value}{quote}").unwrap();
            }
            text
        };
        match self {
            Self::Partition(operator, value) => format!("pk {operator} '{value}'"),
            Self::Sort(operator, value) => format!("sk {operator} {value}"),
            Self::SortBetween(low, high) => format!("sk BETWEEN {low} AND {high}"),
            Self::Other(value) => format!("v = {value}"),
            Self::PartitionIn(values) => format!("pk IN [{}]", list(values, "'")),
            Self::SortIn(values) => format!("sk IN [{}]", list(values, "")),
            Self::And(one, two) => format!("({} AND {})", one.text(), two.text()),
            Self::Or(one, two) => format!("({} OR {})", one.text(), two.text()),
            Self::Not(inner) => format!("NOT ({})", inner.text()),
        }
    }

    fn holds(&self, pk: u8, sk: u8, v: u8) -> bool {
        let compare = |operator: &str, one: u8, two: u8| match operator {
            "=" => one == two,
            "<>" => one != two,
            "<" => one < two,
            "<=" => one <= two,
            ">" => one > two,
            _ => one >= two,
        };
        match self {
            Self::Partition(operator, value) => compare(operator, pk, *value),
            Self::Sort(operator, value) => compare(operator, sk, *value),
            Self::SortBetween(low, high) => (*low..=*high).contains(&sk),
            Self::Other(value) => v == *value,
            Self::PartitionIn(values) => values.contains(&pk),
            Self::SortIn(values) => values.contains(&sk),
            Self::And(one, two) => one.holds(pk, sk, v) && two.holds(pk, sk, v),
            Self::Or(one, two) => one.holds(pk, sk, v) || two.holds(pk, sk, v),
            Self::Not(inner) => !inner.holds(pk, sk, v),
        }
    }
}

fn conditions() -> impl Strategy<Value = Where> {
    let operator = || prop::sample::select(vec!["=", "=", "=", "<>", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        4 => (0..4_u8).prop_map(|value| Where::Partition("=", value)),
        1 => (operator(), 0..4_u8).prop_map(|(operator, value)| Where::Partition(operator, value)),
        4 => (operator(), 0..6_u8).prop_map(|(operator, value)| Where::Sort(operator, value)),
        1 => (0..4_u8, 0..3_u8).prop_map(|(low, more)| Where::SortBetween(low, low + more)),
        1 => (0..3_u8).prop_map(Where::Other),
        2 => prop::collection::vec(0..5_u8, 1..4).prop_map(Where::PartitionIn),
        1 => prop::collection::vec(0..6_u8, 1..4).prop_map(Where::SortIn),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            4 => (inner.clone(), inner.clone()).prop_map(|(one, two)| Where::And(one.into(), two.into())),
            2 => (inner.clone(), inner.clone()).prop_map(|(one, two)| Where::Or(one.into(), two.into())),
            1 => inner.prop_map(|inner| Where::Not(inner.into())),
        ]
    })
}

fn value_of(pk: u8, sk: u8) -> u8 {
    (pk * 7 + sk * 5) % 3
}

fn database() -> Database {
    let db = Database::new();
    let table = db.create_table("law").partition_key("pk", S).sort_key("sk", N).run().unwrap();
    for pk in 0..4_u8 {
        for sk in 0..6_u8 {
            let v = value_of(pk, sk);
            table.put(item! { "pk": pk.to_string(), "sk": u32::from(sk), "v": u32::from(v) }).run().unwrap();
        }
    }
    db
}

fn keys(items: &[Arc<Item>]) -> Vec<(u8, u8)> {
    let number = |item: &Item, name: &str| match item.get(name).unwrap() {
        hashrange::AttributeValue::S(text) => text.parse().unwrap(),
        value => value.as_n().unwrap().to_string().parse().unwrap(),
    };
    items.iter().map(|item| (number(item, "pk"), number(item, "sk"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn each_item_that_fits_comes_once(condition in conditions(), limit in 1..8_usize) {
        let db = database();
        let statement = format!("SELECT * FROM law WHERE {}", condition.text());
        let whole = match db.execute(&statement, ()) {
            Ok(items) => keys(&items),
            Err(error) => {
                prop_assert!(error.message().contains("Overlapping conditions"), "{statement}: {error}");
                return Ok(());
            }
        };
        let mut found = whole.clone();
        found.sort_unstable();
        let all = (0..4_u8).flat_map(|pk| (0..6_u8).map(move |sk| (pk, sk)));
        let expected: Vec<_> = all.filter(|(pk, sk)| condition.holds(*pk, *sk, value_of(*pk, *sk))).collect();
        prop_assert_eq!(found, expected, "{}", statement);
        let in_pages = db.statement(&statement).limit(limit).run().unwrap();
        prop_assert_eq!(keys(&in_pages), whole, "pages of {}: {}", limit, statement);
    }

    #[test]
    fn order_by_gives_its_order(descending: bool, limit in 1..8_usize, low in 0..6_u8) {
        let db = database();
        let order = if descending { "DESC" } else { "ASC" };
        let statement = format!(
            "SELECT * FROM law WHERE pk IN ['2', '0', '1'] AND sk >= {low} ORDER BY pk {order}, sk {order}"
        );
        let found = keys(&db.statement(&statement).limit(limit).run().unwrap());
        let mut expected: Vec<_> = (0..3_u8).flat_map(|pk| (low..6).map(move |sk| (pk, sk))).collect();
        if descending {
            expected.reverse();
        }
        prop_assert_eq!(found, expected);
    }
}
