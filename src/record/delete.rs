//! Deletes records.

use std::marker::PhantomData;

use super::{
    record::KeyedRecord,
    request_traits::request_traits,
    returned::read,
    version::{Expected, of_version},
};
use crate::{
    database::{DeleteBuilder, IntoCondition, Table},
    error::{Error, Result},
    value::Item,
};

/// A deletion of a record: [`TableOf::delete`](super::TableOf::delete).
#[must_use = "nothing is deleted until `run`"]
pub struct DeleteOf<'t, R> {
    pub(super) delete: Result<DeleteBuilder<'t>>,
    /// What is done to the error of the request.
    pub(super) told: fn(Error) -> Error,
    of: PhantomData<fn() -> R>,
}

request_traits!([R] "DeleteOf" DeleteOf<'_, R> { delete, told, of });

impl<'t, R: KeyedRecord> DeleteOf<'t, R> {
    pub(super) fn new(table: &'t Table, key: Result<Item>) -> Self {
        Self { delete: key.map(|key| table.delete(key)), told: |error| error, of: PhantomData }
    }

    pub(super) fn of_record(table: &'t Table, record: &R) -> Self {
        let delete = record.to_item().map(|item| {
            let delete = table.delete(R::SCHEMA.key_of(&item));
            match Expected::of(R::SCHEMA, &item).condition() {
                Some(condition) => delete.condition(condition),
                None => delete,
            }
        });
        let told = if R::SCHEMA.version.is_some() { of_version } else { |error| error };
        Self { delete, told, of: PhantomData }
    }

    /// Deletes the record only if this holds for it. Each call adds a condition.
    pub fn condition(self, condition: impl IntoCondition) -> Self {
        self.with(|delete| delete.condition(condition))
    }

    /// Deletes the record only if there is one.
    pub fn if_exists(self) -> Self {
        self.with(DeleteBuilder::if_exists)
    }

    /// Sets options of the untyped request, such as the placeholders of a condition that is a text.
    pub fn with(mut self, options: impl FnOnce(DeleteBuilder<'t>) -> DeleteBuilder<'t>) -> Self {
        self.delete = self.delete.map(options);
        self
    }

    /// Deletes the record. If there is none, nothing happens.
    ///
    /// # Errors
    /// As [`DeleteBuilder::run`].
    pub fn run(self) -> Result<()> {
        self.delete?.run().map_err(self.told)
    }

    /// Deletes the record and returns it; `None` if there was none.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if the item does not fit. It has
    /// been deleted then.
    pub fn deleted(self) -> Result<Option<R>> {
        self.delete?.deleted().map_err(self.told)?.map(|item| read(&item)).transpose()
    }
}
