//! Puts, gets and deletions of many records in one call.

use super::{
    key,
    parts::IntoParts,
    record::{KeyedRecord, MemberOf, Record},
    table::TableOf,
    version::{Expected, Stored},
};
use crate::{
    database::{BatchGetBuilder, BatchWriteBuilder},
    error::{Error, Result},
};

impl<T: Record> TableOf<T> {
    /// Puts any number of records, one after the other, each as [`put`](Self::put) does, with the check of its version. It is
    /// not a transaction.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Debug, PartialEq)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32 }
    /// let users = Database::new().table_of::<User>()?;
    /// users.put_all(&["a", "b", "c"].map(|id| User { id: id.into(), age: 39 }))?;
    /// assert_eq!(users.get_all(["c", "nobody", "a"])?.len(), 2);
    /// users.delete_all(["a", "b"])?;
    /// assert_eq!(users.scan().count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first error of a record. Those before it are written, those after it are not.
    pub fn put_all<'r, M: Record + MemberOf<T> + 'r>(
        &self,
        records: impl IntoIterator<Item = &'r M>,
    ) -> Result<()> {
        records.into_iter().try_for_each(|record| self.put(record).run())
    }
}

impl<R: KeyedRecord> TableOf<R> {
    /// Reads the records with these keys, in the order of the keys; a key without a record is left out.
    ///
    /// # Errors
    /// As [`GetOf::run`](super::GetOf::run).
    pub fn get_all(&self, keys: impl IntoIterator<Item = impl IntoParts<R::Key>>) -> Result<Vec<R>> {
        keys.into_iter().filter_map(|key| self.get(key).run().transpose()).collect()
    }

    /// Deletes the records with these keys, one after the other. A key without a record is passed over.
    ///
    /// # Errors
    /// The first error. The records before it are deleted, those after it are not.
    pub fn delete_all(&self, keys: impl IntoIterator<Item = impl IntoParts<R::Key>>) -> Result<()> {
        keys.into_iter().try_for_each(|key| self.delete(key).run())
    }
}

impl BatchWriteBuilder {
    /// Puts a record. A batch has no conditions, so a record with a `version` is refused:
    /// [`Error::Validation`](crate::error::Error::Validation). [`TableOf::put_all`] and transactions compare versions.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Debug, PartialEq)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32 }
    /// let db = Database::new();
    /// let users = db.table_of::<User>()?;
    /// let all: Vec<User> = (0..60).map(|age| User { id: format!("u{age}"), age }).collect();
    /// db.batch_write().extend(&all, |batch, user| batch.put_record(&users, user)).run()?;
    ///
    /// let found = db.batch_get().get_record(&users, "u7").get_record(&users, "nobody").run()?;
    /// assert_eq!(User::read_item(&found["users"][0])?, Some(User { id: "u7".into(), age: 7 }));
    /// db.batch_write().delete_record(&users, "u7").run()?;
    /// assert_eq!(users.scan().count()?, 59);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_record<T: Record>(self, table: &TableOf<T>, record: &(impl Record + MemberOf<T>)) -> Self {
        match Stored::of(record) {
            Ok(Stored { item, expected: Expected::Nothing }) => self.put(table.table(), item),
            Ok(_) => self.failed(Error::validation(format!(
                "A batch cannot compare versions, and the record {} has one",
                record.schema().record
            ))),
            Err(error) => self.failed(error),
        }
    }

    /// Deletes the record with this key, if there is one, whatever its version.
    pub fn delete_record<R: KeyedRecord>(self, table: &TableOf<R>, key: impl IntoParts<R::Key>) -> Self {
        match key::key_item::<R>(key) {
            Ok(key) => self.delete(table.table(), key),
            Err(error) => self.failed(error),
        }
    }
}

impl BatchGetBuilder {
    /// Reads the record with this key; [`Record::read_item`] makes a record of an item that is returned.
    pub fn get_record<R: KeyedRecord>(self, table: &TableOf<R>, key: impl IntoParts<R::Key>) -> Self {
        match key::key_item::<R>(key) {
            Ok(key) => self.get(table.table(), key),
            Err(error) => self.failed(error),
        }
    }
}
