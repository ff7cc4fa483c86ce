//! Changes fields of records.

use super::{
    attribute::{Attribute, Plain},
    change::{Change, Changed, ChangesOf},
    change_methods::change_methods,
    parts::Given,
    record::KeyedRecord,
    request_traits::request_traits,
    returned::read,
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
}

request_traits!([R] "UpdateOf" UpdateOf<'_, R> { update, changes });

impl<'t, R: KeyedRecord> UpdateOf<'t, R> {
    pub(super) fn new(table: &'t Table, values: Result<Vec<AttributeValue>>) -> Self {
        let changes = ChangesOf::new(values);
        let update = changes.key().map(|key| table.update(key).if_exists());
        Self { update, changes }
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

    /// Changes the record, and returns it as it is afterwards.
    ///
    /// # Errors
    /// As [`UpdateBuilder::run`]; [`Error::ConditionalCheckFailed`] if there is no such record or it has another version;
    /// [`Error::Validation`] if a field is changed twice, or if the key of an index is made of several fields and not all of
    /// them are set; [`Error::Conversion`] if the item does not fit the record. It has been changed then.
    pub fn run(self) -> Result<R> {
        read(&*self.finish()?.updated()?)
    }

    /// Changes the record, and returns it as it was before.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn previous(self) -> Result<R> {
        let previous = self.finish()?.previous()?;
        // The update requires that there is one.
        previous.map_or_else(|| Err(Error::validation("There was no record")), |item| read(&item))
    }

    fn finish(self) -> Result<UpdateBuilder<'t>> {
        let Changed { update: changes, condition } = self.changes.finish()?;
        let update = self.update?;
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
