//! The builder of GetItem.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    asking::Asked,
    expressions::{IntoProjection, of_projections},
    key::{IntoKey, Key},
    placeholders::{FirstError, Names, insert_name},
    table::Table,
    wait::wait,
};
use crate::{
    error::Result,
    operation::{
        Operation, Projections, Request, ReturnConsumedCapacity, Spelled,
        item::get_item::{self, GetItemInput, GetItemOutput},
    },
    value::Item,
};

impl Table {
    /// Reads the item with this key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = users.get("haeri05").run()?.expect("it was put");
    /// assert_eq!(haeri.s("city"), Some("서울"));
    /// assert!(users.get("nobody").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn get(&self, key: impl IntoKey) -> GetBuilder<'_> {
        GetBuilder::new(self, key.into_key(self.current().schema()))
    }
}

/// A GetItem request: [`Table::get`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `run`"]
pub struct GetBuilder<'t> {
    table: &'t Table,
    key: Key,
    consistent: bool,
    options: Option<Box<Options>>,
}

/// Options that few reads have. They are boxed, so that the builder is small.
#[derive(Debug, Clone, Default)]
struct Options {
    projections: Projections,
    names: Names,
    first_error: FirstError,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl<'t> GetBuilder<'t> {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The table.
    pub(super) fn table(&self) -> &'t Table {
        self.table
    }

    pub(super) fn new(table: &'t Table, key: Key) -> Self {
        Self { table, key, consistent: false, options: None }
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Asks for a strongly consistent read, which costs twice the capacity.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert!(users.get("haeri05").consistent().run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Reads these paths only: a projection expression such as `"price, preferences.genre[0]"`. A second call
    /// adds its paths to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = users.get("haeri05").project("age, city").run()?.unwrap();
    /// assert_eq!(*haeri, item! { "age": 39, "city": "서울" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(mut self, projection: impl IntoProjection) -> Self {
        self.options().projections.push(projection.into_projection());
        self
    }

    /// The attribute name that `#name` in the projection stands for. A second one for the same placeholder is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = users.get("haeri05").project("#c").name("#c", "city").run()?.unwrap();
    /// assert_eq!(*haeri, item! { "city": "서울" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        let options = self.options();
        options.first_error.note(insert_name(&mut options.names, placeholder.into(), name.into()));
        self
    }

    /// Asks for the capacity that the read consumes, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let output = users.get("haeri05").return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    /// assert_eq!(output.consumed_capacity.unwrap().capacity_units, 0.5);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.options().return_consumed_capacity = Some(how_much);
        self
    }

    /// Reads the item; `None` if there is none. It shares its memory with the table.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = users.get("haeri05").run()?;
    /// assert_eq!(haeri.unwrap().get("age"), Some(&39.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key that does not fit the table's schema, or an expression that is not well formed:
    /// [`Error::Validation`](crate::error::Error::Validation). A table that is gone:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn run(self) -> Result<Option<Arc<Item>>> {
        if self.options.is_none() && !self.table.engine.is_watched() {
            return self.table.operate(GetItemInput::OPERATION, |tables| {
                let table = tables.find(self.table.name())?;
                let place = self.key.place(table.schema())?;
                Ok(table.get(&place, self.consistent).map(|stored| stored.into_item()))
            });
        }
        self.output().map(|output| output.item)
    }

    /// Reads the item as a struct of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let haeri: Option<User> = users.get("haeri05").run_as()?;
    /// assert_eq!(haeri.unwrap().age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit.
    pub fn run_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        let table = self.table;
        self.run()?.map(|item| table.convert(&item)).transpose()
    }

    /// Reads the item and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let output = users.get("haeri05").output()?;
    /// assert!(output.item.is_some() && output.consumed_capacity.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<GetItemOutput> {
        if self.table.is_remote() {
            return wait(self.asked()?.answer());
        }
        let options = self.options.unwrap_or_default();
        options.first_error.check()?;
        let input = GetItemInput {
            key: self.key.into_item(self.table.current().schema()),
            consistent_read: Some(self.consistent),
            return_consumed_capacity: options.return_consumed_capacity,
            expression_attribute_names: options.names,
            ..GetItemInput::default()
        };
        let request = Request::typed(input, GetItemInput::check_values);
        self.table
            .operate(GetItemInput::OPERATION, |tables| {
                get_item::get_parts(tables, request, &options.projections)
            })
            .map_err(|error| error.in_expressions(of_projections(&options.projections)))
    }

    /// The request for an endpoint.
    pub(super) fn asked(self) -> Result<Asked<GetItemInput>> {
        let (table, options) = (self.table, self.options.unwrap_or_default());
        options.first_error.check()?;
        let mut spelled = Spelled::new(options.names, None);
        let projection_expression = spelled.projections(&options.projections)?;
        let input = GetItemInput {
            table_name: table.name().to_owned(),
            key: self.key.into_item(table.current().schema()),
            consistent_read: Some(self.consistent),
            return_consumed_capacity: options.return_consumed_capacity,
            projection_expression,
            expression_attribute_names: spelled.placeholders().0,
            ..GetItemInput::default()
        };
        Ok(Asked::of_table(table.database().remote()?, table, input, of_projections(&options.projections)))
    }
}
