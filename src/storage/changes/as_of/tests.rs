//! Copies as of a moment, compared with copies that were taken at that moment.

use std::{collections::BTreeMap, ops::Bound};

use proptest::prelude::*;

use super::*;
use crate::{
    item,
    key::{HashRange, KeyAttribute, KeySchema, ScalarAttributeType, StoredKey, table_key},
    storage::{
        change::Change,
        changes::{between::ChangedItem, number::ChangeNumber},
        fork::copy_tables,
        index::{
            VectorDistanceFunction,
            definition::{IndexDefinition, IndexProjection},
            vector::definition::VectorIndexDefinition,
        },
        settings::{StreamSettings, StreamViewType, TableSettings},
        stored::Stored,
        table_definition::TableDefinition,
        transaction::{Place, Transaction},
        transition::Transition,
        ttl::expiry::{Expiry, SweepDelay},
    },
    value::{AttributeValue, Item},
};

/// A moment long after 1970.
const START_MS: u64 = 1_700_000_000_000;
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

const USERS: i64 = 4;
const TIMES: i64 = 5;

fn attribute(name: &str) -> KeyAttribute {
    KeyAttribute { name: name.into(), attribute_type: ScalarAttributeType::N }
}

fn index(name: &str, partition: &str, sort: &str) -> IndexDefinition {
    let schema = KeySchema { partition_key: vec![attribute(partition)], sort_key: vec![attribute(sort)] };
    IndexDefinition::new(name.to_owned(), schema, IndexProjection::KeysOnly)
}

fn vector_index() -> VectorIndexDefinition {
    VectorIndexDefinition {
        name: "by_vector".to_owned(),
        attribute: "vector".into(),
        dimensions: 2,
        distance_function: VectorDistanceFunction::Euclidean,
        search_schema: Vec::new(),
        projection: IndexProjection::All,
    }
}

/// Likes by user and time, with a local and a global index by price, and an index of vectors.
fn likes(sequence: u64) -> Table {
    let definition = TableDefinition {
        name: format!("likes{sequence}"),
        schema: KeySchema { partition_key: vec![attribute("user")], sort_key: vec![attribute("time")] },
        local_indexes: vec![index("local", "user", "price")],
        global_indexes: vec![(index("global", "price", "time"), 2)],
        vector_indexes: vec![vector_index()],
        partitions: 2,
        settings: TableSettings::plain(),
    };
    Table::new(definition, sequence)
}

fn like(user: i64, time: i64, price: i64) -> Item {
    let mut like = item! { "user": user, "time": time, "price": price };
    let vector = [price, time].map(AttributeValue::from);
    like.insert("vector", AttributeValue::L(vector.into()));
    like
}

fn key(table: &Table, user: i64, time: i64) -> StoredKey {
    table_key(table.schema(), &item! { "user": user, "time": time })
}

fn write(table: &Table, key: StoredKey, item: Option<Item>) {
    let change = item.map_or(Change::Delete, |item| Change::Put(Stored::new(item)));
    table.write(key, |_| Ok::<_, crate::error::Error>(change)).unwrap();
}

type Items = BTreeMap<StoredKey, Item>;

/// The items that requests see.
fn visible(table: &Table) -> Items {
    let mut items = Items::new();
    table.layout().read_each(HashRange::WHOLE, |_, data| {
        let now_ms = table.time().looked_ms();
        let all = data.items().range((Bound::Unbounded, Bound::Unbounded));
        let there = all.filter(|(key, _)| data.current(key, now_ms).is_some());
        items.extend(there.map(|(key, stored)| (key.clone(), Item::clone(stored.item()))));
        true
    });
    items
}

/// What is in the table, whether it is due or not.
fn all(table: &Table) -> Items {
    let contents = table.layout().contents();
    let items = contents.iter().flat_map(|(_, data)| data.items().iter());
    items.map(|(key, stored)| (key.clone(), Item::clone(stored.item()))).collect()
}

