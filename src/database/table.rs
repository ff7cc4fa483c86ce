//! Tables and indexes, to be used.

use std::sync::Arc;

use serde_core::{Serialize, de::DeserializeOwned};

use super::{
    get::GetBuilder,
    key::IntoKey,
    query::QueryBuilder,
    scan::ScanBuilder,
    write::{DeleteBuilder, PutBuilder, UpdateBuilder},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    key::KeySchema,
    operation::{TableDescription, TableRef, Tables, table::description},
    storage,
    value::{AttributeValue, Item, to_item},
};

/// A table, to be read and written. Cloning it is cheap.
///
/// What is written through one handle is seen by all others at once: reads are strongly consistent.
///
/// A handle stands for the table that has its name in its database, as a client's requests do: where the table was
/// deleted and another one was made, all methods are about the new one. Where there is none, what gives a `Result` fails
/// with [`Error::ResourceNotFound`], and the other methods show the last table with nothing in it.
#[derive(Clone)]
pub struct Table {
    pub(super) engine: Arc<Engine>,
    pub(super) table: Arc<storage::Table>,
}

impl Table {
    pub(super) fn new(engine: Arc<Engine>, table: Arc<storage::Table>) -> Self {
        Self { engine, table }
    }

    /// The table's name.
    pub fn name(&self) -> &str {
        self.table.name()
    }

    /// The table's key.
    pub fn key_schema(&self) -> KeySchema {
        self.current().schema().clone()
    }

    /// How many items there are; 0 where the table was deleted.
    pub fn item_count(&self) -> u64 {
        self.known().map_or(0, |table| table.totals().count)
    }

    /// The size of all items, in bytes; 0 where the table was deleted.
    pub fn size_bytes(&self) -> u64 {
        self.known().map_or(0, |table| table.totals().size_bytes)
    }

