//! The database beside the reference, step by step.

use std::{
    collections::HashSet,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{AttributeValue, Clock, Database, Error, Item, PartitionKeyHash, Table};
use tempfile::TempDir;

use crate::{
    condition::Guard,
    driver::Driver,
    moments::Moments,
    reads::{check_query, check_scan},
    reference::{Reference, Refused},
    schema::Schema,
    statements::Statement,
    steps::{Query, Scan, Step, TableStep},
    support::call,
    tables::{self, BEGINNING},
    transactions, vectors,
};

/// Longer than any state lasts.
const SETTLED: Duration = Duration::from_secs(200);

/// The database beside the reference, and what was left behind at forks and snapshots.
pub struct Play {
    schemas: [Schema; 2],
    db: Database,
    tables: [Table; 2],
    references: [Reference; 2],
    moments: [Moments; 2],
    left_behind: Vec<(Database, [Reference; 2], [Moments; 2])>,
    directory: TempDir,
    /// The clock of all databases.
    clock: Clock,
    /// How many seconds states last in the database.
    transitions: u64,
}

impl Play {
    pub fn new(schemas: [Schema; 2]) -> Self {
        let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(BEGINNING));
        let db = Database::builder().partitions(3).clock(clock.clone()).build();
        let tables = [0, 1].map(|number: usize| schemas[number].create(&db));
        let references = [0, 1].map(|number: usize| Reference::new(&schemas[number]));
        let directory = tempfile::tempdir().expect("a directory");
        let mut moments = [0, 1].map(|_| Moments::default());
        moments[0].switch(&Driver { db: &db, table: &tables[0], wire: false }, true, BEGINNING);
        Self {
            schemas,
            db,
            tables,
            references,
            moments,
            left_behind: Vec::new(),
            directory,
            clock,
            transitions: 0,
        }
    }

    pub fn step(&mut self, step: &Step, wire: bool) {
        self.keep_up();
        match step {
            Step::Table(number, step) => self.table_step(*number, step, wire),
            Step::Transact(actions) => {
                transactions::check(&self.db, &self.tables, &mut self.references, actions, wire);
            }
            Step::TransactionRead(keys) => {
                transactions::check_reads(&self.db, &self.tables, &self.references, keys, wire);
            }
            Step::Fork(stay) => {
                let fork = self.db.fork();
                if *stay {
                    self.note();
                    self.left_behind.push((fork, self.references.clone(), self.moments.clone()));
                } else {
                    self.go_on_in(fork);
                }
            }
            Step::Reload => {
                let path = self.directory.path().join("model.snapshot");
                self.db.save(&path).expect("saved");
                let loaded = Database::builder().clock(self.clock.clone()).load(&path);
                self.go_on_in(loaded.expect("a snapshot"));
                // A file has no clock, so all states have ended in it.
                self.transitions = 0;
                let now = self.now();
                self.references.iter_mut().for_each(|reference| reference.end_states(u64::MAX, now));
                self.moments.iter_mut().for_each(Moments::settle);
                self.keep_up();
                self.check_partitions();
            }
            Step::Transitions(seconds) => {
                self.transitions = *seconds;
                self.db.set_transitions(Duration::from_secs(*seconds));
            }
            Step::Advance(seconds) => {
                self.wait(*seconds);
            }
        }
    }

    /// Has the references do what the time brings.
    fn keep_up(&mut self) {
        let now = self.now();
        for reference in &mut self.references {
            reference.settle(now);
            reference.sweep(now);
        }
    }

    /// The seconds since 1970.
    fn now(&self) -> u64 {
        self.clock.now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
    }

    fn table_step(&mut self, number: usize, step: &TableStep, wire: bool) {
        let times = (self.now(), self.transitions);
        match step {
            TableStep::Recreate => self.recreate(number, wire),
            TableStep::Split(value) => self.split(&self.tables[number], value),
            TableStep::ToggleIndex(view) => {
                let driver = Driver { db: &self.db, table: &self.tables[number], wire };
                tables::toggle_index(&driver, &mut self.references[number], view, times);
            }
            TableStep::ToggleVectors => {
                let driver = Driver { db: &self.db, table: &self.tables[number], wire };
                let vectors = self.schemas[number].vectors;
                vectors::toggle(&driver, &mut self.references[number], vectors, times);
            }
            TableStep::TimeToLive(enabled) => {
                let driver = Driver { db: &self.db, table: &self.tables[number], wire };
                tables::set_time_to_live(&driver, &mut self.references[number], *enabled, times);
            }
            TableStep::Recovery(is_on) => {
                let driver = Driver { db: &self.db, table: &self.tables[number], wire };
                self.moments[number].switch(&driver, *is_on, times.0);
            }
            step => {
                let driver = Driver { db: &self.db, table: &self.tables[number], wire };
                item_step(&driver, &mut self.references[number], step);
            }
        }
    }

    fn split(&self, table: &Table, value: &AttributeValue) {
        let hash = PartitionKeyHash::of(value);
        let before = table.partitions().len();
        let grown = usize::from(table.split_partition(&hash));
        assert_eq!(table.partitions().len(), before + grown);
        assert!(!table.split_partition(&hash), "a partition begins there now");
        self.check_partitions();
    }

    /// Leaves the database behind for this one, which has the same tables.
    fn go_on_in(&mut self, db: Database) {
        self.note();
        let before = std::mem::replace(&mut self.db, db);
        self.left_behind.push((before, self.references.clone(), self.moments.clone()));
        self.tables = [0, 1].map(|number: usize| self.db.table(self.schemas[number].name).expect("a table"));
    }

    /// Deletes a table and makes it again; the handle that there is means the new one then.
    fn recreate(&mut self, number: usize, wire: bool) {
        if let Some(changing) = self.references[number].changing {
            let deleted = self.db.delete_table(self.schemas[number].name);
            assert!(matches!(deleted, Err(Error::ResourceInUse(_))), "{deleted:?}");
            self.wait(changing.until - self.now());
        }
        let name = self.schemas[number].name;
        let (status, answer) = call(&self.db, "DeleteTable", &serde_json::json!({ "TableName": name }));
        assert_eq!(status, 200, "{answer}");
        self.check_not_there(number);
        self.wait(self.transitions);
        let table = &self.tables[number];
        self.check_not_there(number);
        assert_eq!(table.item_count(), 0);
        let made = self.schemas[number].create(&self.db);
        if self.transitions > 0 {
            self.check_not_there(number);
        }
        self.wait(self.transitions);
        if wire {
            self.tables[number] = made;
        }
        self.references[number] = Reference::new(&self.schemas[number]);
        self.moments[number] = Moments::from(self.now() + self.transitions);
        self.check_partitions();
    }

    /// Moves the clock by so many seconds.
    fn wait(&mut self, seconds: u64) {
        self.note();
        self.clock.advance(Duration::from_secs(seconds)).expect("a clock that can be moved");
        self.keep_up();
    }

    /// Notes what the tables are, before the clock moves on or the database is left behind.
    fn note(&mut self) {
        let now = self.now();
        for (moments, reference) in self.moments.iter_mut().zip(&self.references) {
            moments.note(reference, now);
        }
    }

    /// The table's items are not found.
    fn check_not_there(&self, number: usize) {
        let key: Item = self.schemas[number].table.key_names().map(|name| (name, "any")).collect();
        assert!(matches!(self.tables[number].get(&key).run(), Err(Error::ResourceNotFound(_))));
    }

    /// Items and bytes of each partition.
    fn check_partitions(&self) {
        for (table, reference) in self.tables.iter().zip(&self.references) {
            assert_eq!((table.item_count(), table.size_bytes()), reference.count(|_| true));
            for partition in &table.partitions() {
                let expected = reference.count(|hash| partition.range.contains(hash));
                assert_eq!((partition.item_count, partition.size_bytes), expected, "{partition:?}");
            }
        }
    }

    /// Reads all there is, of each database that was left behind too, and verifies them.
    pub fn finish(mut self) {
        self.keep_up();
        self.check_partitions();
        self.note();
        let mut now = self.now();
        self.left_behind.push((self.db, self.references, self.moments));
        for (db, references, _) in &mut self.left_behind {
            check_all(db, &self.schemas, references, now);
        }
        // A table is not restored while it is changed.
        self.clock.advance(SETTLED).expect("a clock that can be moved");
        now += SETTLED.as_secs();
        for (db, references, moments) in &mut self.left_behind {
            db.set_transitions(Duration::ZERO);
            check_all(db, &self.schemas, references, now);
            for ((schema, reference), moments) in self.schemas.iter().zip(references).zip(moments) {
                let table = db.table(schema.name).expect("the table");
                moments.check(&Driver { db, table: &table, wire: false }, reference);
            }
        }
    }
}

