//! The builder of BatchWriteItem, for any number of writes.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::{
    batch_methods::batch_methods,
    handle::Database,
    key::IntoKey,
    placeholders::{FirstError, failed_method},
    retries::{Attempts, Then, USUAL_RETRIES},
    table::Table,
    wait::wait,
};
use crate::{
    error::{Error, Result},
    key::KeySchema,
    limits::BATCH_WRITE_REQUESTS,
    operation::{
        BatchWriteItemInput, ConsumedCapacity, ItemCollectionMetrics, ReturnConsumedCapacity,
        ReturnItemCollectionMetrics, WriteRequest,
    },
    value::{Item, to_item},
};

impl Database {
    /// Writes any number of items of any tables, in batches of 25 (BatchWriteItem). What a batch leaves unprocessed is
    /// tried again. It is not a transaction: each write is atomic by itself.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let ids = (0..60).map(|number| format!("user{number}"));
    /// db.batch_write()
    ///     .delete(&users, "haeri05")
    ///     .extend(ids, |batch, id| batch.put(&users, item! { "user_id": id }))
    ///     .run()?;
    /// assert_eq!(users.item_count(), 60);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn batch_write(&self) -> BatchWriteBuilder {
        BatchWriteBuilder {
            database: self.clone(),
            schemas: BTreeMap::new(),
            writes: VecDeque::new(),
            first_error: FirstError::default(),
            retries: USUAL_RETRIES,
            return_consumed_capacity: None,
            return_item_collection_metrics: None,
        }
    }
}

/// Writes of any number of items: [`Database::batch_write`]. They are carried out in their order, also several of one
/// item, which the service's batches do not take.
#[derive(Debug, Clone)]
#[must_use = "nothing is written until `run`"]
pub struct BatchWriteBuilder {
    database: Database,
    schemas: BTreeMap<String, KeySchema>,
    writes: VecDeque<Write>,
    first_error: FirstError,
    retries: u32,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
    return_item_collection_metrics: Option<ReturnItemCollectionMetrics>,
}

/// A write that waits.
#[derive(Debug, Clone)]
struct Write {
    table: String,
    request: WriteRequest,
    /// The key of its item; `None` for what is no write, which the service refuses.
    key: Option<Item>,
}

/// What came of the writes of a [`BatchWriteBuilder`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BatchWriteOutput {
    /// The writes that were not carried out, by table: there was too little throughput at each attempt.
    pub unprocessed: BTreeMap<String, Vec<WriteRequest>>,
    /// The capacity consumed, with an entry for each batch and table.
    pub consumed_capacity: Vec<ConsumedCapacity>,
    /// The item collections that were written to, by table.
    pub item_collection_metrics: BTreeMap<String, Vec<ItemCollectionMetrics>>,
    /// Why the last attempt did nothing, if some writes were not carried out.
    refusal: Option<Error>,
}

impl BatchWriteOutput {
    /// Fails if writes were not carried out.
    pub(super) fn carried_out(self) -> Result<()> {
        self.refusal.map_or(Ok(()), Err)
    }
}