    /// The table as DescribeTable describes it: its status, key, indexes and settings. A table that was deleted is
    /// described as DeleteTable does it, `DELETING`, and has no items.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(!users.describe().deletion_protection_enabled);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn describe(&self) -> TableDescription {
        match self.known() {
            Some(table) => description::describe(&self.engine, &table),
            None => description::describe_dropped(&self.engine, &self.table),
        }
    }

    /// Puts an item, over the one with the same key if there is one.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// use hashrange::item;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "jihoon07", "product": "텀블러" }).run()?;
    /// let replaced = users.put(item! { "user_id": "jihoon07", "product": "스탠리" }).replaced()?;
    /// assert_eq!(replaced.unwrap().get("product"), Some(&"텀블러".into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put(&self, item: impl Into<Item>) -> PutBuilder<'_> {
        PutBuilder::new(self, Ok(item.into()))
    }

    /// Puts a struct of yours, whose fields are the item's attributes by the rules of [`to_item`]: a `HashSet` or
    /// `BTreeSet` is a list unless its field says that it is a set ([`sets`](crate::value::sets)).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    /// struct User { user_id: String, age: u8 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let haeri = User { user_id: "haeri05".into(), age: 39 };
    /// users.put_as(&haeri).run()?;
    /// assert_eq!(users.get("haeri05").run_as::<User>()?, Some(haeri));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put_as<T: Serialize + ?Sized>(&self, value: &T) -> PutBuilder<'_> {
        PutBuilder::new(self, to_item(value).map_err(Error::from))
    }

    /// Reads the item with this key.
    pub fn get(&self, key: impl IntoKey) -> GetBuilder<'_> {
        GetBuilder::new(self, key.into_key(self.current().schema()))
    }

    /// Changes attributes of the item with this key, or makes an item with them.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let pages = db.create_table("pages").partition_key("path", S).run()?;
    /// let page = pages.update("/").expression("ADD hits :one").value(":one", 1).updated()?;
    /// assert_eq!(page.get("hits"), Some(&1.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn update(&self, key: impl IntoKey) -> UpdateBuilder<'_> {
        UpdateBuilder::new(self, self.key_item(key))
    }

    /// Deletes the item with this key, if there is one.
    pub fn delete(&self, key: impl IntoKey) -> DeleteBuilder<'_> {
        DeleteBuilder::new(self, self.key_item(key))
    }

    /// Reads the items of one partition key, in order of the sort key.
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.clone(), None, partition_key.into())
    }

    /// Reads all items, in order of the hash of their partition keys.
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.clone(), None)
    }

    /// A secondary index, to be read. Whether there is one of this name shows when it is read.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let edges = db.create_table("edges").partition_key("from", S).sort_key("to", S)
    /// #     .global_index(Index::new("reversed").partition_key("to", S).sort_key("from", S)).run()?;
    /// edges.put(item! { "from": "jack", "to": "doug" }).run()?;
    /// let friends = edges.index("reversed").query("doug").items().count();
    /// assert_eq!(friends, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn index(&self, name: impl Into<String>) -> IndexHandle {
        IndexHandle { table: self.clone(), name: name.into() }
    }

    /// Puts any number of items, one after the other as if each were [put](Self::put) by itself: of several with one key
    /// the last stays. It is no transaction; [`Database::batch_write_item`](super::builder::Database::batch_write_item) is the
    /// service's batch of 25, which takes no key twice.
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
    /// The first that an item meets; the items before it are written, those behind it are not.
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
    /// As [`put_all`](Self::put_all); and [`Error::Conversion`] for what makes no item.
    pub fn put_all_as<T: Serialize>(&self, values: impl IntoIterator<Item = T>) -> Result<()> {
        values.into_iter().try_for_each(|value| self.put_as(&value).run())
    }

    /// Reads the items with these keys, in the order of the keys; a key without an item gives nothing. It is as if each
    /// were [read](Self::get) by itself; [`Database::batch_get_item`](super::builder::Database::batch_get_item) is the service's
    /// batch of 100, which takes no key twice.
    ///
    /// # Errors
    /// A key that does not fit.
    pub fn get_all<K: IntoKey>(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<Arc<Item>>> {
        keys.into_iter().filter_map(|key| self.get(key).run().transpose()).collect()
    }

    /// Reads the items with these keys as structs of yours, in the order of the keys.
    ///
    /// # Errors
    /// As [`get_all`](Self::get_all); and [`Error::Conversion`] where an item does not fit.
    pub fn get_all_as<T: DeserializeOwned>(
        &self,
        keys: impl IntoIterator<Item = impl IntoKey>,
    ) -> Result<Vec<T>> {
        keys.into_iter().filter_map(|key| self.get(key).run_as().transpose()).collect()
    }

    #[cfg(test)]
    pub(crate) fn database(&self) -> super::builder::Database {
        super::builder::Database { engine: Arc::clone(&self.engine) }
    }

    /// A key as the item that requests have.
    pub(super) fn key_item(&self, key: impl IntoKey) -> Item {
        let table = self.current();
        key.into_key(table.schema()).into_item(table.schema())
    }

    /// The table that the handle stands for, where there is one.
    pub(super) fn known(&self) -> Option<TableRef<'_>> {
        self.tables().known(self.name())
    }

    /// The same, or the one that was deleted: for what needs a key's schema before the request is run.
    pub(super) fn current(&self) -> TableRef<'_> {
        self.known().unwrap_or(TableRef::Held(&self.table))
    }

    /// The table for an operation: this one, or, once it is deleted, the one that has its name now.
    pub(super) fn tables(&self) -> Tables<'_> {
        if self.table.is_dropped() {
            Tables::named(&self.engine, self.name())
        } else {
            Tables::held(&self.engine, &self.table)
        }
    }
}

/// A secondary index of a table, to be read.
#[derive(Clone)]
pub struct IndexHandle {
    pub(super) table: Table,
    pub(super) name: String,
}

impl IndexHandle {
    /// Reads the items of one partition key of the index, in order of its sort key.
    pub fn query(&self, partition_key: impl Into<AttributeValue>) -> QueryBuilder {
        QueryBuilder::new(self.table.clone(), Some(self.name.clone()), partition_key.into())
    }

    /// Reads all that is in the index.
    pub fn scan(&self) -> ScanBuilder {
        ScanBuilder::new(self.table.clone(), Some(self.name.clone()))
    }
}
