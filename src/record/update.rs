//! Changes fields of records.

use super::{
    attribute::{Attribute, Plain},
    change::{Change, Changed, ChangesOf},
    change_methods::change_methods,
    parts::Given,
    record::KeyedRecord,
    request_traits::request_traits,
    returned::{read, returned},
    version::of_version,
};
use crate::{
    database::{IntoCondition, Table, UpdateBuilder},
    error::{Error, Result},
    value::{AttributeValue, Number},
};

/// An update of a record: [`TableOf::update`](super::TableOf::update).
#[must_use = "nothing is changed until `run`"]
pub struct UpdateOf<'t, R> {
    update: Result<UpdateBuilder<'t>>,
    changes: ChangesOf<R>,
    creates: bool,
}

request_traits!([R] "UpdateOf" UpdateOf<'_, R> { update, changes, creates });

impl<'t, R: KeyedRecord> UpdateOf<'t, R> {
    pub(super) fn new(table: &'t Table, values: Result<Vec<AttributeValue>>) -> Self {
        let changes = ChangesOf::new(values);
        let update = changes.key().map(|key| table.update(key));
        Self { update, changes, creates: false }
    }

    change_methods!();

    fn with_changes(self, change: impl FnOnce(ChangesOf<R>) -> ChangesOf<R>) -> Self {
        Self { changes: change(self.changes), ..self }
    }

    /// Changes the record only if this holds for it. Each call adds a condition.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Debug)]
    /// # #[record(table = "accounts")]
    /// # struct Account { #[record(partition_key)] id: String, balance: i64 }
    /// let accounts = Database::new().table_of::<Account>()?;
    /// accounts.put(&Account { id: "a1".into(), balance: 10 }).run()?;
    /// let pay = |won| accounts.update("a1").subtract(Account::BALANCE, won).condition(Account::BALANCE.at_least(won));
    /// assert_eq!(pay(7).run()?.balance, 3);
    /// assert!(pay(7).run().unwrap_err().is_condition_failed());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn condition(self, condition: impl IntoCondition) -> Self {
        self.with(|update| update.condition(condition))
    }

    /// Sets options of the untyped request, or changes what this type has no method for, such as a part of a field.
    ///
    /// A key of an index that is made of fields by a template does not follow changes that are made here.
    pub fn with(mut self, options: impl FnOnce(UpdateBuilder<'t>) -> UpdateBuilder<'t>) -> Self {
        self.update = self.update.map(options);
        self
    }

    /// Creates the record if there is none, of its key and of what this update sets and adds: an upsert.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// #[derive(Record)]
    /// #[record(table = "pages")]
    /// struct Page { #[record(partition_key)] path: String, views: u64, title: Option<String> }
    ///
    /// let pages = Database::new().table_of::<Page>()?;
    /// let viewed = || pages.update("/home").or_create().add(Page::VIEWS, 1u64).run();
    /// assert_eq!((viewed()?.views, viewed()?.views), (1, 2));
    /// let titled = pages.update("/about").or_create().set(Page::TITLE, "About").run();
    /// assert!(titled.is_err()); // a page without views could not be read
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// An update that would create a record that cannot be read, since a field would be missing, is refused with
    /// [`Error::Validation`], whether there is a record or not.
    pub fn or_create(self) -> Self {
        Self { creates: true, ..self }
    }

    /// Changes the record, and returns it as it is afterwards.
    ///
    /// # Errors
    /// As [`UpdateBuilder::run`]; [`Error::ConditionalCheckFailed`] if there is no such record or it has another version;
    /// [`Error::Validation`] if a field is changed twice, or if the key of an index is made of several fields and not all of
    /// them are set; [`Error::Conversion`] if the item does not fit the record. It has been changed then.
    pub fn run(self) -> Result<R> {
        let told = self.told();
        read(&*self.finish()?.updated().map_err(told)?)
    }

    /// Changes the record, and returns it as it was before.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Validation`] if there was none before [`or_create`](Self::or_create) made it.
    pub fn previous(self) -> Result<R> {
        let told = self.told();
        let previous = self.finish()?.previous().map_err(told)?;
        // There is always one, but with `or_create`.
        returned(previous)
    }

    /// What is done to the error of the request.
    pub(super) fn told(&self) -> fn(Error) -> Error {
        if self.changes.expects_version() { of_version } else { |error| error }
    }

    pub(super) fn finish(self) -> Result<UpdateBuilder<'t>> {
        let Changed { update: changes, condition } = self.changes.finish(self.creates)?;
        let update = self.update?;
        let update = if self.creates { update } else { update.if_exists() };
        let update = match changes {
            Some(changes) => update.expression(changes),
            None => update,
        };
        Ok(match condition {
            Some(condition) => update.condition(condition),
            None => update,
        })
    }
}
