//! Random writes in three regions against a naive model in which the last writer wins.

use std::{collections::BTreeMap, time::Duration};

use hashrange::{Clock, Database, item};
use proptest::prelude::*;

use super::{IRELAND, SEOUL, VIRGINIA, clock, in_all_regions, users};

const REGIONS: [&str; 3] = [VIRGINIA, IRELAND, SEOUL];
const LAG_MS: u64 = 500;

#[derive(Debug, Clone)]
enum Step {
    Put {
        region: usize,
        id: u8,
        value: u8,
    },
    Delete {
        region: usize,
        id: u8,
    },
    /// A transaction of two writes.
    Both {
        region: usize,
        ids: (u8, u8),
        value: u8,
    },
    /// An update that leaves the item as it is, whether there is one or not.
    Touch {
        region: usize,
        id: u8,
    },
    /// A transaction that only checks that there is no such item.
    Check {
        region: usize,
        id: u8,
    },
    Read {
        region: usize,
        id: u8,
    },
    Cut {
        one: usize,
        other: usize,
    },
    Heal {
        one: usize,
        other: usize,
    },
    Advance {
        ms: u64,
    },
    Split {
        region: usize,
        id: u8,
    },
    Fork,
    SaveAndLoad,
}

fn step() -> impl Strategy<Value = Step> {
    let (region, id, value) = (|| 0..3_usize, || 0..6_u8, || 0..3_u8);
    prop_oneof![
        6 => (region(), id(), value()).prop_map(|(region, id, value)| Step::Put { region, id, value }),
        3 => (region(), id()).prop_map(|(region, id)| Step::Delete { region, id }),
        1 => (region(), (id(), id()), value()).prop_map(|(region, ids, value)| Step::Both { region, ids, value }),
        2 => (region(), id()).prop_map(|(region, id)| Step::Touch { region, id }),
        1 => (region(), id()).prop_map(|(region, id)| Step::Check { region, id }),
        4 => (region(), id()).prop_map(|(region, id)| Step::Read { region, id }),
        2 => (region(), region()).prop_map(|(one, other)| Step::Cut { one, other }),
        2 => (region(), region()).prop_map(|(one, other)| Step::Heal { one, other }),
        3 => (0..2 * LAG_MS).prop_map(|ms| Step::Advance { ms }),
        1 => (region(), id()).prop_map(|(region, id)| Step::Split { region, id }),
        1 => Just(Step::Fork),
        1 => Just(Step::SaveAndLoad),
    ]
}

/// The number of the write, and the value; `None` if it deleted the item.
type Written = (u64, Option<u8>);

#[derive(Debug, Clone, Default)]
struct Model {
    lag_ms: u64,
    now_ms: u64,
    writes: u64,
    items: [BTreeMap<u8, Written>; 3],
    /// By region of the write, region to be told, and item: when it arrives, and what.
    ways: BTreeMap<(usize, usize, u8), (u64, Written)>,
    cuts: Vec<(usize, usize)>,
}

impl Model {
    fn is_cut(&self, one: usize, other: usize) -> bool {
        self.cuts.contains(&(one.min(other), one.max(other)))
    }

    fn look(&mut self, region: usize) {
        let now_ms = self.now_ms;
        let arrives = |(from, to, _): &(usize, usize, u8), due_ms: u64| {
            *to == region && due_ms <= now_ms && !self.cuts.contains(&(*from.min(to), *from.max(to)))
        };
        let arrived: Vec<_> = self
            .ways
            .iter()
            .filter(|(way, (due_ms, _))| arrives(way, *due_ms))
            .map(|(way, _)| *way)
            .collect();
        for way in arrived {
            let (_, written) = self.ways.remove(&way).unwrap();
            let item = self.items[region].entry(way.2).or_default();
            *item = written.max(*item);
        }
    }

    fn look_everywhere(&mut self) {
        (0..3).for_each(|region| self.look(region));
    }

    fn value(&self, region: usize, id: u8) -> Option<u8> {
        self.items[region].get(&id).and_then(|(_, value)| *value)
    }

    fn write(&mut self, region: usize, id: u8, value: Option<u8>) {
        self.writes += 1;
        let written = (self.writes, value);
        self.items[region].insert(id, written);
        for to in (0..3).filter(|to| *to != region) {
            let due_ms = self.now_ms + self.lag_ms;
            self.ways.entry((region, to, id)).or_insert((due_ms, written)).1 = written;
        }
    }

    fn settle(&mut self) {
        self.cuts.clear();
        self.now_ms += self.lag_ms;
        self.look_everywhere();
        self.now_ms -= self.lag_ms;
    }

    fn live(&self, region: usize) -> BTreeMap<u8, u8> {
        let live = self.items[region].iter().filter_map(|(id, (_, value))| Some((*id, (*value)?)));
        live.collect()
    }
}

