//! Deletes records.

use std::marker::PhantomData;

use super::{
    put::{Expected, VERSION, read},
    record::KeyedRecord,
};
use crate::{
    database::{DeleteBuilder, Table},
    error::Result,
    value::Item,
};

/// A deletion of a record: [`TableOf::delete`](super::TableOf::delete).
#[derive(Debug)]
#[must_use = "nothing is deleted until `run`"]
pub struct DeleteOf<'t, R> {
    delete: Result<DeleteBuilder<'t>>,
    of: PhantomData<fn() -> R>,
}

impl<'t, R: KeyedRecord> DeleteOf<'t, R> {
    pub(super) fn new(table: &'t Table, key: Result<Item>) -> Self {
        Self { delete: key.map(|key| table.delete(key)), of: PhantomData }
    }

    pub(super) fn of_record(table: &'t Table, record: &R) -> Self {
        let delete = record.to_item().map(|item| {
            let mut delete = table.delete(R::SCHEMA.key_of(&item));
            if let Some((condition, attribute, version)) = Expected::of(R::SCHEMA, &item).condition() {
                let (name, placeholder) = VERSION;
                delete = delete.condition(condition).name(name, attribute);
                if let Some(version) = version {
                    delete = delete.value(placeholder, version);
                }
            }
            delete
        });
        Self { delete, of: PhantomData }
    }

    /// Sets options of the untyped request, such as conditions.
    pub fn with(mut self, options: impl FnOnce(DeleteBuilder<'t>) -> DeleteBuilder<'t>) -> Self {
        self.delete = self.delete.map(options);
        self
    }

    /// Deletes the record. If there is none, nothing happens.
    ///
    /// # Errors
    /// As [`DeleteBuilder::run`].
    pub fn run(self) -> Result<()> {
        self.delete?.run()
    }

    /// Deletes the record and returns it; `None` if there was none.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit. It has
    /// been deleted then.
    pub fn deleted(self) -> Result<Option<R>> {
        self.delete?.deleted()?.map(|item| read(&item)).transpose()
    }
}