#[derive(Debug, Clone)]
enum Step {
    Put {
        user: i64,
        time: i64,
        price: i64,
        after_seconds: Option<u64>,
    },
    Delete {
        user: i64,
        time: i64,
    },
    /// Puts an item of each user, in both tables.
    Transaction {
        time: i64,
        price: i64,
    },
    Pass {
        ms: u64,
    },
    Sweep,
    Split {
        at: u64,
    },
    /// Continues with a copy.
    Fork,
    /// Switches a stream on or off.
    Stream {
        is_on: bool,
    },
    /// Changes the period of recovery.
    Period {
        days: u32,
    },
    /// Switches recovery off and on.
    Restart,
    /// Switches time to live on or off.
    Expiry {
        is_on: bool,
    },
    /// Adds an index or removes it.
    Index {
        is_there: bool,
    },
    /// Bounds the size of the log.
    Bytes {
        most: u64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ms = prop_oneof![Just(0), Just(1), 0..3 * HOUR_MS, 0..30 * HOUR_MS];
    let step = prop_oneof![
        10 => (0..USERS, 0..TIMES, 0..5_i64, prop::option::of(0..30_000_u64)).prop_map(
            |(user, time, price, after_seconds)| Step::Put { user, time, price, after_seconds }
        ),
        3 => (0..USERS, 0..TIMES).prop_map(|(user, time)| Step::Delete { user, time }),
        3 => (0..TIMES, 0..5_i64).prop_map(|(time, price)| Step::Transaction { time, price }),
        6 => ms.prop_map(|ms| Step::Pass { ms }),
        1 => Just(Step::Sweep),
        1 => any::<u64>().prop_map(|at| Step::Split { at }),
        1 => Just(Step::Fork),
        1 => any::<bool>().prop_map(|is_on| Step::Stream { is_on }),
        1 => (1..4_u32).prop_map(|days| Step::Period { days }),
        1 => any::<bool>().prop_map(|is_on| Step::Expiry { is_on }),
        1 => any::<bool>().prop_map(|is_there| Step::Index { is_there }),
    ];
    prop::collection::vec(
        prop_oneof![60 => step, 1 => Just(Step::Restart), 1 => (0..20_000_u64).prop_map(|most| Step::Bytes { most })],
        0..100,
    )
}

/// Two tables with recovery on, and what was in them at each moment before the clock was moved.
struct Played {
    tables: [Table; 2],
    now_ms: u64,
    /// The earliest moment to which the tables can be restored, as far as it is known by the steps.
    begun_ms: u64,
    period_ms: u64,
    is_bounded: bool,
    /// How many streams there were.
    streams: u64,
    saved: BTreeMap<u64, [Items; 2]>,
}

impl Played {
    fn new() -> Self {
        let tables = [0, 1].map(likes);
        tables.iter().for_each(|table| table.set_recovery(Some(3), START_MS));
        Self {
            tables,
            now_ms: START_MS,
            begun_ms: START_MS,
            period_ms: 3 * DAY_MS,
            is_bounded: false,
            streams: 0,
            saved: BTreeMap::new(),
        }
    }

    fn earliest_ms(&self) -> u64 {
        self.begun_ms.max(self.now_ms.saturating_sub(self.period_ms))
    }

