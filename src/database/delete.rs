//! The builder of DeleteItem.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    asking::Asked,
    expressions::IntoCondition,
    key::IntoKey,
    placeholders::{PlaceholderMaps, placeholder_methods},
    table::Table,
    wait::wait,
    write_options::{Options, converted, write_asked, write_methods, write_output},
};
use crate::{
    error::Result,
    expression::ExpressionKind,
    operation::{
        ConditionPart, Operation, Request, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        ReturnValuesOnConditionCheckFailure, Spelled,
        item::delete_item::{self, DeleteItemInput, DeleteItemOutput},
    },
    value::Item,
};

impl Table {
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

/// A DeleteItem request: [`Table::delete`].
#[derive(Debug, Clone)]
#[must_use = "nothing is deleted until `run`"]
pub struct DeleteBuilder<'t> {
    table: &'t Table,
    key: Item,
    options: Option<Box<Options>>,
}

impl<'t> DeleteBuilder<'t> {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The table.
    pub(super) fn table(&self) -> &'t Table {
        self.table
    }

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
    /// As [`PutBuilder::run`](crate::PutBuilder::run).
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
    /// As [`PutBuilder::run`](crate::PutBuilder::run).
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
    /// As [`PutBuilder::run`](crate::PutBuilder::run); and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit the
    /// type. It has been deleted then.
    pub fn deleted_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        let table = self.table;
        converted(table, self.deleted()?)
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
    /// As [`PutBuilder::run`](crate::PutBuilder::run).
    pub fn output(self) -> Result<DeleteItemOutput> {
        write_output!(self, DeleteItemInput { key: self.key }, delete_item::delete_if)
    }

    /// The request for an endpoint.
    pub(super) fn asked(self) -> Result<Asked<DeleteItemInput>> {
        write_asked!(self, DeleteItemInput { key: self.key })
    }
}
