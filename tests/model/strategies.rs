//! Which steps are tried, and how often.

use std::collections::BTreeSet;

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
    condition::{Condition, Guard},
    reference::View,
    schema::Schema,
    statements::Statement,
    steps::{Query, Range, Reading, Scan, Step, TableStep},
    support::{any_value, order, small_key},
    tables::{BEGINNING, EXPIRES},
    transactions::{Action, Write},
    update::Update,
    vectors::{Search, VECTOR},
};

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
        VECTOR => vec(-3_i32..4, 2)
            .prop_map(|vector| AttributeValue::L(vector.into_iter().map(AttributeValue::from).collect()))
            .boxed(),
        // About the time that the clock passes; one is too far back.
        EXPIRES => prop_oneof![9 => BEGINNING - 100..BEGINNING + 8000, 1 => Just(86_400)]
            .prop_map(AttributeValue::from)
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
    const NAMES: [&str; 13] = ["s", "n", "b", "c", "d", "e", "t", "u", "doc", "x", "y", EXPIRES, VECTOR];
    let attributes: Vec<_> = NAMES.map(|name| option::weighted(0.55, value_of(name))).into();
    (key(table), attributes).prop_map(|(mut item, attributes)| {
        item.extend(NAMES.iter().zip(attributes).filter_map(|(name, value)| Some((*name, value?))));
        item
    })
}

/// A condition on one of these attributes.
fn test_of(names: Vec<&'static str>) -> BoxedStrategy<Condition> {
    let name = || select(names.clone());
    let named_value = || name().prop_flat_map(|name| (Just(name), value_of(name)));
    prop_oneof![
        name().prop_map(Condition::Exists),
        name().prop_map(Condition::NotExists),
        named_value().prop_map(|(name, value)| Condition::Equals(name, value)),
        named_value().prop_map(|(name, value)| Condition::Differs(name, value)),
        (name(), -3_i32..9).prop_map(|(name, value)| Condition::Above(name, value.into())),
        (name(), "[a-d]").prop_map(|(name, part)| Condition::Contains(name, part)),
    ]
    .boxed()
}

/// A condition on some of these attributes.
fn condition(names: Vec<&'static str>) -> BoxedStrategy<Condition> {
    test_of(names)
        .prop_recursive(2, 4, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| Condition::Not(inner.into())),
                (inner.clone(), inner.clone()).prop_map(|(one, two)| Condition::And(one.into(), two.into())),
                (inner.clone(), inner).prop_map(|(one, two)| Condition::Or(one.into(), two.into())),
            ]
        })
        .boxed()
}

fn guard(table: &View) -> impl Strategy<Value = Guard> + use<> {
    let key = table.partition[0].0;
    let condition = condition(vec![key, "s", "n", "c", "t", "x", "y"]);
    let conditions =
        prop_oneof![6 => Just(Vec::new()), 3 => vec(condition.clone(), 1), 1 => vec(condition, 2..4)];
    (conditions, option::weighted(0.15, any::<bool>()))
        .prop_map(|(conditions, presence)| Guard { conditions, presence })
}

