//! Records in transactions.

use super::{
    change::{Changed, ChangesOf},
    key,
    parts::IntoParts,
    record::{KeyedRecord, MemberOf, Record},
    table::TableOf,
    version::{Expected, Stored},
};
use crate::{
    database::{IntoCondition, TransactionBuilder, TransactionReadBuilder},
    error::Result,
    expression::{ConditionExpression, UpdateExpression},
};

/// Records. What follows an action, such as a condition, belongs to it, as for items.
impl TransactionBuilder {
    /// Puts a record. If it has a `version`, the table must still have that version, as with [`TableOf::put`].
    ///
    /// ```
    /// use hashrange::{Database, Record};
    ///
    /// #[derive(Record, Debug)]
    /// #[record(table = "accounts")]
    /// struct Account {
    ///     #[record(partition_key)]
    ///     id: String,
    ///     balance: u64,
    /// }
    ///
    /// #[derive(Record, Debug)]
    /// #[record(table = "transfers")]
    /// struct Transfer {
    ///     #[record(partition_key)]
    ///     id: String,
    ///     amount: u64,
    /// }
    ///
    /// let db = Database::new();
    /// let (accounts, transfers) = (db.table_of::<Account>()?, db.table_of::<Transfer>()?);
    /// accounts.put_all(&["a", "b"].map(|id| Account { id: id.into(), balance: 100 }))?;
    ///
    /// let transfer = |id: &str, amount: u64| {
    ///     db.transaction()
    ///         .put_record(&transfers, &Transfer { id: id.into(), amount })
    ///         .if_absent()
    ///         .update_record(&accounts, "a", |account| account.subtract(Account::BALANCE, amount))
    ///         .condition(Account::BALANCE.at_least(amount))
    ///         .update_record(&accounts, "b", |account| account.add(Account::BALANCE, amount))
    ///         .run()
    /// };
    /// transfer("t1", 70)?;
    /// assert_eq!(accounts.get("b").run()?.map(|account| account.balance), Some(170));
    /// let refused = transfer("t2", 70).unwrap_err();
    /// assert_eq!(refused.failed_actions().map(|(action, _)| action).collect::<Vec<_>>(), [1]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_record<T: Record>(self, table: &TableOf<T>, record: &(impl Record + MemberOf<T>)) -> Self {
        self.or_fail(Stored::of(record), |transaction, Stored { item, expected }| {
            holding(transaction.put(table.table(), item), expected.condition())
        })
    }

    /// Changes fields of the record with this key, as [`TableOf::update`] does: the record must exist. The changes are a
    /// closure that is written in place, so that the compiler knows the type of its argument, [`ChangesOf`].
    pub fn update_record<R: KeyedRecord>(
        self,
        table: &TableOf<R>,
        key: impl IntoParts<R::Key>,
        change: impl FnOnce(ChangesOf<R>) -> ChangesOf<R>,
    ) -> Self {
        let changes = change(ChangesOf::new(key::key_values::<R>(key)));
        let key = changes.key();
        let changed = changes.finish(false).and_then(|changed| Ok((key?, changed)));
        self.or_fail(changed, |transaction, (key, Changed { update, condition })| {
            // An update without a change is refused as one whose text is empty.
            let update = update.unwrap_or_else(UpdateExpression::new);
            holding(transaction.update(table.table(), key, update).if_exists(), condition)
        })
    }

    /// Deletes the record with this key, if there is one, whatever its version.
    pub fn delete_record<R: KeyedRecord>(self, table: &TableOf<R>, key: impl IntoParts<R::Key>) -> Self {
        self.or_fail(key::key_item::<R>(key), |transaction, key| transaction.delete(table.table(), key))
    }

    /// Deletes this record, if it has still the version that was read.
    pub fn remove_record<R: KeyedRecord>(self, table: &TableOf<R>, record: &R) -> Self {
        self.or_fail(record.to_item(), |transaction, item| {
            let delete = transaction.delete(table.table(), R::SCHEMA.key_of(&item));
            holding(delete, Expected::of(R::SCHEMA, &item).condition())
        })
    }

    /// Changes nothing, but requires that a condition holds for the record with this key.
    pub fn check_record<R: KeyedRecord>(
        self,
        table: &TableOf<R>,
        key: impl IntoParts<R::Key>,
        condition: impl IntoCondition,
    ) -> Self {
        self.or_fail(key::key_item::<R>(key), |transaction, key| {
            transaction.check(table.table(), key, condition)
        })
    }

    fn or_fail<A>(self, action: Result<A>, add: impl FnOnce(Self, A) -> Self) -> Self {
        match action {
            Ok(action) => add(self, action),
            Err(error) => self.failed(error),
        }
    }
}

fn holding(transaction: TransactionBuilder, condition: Option<ConditionExpression>) -> TransactionBuilder {
    match condition {
        Some(condition) => transaction.condition(condition),
        None => transaction,
    }
}

impl TransactionReadBuilder {
    /// Reads the record with this key; [`Record::read_item`] makes a record of the item that is returned.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Debug)]
    /// # #[record(table = "accounts")]
    /// # struct Account { #[record(partition_key)] id: String, balance: u64 }
    /// let db = Database::new();
    /// let accounts = db.table_of::<Account>()?;
    /// accounts.put_all(&["a", "b"].map(|id| Account { id: id.into(), balance: 100 }))?;
    ///
    /// let both = db.transaction_read().get_record(&accounts, "a").get_record(&accounts, "b").run()?;
    /// let mut sum = 0;
    /// for item in both.iter().flatten() {
    ///     sum += Account::read_item(item)?.map_or(0, |account| account.balance);
    /// }
    /// assert_eq!(sum, 200);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn get_record<R: KeyedRecord>(self, table: &TableOf<R>, key: impl IntoParts<R::Key>) -> Self {
        match key::key_item::<R>(key) {
            Ok(key) => self.get(table.table(), key),
            Err(error) => self.failed(error),
        }
    }
}