/// Reads all tables and indexes of a database, and verifies it.
fn check_all(db: &Database, schemas: &[Schema; 2], references: &mut [Reference; 2], now: u64) {
    assert_eq!(db.verify(), Vec::<String>::new());
    for (schema, reference) in schemas.iter().zip(references) {
        reference.settle(now);
        reference.sweep(now);
        let table = db.table(schema.name).expect("the table");
        for view in schema.views().filter(|view| reference.has(view)) {
            let scan = Scan::all(view);
            check_scan(&Driver { db, table: &table, wire: false }, reference, &scan);
        }
    }
}

fn item_step(driver: &Driver<'_>, reference: &mut Reference, step: &TableStep) {
    match step {
        TableStep::Put(item, guard) => assert_eq!(driver.put(item, guard), reference.put(item, guard)),
        TableStep::Update(key, update, guard) => {
            assert_eq!(driver.update(key, update, guard), reference.update(key, update, guard));
        }
        TableStep::Delete(key, guard) => assert_eq!(driver.delete(key, guard), reference.delete(key, guard)),
        TableStep::Get(key) => assert_eq!(driver.get(key).as_ref(), reference.get(key)),
        TableStep::BatchWrite(writes) => batch_write(driver, reference, writes),
        TableStep::BatchGet(keys) => {
            let found = driver.batch_get(keys);
            if distinct(keys) {
                let expected: Vec<Item> = keys.iter().filter_map(|key| reference.get(key)).cloned().collect();
                assert_eq!(found, Ok(expected));
            } else {
                assert_eq!(found, Err(Refused::Validation));
            }
        }
        TableStep::Query(Query { view, .. })
        | TableStep::Scan(Scan { view, .. })
        | TableStep::Statement(Statement::SelectAll(view, ..))
            if !reference.has(view) =>
        {
            tables::check_missing(driver, view);
        }
        TableStep::Query(query) => check_query(driver, reference, query),
        TableStep::Scan(scan) => check_scan(driver, reference, scan),
        TableStep::Statement(statement) => statement.check(driver, reference),
        TableStep::Search(search) => vectors::check_search(driver, reference, search),
        TableStep::Split(_)
        | TableStep::Recreate
        | TableStep::ToggleIndex(_)
        | TableStep::ToggleVectors
        | TableStep::TimeToLive(_)
        | TableStep::Recovery(_) => {
            unreachable!("these are about the table itself")
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
        fits &= if *put { after.put(item, &Guard::default()) } else { after.delete(key, &Guard::default()) }
            .is_ok();
    }
    let written = driver.batch_write(&requests);
    if fits {
        assert_eq!(written, Ok(()));
        *reference = after;
    } else {
        assert_eq!(written, Err(Refused::Validation));
    }
}
