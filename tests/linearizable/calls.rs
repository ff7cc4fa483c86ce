//! Callers: of a database, and of some that are broken on purpose.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use hashrange::{Database, Error, Item, ScalarAttributeType::*, Table, item};

use crate::model::{History, KEYS, Op, Values};

/// The operations of a caller.
pub trait Calls: Sync {
    fn db(&self) -> &Database;

    fn table(&self) -> Table {
        self.db().table("items").unwrap()
    }

    fn get(&self, key: usize) -> Option<u64> {
        value_of(self.table().get(key_of(key)).consistent().run().unwrap().as_deref())
    }

    fn query(&self, collection: usize) -> [Option<u64>; 2] {
        let mut found = [None; 2];
        for item in self.table().query(collection as i64).consistent().items() {
            let item = Item::from(item.unwrap());
            found[number(&item, "id") as usize] = value_of(Some(&item));
        }
        found
    }

    fn read_all(&self) -> Values {
        let table = self.table();
        let read = (0..KEYS).fold(self.db().transaction_read(), |read, key| read.get(&table, key_of(key)));
        let found = read.run().unwrap();
        std::array::from_fn(|key| value_of(found[key].as_deref()))
    }

    fn put(&self, key: usize, value: u64) {
        self.table().put(item_of(key, value)).run().unwrap();
    }

    fn delete(&self, key: usize) {
        self.table().delete(key_of(key)).run().unwrap();
    }

    fn put_if(&self, key: usize, expected: Option<u64>, value: u64) -> bool {
        let table = self.table();
        let put = table.put(item_of(key, value));
        let put = match expected {
            Some(expected) => put.condition("v = :v").value(":v", expected),
            None => put.if_absent(),
        };
        match put.run() {
            Ok(()) => true,
            Err(Error::ConditionalCheckFailed { .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }

    fn transact(&self, check: (usize, Option<u64>), puts: [usize; 2], value: u64) -> bool {
        let (table, (key, expected)) = (self.table(), check);
        let transaction = match expected {
            Some(v) => self.db().transaction().check(&table, key_of(key), "v = :v").value(":v", v),
            None => self.db().transaction().check(&table, key_of(key), "attribute_not_exists(v)"),
        };
        let transaction = puts.iter().fold(transaction, |all, key| all.put(&table, item_of(*key, value)));
        match transaction.run() {
            Ok(()) => true,
            Err(Error::TransactionCanceled { .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

/// The table that callers use.
pub fn create(db: &Database) {
    db.create_table("items").partition_key("collection", N).sort_key("id", N).run().unwrap();
}

fn key_of(key: usize) -> (i64, i64) {
    ((key / 2) as i64, (key % 2) as i64)
}

fn item_of(key: usize, value: u64) -> Item {
    let (collection, id) = key_of(key);
    item! { "collection": collection, "id": id, "v": value }
}

fn number(item: &Item, name: &str) -> u64 {
    item.get(name).and_then(|value| value.as_n()).unwrap().to_string().parse().unwrap()
}

fn value_of(item: Option<&Item>) -> Option<u64> {
    item.map(|item| number(item, "v"))
}

/// The database itself.
pub struct Sound<'d>(pub &'d Database);

impl Calls for Sound<'_> {
    fn db(&self) -> &Database {
        self.0
    }
}

/// Every other read tells what the one before it told of the item.
pub struct ReadsStale<'d>(pub &'d Database, pub Mutex<[Option<Option<u64>>; KEYS]>);

impl Calls for ReadsStale<'_> {
    fn db(&self) -> &Database {
        self.0
    }

    fn get(&self, key: usize) -> Option<u64> {
        let before = self.1.lock().unwrap()[key].take();
        before.unwrap_or_else(|| {
            let found = Sound(self.0).get(key);
            self.1.lock().unwrap()[key] = Some(found);
            found
        })
    }
}

/// It looks at the item, and then puts the new one.
pub struct PutsLate<'d>(pub &'d Database);

impl Calls for PutsLate<'_> {
    fn db(&self) -> &Database {
        self.0
    }

    fn put_if(&self, key: usize, expected: Option<u64>, value: u64) -> bool {
        let holds = self.get(key) == expected;
        thread::yield_now();
        if holds {
            self.put(key, value);
        }
        holds
    }
}

/// It puts the items of a transaction one after the other.
pub struct PutsOneByOne<'d>(pub &'d Database);

impl Calls for PutsOneByOne<'_> {
    fn db(&self) -> &Database {
        self.0
    }

    fn transact(&self, (key, expected): (usize, Option<u64>), puts: [usize; 2], value: u64) -> bool {
        let holds = self.get(key) == expected;
        if holds {
            for key in puts {
                thread::yield_now();
                self.put(key, value);
            }
        }
        holds
    }
}

/// A query reads the items of a collection one after the other.
pub struct QueriesOneByOne<'d>(pub &'d Database);

impl Calls for QueriesOneByOne<'_> {
    fn db(&self) -> &Database {
        self.0
    }

    fn query(&self, collection: usize) -> [Option<u64>; 2] {
        [0, 1].map(|id| {
            thread::yield_now();
            self.get(2 * collection + id)
        })
    }
}

/// The next value that somebody writes.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Does something by chance, and records it. The caller expects of an item what it saw last.
pub fn call(
    calls: &dyn Calls,
    history: &History,
    caller: u32,
    seen: &mut Values,
    chance: &mut impl FnMut(u64) -> u64,
) {
    let key = chance(KEYS as u64) as usize;
    let value = NEXT.fetch_add(1, Ordering::Relaxed);
    let kind = chance(10);
    let others = [(key + 1) % KEYS, (key + 3) % KEYS];
    let expected = seen[key];
    let op = history.record(caller, || match kind {
        0..3 => Op::Get { key, found: calls.get(key) },
        3 => Op::Query { collection: key / 2, found: calls.query(key / 2) },
        4 => Op::ReadAll { found: calls.read_all() },
        5 => {
            calls.put(key, value);
            Op::Put { key, value }
        }
        6 if value.is_multiple_of(3) => {
            calls.delete(key);
            Op::Delete { key }
        }
        6 | 7 => Op::PutIf { key, expected, value, is_done: calls.put_if(key, expected, value) },
        _ => {
            let (check, puts) = ((key, expected), others);
            Op::Transact { check, puts, value, is_done: calls.transact(check, puts, value) }
        }
    });
    match op {
        Op::Get { key, found } => seen[key] = found,
        Op::Query { collection, found } => seen[2 * collection..2 * collection + 2].copy_from_slice(&found),
        Op::ReadAll { found } => *seen = found,
        Op::Put { key, value } | Op::PutIf { key, value, is_done: true, .. } => seen[key] = Some(value),
        Op::Transact { puts, value, is_done: true, .. } => {
            puts.iter().for_each(|key| seen[*key] = Some(value))
        }
        Op::Delete { key } => seen[key] = None,
        Op::PutIf { .. } | Op::Transact { .. } => {}
    }
}
