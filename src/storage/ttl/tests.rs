//! Items that expire, compared with a simple map of all items.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::expiry::{Expiry, SweepDelay};
use crate::{
    item,
    key::{HashRange, KeyAttribute, KeySchema, ScalarAttributeType, table_key},
    storage::{
        change::Change,
        fork::copy_tables,
        index::definition::{IndexDefinition, IndexProjection},
        settings::TableSettings,
        stored::Stored,
        table::Table,
        table_definition::TableDefinition,
        transaction::{Place, Transaction},
    },
    value::{AttributeValue, Item},
};

const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;

/// A moment long after 1970.
const START_MS: u64 = 1_700_000_000_000;

/// Sessions by their id, with an index by user.
fn sessions(partitions: usize) -> Table {
    let attribute = |name: &str, attribute_type| KeyAttribute { name: name.into(), attribute_type };
    let id = attribute("id", ScalarAttributeType::N);
    let by_user = IndexDefinition::new(
        "by_user".to_owned(),
        KeySchema { partition_key: vec![attribute("user", ScalarAttributeType::N)], sort_key: Vec::new() },
        IndexProjection::KeysOnly,
    );
    let definition = TableDefinition {
        name: "sessions".to_owned(),
        schema: KeySchema { partition_key: vec![id], sort_key: Vec::new() },
        local_indexes: Vec::new(),
        global_indexes: vec![(by_user, 2)],
        vector_indexes: Vec::new(),
        partitions,
        settings: TableSettings::plain(),
    };
    Table::new(definition, 0)
}

fn expiry(delay: SweepDelay) -> Option<Expiry> {
    Some(Expiry::new("until".into(), delay))
}

fn put(table: &Table, item: Item) {
    let key = table_key(table.schema(), &item);
    table.write(key, |_| Ok::<_, ()>(Change::Put(Stored::new(item)))).unwrap();
}

fn ids(table: &Table) -> Vec<i64> {
    let mut ids = Vec::new();
    table.layout().read_each(HashRange::WHOLE, |_, data| {
        let number = |stored: &Stored| stored.item().get("id").and_then(AttributeValue::as_n)?.to_i64();
        ids.extend(data.items().values().filter_map(number));
        true
    });
    ids.sort_unstable();
    ids
}

/// The ids of those items that requests by key see.
fn visible(table: &Table) -> Vec<i64> {
    let is_there = |id: &i64| table.get(&table_key(table.schema(), &item! { "id": *id }), true).is_some();
    (0..IDS).filter(is_there).collect()
}

/// Tests with random steps use the ids below this.
const IDS: i64 = 40;

#[derive(Debug, Clone)]
enum Step {
    /// Puts an item that expires so many seconds from now, or never.
    Put {
        id: i64,
        after_seconds: Option<i64>,
    },
    /// Changes the time at which an item expires.
    Edit {
        id: i64,
        after_seconds: i64,
    },
    Delete {
        id: i64,
    },
    /// Lets so many seconds pass.
    Pass {
        seconds: u64,
    },
    /// Deletes all that is due at once.
    Sweep,
    Split {
        at: u64,
    },
    /// Continues with a copy.
    Fork,
    /// Switches the expiry of items off or on.
    Switch {
        is_on: bool,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = 0..IDS;
    let after = prop_oneof![
        8 => -50..200_i64,
        1 => Just(-6 * YEAR_SECONDS),
        1 => Just(-4 * YEAR_SECONDS),
    ];
    let step = prop_oneof![
        8 => (id.clone(), prop::option::weighted(0.9, after.clone()))
            .prop_map(|(id, after_seconds)| Step::Put { id, after_seconds }),
        4 => (id.clone(), after).prop_map(|(id, after_seconds)| Step::Edit { id, after_seconds }),
        2 => id.prop_map(|id| Step::Delete { id }),
        4 => (0..60_u64).prop_map(|seconds| Step::Pass { seconds }),
        2 => Just(Step::Sweep),
        1 => any::<u64>().prop_map(|at| Step::Split { at }),
        1 => Just(Step::Fork),
        1 => any::<bool>().prop_map(|is_on| Step::Switch { is_on }),
    ];
    prop::collection::vec(step, 0..120)
}

/// The expected state: items by id, each with the second after which it expires.
#[derive(Debug, Default)]
struct Naive {
    items: BTreeMap<i64, Option<i64>>,
    is_on: bool,
}

impl Naive {
    fn sweep(&mut self, now_ms: u64, delay: SweepDelay) {
        let is_due = |id: i64, until: i64| {
            let value_ms = until as u64 * 1000 + 1;
            let key = table_key(sessions(1).schema(), &item! { "id": id });
            value_ms + delay.of(&key, value_ms) <= now_ms
        };
        self.items.retain(|id, until| until.is_none_or(|until| !is_due(*id, until)));
    }

    fn ids(&self) -> Vec<i64> {
        self.items.keys().copied().collect()
    }

