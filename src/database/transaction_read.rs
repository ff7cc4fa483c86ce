//! The builder of TransactGetItems.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    asking::Asked,
    expressions::IntoProjection,
    handle::Database,
    key::IntoKey,
    placeholders::{FirstError, failed_method, insert_name},
    table::Table,
    wait::wait,
    write_options::converted,
};
use crate::{
    error::{Error, Result},
    operation::{
        NamesTables, Operation, Projections, Request, ReturnConsumedCapacity, Spelled,
        transaction::transact_get_items::{
            self, Get, TransactGetItem, TransactGetItemsInput, TransactGetItemsOutput,
        },
    },
    value::Item,
};

impl Database {
    /// Begins a transaction of up to 100 reads from any tables, which sees all items as of one moment.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let orders = db.create_table("orders").partition_key("id", S).run()?;
    /// users.put(item! { "id": "minji" }).run()?;
    /// let read = db.transaction_read().get(&users, "minji").get(&orders, "o1").run()?;
    /// assert!(read[0].is_some() && read[1].is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn transaction_read(&self) -> TransactionReadBuilder {
        TransactionReadBuilder {
            database: self.clone(),
            reads: Vec::new(),
            tables: Vec::new(),
            projections: Vec::new(),
            first_error: FirstError::default(),
            return_consumed_capacity: None,
        }
    }
}

/// A TransactGetItems request: [`Database::transaction_read`].
///
/// [`project`](Self::project) and [`name`](Self::name) belong to the latest [`get`](Self::get). Each call returns the
/// builder, so a loop can add reads.
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`"]
pub struct TransactionReadBuilder {
    database: Database,
    reads: Vec<TransactGetItem>,
    /// The table of each read.
    tables: Vec<Table>,
    /// The projections of each read.
    projections: Vec<Projections>,
    first_error: FirstError,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl TransactionReadBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    /// Reads the item with this key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let read = db.transaction_read().get(&accounts, "minji").get(&accounts, "jihoon").run()?;
    /// assert_eq!(read.iter().flatten().count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn get(mut self, table: &Table, key: impl IntoKey) -> Self {
        self.first_error.note(self.database.check_own(table));
        self.projections.push(Projections::new());
        self.tables.push(table.clone());
        self.reads.push(TransactGetItem::new(table.name(), table.key_item(key)));
        self
    }

    /// Of the latest read: the paths wanted, a projection expression such as `"price, preferences.genre[0]"`. A
    /// second call adds its paths to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let read = db.transaction_read().get(&accounts, "minji").project("won").run()?;
    /// assert_eq!(**read[0].as_ref().unwrap(), item! { "won": 5000 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(self, projection: impl IntoProjection) -> Self {
        self.latest(|_, projections| {
            projections.push(projection.into_projection());
            Ok(())
        })
    }

    /// Of the latest read: what a `#name` in its projection stands for; a second meaning is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let read = db.transaction_read().get(&accounts, "minji").project("#w").name("#w", "won").run()?;
    /// assert_eq!(**read[0].as_ref().unwrap(), item! { "won": 5000 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn name(self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.latest(|get, _| {
            insert_name(&mut get.expression_attribute_names, placeholder.into(), name.into())
        })
    }

    failed_method!();

    fn latest(mut self, change: impl FnOnce(&mut Get, &mut Projections) -> Result<()>) -> Self {
        let changed = match (self.reads.last_mut(), self.projections.last_mut()) {
            (Some(read), Some(projections)) => change(&mut read.get, projections),
            _ => {
                Err(Error::validation("A projection and its names belong to a read; begin one first: `get`"))
            }
        };
        self.first_error.note(changed);
        self
    }

    /// Adds reads for each of these elements.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let read = db.transaction_read().extend(["minji", "jihoon"], |reads, id| reads.get(&accounts, id)).run()?;
    /// assert_eq!(read.iter().flatten().count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn extend<E>(self, elements: impl IntoIterator<Item = E>, add: impl FnMut(Self, E) -> Self) -> Self {
        elements.into_iter().fold(self, add)
    }

    /// Asks for the capacity that the reads consume, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let read = db.transaction_read().get(&accounts, "minji");
    /// let output = read.return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    /// assert_eq!(output.consumed_capacity.unwrap()[0].capacity_units, 2.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.return_consumed_capacity = Some(how_much);
        self
    }

    /// Reads the items, in the order of the calls of [`get`](Self::get); `None` if there is none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let read = db.transaction_read().get(&accounts, "minji").get(&accounts, "nobody").run()?;
    /// assert!(read[0].is_some() && read[1].is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key that does not fit: [`Error::TransactionCanceled`]. No read, more than 100 of them, one item twice, an
    /// expression that is not well formed, a handle of another database's table: [`Error::Validation`]. A table
    /// that is gone:
    /// [`Error::ResourceNotFound`].
    pub fn run(self) -> Result<Vec<Option<Arc<Item>>>> {
        Ok(self.output()?.items())
    }

    /// Reads the items as structs of yours, in the order of the calls of [`get`](Self::get); `None` if there is none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// #[derive(serde::Deserialize)]
    /// struct Account { won: u32 }
    ///
    /// let read: Vec<Option<Account>> = db.transaction_read().get(&accounts, "minji").run_as()?;
    /// assert_eq!(read[0].as_ref().unwrap().won, 5000);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if an item does not fit.
    pub fn run_as<T: DeserializeOwned>(mut self) -> Result<Vec<Option<T>>> {
        let tables = std::mem::take(&mut self.tables);
        let items = self.run()?.into_iter().zip(tables);
        items.map(|(item, table)| converted(&table, item)).collect()
    }

    /// Reads the items, and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let output = db.transaction_read().get(&accounts, "minji").output()?;
    /// assert!(output.responses[0].item.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<TransactGetItemsOutput> {
        if self.database.is_remote() {
            return wait(self.ask());
        }
        self.first_error.check()?;
        let input = TransactGetItemsInput {
            transact_items: self.reads,
            return_consumed_capacity: self.return_consumed_capacity,
        };
        let request = Request::typed(input, TransactGetItemsInput::check_values);
        let engine = &self.database.engine;
        let passage = engine.enter(TransactGetItemsInput::OPERATION, || request.input.named_tables())?;
        let _calling = engine.calling();
        let mut result = transact_get_items::read_parts(engine, request, &self.projections);
        passage.leave(&mut result);
        result
    }

    /// Asks an endpoint.
    pub(super) async fn ask(self) -> Result<TransactGetItemsOutput> {
        self.first_error.check()?;
        let keys =
            self.reads.iter().map(|read| (read.get.table_name.clone(), Some(read.get.key.clone()))).collect();
        let mut input = TransactGetItemsInput {
            transact_items: self.reads,
            return_consumed_capacity: self.return_consumed_capacity,
        };
        for (read, projections) in input.transact_items.iter_mut().zip(&self.projections) {
            let mut spelled = Spelled::new(read.get.expression_attribute_names.take(), None);
            read.get.projection_expression = spelled.projections(projections)?;
            read.get.expression_attribute_names = spelled.placeholders().0;
        }
        let answer = Asked::of(self.database.remote()?, input).answer().await;
        answer.map_err(|error| error.of_actions(keys))
    }
}
