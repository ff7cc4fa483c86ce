//! What can be done to a table, told so that both the database and the reference can do it.

use std::collections::{BTreeMap, BTreeSet};

use hashrange::{
    AttributeValue, Item,
    ScalarAttributeType::{self, B, N, S},
};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::{
    reference::View,
    support::{any_value, order, small_key},
};

/// A range of sort keys.
#[derive(Debug, Clone)]
pub enum Range {
    Less(AttributeValue),
    AtMost(AttributeValue),
    Greater(AttributeValue),
    AtLeast(AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

/// A condition or filter.
#[derive(Debug, Clone)]
pub enum Condition {
    Exists(&'static str),
    NotExists(&'static str),
    Equals(&'static str, AttributeValue),
    Differs(&'static str, AttributeValue),
    Above(&'static str, AttributeValue),
    Contains(&'static str, String),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

/// An update; each part has attributes of its own, so that no paths overlap.
#[derive(Debug, Clone, Default)]
pub struct Update {
    pub set: Vec<(&'static str, AttributeValue)>,
    pub remove: Vec<&'static str>,
    /// `SET name = name + :delta`
    pub increase: Option<(&'static str, i32)>,
    /// `SET name = if_not_exists(name, :value)`
    pub default: Option<(&'static str, AttributeValue)>,
    /// `SET doc.field = :value`
    pub nested: Option<(&'static str, AttributeValue)>,
    pub add: Option<(&'static str, i32)>,
    pub add_members: Option<(&'static str, BTreeSet<String>)>,
    pub delete_members: Option<(&'static str, BTreeSet<String>)>,
}

/// A query.
#[derive(Debug, Clone)]
pub struct Query {
    pub view: View,
    pub partition: Vec<AttributeValue>,
    pub equal: Vec<AttributeValue>,
    pub range: Option<Range>,
    pub forward: bool,
    pub reading: Reading,
}

/// A scan.
#[derive(Debug, Clone)]
pub struct Scan {
    pub view: View,
    pub segments: Option<u32>,
    pub reading: Reading,
}

/// What queries and scans have in common.
#[derive(Debug, Clone)]
pub struct Reading {
    pub limit: Option<usize>,
    pub filter: Option<Condition>,
    pub projection: Option<Vec<&'static str>>,
}

/// One step.
#[derive(Debug, Clone)]
pub enum Step {
    Put(Item, Option<Condition>),
    Update(Item, Update, Option<Condition>),
    Delete(Item, Option<Condition>),
    Get(Item),
    BatchWrite(Vec<(Item, bool)>),
    BatchGet(Vec<Item>),
    Query(Query),
    Scan(Scan),
    /// Splits a partition at this partition key's hash.
    Split(AttributeValue),
    /// Goes on in a fork, or in what was forked; the other side must not change any more.
    Fork(bool),
}

/// An expression with its placeholders.
#[derive(Debug, Clone, Default)]
pub struct Expression {
    pub names: BTreeMap<String, String>,
    pub values: Item,
}

impl Expression {
    pub fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{name}");
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    pub fn value(&mut self, value: impl Into<AttributeValue>) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.as_str(), value);
        placeholder
    }
}

impl Condition {
    pub fn write(&self, to: &mut Expression) -> String {
        match self {
            Self::Exists(name) => format!("attribute_exists({})", to.name(name)),
            Self::NotExists(name) => format!("attribute_not_exists({})", to.name(name)),
            Self::Equals(name, value) => format!("{} = {}", to.name(name), to.value(value)),
            Self::Differs(name, value) => format!("{} <> {}", to.name(name), to.value(value)),
            Self::Above(name, value) => format!("{} > {}", to.name(name), to.value(value)),
            Self::Contains(name, part) => format!("contains({}, {})", to.name(name), to.value(part)),
            Self::Not(inner) => format!("NOT ({})", inner.write(to)),
            Self::And(one, two) => format!("({}) AND ({})", one.write(to), two.write(to)),
            Self::Or(one, two) => format!("({}) OR ({})", one.write(to), two.write(to)),
        }
    }
}

impl Update {
    /// The update expression; none where nothing is to be done.
    pub fn write(&self, to: &mut Expression) -> Option<String> {
        let mut set: Vec<String> =
            self.set.iter().map(|(name, value)| format!("{} = {}", to.name(name), to.value(value))).collect();
        if let Some((name, delta)) = &self.increase {
            set.push(format!("{0} = {0} + {1}", to.name(name), to.value(*delta)));
        }
        if let Some((name, value)) = &self.default {
            set.push(format!("{0} = if_not_exists({0}, {1})", to.name(name), to.value(value)));
        }
        if let Some((field, value)) = &self.nested {
            set.push(format!("{}.{} = {}", to.name("doc"), to.name(field), to.value(value)));
        }
        let remove: Vec<String> = self.remove.iter().map(|name| to.name(name)).collect();
        let mut add = Vec::new();
        if let Some((name, delta)) = &self.add {
            add.push(format!("{} {}", to.name(name), to.value(*delta)));
        }
        if let Some((name, members)) = &self.add_members {
            add.push(format!("{} {}", to.name(name), to.value(members.clone())));
        }
        let delete: Vec<String> = self
            .delete_members
            .iter()
            .map(|(name, members)| format!("{} {}", to.name(name), to.value(members.clone())))
            .collect();
        let clauses: Vec<String> = [("SET", set), ("REMOVE", remove), ("ADD", add), ("DELETE", delete)]
            .into_iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(word, actions)| format!("{word} {}", actions.join(", ")))
            .collect();
        (!clauses.is_empty()).then(|| clauses.join(" "))
    }
}

/// A value for an attribute: mostly what belongs there, now and then anything.
fn value_of(name: &str) -> BoxedStrategy<AttributeValue> {
    let proper = match name {
        "s" => small_key(S),
        "n" => small_key(N),
        "b" => small_key(B),
        "c" | "e" => (-3_i32..9).prop_map(AttributeValue::from).boxed(),
        "t" | "u" => members().prop_map(AttributeValue::from).boxed(),
        "doc" => vec((select(vec!["f", "g"]), any_value()), 0..3)
            .prop_map(|pairs| AttributeValue::M(pairs.into_iter().collect()))
            .boxed(),
        _ => return any_value(),
    };
    prop_oneof![14 => proper, 1 => any_value()].boxed()
}

fn members() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set("[a-d]", 1..4)
}

fn key(table: &View) -> BoxedStrategy<Item> {
    // Few partition keys, many sort keys: collections that have something to be ordered.
    let (name, kind) = table.partition[0];
    let partition = prop_oneof![3 => Just(favourite(kind)), 1 => small_key(kind)];
    match table.sort.first().copied() {
        None => small_key(kind).prop_map(move |value| Item::from([(name, value)])).boxed(),
        Some((sort, sort_kind)) => (partition, small_key(sort_kind))
            .prop_map(move |(one, two)| Item::from([(name, one), (sort, two)]))
            .boxed(),
    }
}

/// The partition key that most items have.
fn favourite(kind: ScalarAttributeType) -> AttributeValue {
    match kind {
        S => "a".into(),
        N => 1.into(),
        B => (&b"a"[..]).into(),
    }
}

fn item(table: &View) -> impl Strategy<Value = Item> + use<> {
    const NAMES: [&str; 11] = ["s", "n", "b", "c", "d", "e", "t", "u", "doc", "x", "y"];
    let attributes: Vec<_> = NAMES.map(|name| option::weighted(0.55, value_of(name))).into();
    (key(table), attributes).prop_map(|(mut item, attributes)| {
        item.extend(NAMES.iter().zip(attributes).filter_map(|(name, value)| Some((*name, value?))));
        item
    })
}

/// A condition on some of these attributes.
fn condition(names: Vec<&'static str>) -> BoxedStrategy<Condition> {
    let name = || select(names.clone());
    let named_value = || name().prop_flat_map(|name| (Just(name), value_of(name)));
    let simple = prop_oneof![
        name().prop_map(Condition::Exists),
        name().prop_map(Condition::NotExists),
        named_value().prop_map(|(name, value)| Condition::Equals(name, value)),
        named_value().prop_map(|(name, value)| Condition::Differs(name, value)),
        (name(), -3_i32..9).prop_map(|(name, value)| Condition::Above(name, value.into())),
        (name(), "[a-d]").prop_map(|(name, part)| Condition::Contains(name, part)),
    ];
    simple
        .prop_recursive(2, 4, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| Condition::Not(inner.into())),
                (inner.clone(), inner.clone()).prop_map(|(one, two)| Condition::And(one.into(), two.into())),
                (inner.clone(), inner).prop_map(|(one, two)| Condition::Or(one.into(), two.into())),
            ]
        })
        .boxed()
}

fn any_condition(table: &View) -> BoxedStrategy<Option<Condition>> {
    let key = table.partition[0].0;
    option::weighted(0.4, condition(vec![key, "s", "n", "c", "t", "x", "y"])).boxed()
}

fn update() -> impl Strategy<Value = Update> {
    let choice = |name| {
        prop_oneof![
            2 => Just((name, None, false)),
            2 => value_of(name).prop_map(move |value| (name, Some(value), false)),
            1 => Just((name, None, true)),
        ]
    };
    let choices: Vec<_> = ["s", "n", "b", "x", "y"].map(choice).into();
    (
        choices,
        option::weighted(0.3, (Just("c"), -3_i32..9)),
        option::weighted(0.3, (Just("d"), value_of("d"))),
        option::weighted(0.2, (select(vec!["f", "g"]), any_value())),
        option::weighted(0.3, (Just("e"), -3_i32..9)),
        option::weighted(0.3, (Just("t"), members())),
        option::weighted(0.3, (Just("u"), members())),
    )
        .prop_map(|(choices, increase, default, nested, add, add_members, delete_members)| {
            let remove = choices.iter().filter(|choice| choice.2).map(|choice| choice.0).collect();
            let set = choices.into_iter().filter_map(|(name, value, _)| Some((name, value?))).collect();
            Update { set, remove, increase, default, nested, add, add_members, delete_members }
        })
}

fn range(kind: ScalarAttributeType) -> BoxedStrategy<Range> {
    let value = || small_key(kind);
    let comparisons = prop_oneof![
        value().prop_map(Range::Less),
        value().prop_map(Range::AtMost),
        value().prop_map(Range::Greater),
        value().prop_map(Range::AtLeast),
        (value(), value()).prop_map(|(one, two)| {
            if order(&one, &two).is_lt() { Range::Between(one, two) } else { Range::Between(two, one) }
        }),
    ];
    match kind {
        N => comparisons.boxed(),
        _ => prop_oneof![3 => comparisons, 1 => value().prop_map(Range::BeginsWith)].boxed(),
    }
}

fn reading(table: &View, view: &View, is_query: bool) -> BoxedStrategy<Reading> {
    // A global index is only asked for what it holds; a local one brings the rest from the table.
    let is_global = view.index.is_some_and(|name| name.starts_with("global"));
    let mut wanted = vec!["x", "y", "doc", "s", table.partition[0].0];
    wanted.retain(|name| !is_global || view.holds(table, name));
    let most = wanted.len();
    // A scan filters by any attribute, a query by those alone that the index holds.
    let mut filter = vec!["x", "y", "c", "t"];
    filter.retain(|name| view.key_names().all(|key| key != *name));
    filter.retain(|name| !is_query || view.holds(table, name));
    let filter =
        if filter.is_empty() { Just(None).boxed() } else { option::weighted(0.3, condition(filter)).boxed() };
    (option::weighted(0.6, 1_usize..6), filter, option::weighted(0.3, subsequence(wanted, 1..=most)))
        .prop_map(|(limit, filter, projection)| Reading { limit, filter, projection })
        .boxed()
}

fn query(table: &View, view: View) -> BoxedStrategy<Query> {
    let partition: Vec<_> = view
        .partition
        .iter()
        .map(|(_, kind)| prop_oneof![Just(favourite(*kind)), small_key(*kind)])
        .collect();
    let sort = view.sort.clone();
    let sort_part = (0..=sort.len()).prop_flat_map(move |equal| {
        let values: Vec<_> = sort[..equal].iter().map(|(_, kind)| small_key(*kind)).collect();
        let range = match sort.get(equal) {
            Some((_, kind)) => option::of(range(*kind)).boxed(),
            None => Just(None).boxed(),
        };
        (values, range)
    });
    (partition, sort_part, any::<bool>(), reading(table, &view, true))
        .prop_map(move |(partition, (equal, range), forward, reading)| Query {
            view: view.clone(),
            partition,
            equal,
            range,
            forward,
            reading,
        })
        .boxed()
}

fn scan(table: &View, view: View) -> BoxedStrategy<Scan> {
    (option::weighted(0.4, 1_u32..7), reading(table, &view, false))
        .prop_map(move |(segments, reading)| Scan { view: view.clone(), segments, reading })
        .boxed()
}

/// A step, and whether it goes through the wire.
pub fn step(table: &View, indexes: &[View]) -> BoxedStrategy<(Step, bool)> {
    let views: Vec<View> = std::iter::once(table).chain(indexes).cloned().collect();
    let (for_query, for_scan) = (table.clone(), table.clone());
    let queries = select(views.clone()).prop_flat_map(move |view| query(&for_query, view));
    let scans = select(views).prop_flat_map(move |view| scan(&for_scan, view));
    let keys = || vec(key(table), 1..9);
    let step = prop_oneof![
        12 => (item(table), any_condition(table)).prop_map(|(item, condition)| Step::Put(item, condition)),
        6 => (key(table), update(), any_condition(table))
            .prop_map(|(key, update, condition)| Step::Update(key, update, condition)),
        3 => (key(table), any_condition(table)).prop_map(|(key, condition)| Step::Delete(key, condition)),
        2 => key(table).prop_map(Step::Get),
        3 => vec((item(table), prop::bool::weighted(0.8)), 1..9).prop_map(Step::BatchWrite),
        2 => keys().prop_map(Step::BatchGet),
        8 => queries.prop_map(Step::Query),
        4 => scans.prop_map(Step::Scan),
        1 => small_key(table.partition[0].1).prop_map(Step::Split),
        1 => any::<bool>().prop_map(Step::Fork),
    ];
    (step, prop::bool::weighted(0.4)).boxed()
}
