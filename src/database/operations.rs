//! The API one to one: each operation with its request and response structs.

use super::Database;
use crate::{
    error::Result,
    operation::{
        Request, Tables, batch_execute_statement, batch_get_item, batch_write_item, create_table,
        delete_item, delete_table, describe_table, execute_statement, execute_transaction, get_item,
        list_tables, put_item, query, scan, transact_get_items, transact_write_items, update_item,
    },
};

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident: $module:ident::$input:ident -> $output:ident, $values:ident, $on:ident;)*) => {
        impl Database {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// Those of the API reference, in the service's words.
                pub fn $name(&self, input: $module::$input) -> Result<$module::$output> {
                    $module::run(operations!(@on $on self), operations!(@request $values $module::$input, input))
                }
            )*
        }
    };
    (@on tables $self:ident) => { Tables::of(&$self.store) };
    (@on store $self:ident) => { &$self.store };
    (@request values $input:ty, $value:ident) => { Request::typed($value, <$input>::check_values) };
    (@request plain $input:ty, $value:ident) => { Request { input: $value, ..Request::default() } };
}

operations! {
    /// CreateTable: makes a table.
    create_table_with: create_table::CreateTableInput -> CreateTableOutput, plain, store;
    /// ListTables: the names of tables, a page of them.
    list_tables: list_tables::ListTablesInput -> ListTablesOutput, plain, store;
    /// PutItem: puts an item, over the one with the same key.
    put_item: put_item::PutItemInput -> PutItemOutput, values, tables;
    /// GetItem: reads an item by its key.
    get_item: get_item::GetItemInput -> GetItemOutput, values, tables;
    /// UpdateItem: changes attributes of an item, or makes one.
    update_item: update_item::UpdateItemInput -> UpdateItemOutput, values, tables;
    /// DeleteItem: takes an item away by its key.
    delete_item: delete_item::DeleteItemInput -> DeleteItemOutput, values, tables;
    /// Query: reads a page of the items of one partition key.
    query: query::QueryInput -> QueryOutput, values, tables;
    /// Scan: reads a page of all items.
    scan: scan::ScanInput -> ScanOutput, values, tables;
    /// BatchGetItem: reads up to 100 items of several tables.
    batch_get_item: batch_get_item::BatchGetItemInput -> BatchGetItemOutput, values, store;
    /// BatchWriteItem: puts and deletes up to 25 items of several tables.
    batch_write_item: batch_write_item::BatchWriteItemInput -> BatchWriteItemOutput, values, store;
    /// TransactWriteItems: writes up to 100 items of several tables, or none of them.
    transact_write_items: transact_write_items::TransactWriteItemsInput -> TransactWriteItemsOutput, values, store;
    /// TransactGetItems: reads up to 100 items of several tables, as they stand at one moment.
    transact_get_items: transact_get_items::TransactGetItemsInput -> TransactGetItemsOutput, values, store;
    /// ExecuteStatement: carries a statement of PartiQL out.
    execute_statement: execute_statement::ExecuteStatementInput -> ExecuteStatementOutput, values, store;
    /// BatchExecuteStatement: carries out up to 25 statements of PartiQL, each for itself.
    batch_execute_statement: batch_execute_statement::BatchExecuteStatementInput -> BatchExecuteStatementOutput, values, store;
    /// ExecuteTransaction: carries out up to 100 statements of PartiQL, or none of them.
    execute_transaction: execute_transaction::ExecuteTransactionInput -> ExecuteTransactionOutput, values, store;
}

impl Database {
    /// DescribeTable: what a table is and holds. Its name will do for the request.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(db.describe_table("users")?.table.unwrap().table_name, "users");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the API reference, in the service's words.
    pub fn describe_table(
        &self,
        input: impl Into<describe_table::DescribeTableInput>,
    ) -> Result<describe_table::DescribeTableOutput> {
        describe_table::run(&self.store, Request { input: input.into(), ..Request::default() })
    }

    /// DeleteTable: takes a table away with all its items. Its name will do for the request.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// db.delete_table("users")?;
    /// assert!(db.table_names().is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the API reference, in the service's words.
    pub fn delete_table(
        &self,
        input: impl Into<delete_table::DeleteTableInput>,
    ) -> Result<delete_table::DeleteTableOutput> {
        delete_table::run(&self.store, Request { input: input.into(), ..Request::default() })
    }
}
