//! Puts and gets of many items in one call.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use super::{key::IntoKey, table::Table};
use crate::{error::Result, value::Item};

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
    /// The first error of an item. The items before it are written, those after it are not.
    pub fn put_all(&self, items: impl IntoIterator<Item = impl Into<Item>>) -> Result<()> {
        items.into_iter().try_for_each(|item| self.put(item).run())
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
        values.into_iter().try_for_each(|value| self.put_as(&value).run())
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
        keys.into_iter().filter_map(|key| self.get(key).run().transpose()).collect()
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
        keys.into_iter().filter_map(|key| self.get(key).run_as().transpose()).collect()
    }
}
