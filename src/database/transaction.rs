//! The builder of TransactWriteItems.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    expressions::{IntoCondition, IntoUpdate},
    handle::Database,
    key::IntoKey,
    placeholders::{FirstError, failed_method},
    table::Table,
};
use crate::{
    key::KeySchema,
    operation::transaction::action_request::{Kind, TransactionRequest},
    value::{Item, to_item},
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
            tables: BTreeMap::new(),
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
    pub(super) database: Database,
    pub(super) request: TransactionRequest,
    /// The keys of an endpoint's tables.
    pub(super) tables: BTreeMap<String, KeySchema>,
    pub(super) first_error: FirstError,
}

impl TransactionBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

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
    pub fn update(self, table: &Table, key: impl IntoKey, update: impl IntoUpdate) -> Self {
        self.action(table, table.key_item(key), Kind::Update).expression(update)
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
    pub fn check(self, table: &Table, key: impl IntoKey, condition: impl IntoCondition) -> Self {
        self.action(table, table.key_item(key), Kind::ConditionCheck).condition(condition)
    }

    failed_method!();

    fn action(mut self, table: &Table, subject: Item, kind: Kind) -> Self {
        self.first_error.note(self.database.check_own(table));
        if table.is_remote() {
            self.tables.entry(table.name().to_owned()).or_insert_with(|| table.key_schema());
        }
        self.request.add(kind, table.name(), subject);
        self
    }
}
