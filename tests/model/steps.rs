//! What can be done to tables, told so that both the database and the reference can do it.

use hashrange::{AttributeValue, Item};

use crate::{
    condition::{Condition, Guard},
    reference::View,
    statements::Statement,
    transactions::Action,
    update::Update,
    vectors::Search,
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

impl Scan {
    /// A scan of all that is there.
    pub fn all(view: &View) -> Self {
        let reading = Reading { limit: None, filters: Vec::new(), projection: None };
        Self { view: view.clone(), segments: None, reading }
    }
}

/// What queries and scans have in common.
#[derive(Debug, Clone)]
pub struct Reading {
    pub limit: Option<usize>,
    /// All must hold.
    pub filters: Vec<Condition>,
    pub projection: Option<Vec<&'static str>>,
}

/// A step on one table.
#[derive(Debug, Clone)]
pub enum TableStep {
    Put(Item, Guard),
    Update(Item, Update, Guard),
    Delete(Item, Guard),
    Get(Item),
    BatchWrite(Vec<(Item, bool)>),
    BatchGet(Vec<Item>),
    Query(Query),
    Scan(Scan),
    Statement(Statement),
    /// Splits a partition at this partition key's hash.
    Split(AttributeValue),
    /// Deletes the table, and makes it again.
    Recreate,
    /// Takes this global index away, or makes it.
    ToggleIndex(View),
    /// Takes the vector index away, or makes it.
    ToggleVectors,
    Search(Search),
    /// Switches time to live on or off.
    TimeToLive(bool),
    /// Switches point-in-time recovery on or off.
    Recovery(bool),
}

/// One step.
#[derive(Debug, Clone)]
pub enum Step {
    /// On the table with this number.
    Table(usize, Box<TableStep>),
    /// TransactWriteItems.
    Transact(Vec<Action>),
    /// TransactGetItems: keys, each with its table's number.
    TransactionRead(Vec<(usize, Item)>),
    /// Goes on in a fork, or in what was forked; the other side must not change any more.
    Fork(bool),
    /// Saves the database to a file, and goes on in what is loaded from it.
    Reload,
    /// States that begin from now on last so many seconds.
    Transitions(u64),
    /// Moves the clock by so many seconds.
    Advance(u64),
}
