//! Handles of tables and indexes.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{handle::Database, key::IntoKey, wait::wait};
use crate::{
    engine::EngineHandle,
    error::{Error, Result},
    key::KeySchema,
    operation::{TableDescription, TableRef, Tables, known_table, table::describe},
    storage,
    value::{Item, from_item_ref},
};

impl Database {
    /// The table of this name, in whatever state it is.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let users = db.table("users")?;
    /// assert!(users.get("haeri05").run()?.is_some());
    /// assert!(db.table("likes").is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no such table: [`Error::ResourceNotFound`].
    pub fn table(&self, name: &str) -> Result<Table> {
        if self.is_remote() {
            return wait(self.remote_table(name));
        }
        self.engine.clock().look();
        let table = known_table(&self.engine, name)?;
        Ok(Table::new(self.engine.clone(), table))
    }

    /// Refuses a handle of another database's table, whose name may exist in this one too.
    pub(super) fn check_own(&self, table: &Table) -> Result<()> {
        if self.engine.is_same(&table.engine) {
            return Ok(());
        }
        Err(Error::validation(format!(
            "The handle of the table {} belongs to another database. A fork, or a database that was loaded, has \
             tables of its own",
            table.name()
        )))
    }
}

/// A handle of a table. Cloning it is cheap.
///
/// What is written through one handle is seen by all others at once: reads are strongly consistent, unless a
/// [`Lag`](crate::Lag) is set.
///
/// A handle refers to its table by name, as a client's requests do. After the table was deleted and another one
/// created, all methods use the new one. If there is none, methods that return a `Result` fail with
/// [`Error::ResourceNotFound`], and the others describe the deleted table, without items.
#[derive(Clone)]
pub struct Table {
    pub(super) engine: EngineHandle,
    /// The table; of an endpoint's, one without items.
    pub(super) table: Arc<storage::Table>,
    /// The ARN of an endpoint's table.
    arn: Option<Arc<str>>,
}

impl Table {
    pub(super) fn new(engine: EngineHandle, table: Arc<storage::Table>) -> Self {
        Self { engine, table, arn: None }
    }

    /// A handle of an endpoint's table, of which this is known.
    pub(super) fn of_remote(engine: EngineHandle, table: storage::Table, arn: &str) -> Self {
        Self { engine, table: Arc::new(table), arn: Some(arn.into()) }
    }

    /// The table's name.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(users.name(), "users");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn name(&self) -> &str {
        self.table.name()
    }

    /// The table's key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let key = users.key_schema();
    /// assert_eq!(key.partition_key[0].name, "user_id");
    /// assert!(key.sort_key.is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn key_schema(&self) -> KeySchema {
        self.current().schema().clone()
    }

    /// How many items there are; 0 if the table was deleted. Behind an endpoint it is what DescribeTable says, and 0 if no
    /// answer comes: [`Database::describe_table`] returns the error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(users.item_count(), 1);
    /// users.delete("haeri05").run()?;
    /// assert_eq!(users.item_count(), 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn item_count(&self) -> u64 {
        if self.is_remote() {
            return self.describe().item_count;
        }
        self.known().map_or(0, |table| table.totals().count)
    }

    /// The size of all items, in bytes; 0 if the table was deleted. Behind an endpoint as for
    /// [`item_count`](Self::item_count).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
    /// assert_eq!(users.size_bytes(), 7 + 7 + 3 + 2); // names and values
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn size_bytes(&self) -> u64 {
        if self.is_remote() {
            return self.describe().table_size_bytes;
        }
        self.known().map_or(0, |table| table.totals().size_bytes)
    }

    /// The table as DescribeTable describes it: its status, key, indexes and settings. A table that was deleted is
    /// described as in the answer of DeleteTable: `DELETING`, without items. One behind an endpoint that does not answer has
    /// no status; [`Database::describe_table`] returns the error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(!users.describe().deletion_protection_enabled);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn describe(&self) -> TableDescription {
        if self.is_remote() {
            return wait(self.description());
        }
        self.engine.clock().look();
        match self.known() {
            Some(table) => describe::describe(&self.engine, &table),
            None => describe::describe_dropped(&self.engine, &self.table),
        }
    }

    /// A handle of a secondary index. If there is no index of this name, reading it fails.
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
    pub fn index(&self, name: impl Into<String>) -> TableIndex {
        TableIndex { table: self.clone(), name: name.into() }
    }

    /// The table's database.
    pub(crate) fn database(&self) -> Database {
        Database { engine: self.engine.clone() }
    }

    /// The table's ARN, by which requests about tags and policies name it.
    pub(super) fn arn(&self) -> String {
        if let Some(arn) = &self.arn {
            return arn.to_string();
        }
        self.engine.table_arn(self.name())
    }

    /// A description that an endpoint was asked for; what is known of the table where there is none.
    pub(super) fn described(&self, answer: Result<TableDescription>) -> TableDescription {
        answer.unwrap_or_else(|error| {
            let dropped = describe::describe_dropped(&self.engine, &self.table);
            match error.is_resource_not_found() {
                true => dropped,
                false => TableDescription { table_status: None, ..dropped },
            }
        })
    }

    /// Whether an endpoint has the table.
    #[inline]
    pub(super) fn is_remote(&self) -> bool {
        self.engine.remote().is_some()
    }

    /// A key as an item, for requests.
    pub(super) fn key_item(&self, key: impl IntoKey) -> Item {
        let table = self.current();
        key.into_key(table.schema()).into_item(table.schema())
    }

    /// The table that the handle refers to, if it exists, without items that have expired.
    pub(super) fn known(&self) -> Option<TableRef<'_>> {
        let table = self.tables().existing(self.name())?;
        table.sweep_due();
        // With a failed disk, what is told may be lost.
        let _ = self.engine.keep_all();
        Some(table)
    }

    /// The table, even if it was deleted: for callers that need the key schema before the request runs.
    pub(super) fn current(&self) -> TableRef<'_> {
        self.tables().existing(self.name()).unwrap_or(TableRef::Held(&self.table))
    }

    /// Carries out an operation on the table.
    #[inline]
    pub(super) fn operate<R>(
        &self,
        operation: &'static str,
        run: impl FnOnce(Tables<'_>) -> Result<R>,
    ) -> Result<R> {
        let passage = self.engine.enter(operation, || vec![self.name().to_owned()])?;
        let _calling = self.engine.calling();
        let mut result = run(self.tables());
        passage.leave(&mut result);
        result.map_err(|error| error.in_table(self.name()))
    }

    /// The item as a struct; an error names the item's key.
    pub(super) fn convert<T: DeserializeOwned>(&self, item: &Item) -> Result<T> {
        from_item_ref(item).map_err(|error| error.of_item(&self.current().schema().of(item)).into())
    }

    /// The table for an operation: this one, or, once it is deleted, the one that now has its name. A table that is
    /// being created or deleted is looked up by name too, because only some operations find it.
    pub(super) fn tables(&self) -> Tables<'_> {
        if self.table.is_ready() {
            Tables::held(&self.engine, &self.table)
        } else {
            Tables::named(&self.engine, self.name())
        }
    }
}

/// A handle of a table's secondary index: [`Table::index`].
#[derive(Clone)]
pub struct TableIndex {
    pub(super) table: Table,
    pub(super) name: String,
}
