//! Random sequences of operations against a naive model: a list of items that is filtered and sorted for every
//! answer. Every answer is equal, through the typed API and through the wire, over splits and forks.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

mod driver;
mod reference;
mod steps;
#[path = "../support/mod.rs"]
mod support;

use std::collections::HashSet;

use driver::{Driver, Page};
use hashrange::{
    AttributeValue, Database, Index, Item, PartitionKeyHash,
    ScalarAttributeType::{self, B, N, S},
    Table,
};
use proptest::{collection::vec, prelude::*};
use reference::{Reference, Refused, View};
use steps::{Query, Reading, Scan, Step, step};

type Key = (&'static str, ScalarAttributeType);

const P: &str = "p";
const NAME: &str = "model";

fn views(partition: ScalarAttributeType, sort: Option<ScalarAttributeType>) -> (View, Vec<View>) {
    let view = |index, partition: &[Key], sort: &[Key], included: Option<&[&'static str]>| View {
        index,
        partition: partition.to_vec(),
        sort: sort.to_vec(),
        included: included.map(<[_]>::to_vec),
    };
    let p = (P, partition);
    let sort_key: Vec<Key> = sort.map(|kind| ("k", kind)).into_iter().collect();
    let table = view(None, &[p], &sort_key, None);
    let mut indexes = vec![
        view(Some("global_hash"), &[("s", S)], &[], None),
        view(Some("global_some"), &[("n", N)], &[("b", B)], Some(&["x", "t"])),
        view(Some("global_many"), &[("s", S), ("n", N)], &[("b", B), (P, partition)], Some(&[])),
        view(Some("global_turned"), &[("b", B)], &[p], Some(&["doc"])),
    ];
    // Only a table with a sort key can have local indexes.
    if sort.is_some() {
        indexes.push(view(Some("local_all"), &[p], &[("n", N)], None));
        indexes.push(view(Some("local_keys"), &[p], &[("s", S)], Some(&[])));
        indexes.push(view(Some("local_some"), &[p], &[("b", B)], Some(&["x", "c"])));
    }
    (table, indexes)
}

fn create(db: &Database, table: &View, indexes: &[View]) -> Table {
    let mut builder = db.create_table(NAME);
    for (name, kind) in &table.partition {
        builder = builder.partition_key(*name, *kind);
    }
    for (name, kind) in &table.sort {
        builder = builder.sort_key(*name, *kind);
    }
    for view in indexes {
        let name = view.index.expect("an index");
        let is_local = name.starts_with("local");
        let mut index = Index::new(name);
        for (name, kind) in view.partition.iter().filter(|_| !is_local) {
            index = index.partition_key(*name, *kind);
        }
        for (name, kind) in &view.sort {
            index = index.sort_key(*name, *kind);
        }
        index = match view.included.as_deref() {
            None => index,
            Some([]) => index.keys_only(),
            Some(names) => index.include(names.iter().copied()),
        };
        builder = if is_local { builder.local_index(index) } else { builder.global_index(index) };
    }
    builder.run().expect("a table")
}

/// The database beside the reference, and what was left behind at forks.
struct Play {
    db: Database,
    table: Table,
    reference: Reference,
    left_behind: Vec<(Database, Reference)>,
}

impl Play {
    fn new(table: View, indexes: Vec<View>) -> Self {
        let db = Database::builder().partitions(3).build();
        let made = create(&db, &table, &indexes);
        Self { db, table: made, reference: Reference::new(table, indexes), left_behind: Vec::new() }
    }

    fn step(&mut self, step: &Step, wire: bool) {
        let driver = Driver { db: &self.db, table: &self.table, wire };
        let reference = &mut self.reference;
        match step {
            Step::Put(item, condition) => {
                let condition = condition.as_ref();
                assert_eq!(driver.put(item, condition), reference.put(item, condition));
            }
            Step::Update(key, update, condition) => {
                let condition = condition.as_ref();
                assert_eq!(driver.update(key, update, condition), reference.update(key, update, condition));
            }
            Step::Delete(key, condition) => {
                let condition = condition.as_ref();
                assert_eq!(driver.delete(key, condition), reference.delete(key, condition));
            }
            Step::Get(key) => assert_eq!(driver.get(key).as_ref(), reference.get(key)),
            Step::BatchWrite(writes) => batch_write(&driver, reference, writes),
            Step::BatchGet(keys) => {
                let found = driver.batch_get(keys);
                if distinct(keys) {
                    let expected: Vec<Item> =
                        keys.iter().filter_map(|key| reference.get(key)).cloned().collect();
                    assert_eq!(found, Ok(expected));
                } else {
                    assert_eq!(found, Err(Refused::Validation));
                }
            }
            Step::Query(query) => check_query(&driver, reference, query),
            Step::Scan(scan) => check_scan(&driver, reference, scan),
            Step::Split(value) => {
                let hash = PartitionKeyHash::of(value);
                let before = self.table.partitions().len();
                let grown = usize::from(self.table.split_partition(&hash));
                assert_eq!(self.table.partitions().len(), before + grown);
                assert!(!self.table.split_partition(&hash), "a partition begins there now");
                self.check_partitions();
            }
            Step::Fork(stay) => {
                let mut fork = self.db.fork();
                if !*stay {
                    std::mem::swap(&mut fork, &mut self.db);
                    self.table = self.db.table(NAME).expect("the fork's table");
                }
                self.left_behind.push((fork, self.reference.clone()));
            }
        }
    }

    /// Items and bytes of each partition.
    fn check_partitions(&self) {
        let partitions = self.table.partitions();
        for partition in &partitions {
            let expected = self.reference.count(|hash| partition.range.contains(hash));
            assert_eq!((partition.item_count, partition.size_bytes), expected, "{partition:?}");
        }
        let expected = self.reference.count(|_| true);
        assert_eq!((self.table.item_count(), self.table.size_bytes()), expected);
    }

    fn finish(mut self) {
        self.check_partitions();
        self.left_behind.push((self.db, self.reference));
        for (db, reference) in &self.left_behind {
            assert_eq!(db.verify(), Vec::<String>::new());
            let table = db.table(NAME).expect("the table");
            for view in reference.views() {
                let reading = Reading { limit: None, filter: None, projection: None };
                let scan = Scan { view: view.clone(), segments: None, reading };
                check_scan(&Driver { db, table: &table, wire: false }, reference, &scan);
            }
        }
    }
}

fn distinct(keys: &[Item]) -> bool {
    let mut seen = HashSet::new();
    keys.iter().all(|key| seen.insert(format!("{key:?}")))
}

fn batch_write(driver: &Driver<'_>, reference: &mut Reference, writes: &[(Item, bool)]) {
    let requests: Vec<(Item, bool)> = writes
        .iter()
        .map(|(item, put)| (if *put { item.clone() } else { reference.key_of(item) }, *put))
        .collect();
    let keys: Vec<Item> = writes.iter().map(|(item, _)| reference.key_of(item)).collect();
    // All of a batch is checked before any of it is written.
    let mut after = reference.clone();
    let mut fits = distinct(&keys);
    for ((item, put), key) in writes.iter().zip(&keys) {
        fits &= if *put { after.put(item, None) } else { after.delete(key, None) }.is_ok();
    }
    let written = driver.batch_write(&requests);
    if fits {
        assert_eq!(written, Ok(()));
        *reference = after;
    } else {
        assert_eq!(written, Err(Refused::Validation));
    }
}

/// Reads page after page, checks where the pages end, and gives back the items of all. Where there is one item at most,
/// the page that has it is the last, limit or not.
fn all_pages(
    limit: Option<usize>,
    one_at_most: bool,
    mut page: impl FnMut(Option<&Item>) -> Page,
) -> (Vec<Item>, usize, Vec<Item>) {
    let (mut items, mut scanned, mut last_keys) = (Vec::new(), 0, Vec::new());
    loop {
        let Page { items: more, count, scanned: looked_at, last } = page(last_keys.last());
        assert_eq!(count, more.len());
        assert!(looked_at >= count);
        items.extend(more);
        scanned += looked_at;
        match (&last, limit) {
            (None, Some(_)) if one_at_most => assert!(scanned <= 1),
            (None, Some(limit)) => assert!(looked_at < limit),
            (Some(_), Some(limit)) => assert_eq!(looked_at, limit),
            (Some(_), None) => panic!("the items fit into one page"),
            (None, None) => {}
        }
        match last {
            Some(last) => last_keys.push(last),
            None => return (items, scanned, last_keys),
        }
    }
}

/// What a reading makes of the items that it looks at.
fn read(reference: &Reference, view: &View, reading: &Reading, looked_at: &[Item]) -> Vec<Item> {
    let mut read = Vec::new();
    for item in looked_at {
        let shown = reference.shown(view, item);
        let wanted = reading.projection.as_deref();
        // A local index brings the whole item where an attribute is wanted that it does not hold.
        let holds_all =
            wanted.is_none_or(|names| names.iter().all(|name| view.holds(&reference.table, name)));
        let entry = if holds_all { shown } else { item.clone() };
        if reading.filter.as_ref().is_some_and(|filter| !filter.holds(&entry)) {
            continue;
        }
        read.push(match wanted {
            None => entry,
            Some(names) => names.iter().filter_map(|name| Some((*name, entry.get(name)?.clone()))).collect(),
        });
    }
    read
}

fn check_query(driver: &Driver<'_>, reference: &Reference, query: &Query) {
    let Query { view, partition, equal, range, forward, reading } = query;
    let looked_at: Vec<Item> =
        reference.query(view, partition, equal, range.as_ref(), *forward).into_iter().cloned().collect();
    let one_at_most = view.index.is_none() && view.sort.is_empty();
    let (items, scanned, last_keys) =
        all_pages(reading.limit, one_at_most, |start| driver.query(query, start));
    assert_eq!(items, read(reference, view, reading, &looked_at), "{query:?}");
    assert_eq!(scanned, looked_at.len());
    let ends = reading.limit.filter(|_| !one_at_most).map(|limit| looked_at.chunks_exact(limit));
    let ends = ends.into_iter().flatten();
    let expected: Vec<Item> =
        ends.map(|page| reference.last_key(view, page.last().expect("an item"))).collect();
    assert_eq!(last_keys, expected);
}

fn check_scan(driver: &Driver<'_>, reference: &Reference, scan: &Scan) {
    let Scan { view, segments, reading } = scan;
    let mut everything = Vec::new();
    let mut scanned = 0;
    let parts: Vec<_> = match segments {
        None => vec![None],
        Some(total) => (0..*total).map(|segment| Some((segment, *total))).collect(),
    };
    for part in parts {
        let (items, looked_at, _) = all_pages(reading.limit, false, |start| driver.scan(scan, part, start));
        everything.extend(items);
        scanned += looked_at;
    }
    let mut expected: Vec<Item> = reference.all(view).into_iter().cloned().collect();
    assert_eq!(scanned, expected.len());
    if let [(name, _)] = view.partition[..] {
        // Segments are parts of the hash line, one behind the other, so their items are in the order of a whole scan.
        let hash = |item: &Item| PartitionKeyHash::of(item.get(name).expect("a key"));
        expected.sort_by_key(hash);
        assert_eq!(everything, read(reference, view, reading, &expected), "{scan:?}");
    } else {
        let mut expected = read(reference, view, reading, &expected);
        if reading.projection.is_none() {
            check_collections(view, &everything);
        }
        let text = |item: &Item| format!("{item:?}");
        expected.sort_by_key(text);
        everything.sort_by_key(text);
        assert_eq!(everything, expected, "{scan:?}");
    }
}

/// The items of a partition key lie together, ordered by the sort key.
fn check_collections(view: &View, items: &[Item]) {
    let values = |item: &Item, names: &[Key]| -> Vec<AttributeValue> {
        names.iter().map(|(name, _)| item.get(name).expect("a key").clone()).collect()
    };
    let mut seen = HashSet::new();
    for collection in items.chunk_by(|one, two| values(one, &view.partition) == values(two, &view.partition))
    {
        assert!(seen.insert(format!("{:?}", values(&collection[0], &view.partition))));
        assert!(collection.is_sorted_by(|one, two| {
            let (one, two) = (values(one, &view.sort), values(two, &view.sort));
            support::order_all(&one.iter().collect::<Vec<_>>(), &two.iter().collect::<Vec<_>>()).is_le()
        }));
    }
}

macro_rules! sequences {
    ($($name:ident: $partition:expr, $sort:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(steps in {
                    let (table, indexes) = views($partition, $sort);
                    vec(step(&table, &indexes), 1..60)
                }) {
                    let (table, indexes) = views($partition, $sort);
                    let mut play = Play::new(table, indexes);
                    for (step, wire) in &steps {
                        play.step(step, *wire);
                    }
                    play.finish();
                }
            )*
        }
    };
}

sequences! {
    tables_with_a_partition_key_alone: S, None;
    tables_with_a_number_for_partition_key: N, None;
    tables_sorted_by_strings: S, Some(S);
    tables_sorted_by_numbers: B, Some(N);
    tables_sorted_by_binaries: N, Some(B);
}
