//! Puts records.

use std::marker::PhantomData;

use super::{
    record::Record,
    request_traits::request_traits,
    returned::read,
    version::{Stored, of_version},
};
use crate::{
    database::{IntoCondition, PutBuilder, Table},
    error::{Error, Result},
};

/// A put of a record: [`TableOf::put`](super::TableOf::put).
#[must_use = "nothing is written until `run`"]
pub struct PutOf<'t, T> {
    pub(super) put: Result<PutBuilder<'t>>,
    of: PhantomData<fn() -> T>,
}

request_traits!([T] "PutOf" PutOf<'_, T> { put, of });

impl<'t, T: Record> PutOf<'t, T> {
    pub(super) fn new(table: &'t Table, record: &impl Record) -> Self {
        let put = Stored::of(record).map(|Stored { item, expected }| {
            let put = table.put(item);
            match expected.condition() {
                Some(condition) => put.condition(condition),
                None => put,
            }
        });
        Self { put, of: PhantomData }
    }

    /// Puts the record only if this holds for the item with its key. Each call adds a condition.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32 }
    /// let users = Database::new().table_of::<User>()?;
    /// let haeri = User { id: "haeri05".into(), age: 39 };
    /// users.put(&haeri).run()?;
    /// let older = users.put(&haeri).condition(User::AGE.less_than(39)).run();
    /// assert!(older.unwrap_err().is_condition_failed());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn condition(self, condition: impl IntoCondition) -> Self {
        self.with(|put| put.condition(condition))
    }

    /// Sets options of the untyped request, such as the placeholders of a condition that is a text.
    pub fn with(mut self, options: impl FnOnce(PutBuilder<'t>) -> PutBuilder<'t>) -> Self {
        self.put = self.put.map(options);
        self
    }

    /// Puts the record only if there is none with its key.
    pub fn if_absent(self) -> Self {
        self.with(PutBuilder::if_absent)
    }

    /// Puts the record only if there is one with its key.
    pub fn if_exists(self) -> Self {
        self.with(PutBuilder::if_exists)
    }

    /// Puts the record.
    ///
    /// # Errors
    /// As [`PutBuilder::run`]; [`Error::Conversion`] for a value that cannot be stored; [`Error::Validation`] for a key that
    /// could not be read back; [`Error::ConditionalCheckFailed`] if the table has another version.
    pub fn run(self) -> Result<()> {
        self.put?.run().map_err(told::<T>)
    }

    /// Puts the record, and returns it as it is stored: with its new version.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn stored(self) -> Result<T> {
        let put = self.put?;
        let item = put.item()?;
        put.run().map_err(told::<T>)?;
        read(&item)
    }

    /// Puts the record, and returns the one that it replaced.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if the replaced item does not fit. The record has been put then.
    pub fn replaced(self) -> Result<Option<T>> {
        self.put?.replaced().map_err(told::<T>)?.map(|item| read(&item)).transpose()
    }
}

/// The error of a put of a record.
pub(super) fn told<T: Record>(error: Error) -> Error {
    let is_versioned = T::SCHEMAS.iter().any(|schema| schema.version.is_some());
    if is_versioned { of_version(error) } else { error }
}
