//! Runs of CreateTable, also for tables that may exist already.

use std::time::Duration;

use super::{
    create_table::CreateTableBuilder, handle::Database, table::Table, table_settings::give_units, wait::wait,
};
use crate::{
    error::{Error, Result},
    operation::{
        AttributeDefinition, CreateTableInput, CreateTableOutput, DescribeTableInput, DescribeTableOutput,
        KeySchemaElement, KeyType, NamesTables, Operation, Request, TableDescription, TableStatus,
        table::create_table,
    },
};

impl Database {
    /// A table of the engine's, which may have more than one partition.
    fn made_here(&self, input: CreateTableInput, partitions: Option<usize>) -> Result<CreateTableOutput> {
        let request = Request { input, ..Request::default() };
        let passage = self.engine.enter(CreateTableInput::OPERATION, || request.input.named_tables())?;
        let _calling = self.engine.calling();
        let mut made = create_table::run_with_partitions(&self.engine, request, partitions);
        passage.leave(&mut made);
        made
    }

    /// Waits until an endpoint's table is ACTIVE.
    async fn active(&self, name: &str) -> Result<()> {
        const FIRST_PAUSE: Duration = Duration::from_millis(20);
        const LONGEST_PAUSE: Duration = Duration::from_secs(2);
        let mut pause = FIRST_PAUSE;
        loop {
            let described = self.answer_async(DescribeTableInput { table_name: name.to_owned() }).await;
            match described {
                Ok(DescribeTableOutput { table: Some(table) })
                    if table.table_status == Some(TableStatus::Creating) => {}
                // Some servers find a new table a little later.
                Err(error) if error.is_resource_not_found() && pause < LONGEST_PAUSE => {}
                described => return described.map(drop),
            }
            self.pause(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

impl CreateTableBuilder {
    /// Creates the table.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// let again = db.create_table("users").partition_key("user_id", S).run();
    /// assert!(matches!(again, Err(Error::ResourceInUse(_))));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A name, key, index or setting that the service refuses, or a number of partitions out of bounds:
    /// [`Error::Validation`]. A name that is taken, unless the builder has [`if_absent`](Self::if_absent):
    /// [`Error::ResourceInUse`].
    pub fn run(self) -> Result<Table> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<Table> {
        let (database, name) = (self.database.clone(), self.input.table_name.clone());
        self.made().await?;
        if database.is_remote() {
            database.active(&name).await?;
        }
        database.table_async(&name).await
    }

    /// Creates the table and returns the whole answer, which describes the table with the status `CREATING`, as the
    /// service does. A table that existed ([`if_absent`](Self::if_absent)) is described as it is.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, operation::TableStatus};
    ///
    /// let db = Database::new();
    /// let made = db.create_table("users").partition_key("user_id", S).output()?;
    /// assert_eq!(made.table_description.unwrap().table_status, Some(TableStatus::Creating));
    /// assert_eq!(db.table("users")?.describe().table_status, Some(TableStatus::Active));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<CreateTableOutput> {
        wait(self.made())
    }

    async fn made(mut self) -> Result<CreateTableOutput> {
        let indexes = self.input.global_secondary_indexes.iter_mut().flatten();
        give_units(indexes, self.input.provisioned_throughput.as_ref());
        self.complete_local_indexes();
        let Self { database, input, partitions, if_absent, misfit } = self;
        if let Some(index) = misfit {
            return Err(Error::validation(format!(
                "The local index {index} has the table's throughput, and none of its own"
            )));
        }
        let wanted = if_absent.then(|| input.clone());
        let made = match (database.is_remote(), partitions) {
            (false, _) => database.made_here(input, partitions),
            (true, None) => database.answer_async(input).await,
            (true, Some(_)) => Err(Error::of_engine_only("`CreateTableBuilder::partitions`")),
        };
        match (made, wanted) {
            (Err(error), Some(wanted)) if error.is_resource_in_use() => {
                let there = database.table_async(&wanted.table_name).await?.description().await;
                let stays = there.table_status != Some(TableStatus::Deleting);
                match stays && has_key(&there, &wanted) {
                    true => Ok(CreateTableOutput { table_description: Some(there) }),
                    false => Err(error),
                }
            }
            (made, _) => made,
        }
    }

    /// Adds the table's partition key to local indexes that are defined without one.
    fn complete_local_indexes(&mut self) {
        let is_hash = |element: &&KeySchemaElement| element.key_type == Some(KeyType::Hash);
        let table_key = self.input.key_schema.iter().flatten().find(is_hash);
        for index in self.input.local_secondary_indexes.iter_mut().flatten() {
            if !index.key_schema.iter().any(|element| is_hash(&element)) {
                index.key_schema.splice(0..0, table_key.cloned());
            }
        }
    }
}

/// Whether a table has the key that a request asks for, with the same types.
fn has_key(table: &TableDescription, wanted: &CreateTableInput) -> bool {
    let attribute_type = |definitions: &Option<Vec<AttributeDefinition>>, name: &str| {
        definitions.iter().flatten().find(|definition| definition.attribute_name == name)?.attribute_type
    };
    let same_type = |element: &KeySchemaElement| {
        let name = &element.attribute_name;
        attribute_type(&table.attribute_definitions, name)
            == attribute_type(&wanted.attribute_definitions, name)
    };
    table.key_schema == wanted.key_schema && table.key_schema.iter().flatten().all(same_type)
}