impl BatchWriteBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    failed_method!();
    batch_methods!("write", "BatchWriteItem", "batch.delete(&users, id)", "1.0");

    /// Puts an item.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// db.batch_write().put(&users, item! { "user_id": "haeri05" }).put(&users, item! { "user_id": "minji01" }).run()?;
    /// assert_eq!(users.item_count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put(self, table: &Table, item: impl Into<Item>) -> Self {
        self.write(table, WriteRequest::put(item.into()))
    }

    /// Puts a struct of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// #[derive(serde::Serialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// db.batch_write().put_as(&users, &User { user_id: "haeri05".into(), age: 39 }).run()?;
    /// assert!(users.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_as<T: Serialize + ?Sized>(mut self, table: &Table, value: &T) -> Self {
        match to_item(value) {
            Ok(item) => self.put(table, item),
            Err(error) => {
                self.first_error.note(Err(error.into()));
                self
            }
        }
    }

    /// Deletes the item with this key, if there is one.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// db.batch_write().delete(&users, "haeri05").run()?;
    /// assert_eq!(users.item_count(), 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete(self, table: &Table, key: impl IntoKey) -> Self {
        let key = table.key_item(key);
        self.write(table, WriteRequest::delete(key))
    }

    fn write(mut self, table: &Table, request: WriteRequest) -> Self {
        self.first_error.note(self.database.check_own(table));
        if !self.schemas.contains_key(table.name()) {
            self.schemas.insert(table.name().to_owned(), table.key_schema());
        }
        let write = self.with_key(table.name().to_owned(), request);
        self.writes.push_back(write);
        self
    }

    /// Asks for the sizes of the item collections, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let batch = db.batch_write().put(&users, item! { "user_id": "haeri05" });
    /// let output = batch.return_item_collection_metrics().output()?;
    /// assert!(output.item_collection_metrics.is_empty()); // this table has no local index
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_item_collection_metrics(mut self) -> Self {
        self.return_item_collection_metrics = Some(ReturnItemCollectionMetrics::Size);
        self
    }

    /// Carries the writes out.
    ///
    /// # Errors
    /// The first error of a batch, before which others were carried out: as [`PutBuilder::run`](crate::PutBuilder::run),
    /// but for conditions. Writes that are throttled at each attempt: an error that
    /// [`is_throttled`](Error::is_throttled).
    pub fn run(self) -> Result<()> {
        self.output()?.carried_out()
    }

    /// Carries the writes out, and returns what came of them; writes that are throttled at each attempt are among them.
    ///
    /// # Errors
    /// As [`run`](Self::run), but for throttled writes.
    pub fn output(self) -> Result<BatchWriteOutput> {
        wait(self.requests())
    }

    /// The writes, batch after batch.
    pub(super) async fn requests(mut self) -> Result<BatchWriteOutput> {
        self.first_error.check()?;
        let mut output = BatchWriteOutput::default();
        let mut writes = Attempts::new(std::mem::take(&mut self.writes), self.retries);
        while !writes.queue.is_empty() {
            let batch = next_batch(&mut writes.queue);
            let answer = self.database.answer_async(self.input(batch.clone())).await;
            let left = answer.map(|answer| {
                output.consumed_capacity.extend(answer.consumed_capacity.into_iter().flatten());
                for (table, metrics) in answer.item_collection_metrics.into_iter().flatten() {
                    output.item_collection_metrics.entry(table).or_default().extend(metrics);
                }
                let unprocessed = requests(answer.unprocessed_items);
                unprocessed.map(|(table, request)| self.with_key(table, request)).collect()
            });
            match writes.after(batch, left)? {
                Then::GoOn => {}
                Then::Pause(pause) => self.database.pause(pause).await,
                Then::GiveUp(refusal) => {
                    output.refusal = Some(refusal);
                    break;
                }
            }
        }
        for Write { table, request, .. } in writes.queue {
            output.unprocessed.entry(table).or_default().push(request);
        }
        Ok(output)
    }

    fn with_key(&self, table: String, request: WriteRequest) -> Write {
        let put = request.put_request.as_ref().map(|put| &put.item);
        let subject = put.or(request.delete_request.as_ref().map(|delete| &delete.key));
        let key = subject.and_then(|subject| self.schemas.get(&table).map(|schema| schema.of(subject)));
        Write { table, request, key }
    }

    fn input(&self, batch: Vec<Write>) -> BatchWriteItemInput {
        let mut input = BatchWriteItemInput {
            return_consumed_capacity: self.return_consumed_capacity,
            return_item_collection_metrics: self.return_item_collection_metrics,
            ..BatchWriteItemInput::default()
        };
        for Write { table, request, .. } in batch {
            input.request_items.entry(table).or_default().push(request);
        }
        input
    }
}

/// The next writes, up to the number of a batch, and up to one of an item that is among them already.
fn next_batch(writes: &mut VecDeque<Write>) -> Vec<Write> {
    let mut batch: Vec<Write> = Vec::with_capacity(BATCH_WRITE_REQUESTS.min(writes.len()));
    while batch.len() < BATCH_WRITE_REQUESTS
        && let Some(write) = writes.pop_front()
    {
        if batch.iter().any(|other| other.table == write.table && other.key == write.key) {
            writes.push_front(write);
            break;
        }
        batch.push(write);
    }
    batch
}

fn requests(by_table: BTreeMap<String, Vec<WriteRequest>>) -> impl Iterator<Item = (String, WriteRequest)> {
    by_table
        .into_iter()
        .flat_map(|(table, requests)| requests.into_iter().map(move |request| (table.clone(), request)))
}
