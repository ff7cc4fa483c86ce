//! Runs of CreateTable, also for tables that may exist already.

use super::{create_table::CreateTableBuilder, table::Table, table_settings::give_units};
use crate::{
    error::{Error, Result},
    operation::{
        AttributeDefinition, CreateTableInput, CreateTableOutput, KeySchemaElement, KeyType, NamesTables,
        Operation, Request, TableDescription, TableStatus, table::create_table,
    },
};

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
        let (database, name) = (self.database.clone(), self.input.table_name.clone());
        self.output()?;
        database.table(&name)
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
    pub fn output(mut self) -> Result<CreateTableOutput> {
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
        let request = Request { input, ..Request::default() };
        let passage = database.engine.enter(CreateTableInput::OPERATION, || request.input.named_tables())?;
        let _calling = database.engine.calling();
        let mut made = create_table::run_with_partitions(&database.engine, request, partitions);
        passage.leave(&mut made);
        match (made, wanted) {
            (Err(error), Some(wanted)) if error.is_resource_in_use() => {
                let there = database.table(&wanted.table_name)?.describe();
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
