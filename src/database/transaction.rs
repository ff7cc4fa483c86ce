//! Transactions, typed.

use std::sync::Arc;

use serde_core::Serialize;

use super::{Database, IntoKey, Table};
use crate::{
    error::{Error, Result},
    operation::{
        Request, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure,
        transact_get_items::{self, Get, TransactGetItem, TransactGetItemsInput, TransactGetItemsOutput},
        transact_write_items::{self, TransactWriteItemsOutput, TransactionRequest},
        transaction_action::{ActionRequest, Kind},
    },
    value::{AttributeName, AttributeValue, Item, to_item},
};

impl Database {
    /// Starts a transaction of writes: up to 100 actions on items of any tables, all of them or none.
    ///
    /// [`put`](TransactionBuilder::put), [`update`](TransactionBuilder::update),
    /// [`delete`](TransactionBuilder::delete) and [`check`](TransactionBuilder::check) each begin an action; what
    /// follows, a condition or placeholders, belongs to that action.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// let transfers = db.create_table("transfers").partition_key("id", S).run()?;
    /// accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    ///
    /// let transfer = |id: &str, won: i32| {
    ///     db.transaction()
    ///         .update(&accounts, "minji", "SET won = won - :won").value(":won", won).condition("won >= :won")
    ///         .update(&accounts, "jihoon", "SET won = won + :won").value(":won", won)
    ///         .put(&transfers, item! { "id": id, "won": won }).if_absent()
    ///         .run()
    /// };
    /// transfer("t1", 3000)?;
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&3000.into()));
    ///
    /// let Err(error) = transfer("t2", 3000) else { panic!("more than there is") };
    /// assert_eq!(error.failed_actions().map(|(action, _)| action).collect::<Vec<_>>(), [0]);
    /// assert!(transfers.get("t2").run()?.is_none());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn transaction(&self) -> TransactionBuilder {
        TransactionBuilder { database: self.clone(), request: TransactionRequest::default(), failure: None }
    }

    /// Starts a read of up to 100 items of any tables, as they stand at one moment.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let orders = db.create_table("orders").partition_key("id", S).run()?;
    /// users.put(item! { "id": "minji" }).run()?;
    /// let read = db.read_together().get(&users, "minji").get(&orders, "o1").run()?;
    /// assert!(read[0].is_some() && read[1].is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn read_together(&self) -> TransactionReadBuilder {
        TransactionReadBuilder { database: self.clone(), reads: Vec::new(), return_consumed_capacity: None }
    }
}

/// A transaction of writes, being made: [`Database::transaction`].
#[derive(Debug, Clone)]
#[must_use = "nothing is written until `run`"]
pub struct TransactionBuilder {
    database: Database,
    request: TransactionRequest,
    failure: Option<Error>,
}

macro_rules! actions {
    () => {
        /// Puts an item.
        pub fn put(self, table: &Table, item: impl Into<Item>) -> ActionBuilder {
            self.action(table, item.into(), Kind::Put)
        }

        /// Puts a struct of yours, whose fields are the item's attributes.
        pub fn put_as<T: Serialize + ?Sized>(self, table: &Table, value: &T) -> ActionBuilder {
            let (item, failure) = match to_item(value) {
                Ok(item) => (item, None),
                Err(error) => (Item::new(), Some(error.into())),
            };
            let mut builder = self.action(table, item, Kind::Put);
            builder.transaction.failure = builder.transaction.failure.or(failure);
            builder
        }

        /// Changes the item with this key by an update expression, such as `"SET price = price + :one"`.
        pub fn update(
            self,
            table: &Table,
            key: impl IntoKey,
            expression: impl Into<String>,
        ) -> ActionBuilder {
            self.action(table, table.key_item(key), Kind::Update)
                .latest(|action| action.update = Some(expression.into()))
        }

        /// Deletes the item with this key, if there is one.
        pub fn delete(self, table: &Table, key: impl IntoKey) -> ActionBuilder {
            self.action(table, table.key_item(key), Kind::Delete)
        }

        /// Changes nothing, but asks that a condition holds for the item with this key.
        pub fn check(self, table: &Table, key: impl IntoKey, condition: impl Into<String>) -> ActionBuilder {
            self.action(table, table.key_item(key), Kind::ConditionCheck).condition(condition)
        }

        /// What the request is recognized by: sent again with the same token within ten minutes, it does nothing a
        /// second time and succeeds.
        pub fn token(self, token: impl Into<String>) -> TransactionBuilder {
            let mut transaction = self.finished();
            transaction.request.client_request_token = Some(token.into());
            transaction
        }

        /// Asks what the transaction consumes; `output` tells it.
        pub fn return_consumed_capacity(self, how_much: ReturnConsumedCapacity) -> TransactionBuilder {
            let mut transaction = self.finished();
            transaction.request.return_consumed_capacity = Some(how_much);
            transaction
        }

        /// Carries all actions out, or none.
        ///
        /// # Errors
        /// A condition that does not hold, or a change that cannot be made: [`Error::TransactionCanceled`], with a
        /// reason for each action; [`Error::failed_actions`] has those that count. A request that is not well
        /// formed, or has two actions on one item: [`Error::Validation`]. A table that is gone:
        /// [`Error::ResourceNotFound`]. A token that came with another request:
        /// [`Error::IdempotentParameterMismatch`].
        pub fn run(self) -> Result<()> {
            self.output().map(drop)
        }

        /// Carries all actions out, and gives the whole answer.
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn output(self) -> Result<TransactWriteItemsOutput> {
            self.finished().carry_out()
        }
    };
}

