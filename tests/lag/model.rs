//! Random programs: each late read returns states that its items had, none older than the greatest lag.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use hashrange::{Clock, Database, Item, Lag, PartitionKeyHash, Result};
use proptest::{collection::vec, prelude::*};

use super::{clock, create, ms, version};

/// An item's partition key, one of three, and sort key, one of four.
type Key = (u8, u8);

#[derive(Debug, Clone)]
enum Step {
    Put(Key, bool),
    Delete(Key),
    /// A transaction that puts both.
    Both(Key, Key),
    Wait(u64),
    Split(u8),
    Converge,
    Read(Read, u32),
}

#[derive(Debug, Clone, Copy)]
enum Read {
    Get(Key),
    Query(u8),
    ByL(u8),
    ByG(bool),
    Scan,
    ScanByG,
    Search,
}

/// What an item was from a time on: its version and whether it has the one value of `g`, or nothing.
type State = Option<(u64, bool)>;

#[derive(Default)]
struct Model {
    now_ms: u64,
    /// The states of each item, each with the time of its write, the first of which is that it does not exist.
    states: BTreeMap<Key, Vec<(u64, State)>>,
    /// Of the collections: the order in which its items were written, each with the time.
    order: BTreeMap<u8, Vec<(u64, Key, State)>>,
    /// Up to which state each reader has read each item; of indexes apart.
    read: HashMap<(u32, bool, Key), usize>,
    /// Up to which state all is up to date.
    floor: HashMap<Key, usize>,
}

struct Lags {
    table: (u64, u64),
    index: (u64, u64),
    is_monotonic: bool,
}

impl Model {
    fn write(&mut self, key: Key, state: State) {
        let now_ms = self.now_ms;
        self.states.entry(key).or_insert_with(|| vec![(0, None)]).push((now_ms, state));
        self.order.entry(key.0).or_default().push((now_ms, key, state));
    }

    fn current(&self, key: Key) -> State {
        self.states.get(&key).and_then(|states| states.last().unwrap().1)
    }

    /// Checks that a late read may have found this of an item, where `seen` tells what it finds of a state.
    fn check<T: PartialEq + std::fmt::Debug>(
        &mut self,
        lags: &Lags,
        (reader, of_index): (u32, bool),
        key: Key,
        found: T,
        seen: impl Fn(State) -> T,
    ) -> std::result::Result<(), TestCaseError> {
        let none = vec![(0, None)];
        let states = self.states.get(&key).unwrap_or(&none);
        let (least, most) = if of_index { lags.index } else { lags.table };
        let before = self.read.entry((reader, of_index, key)).or_default();
        let floor = self.floor.get(&key).copied().unwrap_or(0);
        let now_ms = self.now_ms;
        let may_be = |place: &usize| {
            let has_arrived = *place <= floor || states[*place].0 + least <= now_ms;
            let is_last = states.get(place + 1).is_none_or(|(at, _)| at + most > now_ms);
            has_arrived && is_last && seen(states[*place].1) == found
        };
        let from = if lags.is_monotonic { floor.max(*before) } else { floor };
        let place = (from..states.len()).find(may_be);
        prop_assert!(place.is_some(), "{:?}: {:?} of {:?} at {} from {}", key, found, states, now_ms, from);
        *before = place.unwrap();
        Ok(())
    }

    /// Checks that these are the items of a collection after some of its writes: a partition is read as of one moment.
    fn check_collection(&self, p: u8, found: &BTreeMap<Key, u64>) -> std::result::Result<(), TestCaseError> {
        let mut items = BTreeMap::new();
        let mut is_like = *found == items;
        for (_, key, state) in self.order.get(&p).into_iter().flatten() {
            match state {
                Some((v, _)) => items.insert(*key, *v),
                None => items.remove(key),
            };
            is_like |= *found == items;
        }
        prop_assert!(is_like, "{:?} are not the items of {} after some write", found, p);
        Ok(())
    }
}

fn name((p, s): Key) -> (String, u8) {
    (p.to_string(), s)
}

fn found(items: impl Iterator<Item = Result<Arc<Item>>>) -> BTreeMap<Key, u64> {
    let number = |item: &Item, name: &str| item.n(name).unwrap().to_u64().unwrap();
    let found = items.map(|item| {
        let item = item.unwrap();
        ((item.s("p").unwrap().parse().unwrap(), number(&item, "s") as u8), number(&item, "v"))
    });
    found.collect()
}

fn all_keys() -> impl Iterator<Item = Key> {
    (0..3).flat_map(|p| (0..4).map(move |s| (p, s)))
}

