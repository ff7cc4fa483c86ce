//! The builder of UpdateItem.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    asking::Asked,
    expressions::{IntoCondition, IntoUpdate},
    key::IntoKey,
    placeholders::{PlaceholderMaps, placeholder_methods},
    table::Table,
    update_methods::{change_built, update_methods},
    wait::wait,
    write_options::{Options, converted, write_asked, write_methods, write_output},
};
use crate::{
    error::Result,
    expression::{Attr, ExpressionKind, NewValue, UpdateExpression},
    operation::{
        ConditionPart, Operation, Request, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        ReturnValuesOnConditionCheckFailure, Spelled, Updates,
        item::update_item::{self, UpdateItemInput, UpdateItemOutput},
    },
    value::{AttributeValue, Item},
};

impl Table {
    /// Changes attributes of the item with this key, or creates an item with them.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let pages = db.create_table("pages").partition_key("path", S).run()?;
    /// let page = pages.update("/").expression("ADD hits :one").value(":one", 1).updated()?;
    /// assert_eq!(page.get("hits"), Some(&1.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn update(&self, key: impl IntoKey) -> UpdateBuilder<'_> {
        UpdateBuilder::new(self, self.key_item(key))
    }
}

/// An UpdateItem request: [`Table::update`].
#[derive(Debug, Clone)]
#[must_use = "nothing is changed until `run`"]
pub struct UpdateBuilder<'t> {
    table: &'t Table,
    key: Item,
    updates: Updates,
    options: Option<Box<Options>>,
}

impl<'t> UpdateBuilder<'t> {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The table.
    pub(super) fn table(&self) -> &'t Table {
        self.table
    }

    pub(super) fn new(table: &'t Table, key: Item) -> Self {
        Self { table, key, updates: Updates::new(), options: None }
    }

    write_methods!("users.update(\"haeri05\").expression(\"SET age = :new\").value(\":new\", 40)");

    /// An update expression such as `"SET price = price + :one REMOVE old"`. A second call adds to the first: each may
    /// have all sections, but their paths must not overlap.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let table = db.create_table("products").partition_key("id", S).run()?;
    /// # table.put(item! { "id": "p1", "price": 100 }).run()?;
    /// let product = table.update("p1").expression("SET price = price + :one").value(":one", 1).updated()?;
    /// assert_eq!(product.get("price"), Some(&101.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn expression(mut self, update: impl IntoUpdate) -> Self {
        self.updates.push(update.into_update());
        self
    }

    update_methods!("users.update(\"haeri05\")");

    fn change(mut self, change: impl FnOnce(UpdateExpression) -> UpdateExpression) -> Self {
        change_built(&mut self.updates, change);
        self
    }

    /// Changes the item.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// users.update("haeri05").expression("REMOVE city").run()?;
    /// assert!(!users.get("haeri05").run()?.unwrap().contains("city"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PutBuilder::run`](crate::PutBuilder::run); and [`Error::Validation`](crate::error::Error::Validation) for an expression that does
    /// not fit the item, such as an addition to a text.
    pub fn run(self) -> Result<()> {
        self.output().map(drop)
    }

    /// Updates the item and returns it as it is afterwards. It is empty if the update only removes and there is no
    /// item.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = users.update("haeri05").expression("ADD age :one").value(":one", 1).updated()?;
    /// assert_eq!(haeri.get("age"), Some(&40.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn updated(self) -> Result<Arc<Item>> {
        let output = self.return_values(ReturnValue::AllNew).output()?;
        Ok(output.attributes.unwrap_or_default())
    }

    /// Updates the item and returns it as a struct of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let haeri: User = users.update("haeri05").expression("ADD age :one").value(":one", 1).updated_as()?;
    /// assert_eq!(haeri.age, 40);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit the
    /// type. It has been changed then.
    pub fn updated_as<T: DeserializeOwned>(self) -> Result<T> {
        let table = self.table;
        let updated = self.updated()?;
        table.convert(&updated)
    }

    /// Updates the item and returns it as it was before; `None` if there was none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let before = users.update("haeri05").expression("ADD age :one").value(":one", 1).previous()?;
    /// assert_eq!(before.unwrap().get("age"), Some(&39.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn previous(self) -> Result<Option<Arc<Item>>> {
        self.return_values(ReturnValue::AllOld).output().map(|output| output.attributes)
    }

    /// Updates the item and returns it as it was before, as a struct of yours; `None` if there was none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let before: Option<User> = users.update("haeri05").expression("ADD age :one").value(":one", 1).previous_as()?;
    /// assert_eq!(before.unwrap().age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`updated_as`](Self::updated_as).
    pub fn previous_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        let table = self.table;
        converted(table, self.previous()?)
    }

    /// Updates the item and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// use hashrange::operation::ReturnValue;
    ///
    /// let update = users.update("haeri05").expression("ADD age :one").value(":one", 1);
    /// let output = update.return_values(ReturnValue::UpdatedNew).output()?;
    /// assert_eq!(*output.attributes.unwrap(), item! { "age": 40 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<UpdateItemOutput> {
        write_output!(self, UpdateItemInput { key: self.key }, update_item::update_if, self.updates)
    }

    /// The request for an endpoint.
    pub(super) fn asked(self) -> Result<Asked<UpdateItemInput>> {
        write_asked!(self, UpdateItemInput { key: self.key }, self.updates)
    }
}