impl TransactionBuilder {
    actions!();

    fn action(mut self, table: &Table, subject: Item, kind: Kind) -> ActionBuilder {
        self.request.add(kind, table.name(), subject);
        let key_name = table.key_schema().partition_key.first();
        ActionBuilder {
            transaction: self,
            key_name: key_name.map(|attribute| attribute.name.clone()).unwrap_or_default(),
        }
    }

    fn finished(self) -> Self {
        self
    }

    fn carry_out(self) -> Result<TransactWriteItemsOutput> {
        if let Some(error) = self.failure {
            return Err(error);
        }
        let request = Request::typed(self.request, TransactionRequest::check_values);
        transact_write_items::run(&self.database.store, request)
    }
}

/// A transaction whose latest action can be told more: a condition, placeholders.
#[derive(Debug, Clone)]
#[must_use = "nothing is written until `run`"]
pub struct ActionBuilder {
    transaction: TransactionBuilder,
    /// The name of the partition key in the latest action's table.
    key_name: AttributeName,
}

impl ActionBuilder {
    /// Of this action: what a `#name` in an expression stands for, an attribute's name that is a reserved word, or
    /// has dots.
    pub fn name(self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.latest(|action| {
            action.names.get_or_insert_default().insert(placeholder.into(), name.into());
        })
    }

    /// Of this action: what a `:value` in an expression stands for.
    pub fn value(self, placeholder: impl Into<String>, value: impl Into<AttributeValue>) -> Self {
        self.latest(|action| {
            action.values.get_or_insert_default().insert(placeholder.into(), value.into());
        })
    }

    /// Of this action: what must hold for the item that is there; an item that is not there has no attributes.
    pub fn condition(self, expression: impl Into<String>) -> Self {
        self.latest(|action| action.condition = Some(expression.into()))
    }

    /// Of this action: there must be no item with its key.
    pub fn if_absent(self) -> Self {
        self.key_condition("attribute_not_exists(#hashrange_key)")
    }

    /// Of this action: there must be an item with its key.
    pub fn if_exists(self) -> Self {
        self.key_condition("attribute_exists(#hashrange_key)")
    }

    fn key_condition(mut self, condition: &str) -> Self {
        let name = std::mem::take(&mut self.key_name);
        self.condition(condition).name("#hashrange_key", name)
    }

    /// Of this action: puts the item that is there into the reason, where the condition does not hold.
    pub fn return_item_on_failure(self) -> Self {
        self.latest(|action| action.on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld))
    }

    actions!();

    fn action(self, table: &Table, subject: Item, kind: Kind) -> Self {
        self.transaction.action(table, subject, kind)
    }

    fn latest(mut self, change: impl FnOnce(&mut ActionRequest)) -> Self {
        if let Some(action) = self.transaction.request.latest() {
            change(action);
        }
        self
    }

    fn finished(self) -> TransactionBuilder {
        self.transaction
    }
}

/// A read of several items at one moment, being made: [`Database::read_together`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`"]
pub struct TransactionReadBuilder {
    database: Database,
    reads: Vec<TransactGetItem>,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl TransactionReadBuilder {
    /// Reads the item with this key.
    pub fn get(mut self, table: &Table, key: impl IntoKey) -> Self {
        self.reads.push(TransactGetItem::new(table.name(), table.key_item(key)));
        self
    }

    /// Of the latest read: the paths wanted, a projection expression such as `"price, preferences.genre[0]"`.
    pub fn project(self, expression: impl Into<String>) -> Self {
        self.latest(|get| get.projection_expression = Some(expression.into()))
    }

    /// Of the latest read: what a `#name` in its projection stands for.
    pub fn name(self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.latest(|get| {
            get.expression_attribute_names.get_or_insert_default().insert(placeholder.into(), name.into());
        })
    }

    fn latest(mut self, change: impl FnOnce(&mut Get)) -> Self {
        if let Some(read) = self.reads.last_mut() {
            change(&mut read.get);
        }
        self
    }

    /// Asks what the reads consume; [`output`](Self::output) tells it.
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.return_consumed_capacity = Some(how_much);
        self
    }

    /// Reads the items, in the order in which they were asked for; `None` where there is none.
    ///
    /// # Errors
    /// A key that does not fit: [`Error::TransactionCanceled`]. No read, more than 100 of them, one item twice, an
    /// expression that is not well formed: [`Error::Validation`]. A table that is gone:
    /// [`Error::ResourceNotFound`].
    pub fn run(self) -> Result<Vec<Option<Arc<Item>>>> {
        Ok(self.output()?.responses.into_iter().map(|response| response.item).collect())
    }

    /// Reads the items, and gives the whole answer.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<TransactGetItemsOutput> {
        let input = TransactGetItemsInput {
            transact_items: self.reads,
            return_consumed_capacity: self.return_consumed_capacity,
        };
        let request = Request::typed(input, TransactGetItemsInput::check_values);
        transact_get_items::run(&self.database.store, request)
    }
}
