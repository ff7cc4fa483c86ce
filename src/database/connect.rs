//! Databases whose tables an endpoint has.

use super::{handle::Database, table::Table};
use crate::{
    error::{Error, Result},
    operation::{DescribeTableInput, ListTablesInput, TableDescription, table_described},
    remote::{Remote, Transport},
    storage,
};

impl Database {
    /// The database behind an endpoint, to which this carries requests: another server of the protocol, or anything else
    /// that answers it. `Database::connect` (feature `remote`) does it over HTTP.
    ///
    /// Builders, iterators, typed tables and errors are the same as those of a database in this process. `run` waits for
    /// the answer, `run_async` waits without a blocked thread. What only an engine in this process can do
    /// ([`fork`](Self::fork), [`faults`](Self::faults), [`Table::explain`] and others) fails with
    /// [`Error::EngineOnly`]. Where a method returns no `Result`, a look ([`Table::partitions`], [`Table::metrics`]) finds
    /// nothing and the next request fails so; a setting, an action or what a test
    /// relies on ([`calls`](Self::calls)) has all requests after it fail.
    ///
    /// Names and keys of a table are those of the moment when [`table`](Self::table) made the handle.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, remote::{Sending, Transport}};
    /// # #[derive(Debug)]
    /// # struct Loopback(Database);
    /// # impl Transport for Loopback {
    /// #     fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
    /// #         let answer = self.0.wire(operation, &body);
    /// #         Box::pin(async { Ok(answer) })
    /// #     }
    /// # }
    /// let db = Database::connect_through(Loopback(Database::new()));
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put(item! { "id": "haeri05" }).if_absent().run()?;
    /// let again = users.put(item! { "id": "haeri05" }).if_absent().run();
    /// assert!(again.unwrap_err().is_condition_failed());
    /// assert!(db.fork().table("users").unwrap_err().is_engine_only());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn connect_through(transport: impl Transport) -> Self {
        Self::behind(Self::builder().build(), transport)
    }

    /// The endpoint's tables, for handles with the settings of this database.
    pub(crate) fn behind(settings: Self, transport: impl Transport) -> Self {
        Self { engine: settings.engine.behind(Remote::new(transport)) }
    }

    /// Whether an endpoint has the tables: the database is not in this process.
    ///
    /// ```
    /// assert!(!hashrange::Database::new().is_remote());
    /// ```
    pub fn is_remote(&self) -> bool {
        self.engine.remote().is_some()
    }

    /// Whether both are one engine, or behind one connection.
    #[cfg(feature = "remote")]
    pub(crate) fn is_same_place(&self, other: &Self) -> bool {
        self.engine.is_same(&other.engine)
    }

    /// As [`table`](Self::table), for async code.
    ///
    /// # Errors
    /// As [`table`](Self::table).
    pub async fn table_async(&self, name: &str) -> Result<Table> {
        match self.is_remote() {
            false => self.table(name),
            true => self.remote_table(name).await,
        }
    }

    /// A handle of an endpoint's table.
    pub(super) async fn remote_table(&self, name: &str) -> Result<Table> {
        let described = self.remote_description(name).await?;
        let table = self.known_as(&described)?;
        Ok(Table::of_remote(self.engine.clone(), table, &described.table_arn))
    }

    /// The names of an endpoint's tables, until it does not answer.
    pub(super) fn remote_table_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut input = ListTablesInput::default();
        while let Ok(page) = self.list_tables(input) {
            names.extend(page.table_names);
            let Some(last) = page.last_evaluated_table_name else { break };
            input = ListTablesInput { exclusive_start_table_name: Some(last), ..ListTablesInput::default() };
        }
        names
    }

    async fn remote_description(&self, name: &str) -> Result<TableDescription> {
        let input = DescribeTableInput { table_name: name.to_owned() };
        let described = self.answer_async(input).await.map_err(|error| error.in_table(name))?;
        let is_described = |table: &TableDescription| table.key_schema.is_some();
        let none = || Error::NoAnswer(format!("the answer to DescribeTable describes no table {name}"));
        described.table.filter(is_described).ok_or_else(none)
    }

    /// What is known of a table that is described so.
    fn known_as(&self, described: &TableDescription) -> Result<storage::Table> {
        table_described(&self.engine, described)
    }
}

impl Table {
    /// As [`describe`](Self::describe), for async code.
    pub(super) async fn description(&self) -> TableDescription {
        match self.is_remote() {
            false => self.describe(),
            true => self.described(self.database().remote_description(self.name()).await),
        }
    }

    /// The endpoint's table as it is now, which may have got indexes since the handle was made.
    pub(super) async fn known_now(&self) -> Result<storage::Table> {
        let database = self.database();
        database.known_as(&database.remote_description(self.name()).await?)
    }
}