fn build(clock: &Clock, lag_ms: u64) -> Database {
    let builder = Database::builder().clock(clock.clone()).regions(REGIONS);
    builder.replication_lag(Duration::from_millis(lag_ms)).build()
}

fn live(db: &Database) -> [BTreeMap<u8, u8>; 3] {
    in_all_regions(db).map(|table| {
        let items = table.scan().items().map(Result::unwrap);
        let number = |text: &str| text.parse().unwrap();
        items
            .map(|item| {
                (
                    number(item.get("id").unwrap().as_s().unwrap()),
                    number(item.get("v").unwrap().as_s().unwrap()),
                )
            })
            .collect()
    })
}

fn run(steps: Vec<Step>, lag_ms: u64) {
    let clock = clock();
    let mut db = build(&clock, lag_ms);
    users(&db);
    let mut model = Model { lag_ms, ..Model::default() };
    for step in steps {
        // Whoever gets a handle of a table looks at it.
        let table = |region: usize| db.in_region(REGIONS[region]).unwrap().table("users").unwrap();
        let item = |id: u8, value: u8| item! { "id": id.to_string(), "v": value.to_string() };
        match step {
            Step::Put { region, id, value } => {
                model.look(region);
                model.write(region, id, Some(value));
                table(region).put(item(id, value)).run().unwrap();
            }
            Step::Delete { region, id } => {
                model.look(region);
                model.write(region, id, None);
                table(region).delete(id.to_string()).run().unwrap();
            }
            Step::Both { region, ids: (one, other), value } if one != other => {
                model.look(region);
                model.write(region, one, Some(value));
                model.write(region, other, None);
                let own = db.in_region(REGIONS[region]).unwrap();
                let table = table(region);
                let transaction = own.transaction().put(&table, item(one, value));
                transaction.delete(&table, other.to_string()).run().unwrap();
            }
            Step::Touch { region, id } => {
                model.look(region);
                model.write(region, id, model.value(region, id));
                table(region).update(id.to_string()).expression("REMOVE nothing").run().unwrap();
            }
            Step::Check { region, id } => {
                model.look(region);
                let own = db.in_region(REGIONS[region]).unwrap();
                let table = table(region);
                let checked =
                    own.transaction().check(&table, id.to_string(), "attribute_not_exists(id)").run();
                assert_eq!(checked.is_ok(), model.value(region, id).is_none());
            }
            Step::Read { region, id } => {
                model.look(region);
                let read = table(region).get(id.to_string()).run().unwrap();
                let expected = model.value(region, id).map(|value| value.to_string());
                assert_eq!(read.as_ref().and_then(|item| item.get("v").unwrap().as_s()), expected.as_deref());
            }
            Step::Cut { one, other } if one != other => {
                model.look_everywhere();
                if !model.is_cut(one, other) {
                    model.cuts.push((one.min(other), one.max(other)));
                }
                db.regions().cut(REGIONS[one], REGIONS[other]).unwrap();
            }
            Step::Heal { one, other } => {
                model.cuts.retain(|pair| *pair != (one.min(other), one.max(other)));
                db.regions().heal(REGIONS[one], REGIONS[other]).unwrap();
            }
            Step::Advance { ms } => {
                model.now_ms += ms;
                clock.advance(Duration::from_millis(ms)).unwrap();
            }
            Step::Split { region, id } => {
                model.look(region);
                let table = table(region);
                table.split_partition(&table.explain(id.to_string()).unwrap().hash);
            }
            Step::Fork => db = db.fork(),
            Step::SaveAndLoad => {
                let path = std::env::temp_dir().join(format!("hashrange-replicas-{}", std::process::id()));
                db.save(&path).unwrap();
                db = Database::builder().clock(clock.clone()).load(&path).unwrap();
                std::fs::remove_file(&path).unwrap();
                model.settle();
            }
            Step::Both { .. } | Step::Cut { .. } => {}
        }
    }
    model.look_everywhere();
    assert_eq!(live(&db), [0, 1, 2].map(|region| model.live(region)));
    db.regions().converge();
    model.settle();
    let [home, ireland, seoul] = live(&db);
    assert_eq!((&home, &ireland), (&model.live(0), &model.live(1)));
    assert!(home == ireland && ireland == seoul, "{home:?} {ireland:?} {seoul:?}");
    assert!(db.regions().pending("users").iter().all(|pending| pending.changes == 0));
    assert_eq!(db.verify(), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn all_regions_come_to_what_the_last_writer_wrote(steps in prop::collection::vec(step(), 0..80), lags: bool) {
        run(steps, if lags { LAG_MS } else { 0 });
    }
}
