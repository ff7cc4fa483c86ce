//! Puts and gets of many items in one call.

use std::{collections::HashMap, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use super::{key::IntoKey, table::Table};
use crate::{
    error::Result,
    limits::{BATCH_GET_KEYS, BATCH_WRITE_REQUESTS},
    operation::WriteJson,
    value::{Item, to_item},
};

impl Table {
    /// Puts any number of items, one after the other, each as [`put`](Self::put) does: if several have the same key,
    /// the last one stays. It is not a transaction;
    /// [`Database::batch_write_item`](super::handle::Database::batch_write_item) is the service's batch of 25, which
    /// takes no key twice.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put_all([item! { "user_id": "haeri05" }, item! { "user_id": "minji01" }])?;
    ///
    /// let copy = db.create_table("users_copy").partition_key("user_id", S).run()?;
    /// copy.put_all(users.scan().run()?)?; // items that were read
    /// assert_eq!(copy.item_count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first error of an item. The items before it are written, those after it are not. An endpoint gets batches of 25,
    /// of which one with an invalid item is refused as a whole.
    pub fn put_all(&self, items: impl IntoIterator<Item = impl Into<Item>>) -> Result<()> {
        match self.is_remote() {
            false => items.into_iter().try_for_each(|item| self.put(item).run()),
            true => self.put_in_batches(items.into_iter().map(|item| Ok(item.into()))),
        }
    }

    /// Puts any number of structs of yours, as [`put_all`](Self::put_all) puts items.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let two = ["haeri05", "minji01"].map(|id| User { user_id: id.into(), age: 39 });
    /// users.put_all_as(&two)?;
    /// assert_eq!(users.get_all_as::<User>(["haeri05", "minji01"])?, two);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`put_all`](Self::put_all); and [`Error::Conversion`](crate::error::Error::Conversion) for a value that is no
    /// item.
    pub fn put_all_as<T: Serialize>(&self, values: impl IntoIterator<Item = T>) -> Result<()> {
        match self.is_remote() {
            false => values.into_iter().try_for_each(|value| self.put_as(&value).run()),
            true => self.put_in_batches(values.into_iter().map(|value| Ok(to_item(&value)?))),
        }
    }

    /// Reads the items with these keys, in the order of the keys; a key without an item is left out. Each is read as
    /// [`get`](Self::get) does; [`Database::batch_get_item`](super::handle::Database::batch_get_item) is the service's
    /// batch of 100, which takes no key twice.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put_all(["a", "b", "c"].map(|id| item! { "user_id": id }))?;
    /// let found = users.get_all(["c", "nobody", "a"])?;
    /// assert_eq!(found.iter().filter_map(|user| user.s("user_id")).collect::<Vec<_>>(), ["c", "a"]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key that does not fit the table's schema.
    pub fn get_all<K: IntoKey>(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<Arc<Item>>> {
        match self.is_remote() {
            false => keys.into_iter().filter_map(|key| self.get(key).run().transpose()).collect(),
            true => self.get_in_batches(keys),
        }
    }

    /// Reads the items with these keys as structs of yours, in the order of the keys.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// let found: Vec<User> = users.get_all_as(["haeri05", "nobody"])?;
    /// assert_eq!(found[0].age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`get_all`](Self::get_all); and [`Error::Conversion`](crate::error::Error::Conversion) if an item does not
    /// fit.
    pub fn get_all_as<T: DeserializeOwned>(
        &self,
        keys: impl IntoIterator<Item = impl IntoKey>,
    ) -> Result<Vec<T>> {
        match self.is_remote() {
            false => keys.into_iter().filter_map(|key| self.get(key).run_as().transpose()).collect(),
            true => self.get_in_batches(keys)?.iter().map(|item| self.convert(item)).collect(),
        }
    }

    /// Puts the items of an endpoint's table in as few requests as can be.
    fn put_in_batches(&self, mut items: impl Iterator<Item = Result<Item>>) -> Result<()> {
        let database = self.database();
        loop {
            let mut batch = database.batch_write();
            let mut count = 0;
            for item in items.by_ref().take(BATCH_WRITE_REQUESTS) {
                batch = batch.put(self, item?);
                count += 1;
            }
            if count == 0 {
                return Ok(());
            }
            batch.run()?;
        }
    }

    /// Reads items of an endpoint's table in as few requests as can be; they come in the order of the keys.
    fn get_in_batches<K: IntoKey>(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<Arc<Item>>> {
        let (database, table) = (self.database(), self.current());
        let place = |item: &Item| {
            let mut place = Vec::new();
            table.schema().of(item).write_json(&mut place);
            place
        };
        let (mut keys, mut read) = (keys.into_iter(), Vec::new());
        loop {
            let keys: Vec<Item> = keys.by_ref().take(BATCH_GET_KEYS).map(|key| self.key_item(key)).collect();
            if keys.is_empty() {
                return Ok(read);
            }
            let batch = database.batch_get().extend(&keys, |batch, key| batch.get(self, key.clone()));
            let found = batch.run()?.into_values().flatten().map(|item| (place(&item), item));
            let found: HashMap<Vec<u8>, Arc<Item>> = found.collect();
            read.extend(keys.iter().filter_map(|key| found.get(&place(key)).cloned()));
        }
    }
}
