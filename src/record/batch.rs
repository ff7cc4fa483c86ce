//! Puts, gets and deletions of many records in one call.

use super::{
    parts::IntoParts,
    record::{KeyedRecord, MemberOf, Record},
    table::TableOf,
};
use crate::error::Result;

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
