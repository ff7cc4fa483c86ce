//! The builder of TransactWriteItems.

use serde::Serialize;

use super::{
    super::operation::transaction::transact_write_items::{self, TransactWriteItemsOutput},
    handle::Database,
    key::IntoKey,
    placeholders::{FirstError, insert_name, insert_value},
    table::Table,
};
use crate::{
    error::{Error, Result},
    operation::{
        ConditionPart, NamesTables, Operation, Request, ReturnConsumedCapacity,
        ReturnValuesOnConditionCheckFailure, TransactWriteItemsInput,
        transaction::action_request::{ActionRequest, Kind, TransactionRequest},
    },
    value::{AttributeValue, Item, to_item},
};

impl Database {
    /// Begins a transaction of up to 100 writes to items of any tables; all of them are carried out or none.
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
        TransactionBuilder {
            database: self.clone(),
            request: TransactionRequest::default(),
            first_error: FirstError::default(),
        }
    }
}

/// A TransactWriteItems request: [`Database::transaction`].
///
/// Each call returns the builder, so a loop or a branch can add actions:
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let lines = db.create_table("lines").partition_key("id", S).run()?;
/// # let coupons = db.create_table("coupons").partition_key("id", S).run()?;
/// # let coupon = Some("spring");
/// let mut order = db.transaction();
/// for line in ["pen", "ink", "paper"] {
///     order = order.put(&lines, item! { "id": line }).if_absent();
/// }
/// if let Some(coupon) = coupon {
///     order = order.update(&coupons, coupon, "ADD used :one").value(":one", 1);
/// }
/// order.run()?;
/// assert_eq!(lines.item_count() + coupons.item_count(), 4);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is written until `run`"]
pub struct TransactionBuilder {
    database: Database,
    request: TransactionRequest,
    first_error: FirstError,
}