fn check(
    model: &mut Model,
    lags: &Lags,
    db: &Database,
    (read, reader): (Read, u32),
) -> std::result::Result<(), TestCaseError> {
    let table = db.as_reader(reader).table("items").unwrap();
    let versions = |state: State| state.map(|(v, _)| v);
    let of_g = |is_one: bool| move |state: State| state.filter(|(_, g)| *g == is_one).map(|(v, _)| v);
    let value = |is_one: bool| if is_one { "one" } else { "other" };
    match read {
        Read::Get(key) => {
            let item = table.get(name(key)).run().unwrap();
            let v = item.map(|item| item.n("v").unwrap().to_u64().unwrap());
            model.check(lags, (reader, false), key, v, versions)
        }
        Read::Query(p) | Read::ByL(p) => {
            let found = match read {
                Read::Query(_) => found(table.query(p.to_string()).items()),
                _ => found(table.index("by_l").query(p.to_string()).items()),
            };
            model.check_collection(p, &found)?;
            (0..4).try_for_each(|s| {
                model.check(lags, (reader, false), (p, s), found.get(&(p, s)).copied(), versions)
            })
        }
        Read::Scan => {
            let found = found(table.scan().items());
            all_keys().try_for_each(|key| {
                model.check(lags, (reader, false), key, found.get(&key).copied(), versions)
            })
        }
        Read::ByG(is_one) => {
            let found = found(table.index("by_g").query(value(is_one)).items());
            all_keys().try_for_each(|key| {
                model.check(lags, (reader, true), key, found.get(&key).copied(), of_g(is_one))
            })
        }
        Read::ScanByG => {
            let found = found(table.index("by_g").scan().items());
            all_keys().try_for_each(|key| {
                model.check(lags, (reader, true), key, found.get(&key).copied(), versions)
            })
        }
        Read::Search => {
            let found = table.index("by_look").search([1.0, 0.0]).top_k(100).run().unwrap();
            let found = self::found(found.into_iter().map(|found| Ok(found.item.unwrap())));
            all_keys().try_for_each(|key| {
                model.check(lags, (reader, true), key, found.get(&key).copied(), versions)
            })
        }
    }
}

fn made((p, s): Key, v: u64, is_one: bool) -> Item {
    let mut item = version(&p.to_string(), s.into(), v);
    item.insert("g", if is_one { "one" } else { "other" });
    item
}

fn run(steps: Vec<Step>, seed: u64, lags: &Lags) -> std::result::Result<(), TestCaseError> {
    let at: Clock = clock();
    let lag = Lag::between(ms(lags.table.0), ms(lags.table.1)).index(ms(lags.index.0)..=ms(lags.index.1));
    let lag = if lags.is_monotonic { lag.monotonic() } else { lag };
    let db = Database::builder().clock(at.clone()).id_seed(seed).lag(lag).build();
    let table = create(&db);
    let mut model = Model { now_ms: 1_000_000, ..Model::default() };
    let mut v = 0;
    for step in steps {
        v += 1;
        match step {
            Step::Put(key, is_one) => {
                table.put(made(key, v, is_one)).run().unwrap();
                model.write(key, Some((v, is_one)));
            }
            Step::Delete(key) => {
                table.delete(name(key)).run().unwrap();
                model.write(key, None);
            }
            Step::Both(one, other) if one != other => {
                let both = db.transaction().put(&table, made(one, v, true));
                both.put(&table, made(other, v, false)).run().unwrap();
                model.write(one, Some((v, true)));
                model.write(other, Some((v, false)));
            }
            Step::Both(..) => {}
            Step::Wait(wait_ms) => {
                at.advance(ms(wait_ms)).unwrap();
                model.now_ms += wait_ms;
            }
            Step::Split(at) => drop(table.split_partition(&PartitionKeyHash::of(&at.to_string().into()))),
            Step::Converge => {
                db.converge();
                for (key, states) in &model.states {
                    model.floor.insert(*key, states.len() - 1);
                }
            }
            Step::Read(read, reader) => {
                check(&mut model, lags, &db, (read, reader))?;
                let current = all_keys().filter_map(|key| Some((key, model.current(key)?.0)));
                let current: BTreeMap<Key, u64> = current.collect();
                prop_assert_eq!(found(table.scan().consistent().items()), current);
            }
        }
    }
    assert_eq!(db.verify(), [""; 0]);
    db.converge();
    let current: BTreeMap<Key, u64> =
        all_keys().filter_map(|key| Some((key, model.current(key)?.0))).collect();
    for reader in 0..3 {
        let table = db.as_reader(reader).table("items").unwrap();
        prop_assert_eq!(&found(table.scan().items()), &current);
        prop_assert_eq!(&found(table.index("by_l").scan().items()), &current);
        prop_assert_eq!(&found(table.index("by_g").scan().items()), &current);
    }
    Ok(())
}

fn key() -> impl Strategy<Value = Key> {
    (0..3_u8, 0..4_u8)
}

fn step() -> impl Strategy<Value = Step> {
    let read = prop_oneof![
        3 => key().prop_map(Read::Get),
        2 => (0..3_u8).prop_map(Read::Query),
        1 => (0..3_u8).prop_map(Read::ByL),
        2 => any::<bool>().prop_map(Read::ByG),
        2 => Just(Read::Scan),
        1 => Just(Read::ScanByG),
        1 => Just(Read::Search),
    ];
    prop_oneof![
        8 => (key(), any::<bool>()).prop_map(|(key, is_one)| Step::Put(key, is_one)),
        3 => key().prop_map(Step::Delete),
        2 => (key(), key()).prop_map(|(one, other)| Step::Both(one, other)),
        6 => (0..40_u64).prop_map(Step::Wait),
        1 => any::<u8>().prop_map(Step::Split),
        1 => Just(Step::Converge),
        12 => (read, 0..3_u32).prop_map(|(read, reader)| Step::Read(read, reader)),
    ]
}

fn span() -> impl Strategy<Value = (u64, u64)> {
    (0..30_u64, 0..60_u64).prop_map(|(least, more)| (least, least + more))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn late_reads_return_states_that_existed_and_are_not_too_old(
        steps in vec(step(), 1..120),
        seed in any::<u64>(),
        table in span(),
        index in span(),
        is_monotonic in any::<bool>(),
    ) {
        run(steps, seed, &Lags { table, index, is_monotonic })?;
    }
}