    fn play(&mut self, step: &Step) {
        let [table, other] = &self.tables;
        for table in [table, other] {
            table.look(|| 1000 * self.now_ms);
        }
        match *step {
            Step::Put { user, time, price, after_seconds } => {
                let mut item = like(user, time, price);
                if let Some(after) = after_seconds {
                    item.insert("until", i64::try_from(self.now_ms / 1000 + after).unwrap());
                }
                write(table, key(table, user, time), Some(item));
            }
            Step::Delete { user, time } => write(table, key(table, user, time), None),
            Step::Transaction { time, price } => {
                let places = (0..USERS).flat_map(|user| {
                    [table, other].map(|table| Place { table, key: key(table, user, time) })
                });
                let changes = (0..USERS)
                    .flat_map(|user| [(); 2].map(|()| Change::Put(Stored::new(like(user, time, price)))));
                let transaction = Transaction::new(places.collect()).unwrap();
                let written = transaction.write(|_| Ok::<_, crate::error::Error>(changes.collect()));
                assert_eq!(written.unwrap().len(), 2 * USERS as usize);
            }
            Step::Pass { ms } => {
                self.saved.insert(self.now_ms, [table, other].map(visible));
                self.now_ms += ms;
            }
            Step::Sweep => table.sweep_due(),
            Step::Split { at } => {
                table.split(at);
            }
            Step::Fork => {
                let copies = copy_tables(self.tables.iter().collect());
                self.tables = copies.try_into().expect("two");
            }
            Step::Stream { is_on } => {
                table.change_settings(|settings| settings.stream = is_on.then(|| stream(self.streams)));
                self.streams += 1;
                table.record_needs(self.now_ms);
            }
            Step::Period { days } => {
                self.begun_ms = self.earliest_ms();
                self.period_ms = u64::from(days) * DAY_MS;
                self.tables.iter().for_each(|table| table.set_recovery(Some(days), self.now_ms));
            }
            Step::Restart => {
                (self.begun_ms, self.is_bounded) = (self.now_ms, false);
                let days = u32::try_from(self.period_ms / DAY_MS).unwrap();
                for table in &self.tables {
                    table.set_stream_bytes(None);
                    table.set_recovery(None, self.now_ms);
                    assert_eq!(table.earliest_restorable_ms(self.now_ms), None);
                    table.set_recovery(Some(days), self.now_ms);
                }
            }
            Step::Expiry { is_on } => {
                table.sweep_due();
                let expiry = is_on.then(|| Expiry::new("until".into(), SweepDelay::default()));
                table.set_expiry(expiry.map(|expiry| expiry.since(self.now_ms)), self.now_ms);
            }
            Step::Index { is_there } => {
                table.remove_global_index("global");
                if is_there {
                    table.fill_global_index(&table.add_global_index(index("global", "price", "time"), 1));
                }
            }
            Step::Bytes { most } => {
                self.is_bounded = true;
                table.set_stream_bytes(Some(most));
            }
        }
    }
}

fn stream(number: u64) -> StreamSettings {
    StreamSettings {
        label: number.to_string(),
        view_type: StreamViewType::NewAndOldImages,
        enabled: true,
        disabled_ms: None,
        transition: Transition::default(),
        resource_policy: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_copy_as_of_a_moment_is_the_copy_that_was_taken_then(steps in steps()) {
        let mut played = Played::new();
        steps.iter().for_each(|step| played.play(step));
        played.play(&Step::Pass { ms: 0 });
        for (place, table) in played.tables.iter().enumerate() {
            prop_assert_eq!(table.change_faults(), Vec::<String>::new());
            let earliest_ms = table.earliest_restorable_ms(played.now_ms).unwrap();
            if place == 0 && played.is_bounded {
                prop_assert!(earliest_ms >= played.earliest_ms());
            } else {
                prop_assert_eq!(earliest_ms, played.earliest_ms());
            }
            let mut saved = Vec::new();
            for (moment_ms, items) in &played.saved {
                let copy = copy_as_of(table, *moment_ms);
                if *moment_ms < earliest_ms {
                    prop_assert_eq!(copy.unwrap_err(), OutOfWindow { earliest_ms: Some(earliest_ms) });
                    prop_assert!(changes_between(table, *moment_ms, u64::MAX).is_err());
                    continue;
                }
                let copy = copy.unwrap();
                prop_assert_eq!(&all(&copy), &items[place], "at {}", moment_ms);
                prop_assert_eq!(copy.faults(), Vec::<String>::new());
                prop_assert_eq!(copy.backup_change_faults(), Vec::<String>::new());
                saved.push((*moment_ms, &items[place]));
            }
            for (from_ms, before) in &saved {
                for (to_ms, after) in saved.iter().filter(|(to_ms, _)| to_ms >= from_ms) {
                    let changed = changes_between(table, from_ms + 1, *to_ms).unwrap();
                    let mut items = (*before).clone();
                    for ChangedItem { key, at_ms, old, new } in changed {
                        prop_assert!((from_ms + 1..=*to_ms).contains(&at_ms), "{:?} changed at {}", key, at_ms);
                        prop_assert_ne!(&old, &new);
                        let item = |image: Option<Stored>| image.map(|image| Item::clone(image.item()));
                        let replaced = match item(new) {
                            Some(new) => items.insert(key, new),
                            None => items.remove(&key),
                        };
                        prop_assert_eq!(replaced, item(old));
                    }
                    prop_assert_eq!(&items, *after, "from {} to {}", from_ms, to_ms);
                }
            }
        }
    }
}

#[test]
fn without_recovery_nothing_leads_back() {
    let table = likes(0);
    assert_eq!(copy_as_of(&table, START_MS).unwrap_err(), OutOfWindow { earliest_ms: None });
    table.change_settings(|settings| settings.stream = Some(stream(0)));
    table.record_needs(START_MS);
    assert_eq!(copy_as_of(&table, START_MS).unwrap_err(), OutOfWindow { earliest_ms: None });
}

#[test]
fn a_moment_in_the_future_is_now_and_a_clock_that_goes_back_is_one_that_stands_still() {
    let table = likes(0);
    table.set_recovery(Some(35), START_MS);
    let put = |now_ms: u64, price: i64| {
        table.look(|| 1000 * now_ms);
        write(&table, key(&table, 1, 1), Some(like(1, 1, price)));
    };
    put(START_MS + 10, 1);
    put(START_MS + 5, 2);
    put(START_MS + 20, 3);
    let price = |moment_ms: u64| {
        let copy = copy_as_of(&table, moment_ms).unwrap();
        copy.get(&key(&table, 1, 1), true)
            .map(|stored| stored.item().get("price").unwrap().as_n().unwrap().to_i64())
    };
    assert_eq!(
        [9, 10, 19, 20, 9_999].map(|ms| price(START_MS + ms).flatten()),
        [None, Some(2), Some(2), Some(3), Some(3)]
    );
}

#[test]
fn an_item_that_was_due_before_the_moment_does_not_come_back() {
    let table = likes(0);
    table.set_recovery(Some(35), START_MS);
    table.set_expiry(Some(Expiry::new("until".into(), SweepDelay::default())), START_MS);
    let mut item = like(1, 1, 1);
    item.insert("until", i64::try_from(START_MS / 1000 + 10).unwrap());
    table.look(|| 1000 * (START_MS + 1));
    write(&table, key(&table, 1, 1), Some(item));
    // It is due after ten seconds, and swept after a day.
    table.look(|| 1000 * (START_MS + DAY_MS));
    table.sweep_due();
    let is_there = |moment_ms: u64| !all(&copy_as_of(&table, moment_ms).unwrap()).is_empty();
    let moments = [0, 1, 10_000, 10_001, HOUR_MS, DAY_MS];
    assert_eq!(moments.map(|ms| is_there(START_MS + ms)), [false, true, true, false, false, false]);
    let deleted: Vec<_> = changes_between(&table, START_MS + 5000, START_MS + HOUR_MS).unwrap().collect();
    assert_eq!(
        deleted.iter().map(|item| (item.at_ms - START_MS, item.new.is_none())).collect::<Vec<_>>(),
        [(10_001, true)]
    );
}

#[test]
fn what_is_undone_is_what_was_changed_since() {
    let table = likes(0);
    table.set_recovery(Some(35), START_MS);
    for (user, time) in (0..100).flat_map(|user| (0..100).map(move |time| (user, time))) {
        write(&table, key(&table, user, time), Some(like(user, time, 1)));
    }
    table.look(|| 1000 * (START_MS + 1));
    write(&table, key(&table, 7, 7), Some(like(7, 7, 2)));
    let first = ChangeNumber::new(0);
    let copy = copy_with_changes(&table);
    let changed = copy.changed(START_MS, u64::MAX);
    assert!(copy.changes().next_to_give() > first);
    assert_eq!(changed.map(|item| item.key).collect::<Vec<_>>(), [key(&table, 7, 7)]);
}
