//! The requests on a table with one record.

use super::{
    delete::DeleteOf, get::GetOf, key, parts::IntoParts, query::QueryOf, record::KeyedRecord, table::TableOf,
    update::UpdateOf,
};

impl<R: KeyedRecord> TableOf<R> {
    /// Reads the record with this key.
    pub fn get<'t>(&'t self, key: impl IntoParts<R::Key>) -> GetOf<'t, R> {
        GetOf::new(self.table(), key::key_item::<R>(key))
    }

    /// Deletes the record with this key, if there is one, whatever its version.
    pub fn delete<'t>(&'t self, key: impl IntoParts<R::Key>) -> DeleteOf<'t, R> {
        DeleteOf::new(self.table(), key::key_item::<R>(key))
    }

    /// Deletes this record, if it has still the version that was read.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Clone)]
    /// # #[record(table = "accounts")]
    /// # struct Account { #[record(partition_key)] id: String, balance: i64, #[record(version)] version: u64 }
    /// let accounts = Database::new().table_of::<Account>()?;
    /// let account = accounts.put(&Account { id: "a1".into(), balance: 0, version: 0 }).stored()?;
    /// accounts.update("a1").set(Account::BALANCE, 10).run()?;
    /// assert!(accounts.remove(&account).run().unwrap_err().is_condition_failed());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn remove<'t>(&'t self, record: &R) -> DeleteOf<'t, R> {
        DeleteOf::of_record(self.table(), record)
    }

    /// Changes fields of the record with this key. The record must exist: a part of one could not be read. Its version
    /// becomes the next one.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32, city: Option<String> }
    /// let users = Database::new().table_of::<User>()?;
    /// users.put(&User { id: "haeri05".into(), age: 39, city: None }).run()?;
    /// let haeri = users.update("haeri05").add(User::AGE, 1).set(User::CITY, "서울").run()?;
    /// assert_eq!((haeri.age, haeri.city.as_deref()), (40, Some("서울")));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn update<'t>(&'t self, key: impl IntoParts<R::Key>) -> UpdateOf<'t, R> {
        UpdateOf::new(self.table(), key::key_values::<R>(key))
    }

    /// Queries the records with this partition key, in the order of their sort keys.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// #[derive(Record)]
    /// #[record(table = "likes")]
    /// struct Like {
    ///     #[record(partition_key)]
    ///     user: String,
    ///     #[record(sort_key)]
    ///     at: u64,
    /// }
    ///
    /// let likes = Database::new().table_of::<Like>()?;
    /// for at in 10..20 {
    ///     likes.put(&Like { user: "jihoon07".into(), at }).run()?;
    /// }
    /// assert_eq!(likes.query("jihoon07").at_least(15).run()?.len(), 5);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn query(&self, partition_key: impl IntoParts<R::PartitionKey>) -> QueryOf<R, R::SortKey> {
        let schema = R::SCHEMA;
        let values = key::values(schema.partition_key, &[], schema, partition_key);
        QueryOf::new(schema, schema.partition_key, schema.sort_key, values, true, |value| {
            self.table().query(value)
        })
    }
}
