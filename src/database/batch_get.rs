//! The builder of BatchGetItem, for any number of keys.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    sync::Arc,
};

use serde::de::DeserializeOwned;

use super::{
    batch_methods::batch_methods,
    expressions::IntoProjection,
    handle::Database,
    key::IntoKey,
    placeholders::{FirstError, failed_method},
    retries::{Attempts, Then, USUAL_RETRIES},
    table::Table,
    wait::wait,
};
use crate::{
    codec::WriteJson,
    error::{Error, Result},
    limits::BATCH_GET_KEYS,
    operation::{BatchGetItemInput, ConsumedCapacity, KeysAndAttributes, Part, ReturnConsumedCapacity},
    value::{Item, from_item_ref},
};

impl Database {
    /// Reads any number of items of any tables, in batches of 100 (BatchGetItem). Keys that a batch leaves unprocessed
    /// are asked for again. The answer has the items of each table, in no particular order.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let ids = (0..150).map(|number| format!("user{number}"));
    /// let found = db.batch_get().get(&users, "haeri05").extend(ids, |batch, id| batch.get(&users, id)).run()?;
    /// assert_eq!(found["users"].len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn batch_get(&self) -> BatchGetBuilder {
        BatchGetBuilder {
            database: self.clone(),
            keys: VecDeque::new(),
            asked: HashSet::new(),
            tables: BTreeMap::new(),
            projections: BTreeMap::new(),
            consistent: false,
            first_error: FirstError::default(),
            retries: USUAL_RETRIES,
            return_consumed_capacity: None,
        }
    }
}

/// Reads of any number of items: [`Database::batch_get`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`"]
pub struct BatchGetBuilder {
    database: Database,
    keys: VecDeque<(String, Item)>,
    /// Each table's name and key that was asked for, to find repeated ones.
    asked: HashSet<Vec<u8>>,
    tables: BTreeMap<String, Table>,
    /// What is read of the items of a table.
    projections: BTreeMap<String, KeysAndAttributes>,
    consistent: bool,
    first_error: FirstError,
    retries: u32,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// The items of a [`BatchGetBuilder`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BatchGetOutput {
    /// The items of each table that has some of them.
    pub responses: BTreeMap<String, Vec<Arc<Item>>>,
    /// The keys that were not read, by table: there was too little throughput at each attempt.
    pub unprocessed: BTreeMap<String, Vec<Item>>,
    /// The capacity consumed, with an entry for each batch and table.
    pub consumed_capacity: Vec<ConsumedCapacity>,
    /// Why the last attempt read nothing, if some keys were not read.
    refusal: Option<Error>,
}

impl BatchGetOutput {
    /// Fails if keys were not read.
    pub(super) fn read(self) -> Result<BTreeMap<String, Vec<Arc<Item>>>> {
        self.refusal.map_or(Ok(self.responses), Err)
    }
}

