//! GetItem, typed.

use std::{collections::BTreeMap, sync::Arc};

use serde_core::de::DeserializeOwned;

use super::{Key, Table};
use crate::{
    error::Result,
    operation::{
        Request, ReturnConsumedCapacity,
        get_item::{self, GetItemInput, GetItemOutput},
    },
    value::{Item, from_item_ref},
};

/// A read of one item, being made: [`Table::get`].
#[derive(Debug)]
#[must_use = "nothing is read until `run`"]
pub struct GetBuilder<'t> {
    table: &'t Table,
    key: Key,
    consistent: bool,
    projection: Option<String>,
    names: Option<BTreeMap<String, String>>,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl<'t> GetBuilder<'t> {
    pub(super) fn new(table: &'t Table, key: Key) -> Self {
        Self { table, key, consistent: false, projection: None, names: None, return_consumed_capacity: None }
    }

    /// Asks for a strongly consistent read, which costs twice the capacity.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Asks for some paths alone: a projection expression such as `"price, preferences.genre[0]"`.
    pub fn project(mut self, expression: impl Into<String>) -> Self {
        self.projection = Some(expression.into());
        self
    }

    /// What a `#name` in the projection stands for.
    pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.get_or_insert_default().insert(placeholder.into(), name.into());
        self
    }

    /// Asks what the read consumes; [`output`](Self::output) tells it.
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.return_consumed_capacity = Some(how_much);
        self
    }

    /// Reads the item; `None` where there is none. It shares its memory with the table.
    ///
    /// # Errors
    /// A key that does not fit the table's schema, or an expression that is not well formed:
    /// [`Error::Validation`](crate::Error::Validation). A table that is gone:
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound).
    pub fn run(self) -> Result<Option<Arc<Item>>> {
        if self.projection.is_none() && self.names.is_none() {
            let table = self.table.tables().find(self.table.name())?;
            let place = self.key.place(&table.schema)?;
            return Ok(table.get(&place).map(|stored| stored.item));
        }
        self.output().map(|output| output.item)
    }

    /// Reads the item as a struct of yours.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`](crate::Error::Conversion) where the item does not fit.
    pub fn run_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        self.run()?.map(|item| from_item_ref(&item)).transpose().map_err(Into::into)
    }

    /// Reads the item, and gives the whole answer.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<GetItemOutput> {
        let input = GetItemInput {
            key: self.key.into_item(self.table.key_schema()),
            consistent_read: Some(self.consistent),
            return_consumed_capacity: self.return_consumed_capacity,
            projection_expression: self.projection,
            expression_attribute_names: self.names,
            ..GetItemInput::default()
        };
        get_item::run(self.table.tables(), Request::typed(input, GetItemInput::check_values))
    }
}
