//! The builders of PutItem, UpdateItem and DeleteItem.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use super::{
    key::IntoKey,
    placeholders::{PlaceholderMaps, placeholder_methods},
    table::Table,
    write_options::{Options, write_methods, write_output},
};
use crate::{
    error::{Error, Result},
    operation::{
        ConditionPart, Operation, Request, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        ReturnValuesOnConditionCheckFailure, Texts,
        item::{
            delete_item::{self, DeleteItemInput, DeleteItemOutput},
            put_item::{self, PutItemInput, PutItemOutput},
            update_item::{self, UpdateItemInput, UpdateItemOutput},
        },
    },
    value::{Item, from_item_ref, to_item},
};

impl Table {
    /// Puts an item, which replaces the one with the same key if there is one.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// use hashrange::item;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "jihoon07", "product": "텀블러" }).run()?;
    /// let replaced = users.put(item! { "user_id": "jihoon07", "product": "스탠리" }).replaced()?;
    /// assert_eq!(replaced.unwrap().get("product"), Some(&"텀블러".into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put(&self, item: impl Into<Item>) -> PutBuilder<'_> {
        PutBuilder::new(self, Ok(item.into()))
    }

    /// Puts a struct of yours, whose fields are the item's attributes by the rules of [`to_item`]. A `HashSet` or
    /// `BTreeSet` is a list unless its field says that it is a set ([`sets`](crate::value::sets)).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let haeri = User { user_id: "haeri05".into(), age: 39 };
    /// users.put_as(&haeri).run()?;
    /// assert_eq!(users.get("haeri05").run_as::<User>()?, Some(haeri));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_as<T: Serialize + ?Sized>(&self, value: &T) -> PutBuilder<'_> {
        PutBuilder::new(self, to_item(value).map_err(Error::from))
    }

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

    /// Deletes the item with this key, if there is one.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// users.delete("haeri05").run()?;
    /// assert!(users.get("haeri05").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete(&self, key: impl IntoKey) -> DeleteBuilder<'_> {
        DeleteBuilder::new(self, self.key_item(key))
    }
}

/// A PutItem request: [`Table::put`].
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S};
/// use hashrange::{Error, item};
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// users.put(item! { "user_id": "jihoon07" }).if_absent().run()?;
/// let again = users.put(item! { "user_id": "jihoon07" }).if_absent().run();
/// assert!(matches!(again, Err(Error::ConditionalCheckFailed { .. })));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is written until `run`"]
pub struct PutBuilder<'t> {
    table: &'t Table,
    item: Result<Item>,
    options: Option<Box<Options>>,
}

impl<'t> PutBuilder<'t> {
    pub(super) fn new(table: &'t Table, item: Result<Item>) -> Self {
        Self { table, item, options: None }
    }

    write_methods!("users.put(item! { \"user_id\": \"haeri05\", \"age\": 40 })");

    /// Puts the item.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
    /// assert!(users.put(item! { "age": 39 }).run().is_err()); // the key is missing
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key or value that the table refuses, an item of more than 400 KB, an expression that is not well formed:
    /// [`Error::Validation`](crate::error::Error::Validation). A condition that does not hold:
    /// [`Error::ConditionalCheckFailed`](crate::error::Error::ConditionalCheckFailed). A table that is gone:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn run(self) -> Result<()> {
        if self.options.is_none() && !self.table.engine.features().any() {
            let item = self.item?;
            return self.table.operate(PutItemInput::OPERATION, |tables| put_item::put(tables, item));
        }
        self.output().map(drop)
    }

    /// Puts the item and returns the one that it replaced.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let replaced = users.put(item! { "user_id": "haeri05", "age": 40 }).replaced()?;
    /// assert_eq!(replaced.unwrap().get("age"), Some(&39.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn replaced(self) -> Result<Option<Arc<Item>>> {
        self.return_values(ReturnValue::AllOld).output().map(|output| output.attributes)
    }

    /// Puts the item, and returns the one that it replaced as a struct of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let haeri = User { user_id: "haeri05".into(), age: 40 };
    /// let replaced: Option<User> = users.put_as(&haeri).replaced_as()?;
    /// assert_eq!(replaced.unwrap().age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) if the replaced item does not
    /// fit the type. The item has been put then.
    pub fn replaced_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        converted(self.replaced()?)
    }

    /// Puts the item and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let output = users.put(item! { "user_id": "haeri05" }).output()?;
    /// assert!(output.attributes.is_none()); // `return_values` asks for the replaced item
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<PutItemOutput> {
        write_output!(self, PutItemInput { item: self.item? }, put_item::put_if)
    }
}

/// A DeleteItem request: [`Table::delete`].
#[derive(Debug)]
#[must_use = "nothing is deleted until `run`"]
pub struct DeleteBuilder<'t> {
    table: &'t Table,
    key: Item,
    options: Option<Box<Options>>,
}

impl<'t> DeleteBuilder<'t> {
    pub(super) fn new(table: &'t Table, key: Item) -> Self {
        Self { table, key, options: None }
    }

    write_methods!("users.delete(\"haeri05\")");

    /// Deletes the item. If there is none, nothing happens.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// users.delete("haeri05").run()?;
    /// users.delete("haeri05").run()?; // there is none any more
    /// assert!(users.delete("haeri05").if_exists().run().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PutBuilder::run`].
    pub fn run(self) -> Result<()> {
        self.output().map(drop)
    }

    /// Deletes the item and returns it; `None` if there was none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let deleted = users.delete("haeri05").deleted()?;
    /// assert_eq!(deleted.unwrap().s("city"), Some("서울"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PutBuilder::run`].
    pub fn deleted(self) -> Result<Option<Arc<Item>>> {
        self.return_values(ReturnValue::AllOld).output().map(|output| output.attributes)
    }

    /// Deletes the item and returns it as a struct of yours; `None` if there was none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let deleted: Option<User> = users.delete("haeri05").deleted_as()?;
    /// assert_eq!(deleted.unwrap().age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PutBuilder::run`]; and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit the
    /// type. It has been deleted then.
    pub fn deleted_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        converted(self.deleted()?)
    }

    /// Deletes the item and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let output = users.delete("haeri05").output()?;
    /// assert!(output.attributes.is_none()); // `return_values` asks for the deleted item
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PutBuilder::run`].
    pub fn output(self) -> Result<DeleteItemOutput> {
        write_output!(self, DeleteItemInput { key: self.key }, delete_item::delete_if)
    }
}

/// An UpdateItem request: [`Table::update`].
#[derive(Debug)]
#[must_use = "nothing is changed until `run`"]
pub struct UpdateBuilder<'t> {
    table: &'t Table,
    key: Item,
    updates: Texts,
    options: Option<Box<Options>>,
}

impl<'t> UpdateBuilder<'t> {
    pub(super) fn new(table: &'t Table, key: Item) -> Self {
        Self { table, key, updates: Texts::new(), options: None }
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
    pub fn expression(mut self, expression: impl Into<String>) -> Self {
        self.updates.push(expression.into());
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
    /// As [`PutBuilder::run`]; and [`Error::Validation`](crate::error::Error::Validation) for an expression that does
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
        Ok(from_item_ref(&*self.updated()?)?)
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
        converted(self.previous()?)
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
}

fn converted<T: DeserializeOwned>(item: Option<Arc<Item>>) -> Result<Option<T>> {
    Ok(item.as_deref().map(from_item_ref).transpose()?)
}