impl BatchGetBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    failed_method!();
    batch_methods!("get", "BatchGetItem", "batch.get(&users, id)", "0.5");

    /// Reads the item with this key. A key that is asked for twice is read once.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let found = db.batch_get().get(&users, "haeri05").get(&users, "nobody").run()?;
    /// assert_eq!(found["users"][0].s("city"), Some("서울"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn get(mut self, table: &Table, key: impl IntoKey) -> Self {
        self.first_error.note(self.database.check_own(table));
        let key = table.key_item(key);
        let mut bytes = table.name().as_bytes().to_vec();
        key.write_json(&mut bytes);
        if self.asked.insert(bytes) {
            self.keys.push_back((table.name().to_owned(), key));
        }
        if !self.tables.contains_key(table.name()) {
            self.tables.insert(table.name().to_owned(), table.clone());
        }
        self
    }

    /// Reads these paths only of the items of this table. Later calls replace earlier ones.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let found = db.batch_get().get(&users, "haeri05").project(&users, ["city"]).run()?;
    /// assert_eq!(*found["users"][0], item! { "city": "서울" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(mut self, table: &Table, projection: impl IntoProjection) -> Self {
        let spelled = match projection.into_projection() {
            Part::Text(text) => Ok((text, None)),
            Part::Built(built) => built
                .to_expression()
                .map(|built| (built.text, (!built.names.is_empty()).then_some(built.names))),
        };
        match spelled {
            Ok((text, names)) => {
                let read = self.projections.entry(table.name().to_owned()).or_default();
                read.projection_expression = Some(text);
                read.expression_attribute_names = names;
            }
            Err(error) => self.first_error.note(Err(error)),
        }
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(db.batch_get().get(&users, "haeri05").consistent().run()?["users"].len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Reads the items: those of each table by its name. Each table that was asked has an entry.
    ///
    /// # Errors
    /// The first error of a batch: as [`GetBuilder::run`](crate::GetBuilder::run). Reads that are throttled at each
    /// attempt: an error that [`is_throttled`](Error::is_throttled).
    pub fn run(self) -> Result<BTreeMap<String, Vec<Arc<Item>>>> {
        self.output()?.read()
    }

    /// Reads the items of one table as structs of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let found: Vec<User> = db.batch_get().get(&users, "haeri05").run_as()?;
    /// assert_eq!(found[0].age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if an item does not fit. The items of all tables are converted.
    pub fn run_as<T: DeserializeOwned>(mut self) -> Result<Vec<T>> {
        let tables = std::mem::take(&mut self.tables);
        let items = self.run()?.into_iter().flat_map(|(name, items)| {
            let table = tables.get(&name);
            items.into_iter().map(move |item| match table {
                Some(table) => table.convert(&item),
                None => Ok(from_item_ref(&item)?),
            })
        });
        items.collect()
    }

    /// Reads the items, and returns the whole answer; keys that are throttled at each attempt are among it.
    ///
    /// # Errors
    /// As [`run`](Self::run), but for throttled reads.
    pub fn output(self) -> Result<BatchGetOutput> {
        wait(self.requests())
    }

    /// The reads, batch after batch.
    pub(super) async fn requests(mut self) -> Result<BatchGetOutput> {
        self.first_error.check()?;
        let mut output = BatchGetOutput::default();
        for (table, _) in &self.keys {
            if !output.responses.contains_key(table) {
                output.responses.insert(table.clone(), Vec::new());
            }
        }
        let mut keys = Attempts::new(std::mem::take(&mut self.keys), self.retries);
        while !keys.queue.is_empty() {
            let batch = next_batch(&mut keys.queue);
            let answer = self.database.answer_async(self.input(batch.clone())).await;
            let left = answer.map(|answer| {
                output.consumed_capacity.extend(answer.consumed_capacity.into_iter().flatten());
                for (table, items) in answer.responses {
                    output.responses.entry(table).or_default().extend(items);
                }
                let left = answer.unprocessed_keys.into_iter().flat_map(|(table, request)| {
                    let keys: Vec<Item> = request.keys.iter().cloned().collect();
                    keys.into_iter().map(move |key| (table.clone(), key))
                });
                left.collect()
            });
            match keys.after(batch, left)? {
                Then::GoOn => {}
                Then::Pause(pause) => self.database.pause(pause).await,
                Then::GiveUp(refusal) => {
                    output.refusal = Some(refusal);
                    break;
                }
            }
        }
        for (table, key) in keys.queue {
            output.unprocessed.entry(table).or_default().push(key);
        }
        Ok(output)
    }

    fn input(&self, batch: Vec<(String, Item)>) -> BatchGetItemInput {
        let mut input = BatchGetItemInput {
            return_consumed_capacity: self.return_consumed_capacity,
            ..BatchGetItemInput::default()
        };
        for (table, key) in batch {
            let request = input.request_items.entry(table).or_insert_with_key(|table| {
                let read = self.projections.get(table).cloned().unwrap_or_default();
                KeysAndAttributes { consistent_read: Some(self.consistent), ..read }
            });
            request.keys.push(key);
        }
        input
    }
}

/// The next keys, up to the number of a batch.
fn next_batch(keys: &mut VecDeque<(String, Item)>) -> Vec<(String, Item)> {
    let count = keys.len().min(BATCH_GET_KEYS);
    keys.drain(..count).collect()
}
