//! The builder of PutItem.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use super::{
    asking::Asked,
    expressions::IntoCondition,
    placeholders::{PlaceholderMaps, placeholder_methods},
    table::Table,
    wait::wait,
    write_options::{Options, converted, write_asked, write_methods, write_output},
};
use crate::{
    error::{Error, Result},
    expression::ExpressionKind,
    operation::{
        ConditionPart, Operation, Request, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        ReturnValuesOnConditionCheckFailure, Spelled,
        item::put_item::{self, PutItemInput, PutItemOutput},
    },
    value::{Item, to_item},
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
#[derive(Debug, Clone)]
#[must_use = "nothing is written until `run`"]
pub struct PutBuilder<'t> {
    table: &'t Table,
    item: Result<Item>,
    options: Option<Box<Options>>,
}

impl<'t> PutBuilder<'t> {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The table.
    pub(super) fn table(&self) -> &'t Table {
        self.table
    }

    pub(super) fn new(table: &'t Table, item: Result<Item>) -> Self {
        Self { table, item, options: None }
    }

    /// The item that is put.
    #[cfg(feature = "derive")]
    pub(crate) fn item(&self) -> Result<Item> {
        self.item.clone()
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
        if self.options.is_none() && !self.table.engine.is_watched() {
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
        let table = self.table;
        converted(table, self.replaced()?)
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

    /// The request for an endpoint.
    pub(super) fn asked(self) -> Result<Asked<PutItemInput>> {
        write_asked!(self, PutItemInput { item: self.item? })
    }
}