fn update() -> impl Strategy<Value = Update> {
    let choice = |name| {
        prop_oneof![
            2 => Just((name, None, false)),
            2 => value_of(name).prop_map(move |value| (name, Some(value), false)),
            1 => Just((name, None, true)),
        ]
    };
    let choices: Vec<_> = ["s", "n", "b", "x", "y", EXPIRES, VECTOR].map(choice).into();
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
    let filters = match filter.is_empty() {
        true => Just(Vec::new()).boxed(),
        false => {
            prop_oneof![8 => Just(Vec::new()), 2 => vec(condition(filter.clone()), 1), 1 => vec(condition(filter), 2)]
                .boxed()
        }
    };
    (option::weighted(0.6, 1_usize..6), filters, option::weighted(0.3, subsequence(wanted, 1..=most)))
        .prop_map(|(limit, filters, projection)| Reading { limit, filters, projection })
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

/// A statement. Its WHERE is about attributes that are no keys, so that the key alone decides what is looked at.
fn statement(table: &View, views: Vec<View>) -> BoxedStrategy<Statement> {
    const NAMES: [&str; 4] = ["x", "y", "c", "t"];
    let conditions = || vec(condition(NAMES.to_vec()), 0..2);
    // Branches that OR joins beside a key are refused where they overlap in the sort key.
    let tests = || vec(test_of(NAMES.to_vec()), 0..3);
    let partition_key = table.partition[0].1;
    let whole: Vec<View> = views.into_iter().filter(|view| view.included.is_none()).collect();
    prop_oneof![
        2 => item(table).prop_map(Statement::Insert),
        2 => (key(table), update(), conditions()).prop_map(|(key, update, conditions)| {
            Statement::Update(key, update.only_statement(), conditions)
        }),
        1 => (key(table), conditions()).prop_map(|(key, conditions)| Statement::Delete(key, conditions)),
        1 => (key(table), tests()).prop_map(|(key, conditions)| Statement::SelectItem(key, conditions)),
        1 => (small_key(partition_key), tests(), option::of(1_usize..4)).prop_map(
            |(partition, conditions, limit)| Statement::SelectCollection(partition, conditions, limit)
        ),
        1 => select(whole).prop_flat_map(|view| {
            let is_key = |name: &&str| view.partition.iter().chain(&view.sort).any(|(key, _)| key == name);
            let names = NAMES.into_iter().filter(|name| !is_key(name)).collect();
            (Just(view), vec(condition(names), 0..2), option::of(1_usize..4))
                .prop_map(|(view, conditions, limit)| Statement::SelectAll(view, conditions, limit))
        }),
    ]
    .boxed()
}

fn search() -> impl Strategy<Value = Search> {
    let partition = prop_oneof![Just(favourite(S)), small_key(S)];
    ((-4_i8..5, -4_i8..5), partition, 1_u32..8).prop_map(|((x, y), partition, count)| Search {
        vector: [x, y],
        partition,
        count,
    })
}

fn table_step(schema: &Schema) -> BoxedStrategy<TableStep> {
    let table = &schema.table;
    let views: Vec<View> = schema.views().cloned().collect();
    let (for_query, for_scan) = (table.clone(), table.clone());
    let queries = select(views.clone()).prop_flat_map(move |view| query(&for_query, view));
    let scans = select(views.clone()).prop_flat_map(move |view| scan(&for_scan, view));
    let is_global = |view: &&View| view.index.is_some_and(|name| name.starts_with("global"));
    let toggled: Vec<View> = schema.views().filter(is_global).cloned().collect();
    let keys = || vec(key(table), 1..9);
    prop_oneof![
        24 => (item(table), guard(table)).prop_map(|(item, guard)| TableStep::Put(item, guard)),
        12 => (key(table), update(), guard(table))
            .prop_map(|(key, update, guard)| TableStep::Update(key, update, guard)),
        6 => (key(table), guard(table)).prop_map(|(key, guard)| TableStep::Delete(key, guard)),
        4 => key(table).prop_map(TableStep::Get),
        6 => vec((item(table), prop::bool::weighted(0.8)), 1..9).prop_map(TableStep::BatchWrite),
        4 => keys().prop_map(TableStep::BatchGet),
        16 => queries.prop_map(TableStep::Query),
        8 => scans.prop_map(TableStep::Scan),
        12 => statement(table, views).prop_map(TableStep::Statement),
        2 => small_key(table.partition[0].1).prop_map(TableStep::Split),
        1 => Just(TableStep::Recreate),
        2 => select(toggled).prop_map(TableStep::ToggleIndex),
        2 => prop::bool::weighted(0.7).prop_map(TableStep::TimeToLive),
        1 => Just(TableStep::ToggleVectors),
        6 => search().prop_map(TableStep::Search),
        1 => prop::bool::weighted(0.8).prop_map(TableStep::Recovery),
    ]
    .boxed()
}

/// An action of a transaction.
fn action(number: usize, table: &View) -> BoxedStrategy<Action> {
    let write = prop_oneof![
        3 => item(table).prop_map(Write::Put),
        3 => (key(table), update()).prop_map(|(key, update)| Write::Update(key, update.not_empty().into())),
        1 => key(table).prop_map(Write::Delete),
        1 => (key(table), condition(vec!["s", "n", "c", "t", "x", "y"]))
            .prop_map(|(key, condition)| Write::Check(key, condition)),
    ];
    (write, guard(table)).prop_map(move |(write, guard)| Action { table: number, write, guard }).boxed()
}

/// A step on one of the tables or on both, and whether it goes through the wire.
pub fn step(schemas: &[Schema; 2]) -> BoxedStrategy<(Step, bool)> {
    let [one, two] = schemas;
    let actions = prop_oneof![action(0, &one.table), action(1, &two.table)];
    let keys =
        prop_oneof![key(&one.table).prop_map(|key| (0, key)), key(&two.table).prop_map(|key| (1, key)),];
    let step = prop_oneof![
        40 => table_step(one).prop_map(|step| Step::Table(0, step.into())),
        8 => table_step(two).prop_map(|step| Step::Table(1, step.into())),
        6 => vec(actions, 1..5).prop_map(Step::Transact),
        2 => vec(keys, 1..5).prop_map(Step::TransactionRead),
        1 => any::<bool>().prop_map(Step::Fork),
        1 => Just(Step::Reload),
        1 => select(vec![0, 50]).prop_map(Step::Transitions),
        4 => select(vec![1, 30, 100, 1000, 4000]).prop_map(Step::Advance),
    ];
    (step, prop::bool::weighted(0.4)).boxed()
}
