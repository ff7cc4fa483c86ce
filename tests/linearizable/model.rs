//! What callers may see: some items, and operations that take place at one moment between their call and their return.

use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};

use porcupine_rs::{Model, Operation};

/// How many items there are, two in each item collection.
pub const KEYS: usize = 6;

/// The value of each item; `None` if it does not exist.
pub type Values = [Option<u64>; KEYS];

/// An operation with its answer.
#[derive(Debug, Clone)]
pub enum Op {
    /// GetItem.
    Get { key: usize, found: Option<u64> },
    /// Query of an item collection.
    Query { collection: usize, found: [Option<u64>; 2] },
    /// TransactGetItems of all items.
    ReadAll { found: Values },
    /// PutItem.
    Put { key: usize, value: u64 },
    /// DeleteItem.
    Delete { key: usize },
    /// PutItem if the item has this value.
    PutIf { key: usize, expected: Option<u64>, value: u64, is_done: bool },
    /// TransactWriteItems: two items get a value if another one has this one.
    Transact { check: (usize, Option<u64>), puts: [usize; 2], value: u64, is_done: bool },
}

/// Items that nobody has written.
#[derive(Debug, Clone)]
pub struct Items;

impl Model for Items {
    type Metadata = ();
    type Op = Op;
    type State = Values;

    fn init() -> Values {
        [None; KEYS]
    }

    fn step(values: &Values, op: &Op) -> (bool, Values) {
        let mut after = *values;
        let is_so = match op {
            Op::Get { key, found } => values[*key] == *found,
            Op::Query { collection, found } => values[2 * collection..2 * collection + 2] == *found,
            Op::ReadAll { found } => values == found,
            Op::Put { key, value } => {
                after[*key] = Some(*value);
                true
            }
            Op::Delete { key } => {
                after[*key] = None;
                true
            }
            Op::PutIf { key, expected, value, is_done } => {
                let holds = values[*key] == *expected;
                if holds {
                    after[*key] = Some(*value);
                }
                holds == *is_done
            }
            Op::Transact { check: (key, expected), puts, value, is_done } => {
                let holds = values[*key] == *expected;
                if holds {
                    puts.iter().for_each(|key| after[*key] = Some(*value));
                }
                holds == *is_done
            }
        };
        (is_so, after)
    }
}

/// What callers have done, in the order of a clock that counts calls and returns.
#[derive(Default)]
pub struct History {
    now: AtomicI64,
    operations: Mutex<Vec<Operation<Items>>>,
}

impl History {
    /// Records an operation of a caller.
    pub fn record(&self, caller: u32, call: impl FnOnce() -> Op) -> Op {
        let call_time = self.now.fetch_add(1, Ordering::SeqCst);
        let op = call();
        let return_time = self.now.fetch_add(1, Ordering::SeqCst);
        let client_id = Some(caller);
        let operation = Operation { client_id, call_time, return_time, op: op.clone(), metadata: None };
        self.operations.lock().unwrap().push(operation);
        op
    }

    /// Whether each operation could have taken place at one moment. An answer is found, however long it takes: a bound
    /// would make the test pass or fail by the machine's speed.
    pub fn is_linearizable(&self) -> bool {
        porcupine_rs::check_operations(&self.operations.lock().unwrap())
    }

    /// How many operations overlap with the one that was called before.
    pub fn overlaps(&self) -> usize {
        let mut times: Vec<(i64, i64)> =
            self.operations.lock().unwrap().iter().map(|op| (op.call_time, op.return_time)).collect();
        times.sort_unstable();
        times.windows(2).filter(|two| two[1].0 < two[0].1).count()
    }
}