    fn put(&mut self, id: i64, until: Option<i64>, now_ms: u64) {
        let oldest = now_ms as i64 / 1000 - 5 * YEAR_SECONDS;
        self.items.insert(id, until.filter(|until| *until > oldest));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn items_go_when_their_time_has_come_and_no_others(
        steps in steps(),
        delay in prop_oneof![
            Just(SweepDelay::default()),
            Just(SweepDelay { ms: 30_000, seed: None }),
            (0..99_u64).prop_map(|seed| SweepDelay { ms: 30_000, seed: Some(seed) }),
        ],
    ) {
        let mut table = sessions(2);
        let (mut now_ms, mut naive) = (START_MS, Naive { is_on: true, ..Naive::default() });
        table.set_expiry(expiry(delay), now_ms);
        for step in steps {
            table.look(|| 1000 * now_ms);
            if naive.is_on {
                naive.sweep(now_ms, delay);
            }
            prop_assert_eq!(visible(&table), naive.ids());
            let until = |after: i64| now_ms as i64 / 1000 + after;
            match step {
                Step::Put { id, after_seconds } => {
                    let mut item = item! { "id": id, "user": id % 7 };
                    if let Some(after) = after_seconds {
                        item.insert("until", until(after));
                    }
                    put(&table, item);
                    // While expiry is off, the time matters only once it is on again.
                    naive.put(id, after_seconds.map(until), now_ms);
                }
                Step::Edit { id, after_seconds } => {
                    let key = table_key(table.schema(), &item! { "id": id });
                    let until = until(after_seconds);
                    table.write(key, |current| Ok::<_, ()>(match current {
                        Some(stored) => {
                            let mut item = Item::clone(stored.item());
                            item.insert("until", until);
                            Change::Put(Stored::new(item))
                        }
                        None => Change::Keep,
                    })).unwrap();
                    if naive.items.contains_key(&id) {
                        naive.put(id, Some(until), now_ms);
                    }
                }
                Step::Delete { id } => {
                    let key = table_key(table.schema(), &item! { "id": id });
                    table.write(key, |_| Ok::<_, ()>(Change::Delete)).unwrap();
                    naive.items.remove(&id);
                }
                Step::Pass { seconds } => now_ms += seconds * 1000,
                Step::Sweep => {
                    table.sweep_due();
                    prop_assert_eq!(ids(&table), naive.ids());
                }
                Step::Split { at } => { table.split(at); }
                Step::Fork => table = copy_tables(vec![&table]).remove(0),
                Step::Switch { is_on } => {
                    table.sweep_due();
                    table.set_expiry(expiry(delay).filter(|_| is_on), now_ms);
                    naive.is_on = is_on;
                }
            }
            prop_assert_eq!(table.faults(), Vec::<String>::new());
        }
    }
}

#[test]
fn only_numbers_are_times() {
    let expiry = expiry(SweepDelay::default()).unwrap();
    let due = |value: AttributeValue| {
        let mut item = item! { "id": 1 };
        item.insert("until", value);
        let key = table_key(sessions(1).schema(), &item);
        expiry.due_when_written_ms(&key, &item, START_MS)
    };
    let number = |text: &str| AttributeValue::N(text.parse().unwrap());
    assert_eq!(due(number("1700000000")), Some(1_700_000_000_001));
    assert_eq!(due(number("1700000000.5")), Some(1_700_000_000_501));
    assert_eq!(due("1700000000".into()), None);
    assert_eq!(due(AttributeValue::Null), None);
    // Five years and more ago is no time for an item to expire.
    assert_eq!(due(number("1542320000")), Some(1_542_320_000_001));
    assert_eq!(due(number("1542319999")), None);
    for never in ["0", "-1", "86400", "1e125", "-9e125", "0.5", "18446744073709551615"] {
        assert_eq!(due(number(never)), None, "{never}");
    }
}

/// Items of which one expires each second.
fn expiring_each_second(count: i64) -> Table {
    let table = sessions(1);
    table.set_expiry(expiry(SweepDelay::default()), START_MS);
    let second = START_MS as i64 / 1000;
    for id in 0..count {
        put(&table, item! { "id": id, "until": second + id });
    }
    table
}

#[test]
fn a_sweep_knows_what_is_due_next() {
    let table = expiring_each_second(500);
    table.look(|| 1000 * (START_MS + 10_000));
    table.sweep_due();
    assert_eq!(ids(&table), (10..500).collect::<Vec<_>>());
    // Looks before that time sweep nothing.
    assert_eq!(table.ttl().next_due_ms(), START_MS + 10_001);
    table.look(|| 1000 * (START_MS + 10_001));
    assert_eq!(ids(&table).len(), 489);
}

#[test]
fn a_request_by_key_sees_no_item_that_is_due_and_waits_for_few_to_be_swept() {
    let table = expiring_each_second(500);
    table.look(|| 1000 * (START_MS + 400_000));
    assert!(ids(&table).len() > 490, "one piece was swept");
    assert_eq!(visible(&table), Vec::<i64>::new());
    let key = |id: i64| table_key(table.schema(), &item! { "id": id });
    // A write finds no item, and leaves no entry in the index.
    let mut found = true;
    let put = |stored: Option<&Stored>| {
        found = stored.is_some();
        Ok::<_, ()>(Change::Put(Stored::new(item! { "id": 350, "user": 1 })))
    };
    assert!(table.write(key(350), put).unwrap().old_item().is_none() && !found);
    assert!(table.get(&key(350), true).is_some());
    assert_eq!(table.faults(), Vec::<String>::new());
    let places = [351, 350, 450].map(|id| Place { table: &table, key: key(id) });
    let read = Transaction::new(places.into()).unwrap().read();
    assert_eq!(read.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, true]);
    table.sweep_due();
    let left: Vec<i64> = std::iter::once(350).chain(400..500).collect();
    assert_eq!(ids(&table), left);
    assert_eq!(table.faults(), Vec::<String>::new());
}