impl TransactionBuilder {
    /// Puts an item.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction().put(&accounts, item! { "id": "haeri", "won": 100 }).run()?;
    /// assert_eq!(accounts.item_count(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put(self, table: &Table, item: impl Into<Item>) -> Self {
        self.action(table, item.into(), Kind::Put)
    }

    /// Puts a struct of yours, whose fields are the item's attributes.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// #[derive(serde::Serialize)]
    /// struct Account { id: String, won: u32 }
    ///
    /// db.transaction().put_as(&accounts, &Account { id: "haeri".into(), won: 100 }).run()?;
    /// assert_eq!(accounts.item_count(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_as<T: Serialize + ?Sized>(mut self, table: &Table, value: &T) -> Self {
        let item = to_item(value).unwrap_or_else(|error| {
            self.first_error.note(Err(error.into()));
            Item::new()
        });
        self.action(table, item, Kind::Put)
    }

    /// Changes the item with this key by an update expression, such as `"SET price = price + :one"`.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction().update(&accounts, "jihoon", "SET won = won + :won").value(":won", 100).run()?;
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&100.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn update(self, table: &Table, key: impl IntoKey, expression: impl Into<String>) -> Self {
        self.action(table, table.key_item(key), Kind::Update).expression(expression)
    }

    /// Deletes the item with this key, if there is one.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction().delete(&accounts, "jihoon").condition("won = :none").value(":none", 0).run()?;
    /// assert_eq!(accounts.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete(self, table: &Table, key: impl IntoKey) -> Self {
        self.action(table, table.key_item(key), Kind::Delete)
    }

    /// Changes nothing, but requires that a condition holds for the item with this key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction()
    ///     .check(&accounts, "minji", "won >= :least").value(":least", 1000)
    ///     .delete(&accounts, "jihoon")
    ///     .run()?;
    /// assert_eq!(accounts.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn check(self, table: &Table, key: impl IntoKey, condition: impl Into<String>) -> Self {
        self.action(table, table.key_item(key), Kind::ConditionCheck).condition(condition)
    }

    fn action(mut self, table: &Table, subject: Item, kind: Kind) -> Self {
        self.first_error.note(self.database.check_own(table));
        self.request.add(kind, table.name(), subject);
        self
    }

    /// Of the latest action: what a `#name` in its expressions stands for, an attribute's name that is a reserved
    /// word, or has dots. A second meaning is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction()
    ///     .update(&accounts, "minji", "SET #s = :state").name("#s", "status").value(":state", "closed")
    ///     .run()?;
    /// assert_eq!(accounts.get("minji").run()?.unwrap().s("status"), Some("closed"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn name(self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.latest(|action| insert_name(&mut action.names, placeholder.into(), name.into()))
    }

    /// Of the latest action: what a `:value` in its expressions stands for. A second meaning is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// db.transaction() // each action has values of its own
    ///     .update(&accounts, "minji", "SET won = :won").value(":won", 1)
    ///     .update(&accounts, "jihoon", "SET won = :won").value(":won", 2)
    ///     .run()?;
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&2.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn value(self, placeholder: impl Into<String>, value: impl Into<AttributeValue>) -> Self {
        self.latest(|action| insert_value(&mut action.values, placeholder.into(), value.into()))
    }

    /// Of the latest action, an update: more to change. None of its expressions may change what lies under another
    /// one's paths.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let transaction = db.transaction().update(&accounts, "minji", "SET won = :won").value(":won", 1);
    /// transaction.expression("SET closed = :yes").value(":yes", true).run()?;
    /// assert_eq!(accounts.get("minji").run()?.unwrap().get("closed"), Some(&true.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn expression(self, expression: impl Into<String>) -> Self {
        self.latest(|action| match action.kind {
            Kind::Update => {
                action.updates.push(expression.into());
                Ok(())
            }
            _ => {
                Err(Error::validation("An update expression belongs to an update; the latest action is none"))
            }
        })
    }

    /// Of the latest action: what must hold for the item that is there; an item that is not there has no
    /// attributes. Each call adds a condition, and all must hold, that of [`check`](Self::check) too. Together they
    /// may be as long, and have as many operators, as one expression.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().delete(&accounts, "minji").condition("won = :none").value(":none", 0).run();
    /// assert!(refused.is_err() && accounts.item_count() == 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn condition(self, expression: impl Into<String>) -> Self {
        self.holding(ConditionPart::Text(expression.into()))
    }

    /// Of the latest action: there must be no item with its key. It adds to other conditions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().put(&accounts, item! { "id": "minji", "won": 0 }).if_absent().run();
    /// assert!(refused.is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_absent(self) -> Self {
        self.holding(ConditionPart::ItemAbsent)
    }

    /// Of the latest action: there must be an item with its key. It adds to other conditions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let refused = db.transaction().delete(&accounts, "nobody").if_exists().run();
    /// assert!(refused.is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_exists(self) -> Self {
        self.holding(ConditionPart::ItemExists)
    }

    fn holding(self, condition: ConditionPart) -> Self {
        self.latest(|action| {
            action.conditions.push(condition);
            Ok(())
        })
    }

    /// Of the latest action: puts the item that is there into the reason, where the condition does not hold.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let put = db.transaction().put(&accounts, item! { "id": "minji" }).if_absent().return_item_on_failure();
    /// let error = put.run().unwrap_err();
    /// let (_, reason) = error.failed_actions().next().unwrap();
    /// assert_eq!(reason.item.as_ref().unwrap().get("won"), Some(&5000.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_item_on_failure(self) -> Self {
        self.latest(|action| {
            action.on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
            Ok(())
        })
    }

    fn latest(mut self, change: impl FnOnce(&mut ActionRequest) -> Result<()>) -> Self {
        let changed = match self.request.latest() {
            Some(action) => change(action),
            None => Err(Error::validation(
                "Conditions, expressions and placeholders belong to an action; begin one first: `put`, `update`, \
                 `delete` or `check`",
            )),
        };
        self.first_error.note(changed);
        self
    }

    /// The client request token: a request that is sent again with the same token within ten minutes succeeds without
    /// being carried out a second time.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let pay = || {
    ///     let update = db.transaction().update(&accounts, "jihoon", "SET won = won + :won").value(":won", 100);
    ///     update.token("payment 17").run()
    /// };
    /// pay()?;
    /// pay()?; // sent again after a timeout, say
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&100.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.request.client_request_token = Some(token.into());
        self
    }

    /// Asks for the capacity that the transaction consumes, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let delete = db.transaction().delete(&accounts, "minji");
    /// let output = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    /// assert_eq!(output.consumed_capacity.unwrap()[0].capacity_units, 2.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.request.return_consumed_capacity = Some(how_much);
        self
    }

    /// Carries all actions out, or none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let transfer = db.transaction().delete(&accounts, "minji").delete(&accounts, "nobody").if_exists().run();
    /// assert_eq!(transfer.unwrap_err().failed_actions().next().unwrap().0, 1); // the second action
    /// assert_eq!(accounts.item_count(), 2); // nothing was deleted
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A condition that does not hold, or a change that cannot be made: [`Error::TransactionCanceled`], with a
    /// reason for each action; [`Error::failed_actions`] has those that count. A request that is not well formed,
    /// has two actions on one item, or a handle of another database's table: [`Error::Validation`]. A table that is
    /// gone: [`Error::ResourceNotFound`]. A token that came with another request:
    /// [`Error::IdempotentParameterMismatch`].
    pub fn run(self) -> Result<()> {
        self.output().map(drop)
    }

    /// Carries all actions out, and gives the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let output = db.transaction().delete(&accounts, "minji").output()?;
    /// assert!(output.consumed_capacity.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<TransactWriteItemsOutput> {
        self.first_error.check()?;
        let request = Request::typed(self.request, TransactionRequest::check_values);
        let engine = &self.database.engine;
        let passage = engine.enter(TransactWriteItemsInput::OPERATION, || request.input.named_tables());
        let result = transact_write_items::run(engine, request);
        passage.leave(&result);
        result
    }
}
